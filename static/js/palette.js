/* The palette: Ctrl+K opens it, arrows move, Enter goes, Escape closes. Never searches while a word is being composed,
   and never sends a telephone number in an address: that goes to the work list in the body of a form. Full-width digits,
   as an input method writes them, are digits. */
(() => {
  const sheet = document.getElementById('palette');
  if (!sheet || typeof sheet.showModal !== 'function') return;
  const field = document.getElementById('palette-field');
  const hits = sheet.querySelector('.palette-hits');
  const phoneForm = sheet.querySelector('.palette-phone');
  const PHONE = /^[+＋]?[\d\s()（）\-－—–]{8,24}$/;
  let asked = null;
  let timer = 0;

  const options = () => [...hits.querySelectorAll('[role=option]')];
  const mark = (at) => {
    const all = options();
    const next = all.length ? (at + all.length) % all.length : -1;
    all.forEach((one, place) => one.setAttribute('aria-selected', String(place === next)));
    if (next < 0) {
      field.removeAttribute('aria-activedescendant');
      return;
    }
    field.setAttribute('aria-activedescendant', all[next].id);
    all[next].scrollIntoView({ block: 'nearest' });
  };
  const marked = () => options().findIndex((one) => one.getAttribute('aria-selected') === 'true');

  const line = (id, words, kind, act) => {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'find-hit', id, tabIndex: -1 });
    button.setAttribute('role', 'option');
    const text = document.createElement('span');
    text.append(Object.assign(document.createElement('b'), { textContent: words }));
    button.append(text, Object.assign(document.createElement('small'), { textContent: kind }));
    button.addEventListener('click', act);
    const item = document.createElement('li');
    item.setAttribute('role', 'presentation');
    item.append(button);
    return item;
  };
  /* The acts of this page, by the words on their buttons. */
  const acts = (typed) => [...document.querySelectorAll('main [data-key]')]
    .filter((one) => !one.disabled && one.getClientRects().length)
    .map((one) => [one, HotlineKeys.words(one)])
    .filter(([, words]) => words && words.toLowerCase().includes(typed.toLowerCase()))
    .slice(0, 5)
    .map(([one, words], at) => line(`act-${at}`, words, hits.dataset.command, () => {
      sheet.close();
      one.focus();
      one.click();
    }));
  const list = () => {
    let found = hits.querySelector('#find-list');
    if (!found) {
      found = document.createElement('ul');
      Object.assign(found, { id: 'find-list', className: 'find-list' });
      found.setAttribute('role', 'listbox');
      found.setAttribute('aria-label', field.getAttribute('aria-label'));
      hits.replaceChildren(found);
    }
    return found;
  };
  const arrived = (typed) => {
    if (typed) list().append(...acts(typed));
    field.setAttribute('aria-expanded', String(options().length > 0));
    if (options().length) hits.querySelector('.find-none')?.remove();
    mark(0);
  };
  const offerPhone = (typed) => {
    list().replaceChildren(line('hit-phone', hits.dataset.phone, hits.dataset.kind, () => {
      phoneForm.elements.find.value = typed;
      phoneForm.requestSubmit();
    }));
    field.setAttribute('aria-expanded', 'true');
    mark(0);
  };
  const find = async () => {
    const typed = field.value.normalize('NFKC').trim();
    asked?.abort();
    const digits = typed.replace(/\D/g, '').length;
    if (PHONE.test(typed) && digits >= 8 && digits < 21) return hits.dataset.phone ? offerPhone(typed) : hits.replaceChildren();
    asked = new AbortController();
    const address = `${sheet.dataset.find}?${new URLSearchParams({ q: typed, next: decodeURIComponent(sheet.dataset.here) })}`;
    try {
      const answer = await fetch(address, { headers: { 'HX-Request': 'true' }, signal: asked.signal });
      hits.innerHTML = await answer.text();
      arrived(typed);
    } catch (error) {
      if (error.name !== 'AbortError') hits.textContent = document.querySelector('#offline span').textContent;
    }
  };
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(find, wait);
  };

  field.addEventListener('input', (event) => { if (!event.isComposing) soon(120); });
  field.addEventListener('compositionend', () => soon(0));
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.key === 'Process') return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      mark(marked() + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      options()[Math.max(marked(), 0)]?.click();
    }
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-palette]') || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (sheet.open) return;
    field.value = '';
    sheet.showModal();
    field.focus();
    find();
  });
  sheet.addEventListener('click', (event) => {
    if (event.target === sheet || event.target.closest('[data-close]')) sheet.close();
  });
})();
