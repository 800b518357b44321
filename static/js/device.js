/* What this device keeps of a person's unsent work, sealed (AES-GCM) with a key that only this person's pages bring:
   `typed`, the newest words of each form, and `waiting`, acts made without a network. Gone at sign-out, and after a
   week. Without https there is no key and nothing is kept here; the drafts of the server remain. */
(() => {
  const place = document.getElementById('device');
  if (!place || !window.crypto?.subtle || !window.indexedDB) return;
  const WEEK = 7 * 24 * 3600 * 1000;
  const TYPED = 'hotline.typed.';
  const { owner } = place.dataset;
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const key = crypto.subtle.importKey('raw', bytesOf(place.dataset.key), 'AES-GCM', false, ['encrypt', 'decrypt']);
  delete place.dataset.key;
  const ahead = Number(place.dataset.now) * 1000 - Date.now();
  const now = () => Date.now() + ahead;

  const seal = async (bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key, bytes));
    const both = new Uint8Array(12 + sealed.length);
    both.set(iv);
    both.set(sealed, 12);
    return both;
  };
  const open = async (both) => new Uint8Array(
    await crypto.subtle.decrypt({ name: 'AES-GCM', iv: both.subarray(0, 12) }, await key, both.subarray(12)),
  );
  const written = (what) => new TextEncoder().encode(JSON.stringify(what));
  const read = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

  /* --- Words, at each letter: into local storage, which outlives a killed tab --------------------------------------- */
  const nameOf = (where) => `${TYPED}${owner}.${where}`;
  const turns = new Map();
  const letters = (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };
  const typed = {
    async put(where, pairs) {
      const turn = (turns.get(where) || 0) + 1;
      turns.set(where, turn);
      const sealed = await seal(written(pairs));
      if (turns.get(where) !== turn) return;
      try {
        localStorage.setItem(nameOf(where), `${now()} ${letters(sealed)}`);
      } catch {
        /* The browser's store is full or closed: the server keeps the draft a second later all the same. */
      }
    },
    async get(where) {
      const [at, text] = (localStorage.getItem(nameOf(where)) || '').split(' ');
      if (!text) return null;
      try {
        return { at: Number(at), pairs: read(await open(bytesOf(text))) };
      } catch {
        localStorage.removeItem(nameOf(where));
        return null;
      }
    },
    turn: (where) => turns.get(where) || 0,
    drop(where) {
      turns.set(where, (turns.get(where) || 0) + 1);
      localStorage.removeItem(nameOf(where));
    },
    places: () => Object.keys(localStorage).filter((name) => name.startsWith(nameOf(''))).map((name) => name.slice(nameOf('').length)),
  };

  /* --- Acts, with their files: sealed as one piece, the words first ------------------------------------------------- */
  const store = (mode, work) => new Promise((done, fail) => {
    const opening = indexedDB.open('hotline-waiting', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('acts', { keyPath: 'id' });
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction('acts', mode);
      const asked = work(change.objectStore('acts'));
      change.oncomplete = () => { opening.result.close(); done(asked?.result); };
      change.onabort = change.onerror = () => { opening.result.close(); fail(change.error); };
    };
  });
  const packed = async (act) => {
    const files = [];
    const parts = [];
    const fields = act.fields.map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      files.push({ name: value.name, type: value.type, size: value.size });
      parts.push(value);
      return [name, { file: files.length - 1 }];
    });
    const head = written({ ...act, fields, files });
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, head.length);
    return new Uint8Array(await new Blob([size, head, ...parts]).arrayBuffer());
  };
  const unpacked = (bytes) => {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const act = read(bytes.subarray(4, 4 + length));
    let at = 4 + length;
    const files = act.files.map(({ name, type, size }) => {
      at += size;
      return new File([bytes.slice(at - size, at)], name, { type });
    });
    return { ...act, fields: act.fields.map(([name, value]) => [name, typeof value === 'string' ? value : files[value.file]]) };
  };
  const waiting = {
    async put(act) {
      const { id, at } = act;
      const sealed = await seal(await packed(act));
      await store('readwrite', (all) => all.put({ id, at, owner, sealed }));
    },
    async all() {
      const rows = (await store('readonly', (all) => all.getAll())).filter((row) => row.owner === owner);
      const acts = await Promise.all(rows.map((row) => open(row.sealed).then(unpacked).catch(() => null)));
      return acts.filter(Boolean).sort((one, other) => one.at - other.at);
    },
    drop: (id) => store('readwrite', (all) => all.delete(id)),
  };

  const forget = async (gone) => {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(TYPED) && gone(name.slice(TYPED.length).split('.')[0], Number(localStorage.getItem(name).split(' ')[0]))) {
        localStorage.removeItem(name);
      }
    }
    for (const row of await store('readonly', (all) => all.getAll())) if (gone(row.owner, row.at)) await waiting.drop(row.id);
  };
  forget((_whose, at) => now() - at > WEEK).catch(() => undefined);
  (place.dataset.sent || '').split(' ').filter(Boolean).forEach(typed.drop);

  window.hotlineDevice = { owner, now, typed, waiting, wipe: () => forget((whose) => whose === owner) };
})();
