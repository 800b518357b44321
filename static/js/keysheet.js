/* F1: the keys of this page, read off its own buttons, above those that hold everywhere. */
(() => {
  const sheet = document.getElementById('key-sheet');
  const SIGNS = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', Slash: '/', Period: '.' };
  const print = (chord) => chord.replace('C-', 'Ctrl+').replace('A-', 'Alt+').replace('S-', 'Shift+')
    .replace(/(Key|Digit|Numpad)(?=\w$)/, '').replace(/Arrow\w+|Escape|Slash|Period/, (name) => SIGNS[name]);
  const words = (one) => {
    if (one.dataset.keyName) return one.dataset.keyName;
    const label = one.id && document.querySelector(`label[for="${CSS.escape(one.id)}"]`);
    const copy = (one.matches('input,select,textarea') && label ? label : one).cloneNode(true);
    copy.querySelectorAll('kbd, .need, .key-hint, [aria-hidden=true]').forEach((part) => part.remove());
    return copy.textContent.trim().replace(/\s+/g, ' ') || one.getAttribute('aria-label') || '';
  };
  window.HotlineKeys = { print, words };
  if (!sheet || typeof sheet.showModal !== 'function') return;
  const [here, everywhere] = [sheet.querySelector('[data-here]'), sheet.querySelector('[data-everywhere]')];

  const row = (one) => {
    const line = document.createElement('div');
    const keys = document.createElement('dt');
    keys.append(...one.dataset.key.split(' ').filter(Boolean).map((chord) => Object.assign(document.createElement('kbd'), { textContent: print(chord) })));
    line.append(keys, Object.assign(document.createElement('dd'), { textContent: words(one) }));
    return line;
  };
  /* What the page says of a key is more than what holds everywhere. */
  const once = () => {
    const told = new Set([...here.querySelectorAll('kbd')].map((key) => key.textContent));
    everywhere.querySelectorAll('.key-list > div').forEach((line) => {
      line.hidden = [...line.querySelectorAll('kbd')].every((key) => told.has(key.textContent));
    });
  };
  const ofPage = () => {
    const seen = new Set();
    const rows = [...document.querySelectorAll('main [data-key]')].filter((one) => {
      const fresh = words(one) && !seen.has(one.dataset.key);
      seen.add(one.dataset.key);
      return fresh;
    }).map(row);
    here.replaceChildren();
    if (!rows.length) return;
    const list = document.createElement('dl');
    list.className = 'key-list';
    list.append(...rows);
    here.append(Object.assign(document.createElement('h2'), { textContent: here.dataset.here }), list);
  };
  const general = async () => {
    if (everywhere.childElementCount) {
      once();
      return;
    }
    const answer = await fetch(sheet.dataset.keysUrl, { headers: { 'HX-Request': 'true' } });
    everywhere.innerHTML = await answer.text();
    once();
  };

  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-key-sheet]') || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    document.querySelectorAll('details.menu[open]').forEach((menu) => { menu.open = false; });
    if (sheet.open) {
      sheet.close();
      return;
    }
    ofPage();
    general().catch(() => {});
    sheet.showModal();
  });
  sheet.addEventListener('click', (event) => {
    if (event.target === sheet || event.target.closest('[data-close]')) sheet.close();
  });
})();
