/* The page without a network says how much waits on this device; what it is stays sealed. Back online it opens itself. */
(() => {
  const line = document.querySelector('[data-waiting]');
  const count = (name, store) => new Promise((done) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => done(0);
    opening.onsuccess = () => {
      const all = opening.result;
      if (!all.objectStoreNames.contains(store)) {
        all.close();
        done(0);
        return;
      }
      const asked = all.transaction(store).objectStore(store).count();
      asked.onsuccess = () => { all.close(); done(asked.result); };
      asked.onerror = () => { all.close(); done(0); };
    };
  });
  Promise.all([count('hotline-waiting', 'acts'), count('hotline-letter', 'letters')]).then(([acts, letters]) => {
    line.hidden = !(acts + letters);
    line.textContent = line.dataset.waiting.replace('{n}', acts + letters);
  });
  const back = () => fetch('/healthz', { cache: 'no-store' }).then((answer) => { if (answer.ok) location.reload(); }, () => undefined);
  addEventListener('online', back);
  setInterval(() => { if (navigator.onLine && !document.hidden) back(); }, 5000);
})();
