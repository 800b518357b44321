/* A letter is kept two seconds after the last change, never during a composition. Without a network it stays on this
   device, and goes from there only into the form, by a press of its writer. */
(() => {
  const QUIET = 2000;
  const WEEK = 7 * 24 * 3600 * 1000;
  const OWN = new Set(['csrf_token', 'form_key', 'draft', 'at', 'then', 'form_id']);
  const form = document.querySelector('form[data-letter]');
  const note = document.querySelector('[data-aside]');
  let timer;
  let flight;
  let last;
  let sent = false;

  const store = (mode, work) => new Promise((done, fail) => {
    const opening = indexedDB.open('hotline-letter', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('letters');
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction('letters', mode);
      const asked = work(change.objectStore('letters'));
      change.oncomplete = () => { opening.result.close(); done(asked?.result); };
      change.onerror = () => { opening.result.close(); fail(change.error); };
    };
  });
  const forgotten = () => store('readwrite', (all) => all.delete('letter'));
  if (document.querySelector('[data-letter-sent]')) forgotten();
  if (!form) return;

  const pairs = () => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'csrf_token');
  const line = form.querySelector('[data-letter-said]');
  const say = (words) => { line.textContent = words; };
  const putAside = async () => {
    await store('readwrite', (all) => all.put({ at: Date.now(), pairs: pairs() }, 'letter'));
    say(form.dataset.keptHere);
  };
  const keep = async (leaving = false) => {
    clearTimeout(timer);
    const body = new URLSearchParams(pairs()).toString();
    if (sent || !form.dataset.letter || body === last) return;
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
      await forgotten();
    } catch {
      if (!signal.aborted) await putAside();
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, QUIET);
  };

  const put = ([name, value]) => {
    if (OWN.has(name)) return;
    const place = form.elements[name];
    if (place instanceof RadioNodeList) place.value = value;
    else if (place?.type === 'checkbox') place.checked = true;
    else if (place && name !== 'attached') place.value = value;
    else {
      const hidden = document.createElement('input');
      Object.assign(hidden, { type: 'hidden', name, value });
      form.append(hidden);
    }
  };
  const offer = (kept) => {
    if (!note || !kept || Date.now() - kept.at > WEEK) return;
    const words = note.querySelector('[data-found]');
    words.textContent = words.dataset.found.replace('{time}', new Date(kept.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false }));
    note.hidden = false;
    note.querySelector('[data-aside-take]').addEventListener('click', () => {
      kept.pairs.forEach(put);
      note.hidden = true;
      form.querySelector('textarea, input:not([type=hidden])')?.focus();
      form.querySelectorAll('[data-counter]').forEach((one) => one.dispatchEvent(new Event('input', { bubbles: true })));
      keep();
    });
    note.querySelector('[data-aside-drop]').addEventListener('click', () => { forgotten(); note.hidden = true; });
  };

  form.addEventListener('input', (event) => {
    form.dataset.touched = 'yes';
    if (!event.isComposing) soon();
  });
  form.addEventListener('compositionstart', () => clearTimeout(timer));
  form.addEventListener('compositionend', soon);
  form.addEventListener('submit', (event) => {
    if (navigator.onLine) {
      clearTimeout(timer);
      flight?.abort();
      sent = true;
      return;
    }
    event.preventDefault();
    putAside().then(() => line.scrollIntoView({ block: 'center' }));
  });
  addEventListener('online', () => { if (line.textContent) say(form.dataset.back); });
  addEventListener('pagehide', () => { if (form.dataset.touched) keep(true); });
  addEventListener('pageshow', () => { sent = false; });
  last = new URLSearchParams(pairs()).toString();
  store('readonly', (all) => all.get('letter')).then(offer, () => undefined);
})();
