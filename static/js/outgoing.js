/* A form with data-waits that is submitted without a network is kept sealed on this device (device.js) and sent once the
   network is back, with the same sending key, so that it counts once however often it arrives. What the server refuses
   stands in its form again, or to be read where the form is gone. Other forms say that they need the network.
   data-waits on a button with an address of its own: it waits like its form; data-holds: what is locked meanwhile;
   data-page: where the form stands; data-waits-as: which of several forms of one act. */
(() => {
  const device = window.hotlineDevice;
  const bar = document.getElementById('waiting');
  if (!device || !bar) return;
  const RETRY = 30000;
  const SOON = 2000;
  const LARGEST = 5 * 2 ** 20;
  const words = bar.dataset;
  const list = bar.querySelector('[data-list]');
  const said = bar.querySelector('[data-words]');
  const signIn = bar.querySelector('[data-sign-in]');
  const toast = (text, kind = 'success') => document.dispatchEvent(new CustomEvent('hotline:toast', { detail: { text, kind, seconds: 10 } }));
  const put = (pattern, what) => pattern.replace(/\{(\w+)\}/g, (_all, name) => what[name] ?? '');
  const pathOf = (address) => { const at = new URL(address, location.href); return at.pathname + at.search; };
  const posts = (form) => form.getAttribute('method')?.toLowerCase() === 'post' && (!form.hasAttribute('hx-post') || form.dataset.waits);
  const aside = (submitter) => submitter?.hasAttribute('formaction') && !submitter.dataset.waits;
  const labelOf = (form, submitter) => submitter?.dataset.waits || form.dataset.waits;
  const waits = (form, submitter) => labelOf(form, submitter) && !aside(submitter) && submitter?.name !== 'skeleton';

  const verbOf = (act) => act.place.split('/')[1] || '';
  const boxOf = (form) => form.closest('[data-holds]') || form;
  const hold = (form, id) => {
    form.dataset.waiting = id;
    boxOf(form).inert = true;
  };
  const free = (form) => {
    delete form.dataset.waiting;
    boxOf(form).inert = false;
    form.dispatchEvent(new CustomEvent('hotline:restored', { bubbles: true, detail: [] }));
    form.querySelector('textarea, input:not([type=hidden]), button')?.focus();
  };

  /* --- Kept ---------------------------------------------------------------------------------------------------------- */
  const row = (act) => {
    const item = bar.querySelector('[data-waiting-row]').content.firstElementChild.cloneNode(true);
    const files = act.fields.filter(([, value]) => typeof value !== 'string' && value.name);
    item.querySelector('.waiting-what').textContent = act.refused ? put(words.refused, { what: act.label }) : act.label;
    item.querySelector('time').textContent = new Date(act.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
    const form = formOf(act);
    const wrote = item.querySelector('[data-wrote]');
    wrote.hidden = !act.refused || !act.wrote || Boolean(form);
    wrote.textContent = act.wrote || '';
    item.querySelector('.waiting-files').textContent = files.map((file) => file[1].name).join(', ');
    const [look, drop] = [item.querySelector('a'), item.querySelector('button')];
    const held = [...document.forms].find((one) => one.dataset.waiting === act.id);
    look.href = `${act.page}#${verbOf(act)}`;
    look.hidden = !act.refused || Boolean(form) || location.pathname === new URL(act.page, location.href).pathname;
    if (held) drop.textContent = drop.dataset.back;
    drop.addEventListener('click', async () => {
      if (!held && drop.textContent !== drop.dataset.asked) {
        drop.textContent = drop.dataset.asked;
        return;
      }
      await device.waiting.drop(act.id);
      if (held) free(held);
      show();
    });
    return item;
  };
  const show = async () => {
    const acts = await device.waiting.all();
    bar.hidden = !acts.length;
    bar.querySelector('[data-title]').textContent = acts.length ? put(acts.length === 1 ? words.one : words.many, { n: acts.length }) : '';
    bar.querySelector('[data-send]').hidden = !acts.some((act) => !act.refused);
    list.replaceChildren(...acts.map(row));
    return acts;
  };
  const keep = async (form, submitter) => {
    const fields = [...new FormData(form, submitter)].filter(([name]) => name !== 'csrf_token');
    const large = fields.find(([, value]) => value.size > LARGEST);
    const next = form.closest('[data-waits-next]')?.dataset.waitsNext || '';
    said.textContent = words.kept + next;
    if (large) said.textContent += put(words.large, { name: large[1].name });
    const act = {
      id: form.elements.form_key?.value || crypto.randomUUID(), at: device.now(), label: labelOf(form, submitter),
      action: pathOf(submitter?.hasAttribute('formaction') ? submitter.formAction : form.action),
      page: form.closest('[data-page]')?.dataset.page || location.pathname, place: form.dataset.draft || '', as: form.dataset.waitsAs || '',
      wrote: [...form.querySelectorAll('textarea')].map((one) => one.value.trim()).filter(Boolean).join('\n'),
      fields: fields.map(([name, value]) => [name, value.size > LARGEST ? new File([], '') : value]),
    };
    try {
      for (const other of await device.waiting.all()) if (other.refused && other.action === act.action) await device.waiting.drop(other.id);
      await device.waiting.put(act);
    } catch {
      said.textContent = words.full;
      bar.hidden = false;
      return;
    }
    hold(form, act.id);
    if (act.place) device.typed.drop(act.place);
    form.querySelectorAll('[data-upload]').forEach((line) => { line.hidden = true; });
    await show();
    bar.scrollIntoView({ block: 'nearest' });
    bar.focus();
    if (navigator.onLine) setTimeout(sendAll, 2000);
  };

  /* --- Sent ---------------------------------------------------------------------------------------------------------- */
  const untouched = (form) => ![...document.querySelectorAll('form[data-touched]:not([data-sent], [data-waiting])')].some((one) => one !== form);
  const formOf = (act) => [...document.forms].find((form) => (form.dataset.waits && pathOf(form.action) === act.action
    ? (form.dataset.waitsAs || '') === (act.as || '') : act.place && form.dataset.draft === act.place));
  const problemOf = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page.querySelector('.error-summary h2, .error-summary li, [role=alert].notice-error p, .notice-error p')?.textContent.trim() || '';
  };
  const hand = (form, act) => {
    const files = act.fields.filter(([name, value]) => typeof value !== 'string' && value.name && form.elements[name]);
    const held = new DataTransfer();
    files.forEach(([, file]) => held.items.add(file));
    const field = files.length && form.querySelector(`input[type=file][name="${files[0][0]}"]:not([capture])`);
    if (field) {
      field.files = held.files;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    form.dispatchEvent(new CustomEvent('hotline:restored', { bubbles: true, detail: act.fields.filter(([, value]) => typeof value === 'string') }));
  };
  const sendOne = async (act, token) => {
    const form = formOf(act);
    const here = (form || location.pathname === act.page) && untouched(form);
    const body = new FormData();
    act.fields.forEach(([name, value]) => (typeof value === 'string' ? body.append(name, value) : body.append(name, value, value.name)));
    body.append('csrf_token', token);
    const answer = await fetch(act.action, { method: 'POST', body, redirect: 'error', headers: { Accept: 'text/html', 'X-Later': here ? 'page' : 'quiet' } });
    if (answer.status >= 500 || answer.status === 429 || answer.status === 401) throw new Error(answer.status);
    if (answer.ok && (answer.headers.get('Content-Type') || '').startsWith('application/json')) {
      const { said: told, location: next } = await answer.json();
      await device.waiting.drop(act.id);
      if (act.place) device.typed.drop(act.place);
      if (form) form.dataset.sent = 'yes';
      document.dispatchEvent(new CustomEvent('hotline:sent', { detail: act }));
      if (here) return next || act.page;
      toast(told ? put(words.said, { what: act.label, words: told }) : put(words.sent, { what: act.label }));
      return '';
    }
    await device.waiting.put({ ...act, refused: await problemOf(answer) || words.changed });
    if (!here) {
      toast(put(words.refused, { what: act.label }), 'warning');
      return '';
    }
    return `${act.page}#${verbOf(act)}`;
  };
  const goTo = (address) => {
    const to = new URL(address, location.href);
    const same = pathOf(to) === pathOf(location.href);
    location.assign(to);
    if (same && to.hash) location.reload();
  };
  let pause = SOON;
  const sendAll = () => navigator.locks.request('hotline-outgoing', { ifAvailable: true }, async (mine) => {
    const acts = (await device.waiting.all()).filter((act) => !act.refused);
    if (!mine || !acts.length) return;
    const answer = await fetch('/staff/device', { headers: { Accept: 'application/json', 'X-Quiet': 'yes' }, cache: 'no-store' });
    signIn.hidden = answer.status !== 401;
    if (answer.status === 401) {
      signIn.href = `/login?next=${encodeURIComponent(location.pathname)}`;
      said.textContent = words.ended;
      return;
    }
    const now = await answer.json();
    if (now.owner !== device.owner) return;
    let next = '';
    for (const act of acts) next = await sendOne(act, now.csrf_token) || next;
    pause = SOON;
    if (next) goTo(next);
  }).catch(() => {
    /* A line that has just come back often fails once more. */
    if (navigator.onLine) setTimeout(sendAll, pause);
    pause = Math.min(2 * pause, RETRY);
  }).then(show);

  /* --- A refused act comes back into its form, with its files -------------------------------------------------------- */
  const giveBack = async () => {
    for (const act of await show()) {
      const form = formOf(act);
      if (form && !act.refused) hold(form, act.id);
      if (!form || !act.refused || form.dataset.refused) continue;
      form.dataset.refused = act.id;
      hand(form, act);
      said.textContent = put(words.again, { words: act.refused.trim().replace(/[。.]$/, '') });
    }
  };

  /* --- Before it leaves ------------------------------------------------------------------------------------------------ */
  document.addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    if (!posts(form) || event.defaultPrevented) return;
    if (boxOf(form).inert) {
      event.preventDefault();
      event.stopImmediatePropagation();
      toast(words.held, 'warning');
      return;
    }
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waits(form, submitter)) keep(form, submitter);
      else toast(words.needs, 'warning');
      return;
    }
    if (form.dataset.refused && waits(form, submitter)) device.waiting.drop(form.dataset.refused);
  }, true);
  let last = null;
  document.addEventListener('submit', (event) => { last = [event.target, event.submitter]; }, true);
  const broken = (form, submitter) => {
    delete form.dataset.sent;
    form.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
    if (waits(form, submitter)) keep(form, submitter);
    else toast(words.needs, 'warning');
  };
  document.addEventListener('hotline:unsent', (event) => broken(event.target, null));
  document.addEventListener('htmx:error', ({ detail }) => {
    const form = detail?.ctx?.sourceElement;
    if (form?.matches?.('form[hx-post][data-waits]')) broken(form, null);
  });
  document.addEventListener('htmx:after:swap', () => { if (!bar.hidden) giveBack(); });
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data?.unsent && last && pathOf(last[1]?.hasAttribute('formaction') ? last[1].formAction : last[0].action) === pathOf(data.unsent)) broken(...last);
  });

  /* --- Signing out ----------------------------------------------------------------------------------------------------- */
  const sheet = document.getElementById('leave');
  const leaving = document.querySelector('form[action="/sign-out"]');
  const goOut = async () => {
    await device.wipe();
    leaving.dataset.wiped = 'yes';
    leaving.requestSubmit();
  };
  leaving?.addEventListener('submit', async (event) => {
    if (leaving.dataset.wiped) return;
    event.preventDefault();
    const acts = (await device.waiting.all()).length;
    const drafts = device.typed.places().length;
    if (!acts && !drafts) {
      goOut();
      return;
    }
    const line = sheet.querySelector('[data-leave]');
    line.textContent = put(line.dataset.leave, { acts, drafts });
    sheet.showModal();
  });
  sheet.querySelector('[data-stay]').addEventListener('click', () => sheet.close());
  sheet.querySelector('[data-go]').addEventListener('click', goOut);

  bar.querySelector('[data-send]').addEventListener('click', sendAll);
  addEventListener('online', sendAll);
  addEventListener('visibilitychange', () => { if (!document.hidden && navigator.onLine) sendAll(); });
  setInterval(() => { if (navigator.onLine && !bar.hidden && !document.hidden) sendAll(); }, RETRY);
  giveBack().then(() => { if (navigator.onLine) sendAll(); });
})();
