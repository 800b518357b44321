/* What is typed into a form with data-draft is on this device with the letter (device.js) and on the server a second
   after the last change, every two while somebody goes on; never in the middle of a composition. What a killed tab or a
   lost network kept from the server stands in the form again when it is opened. */
(() => {
  const QUIET = 1000;
  const LONGEST = 2000;
  const RETRY = 15000;
  const ELSEWHERE = 60000; /* ms: a draft of the server so much newer was written on another device */
  const PAGE = new Set(['csrf_token', 'version', 'seen', 'form_key', 'draft', 'draft_place', 'call_id', 'number']);
  const ofPage = (name) => PAGE.has(name) || name.startsWith('version-');
  const device = window.hotlineDevice;
  const token = () => document.querySelector('input[name=csrf_token]')?.value || '';
  const timers = new WeakMap();
  const since = new WeakMap();
  const last = new WeakMap();
  const flights = new Map();

  const typed = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'csrf_token');
  const bodyOf = (where, pairs) => {
    const body = new URLSearchParams(pairs);
    body.set('draft', where);
    return body.toString();
  };
  const say = (form, text) => {
    const line = form.querySelector('[data-draft-said]');
    if (line) line.textContent = text;
  };
  const send = (body, urgent, signal) => fetch('/staff/drafts', {
    signal,
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRFToken': token() },
    body,
    keepalive: urgent && body.length < 60000,
    redirect: 'error',
  });
  const told = (form, answer) => {
    say(form, answer.said);
    document.dispatchEvent(new CustomEvent('hotline:writing', { detail: answer.writing || [] }));
  };

  /* Words wait until the word being composed is whole: its end brings them here again. */
  let composed = null;
  const inWord = (form) => composed?.form === form && composed === document.activeElement;
  const keep = async (form, urgent = false) => {
    clearTimeout(timers.get(form));
    since.delete(form);
    if (!urgent && inWord(form)) return;
    const where = form.dataset.draft;
    const body = bodyOf(where, typed(form));
    if (form.dataset.sent || form.dataset.waiting || last.get(form) === body) return;
    const before = last.get(form);
    last.set(form, body);
    const turn = device?.typed.turn(where);
    const flight = new AbortController();
    flights.set(form, flight);
    try {
      const answer = await send(body, urgent, flight.signal);
      if (answer.ok) {
        if (device?.typed.turn(where) === turn) device?.typed.drop(where);
        told(form, await answer.json());
        return;
      }
      last.set(form, before);
      if (answer.status !== 401) return;
    } catch {
      last.set(form, before);
      if (flight.signal.aborted) return;
    }
    if (device) say(form, form.dataset.draftAside || '');
  };
  const soon = (form) => {
    clearTimeout(timers.get(form));
    if (!since.has(form)) since.set(form, performance.now());
    const left = LONGEST - (performance.now() - since.get(form));
    timers.set(form, setTimeout(() => keep(form), Math.max(0, Math.min(QUIET, left))));
  };
  const changed = (form) => {
    form.dataset.touched = 'yes';
    device?.typed.put(form.dataset.draft, typed(form));
    soon(form);
  };

  /* --- Into the form again ------------------------------------------------------------------------------------------ */
  const fill = (form, pairs) => {
    const values = new Map();
    for (const [name, value] of pairs) if (!ofPage(name)) values.set(name, [...(values.get(name) || []), value]);
    for (const field of form.elements) {
      const wanted = values.get(field.name) || [];
      if (!field.name || ofPage(field.name) || /^(file|submit|button)$/.test(field.type)) continue;
      if (/^(radio|checkbox)$/.test(field.type)) field.checked = wanted.includes(field.value);
      else if (wanted.length) [field.value] = wanted;
    }
  };
  const uncover = (form) => {
    for (let fold = form.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  };
  const restore = async (form) => {
    const where = form.dataset.draft;
    const kept = await device.typed.get(where);
    if (!kept || form.dataset.touched) return;
    const saved = Date.parse(form.querySelector('[data-draft-at]')?.dataset.draftAt || '') || 0;
    if (saved - kept.at > ELSEWHERE) {
      device.typed.drop(where);
      return;
    }
    const before = bodyOf(where, typed(form));
    fill(form, kept.pairs);
    if (bodyOf(where, typed(form)) !== before) {
      uncover(form);
      say(form, form.dataset.draftBack || '');
    }
    form.dataset.touched = 'yes';
    keep(form);
  };
  const ours = (where) => [...document.querySelectorAll('form[data-draft]')].find((form) => form.dataset.draft === where);
  const restoreAll = () => { if (device) document.querySelectorAll('form[data-draft]:not([data-touched])').forEach(restore); };

  /* Words of forms that are not on this page go to the server as their drafts; another tab may be typing them. */
  const sendAside = async () => {
    if (!device || document.hidden) return;
    for (const where of device.typed.places()) {
      const form = ours(where);
      if (form) {
        if (form.dataset.touched) await keep(form);
        continue;
      }
      const kept = await device.typed.get(where);
      if (!kept || device.now() - kept.at < RETRY) continue;
      const answer = await send(bodyOf(where, kept.pairs), false).catch(() => null);
      if (!answer?.ok) return;
      device.typed.drop(where);
    }
  };

  const formOf = (event) => event.target.closest?.('form[data-draft]');
  addEventListener('input', (event) => {
    const form = formOf(event);
    if (form && !event.isComposing) changed(form);
  });
  addEventListener('compositionstart', (event) => {
    composed = event.target;
    if (formOf(event)) clearTimeout(timers.get(formOf(event)));
  });
  addEventListener('compositionend', (event) => {
    composed = null;
    if (formOf(event)) changed(formOf(event));
  });
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
  document.addEventListener('hotline:restored', (event) => { if (event.detail.length) fill(event.target, event.detail); uncover(event.target); if (event.target.dataset.draft) changed(event.target); });
  document.addEventListener('htmx:after:swap', restoreAll);
  addEventListener('online', sendAside);
  setInterval(() => { if (navigator.onLine) sendAside(); }, RETRY);
  document.addEventListener('submit', (event) => {
    const swapped = event.target.hasAttribute('hx-post');
    if (event.defaultPrevented && !swapped) return;
    clearTimeout(timers.get(event.target));
    flights.get(event.target)?.abort();
    if (swapped && event.target.dataset.draft) {
      /* No new page will say that it was taken; until it was, the words stand in the form. */
      last.set(event.target, bodyOf(event.target.dataset.draft, typed(event.target)));
      device?.typed.drop(event.target.dataset.draft);
    }
    const { submitter } = event;
    if (submitter?.name === 'draft' && submitter.formAction.endsWith('/drop')) {
      device?.typed.drop(submitter.value);
      delete event.target.dataset.touched;
    }
  });
  restoreAll();
  sendAside();
})();
