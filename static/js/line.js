/* The telephone of this desk. The page asks what rings; the answer is mostly "nothing new". What pops up lies above the
   page, takes no focus and moves nothing. F2 takes the call: into the form that is open, unless it belongs to another
   call; then it is sent like any button, and what is typed is kept by the server. */
(() => {
  const region = document.getElementById('line-pop');
  if (!region) return;
  const EVERY = 450;
  const SLOW = 10000;
  const form = document.getElementById('call');
  const card = () => region.querySelector('.pop-card');
  const composing = (event) => event.isComposing || event.keyCode === 229 || event.key === 'Process';
  let etag = '';
  let failures = 0;
  let rung = card()?.dataset.call || '';

  /* Two short tones on the device where the system plays calls, which is the headset where one is chosen there. */
  let audio = null;
  const ring = async () => {
    if (!('ring' in region.dataset)) return;
    audio ||= new AudioContext();
    await audio.setSinkId?.('communications').catch(() => {});
    [0, 0.35].forEach((after) => {
      const [tone, loud] = [audio.createOscillator(), audio.createGain()];
      const start = audio.currentTime + after;
      tone.frequency.value = 660;
      loud.gain.setValueAtTime(0.0001, start);
      loud.gain.exponentialRampToValueAtTime(0.2, start + 0.03);
      loud.gain.exponentialRampToValueAtTime(0.0001, start + 0.25);
      tone.connect(loud).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.3);
    });
  };

  const show = (html) => {
    const inside = region.contains(document.activeElement);
    region.innerHTML = html;
    const call = card()?.dataset.call || '';
    if (inside && call) region.querySelector('button').focus();
    if (call && call !== rung) ring();
    rung = call;
  };
  const ask = async () => {
    try {
      const answer = await fetch(region.dataset.url, {
        headers: { 'HX-Request': 'true', 'X-Quiet': 'yes', ...(etag && { 'If-None-Match': etag }) }, cache: 'no-store', redirect: 'error',
      });
      if (answer.status === 200) {
        etag = answer.headers.get('ETag') || '';
        show(await answer.text());
      }
      failures = [200, 304].includes(answer.status) ? 0 : failures + 1;
    } catch { failures += 1; }
    setTimeout(ask, Math.min(SLOW, EVERY * 2 ** Math.max(0, failures - 2)));
  };
  setTimeout(ask, EVERY);

  const fill = (name, value) => {
    const field = form.elements[name];
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const into = async (button) => {
    const answer = await fetch(button.formAction, {
      method: 'POST',
      headers: { Accept: 'application/json', 'X-CSRFToken': form.elements.csrf_token.value },
      body: new URLSearchParams({ into: 'here' }),
    });
    if (!answer.ok) { form.requestSubmit(button); return; }
    const { call, phone } = await answer.json();
    form.elements.line.value = call;
    if (phone && !form.elements.phone.value.trim()) fill('phone', phone);
    else form.dispatchEvent(new Event('input', { bubbles: true }));
    form.dispatchEvent(new CustomEvent('hotline:line', { detail: call }));
    show('');
    document.getElementById('body').focus();
  };
  region.addEventListener('click', (event) => {
    const button = event.target.closest('button[value=here]');
    if (!button || !form) return;
    const other = form.elements.line.value && form.elements.line.value !== card().dataset.call;
    if (other) {
      button.value = 'new';
      return;
    }
    event.preventDefault();
    into(button);
  });

  /* Before the keys of the page: a call that rings is what F2 means. */
  addEventListener('keydown', (event) => {
    if (event.code !== 'F2' || composing(event) || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const button = region.querySelector(event.shiftKey ? '[data-key=S-F2]' : '[data-key=F2]');
    if (!button || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    button.click();
  }, true);
})();
