/* A letter that could not be sent waits sealed on this device for three days and is sent once, when the network is back:
   by itself from the tab it was written in, from any other only after the last four digits of its telephone. */
(() => {
  const words = document.getElementById('letter-waiting')?.dataset;
  if (!words) return;
  const DAYS = 3 * 24 * 3600 * 1000;
  const LARGEST = 5 * 2 ** 20;
  const RETRY = 30000;
  const SOON = 2000;
  const TRIES = 3;
  const TAB = 'hotline.tab';
  const SAID = 'hotline.letter.said';
  const safe = Boolean(window.crypto?.subtle && window.indexedDB);
  if (!sessionStorage.getItem(TAB) && safe) sessionStorage.setItem(TAB, crypto.randomUUID());
  const tab = sessionStorage.getItem(TAB);

  const store = (mode, work) => new Promise((done, fail) => {
    const opening = indexedDB.open('hotline-letter', 2);
    opening.onupgradeneeded = () => {
      for (const name of opening.result.objectStoreNames) opening.result.deleteObjectStore(name);
      opening.result.createObjectStore('letters', { keyPath: 'id' });
    };
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction('letters', mode);
      const asked = work(change.objectStore('letters'));
      change.oncomplete = () => { opening.result.close(); done(asked?.result); };
      change.onabort = change.onerror = () => { opening.result.close(); fail(change.error); };
    };
  });
  const drop = (id) => store('readwrite', (all) => all.delete(id));
  const rows = async () => {
    const all = await store('readonly', (found) => found.getAll());
    for (const row of all) if (Date.now() - row.at > DAYS) await drop(row.id);
    return all.filter((row) => Date.now() - row.at <= DAYS);
  };

  /* The key cannot be read out of the browser; it goes with the letter. */
  const seal = async (pairs) => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const files = [];
    const plain = pairs.map(([name, value]) => (typeof value === 'string' ? [name, value] : [name, files.push(value) - 1, value.name, value.type, value.size]));
    const head = new TextEncoder().encode(JSON.stringify(plain));
    const bytes = new Uint8Array(await new Blob([new Uint32Array([head.length]), head, ...files]).arrayBuffer());
    return { key, iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes) };
  };
  const open = async ({ key, iv, sealed }) => {
    const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed);
    const [length] = new Uint32Array(bytes.slice(0, 4));
    let at = 4 + length;
    return JSON.parse(new TextDecoder().decode(bytes.slice(4, at))).map(([name, value, called, type, size]) => {
      if (typeof value === 'string') return [name, value];
      at += size;
      return [name, new File([bytes.slice(at - size, at)], called, { type })];
    });
  };
  const digits = (typed) => typed.normalize('NFKC').replace(/\D/g, '');
  const tailOf = (pairs) => digits(pairs.find(([name]) => name === 'phone')?.[1] || '').slice(-4);

  /* --- Told ------------------------------------------------------------------------------------------------------------ */
  const place = document.getElementById('main');
  const part = (notice, name) => notice.querySelector(`[data-${name}]`);
  const clock = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
  const notice = (row, pairs, extra = '') => {
    const made = document.getElementById('letter-waiting').content.firstElementChild.cloneNode(true);
    const mine = row.tab === tab;
    part(made, 'said').textContent = mine ? words.kept + (tailOf(pairs) ? '' : words.tab) + extra : '';
    const whose = part(made, 'whose');
    whose.textContent = whose.dataset.whose.replace('{time}', clock(row.at));
    const letter = document.querySelector('form[data-letter]');
    whose.hidden = part(made, 'tail').hidden = mine;
    part(made, 'back').hidden = !mine || !letter?.inert;
    part(made, 'drop').hidden = !mine;
    let tries = 0;
    part(made, 'now').addEventListener('click', async () => {
      if (!mine && digits(part(made, 'tail').value) !== tailOf(pairs)) {
        part(made, 'said').textContent = words.wrong;
        tries += 1;
        if (tries >= TRIES) made.remove();
        return;
      }
      if (!mine) await store('readwrite', (all) => all.put({ ...row, tab }));
      sendAll();
    });
    part(made, 'back').addEventListener('click', async () => {
      await drop(row.id);
      letter.inert = false;
      show();
    });
    part(made, 'drop').addEventListener('click', async ({ currentTarget: button }) => {
      if (button.textContent !== button.dataset.asked) {
        button.textContent = button.dataset.asked;
        return;
      }
      await drop(row.id);
      if (letter) letter.inert = false;
      show();
    });
    return made;
  };
  const show = async (extra = '') => {
    const made = [];
    for (const row of await rows()) {
      const pairs = await open(row);
      if (row.tab === tab || tailOf(pairs)) made.push(notice(row, pairs, extra));
    }
    place.querySelectorAll('.letter-waiting').forEach((one) => one.remove());
    place.prepend(...made);
    return made;
  };

  /* --- Kept and sent --------------------------------------------------------------------------------------------------- */
  const keep = async (form) => {
    if (!safe) return words.unsafe;
    const pairs = [...new FormData(form)].filter(([name, value]) => name !== 'csrf_token' && (typeof value === 'string' || value.name));
    const large = pairs.find(([, value]) => value.size > LARGEST);
    const row = { id: form.elements.form_id.value, at: Date.now(), tab, ...await seal(pairs.filter(([, value]) => !(value.size > LARGEST))) };
    await store('readwrite', (all) => all.put(row));
    form.inert = true;
    const [first] = await show(large ? words.large.replace('{name}', large[1].name) : '');
    first?.scrollIntoView({ block: 'center' });
    return '';
  };
  const bodyOf = (pairs, token) => {
    const body = new FormData();
    pairs.forEach(([name, value]) => body.append(name, value));
    body.append('csrf_token', token);
    return body;
  };
  const sendOne = async (row, token) => {
    const pairs = await open(row);
    const to = document.querySelector('form[data-send-to]')?.dataset.sendTo || '/letters/send';
    const answer = await fetch(to, { method: 'POST', body: bodyOf(pairs, token), redirect: 'manual' });
    if (answer.type === 'opaqueredirect') {
      await drop(row.id);
      location.assign('/letters/sent');
    } else if (answer.status === 422) {
      const kept = await fetch('/letters/drafts', { method: 'POST', body: bodyOf(pairs, token), headers: { Accept: 'application/json' } });
      if (!kept.ok) return;
      await drop(row.id);
      sessionStorage.setItem(SAID, words.faulty);
      location.assign('/letters/new?at=all');
    }
  };
  let pause = SOON;
  const sendAll = () => navigator.locks.request('hotline-letter', { ifAvailable: true }, async (held) => {
    const mine = (await rows()).filter((row) => row.tab === tab);
    if (!held || !mine.length) return;
    const answer = await fetch('/letters/token', { cache: 'no-store' });
    if (!answer.ok) return;
    const { csrf_token: token } = await answer.json();
    for (const row of mine) await sendOne(row, token);
    pause = SOON;
  }).catch(() => {
    /* A line that has just come back often fails once more. */
    if (navigator.onLine) setTimeout(sendAll, pause);
    pause = Math.min(2 * pause, RETRY);
  });

  window.hotlineLetter = { keep };
  document.addEventListener('submit', ({ target }) => {
    if (target.getAttribute('action') === '/track/leave') sessionStorage.clear();
  });
  const letter = document.querySelector('form[data-letter]');
  const say = (text) => document.getElementById('messages').replaceChildren(Object.assign(document.createElement('p'), { className: 'notice notice-warning', textContent: text }));
  navigator.serviceWorker?.addEventListener('message', ({ data }) => { if (data?.unsent && !letter) say(words.unsafe); });
  const told = sessionStorage.getItem(SAID);
  if (told && letter) {
    sessionStorage.removeItem(SAID);
    say(told);
  }
  if (!safe) return;
  addEventListener('online', sendAll);
  setInterval(() => { if (navigator.onLine && !document.hidden && place.querySelector('.letter-waiting')) sendAll(); }, RETRY);
  show().then(() => { if (navigator.onLine) sendAll(); }, () => undefined);
})();
