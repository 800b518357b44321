/* A letter is in this tab's own store with each letter typed, and on the server two seconds after the last change; never
   in the middle of a composition. The tab's store outlives a crash and a reload, is no other tab's, and goes with the tab:
   nobody finds it who uses the same computer next. Without a network the letter can be left to be sent later. */
(() => {
  const QUIET = 2000;
  const AWAY = 15 * 60 * 1000; /* ms: after so long the tab itself may have changed hands, and the digits are asked for */
  const FRESH = 30 * 60 * 1000;
  const TYPED = 'hotline.letter';
  const DRAFT = 'hotline.letter.draft';
  const OWN = new Set(['csrf_token', 'form_key', 'at', 'then']);
  const form = document.querySelector('form[data-letter]');
  const yours = document.querySelector('form[data-letter-yours]');
  let timer;
  let flight;
  let last;
  let sent = false;

  const forgotten = () => sessionStorage.removeItem(TYPED);
  if (document.querySelector('[data-letter-sent]')) {
    forgotten();
    sessionStorage.removeItem(DRAFT);
  }
  /* This tab wrote it: no question is needed. Asked once, or a wrong key would go round in a circle. */
  const wrote = JSON.parse(sessionStorage.getItem(DRAFT) || 'null');
  if (yours && wrote) {
    sessionStorage.removeItem(DRAFT);
    yours.elements.draft.value = wrote.key;
    if (!yours.elements.tail || Date.now() - wrote.at < AWAY) yours.submit();
  }
  if (!form) return;

  const pairs = () => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'csrf_token');
  const line = form.querySelector('[data-letter-said]');
  const say = (words) => { line.textContent = words; };
  const mine = () => sessionStorage.setItem(DRAFT, JSON.stringify({ key: form.elements.draft.value, at: Date.now() }));
  const typed = () => {
    sessionStorage.setItem(TYPED, JSON.stringify({ at: Date.now(), pairs: pairs() }));
    mine();
  };
  const keep = async (leaving = false) => {
    clearTimeout(timer);
    const body = new URLSearchParams(pairs()).toString();
    if (sent || form.inert || !form.dataset.letter || body === last) return;
    flight = new AbortController();
    const { signal } = flight;
    try {
      const answer = await fetch(form.dataset.letter, {
        method: 'POST', body, signal, redirect: 'error', keepalive: leaving && body.length < 60000,
        headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRFToken': form.elements.csrf_token.value },
      });
      if (!answer.ok) return;
      last = body;
      say((await answer.json()).said);
      if (new URLSearchParams(pairs()).toString() === body) forgotten();
    } catch {
      if (!signal.aborted) say(form.dataset.keptHere);
    }
  };
  const soon = () => {
    typed();
    clearTimeout(timer);
    timer = setTimeout(keep, QUIET);
  };

  /* --- Into the form again --------------------------------------------------------------------------------------------- */
  const put = ([name, value]) => {
    if (OWN.has(name)) return;
    const place = form.elements[name];
    if (place instanceof RadioNodeList && name !== 'attached') place.value = value;
    else if (place?.type === 'checkbox') place.checked = true;
    else if (place && name !== 'attached') place.value = value;
    else if (!form.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`)) {
      const hidden = document.createElement('input');
      Object.assign(hidden, { type: 'hidden', name, value });
      form.append(hidden);
    }
  };
  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(TYPED) || 'null');
    const of = Object.fromEntries(kept?.pairs || []);
    const same = of.form_id === form.elements.form_id.value || !form.elements.body?.value;
    if (!kept || !same || !form.dataset.letter || Date.now() - kept.at > FRESH) {
      forgotten();
      return;
    }
    const before = new URLSearchParams(pairs()).toString();
    kept.pairs.forEach(put);
    if (new URLSearchParams(pairs()).toString() === before) return;
    form.dataset.touched = 'yes';
    say(form.dataset.restored);
    form.querySelectorAll('[data-counter]').forEach((one) => one.dispatchEvent(new Event('input', { bubbles: true })));
  };

  /* --- Without a network ------------------------------------------------------------------------------------------------- */
  const later = document.querySelector('[data-later]');
  const offline = async (submitter) => {
    delete form.dataset.sent;
    sent = false;
    submitter?.removeAttribute('aria-busy');
    typed();
    if (submitter?.name || (submitter?.formAction && new URL(submitter.formAction).pathname !== form.dataset.sendTo && submitter.hasAttribute('formaction'))) {
      say(form.dataset.keptHere);
    } else if (later && form.elements.body?.value.trim()) {
      later.hidden = false;
      later.scrollIntoView({ block: 'center' });
      later.querySelector('button').focus();
      say(form.dataset.keptHere);
    } else if (later) {
      say(form.dataset.keptHere);
      line.scrollIntoView({ block: 'center' });
    } else {
      say(await window.hotlineLetter.keep(form));
    }
  };
  later?.querySelector('[data-later-send]').addEventListener('click', async () => {
    later.hidden = true;
    say(await window.hotlineLetter.keep(form));
  });
  later?.querySelector('[data-later-not]').addEventListener('click', () => { later.hidden = true; });

  form.addEventListener('input', (event) => {
    form.dataset.touched = 'yes';
    if (!event.isComposing) soon();
  });
  form.addEventListener('compositionstart', () => clearTimeout(timer));
  form.addEventListener('compositionend', soon);
  let pressed;
  form.addEventListener('submit', (event) => {
    pressed = event.submitter;
    if (navigator.onLine) {
      clearTimeout(timer);
      flight?.abort();
      sent = true;
      return;
    }
    event.preventDefault();
    offline(pressed);
  });
  navigator.serviceWorker?.addEventListener('message', ({ data }) => { if (data?.unsent && sent) offline(pressed); });
  addEventListener('online', () => { if (line.textContent && !form.inert) say(form.dataset.back); });
  addEventListener('pagehide', () => { if (form.dataset.touched) keep(true); });
  addEventListener('pageshow', () => { sent = false; });
  document.querySelector('#drop-draft')?.addEventListener('submit', () => { forgotten(); sessionStorage.removeItem(DRAFT); });
  last = new URLSearchParams(pairs()).toString();
  mine();
  restore();
  if (form.dataset.touched) keep();
})();
