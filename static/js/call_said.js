/* What a machine hears in the call, beside the form: new lines come while it lasts, a press puts the caller's words into
   the text where the cursor stands. Nothing goes there by itself. */
(() => {
  const pane = document.getElementById('said');
  const form = document.getElementById('call');
  if (!pane || !form) return;
  const EVERY = 1500;
  const list = pane.querySelector('ol');
  const body = document.getElementById('body');
  let next = 0;
  let timer = 0;

  const line = (one) => {
    const item = document.createElement('li');
    item.dataset.who = one.who;
    item.append(
      Object.assign(document.createElement('b'), { textContent: pane.dataset[one.who] }),
      document.createTextNode(one.text),
    );
    item.lang = 'zh-CN';
    item.words = one.text;
    return item;
  };
  const ask = async () => {
    clearTimeout(timer);
    const call = form.elements.line.value;
    if (!call) return;
    pane.hidden = false;
    try {
      const answer = await fetch(`/staff/calls/line/${call}/transcript?after=${next}`, { headers: { 'X-Quiet': 'yes' }, redirect: 'error' });
      if (!answer.ok) return;
      const { said, live } = await answer.json();
      const low = list.scrollTop + list.clientHeight >= list.scrollHeight - 4;
      said.forEach((one) => {
        list.append(line(one));
        next = one.place + 1;
      });
      if (said.length && low) list.scrollTop = list.scrollHeight;
      if (live || said.length) timer = setTimeout(ask, EVERY);
    } catch { timer = setTimeout(ask, 4 * EVERY); }
  };
  pane.querySelector('button').addEventListener('click', () => {
    const fresh = [...list.querySelectorAll('[data-who=caller]:not([data-taken])')];
    if (!fresh.length) return;
    fresh.forEach((one) => { one.dataset.taken = 'yes'; });
    const words = fresh.map((one) => one.words).join('');
    body.setRangeText(words, body.selectionStart, body.selectionEnd, 'end');
    body.focus();
    body.dispatchEvent(new Event('input', { bubbles: true }));
  });
  form.addEventListener('hotline:line', ask);
  ask();
})();
