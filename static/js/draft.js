/* What is typed into a form with data-draft is kept on the server a second after the last change, every two while
   somebody goes on, never during a composition. Without a network it stays in this browser until the network is back,
   and is gone at sign-out. */
(() => {
  const QUIET = 1000;
  const LONGEST = 2000;
  const RETRY = 15000;
  const STORE = 'drafts';
  const token = () => document.querySelector('input[name=csrf_token]')?.value || '';
  const timers = new WeakMap();
  const last = new WeakMap();

  const store = (mode, work) => new Promise((done, fail) => {
    const opening = indexedDB.open('hotline', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction(STORE, mode);
      const asked = work(change.objectStore(STORE));
      change.oncomplete = () => { opening.result.close(); done(asked?.result); };
      change.onerror = () => { opening.result.close(); fail(change.error); };
    };
  });
  const putAside = (place, body) => store('readwrite', (all) => all.put(body, place));
  const forgotten = (place) => store('readwrite', (all) => all.delete(place));
  const aside = () => store('readonly', (all) => all.getAllKeys());

  const typed = (form) => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && name !== 'csrf_token') body.append(name, value);
    }
    body.set('draft', form.dataset.draft);
    return body.toString();
  };
  const say = (form, text) => {
    const line = form.querySelector('[data-draft-said]');
    if (line) line.textContent = text;
  };
  const flights = new Map();
  const send = (body, urgent, signal) => fetch('/staff/drafts', {
    signal,
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRFToken': token() },
    body,
    keepalive: urgent && body.length < 60000,
    redirect: 'error',
  });

  const keep = async (form, urgent = false) => {
    clearTimeout(timers.get(form));
    since.delete(form);
    const body = typed(form);
    if (form.dataset.sent || last.get(form) === body) return;
    const before = last.get(form);
    last.set(form, body);
    const flight = new AbortController();
    flights.set(form, flight);
    try {
      const answer = await send(body, urgent, flight.signal);
      if (answer.ok) {
        say(form, (await answer.json()).said);
        await forgotten(form.dataset.draft);
        return;
      }
      last.set(form, before);
      if (answer.status !== 401) return;
    } catch {
      last.set(form, before);
      if (flight.signal.aborted) return;
    }
    await putAside(form.dataset.draft, body);
    say(form, form.dataset.draftAside || '');
  };
  const since = new WeakMap();
  const soon = (form) => {
    clearTimeout(timers.get(form));
    if (!since.has(form)) since.set(form, performance.now());
    const left = LONGEST - (performance.now() - since.get(form));
    timers.set(form, setTimeout(() => keep(form), Math.max(0, Math.min(QUIET, left))));
  };
  const sendAside = async () => {
    for (const place of await aside()) {
      const body = await store('readonly', (all) => all.get(place));
      const answer = await send(body, false).catch(() => null);
      if (!answer?.ok) return;
      await forgotten(place);
      const form = document.querySelector(`form[data-draft="${place}"]`);
      if (form) say(form, (await answer.json()).said);
    }
  };

  const formOf = (event) => event.target.closest?.('form[data-draft]');
  addEventListener('input', (event) => {
    const form = formOf(event);
    if (!form) return;
    form.dataset.touched = 'yes';
    if (!event.isComposing) soon(form);
  });
  addEventListener('compositionend', (event) => { if (formOf(event)) soon(formOf(event)); });
  addEventListener('compositionstart', (event) => { if (formOf(event)) clearTimeout(timers.get(formOf(event))); });
  addEventListener('pagehide', () => {
    document.querySelectorAll('form[data-draft][data-touched]').forEach((form) => keep(form, true));
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-draft-keep]');
    if (!button || event.defaultPrevented) return;
    event.preventDefault();
    last.delete(button.form);
    keep(button.form);
  });
  addEventListener('online', sendAside);
  setInterval(() => { if (navigator.onLine) sendAside(); }, RETRY);
  document.addEventListener('submit', (event) => {
    clearTimeout(timers.get(event.target));
    flights.get(event.target)?.abort();
    if (event.target.getAttribute('action') === '/sign-out') indexedDB.deleteDatabase('hotline');
  });
  sendAside();
})();
