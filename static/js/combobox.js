/* A line to type into over a plain list: a name, its pinyin or its initials finds it (cgj → 城管局). The select below keeps the value. */
(() => {
  const SHOWN = 60;
  const busy = (event) => event.isComposing || event.keyCode === 229 || event.key === 'Process';
  const make = (tag, attributes) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  };

  /* Syllables may be typed whole, begun, or by their first letters, in any mixture. */
  const spells = (typed, syllables, at) => {
    if (!typed) return true;
    if (at >= syllables.length) return false;
    return syllables[at].some((one) => one.startsWith(typed)
      || (typed.startsWith(one) && spells(typed.slice(one.length), syllables, at + 1))
      || (typed[0] === one[0] && spells(typed.slice(1), syllables, at + 1)));
  };

  const read = (option) => ({
    option,
    value: option.value,
    label: option.label || option.value,
    above: option.parentNode.label || '',
    names: [option.label || option.value, ...(option.dataset.names || '').split(';')].map((name) => name.toLowerCase()),
    spelt: (option.dataset.py || '').split(';').map((name) => name.split(' ').map((syllable) => syllable.split('/'))),
    top: Number(option.dataset.top || 99),
  });

  const rank = (one, typed) => {
    const places = one.names.map((name) => name.indexOf(typed)).filter((place) => place >= 0);
    if (places.length) return places.includes(0) ? 0 : 2;
    if (!/^[a-z]/.test(typed)) return one.above && (one.above + one.label).includes(typed) ? 3 : -1;
    if (one.spelt.some((name) => spells(typed, name, 0))) return 1;
    return one.spelt.some((name) => name.some((_, at) => at && spells(typed, name, at))) ? 3 : -1;
  };

  const find = (all, words) => {
    const typed = words.toLowerCase().replace(/[\s›'’]+/g, '');
    const ranked = all.filter((one) => !one.option.disabled).map((one, at) => ({ one, at, near: typed ? rank(one, typed) : 0 })).filter((row) => row.near >= 0);
    ranked.sort((a, b) => a.near - b.near || a.one.top - b.one.top || a.at - b.at);
    return ranked.slice(0, SHOWN).map((row) => row.one);
  };

  const enhance = (field) => {
    const list = field.tagName === 'SELECT';
    const input = list ? make('input', { type: 'text', id: `${field.id}-box`, name: `${field.id}_text`, class: 'form-control', autocomplete: 'off' }) : field;
    const source = list ? field : document.getElementById(field.getAttribute('list'));
    const box = make('div', { class: 'combo' });
    const popup = make('ul', { class: 'combo-list', id: `${field.id}-list`, role: 'listbox', hidden: '' });
    const label = document.querySelector(`label[for="${field.id}"]`);
    let all = null;
    let shown = [];
    let active = -1;

    const path = (one) => (one.above ? `${one.above} › ${one.label}` : one.label);
    const options = () => (all ||= [...source.querySelectorAll('option')].filter((option) => option.value).map(read));
    const chosen = () => options().find((one) => one.value === field.value);
    const close = () => { popup.hidden = true; active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const mark = (at) => {
      active = at;
      [...popup.children].forEach((row, place) => row.setAttribute('aria-selected', String(place === at)));
      const row = popup.children[at];
      if (!row) { input.removeAttribute('aria-activedescendant'); return; }
      input.setAttribute('aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    };
    const rows = () => shown.map((one, at) => {
      const row = make('li', { role: 'option', id: `${field.id}-o${at}`, 'aria-selected': 'false' });
      if (one.above) row.append(Object.assign(make('span', { class: 'combo-above' }), { textContent: `${one.above} › ` }));
      row.append(one.label);
      row.addEventListener('mousedown', (event) => { event.preventDefault(); choose(one); });
      return row;
    });
    const open = (words = list && chosen() ? '' : input.value) => {
      shown = !list && !words.trim() ? [] : find(options(), words);
      popup.replaceChildren(...rows());
      popup.hidden = !shown.length;
      input.setAttribute('aria-expanded', String(!popup.hidden));
      const below = innerHeight - input.getBoundingClientRect().bottom;
      popup.classList.toggle('is-up', below < 300 && input.getBoundingClientRect().top > below);
      mark(list && words.trim() && shown.length ? 0 : -1);
    };
    const doubt = (wrong) => {
      if (!list) return;
      let note = box.querySelector('.field-error');
      if (wrong && !note) {
        note = make('p', { class: 'field-error', id: `${field.id}-none` });
        note.textContent = field.dataset.none;
        box.append(note);
      }
      if (!wrong) note?.remove();
      if (wrong) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
    };
    const show = () => { const one = chosen(); input.value = one ? path(one) : ''; doubt(false); };
    const choose = (one) => {
      if (list) { field.value = one.value; show(); } else input.value = one.label;
      close();
      field.dispatchEvent(new Event(list ? 'change' : 'input', { bubbles: true }));
    };
    const typed = () => {
      if (list && field.value) { field.value = ''; field.dispatchEvent(new Event('change', { bubbles: true })); }
      doubt(false);
      open();
    };

    Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': popup.id }).forEach(([name, value]) => input.setAttribute(name, value));
    if (list) {
      if (label) { label.htmlFor = input.id; popup.setAttribute('aria-label', label.firstChild.textContent.trim()); }
      ['aria-describedby', 'aria-invalid'].forEach((name) => { if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name)); });
      input.placeholder = field.dataset.echo || field.options[0].label;
      field.classList.add('visually-hidden');
      field.tabIndex = -1;
      field.setAttribute('aria-hidden', 'true');
      field.before(box);
      box.append(input, popup);
      show();
      if (!field.value && field.dataset.typed) input.value = field.dataset.typed;
      field.addEventListener('focus', () => input.focus());
      field.addEventListener('change', () => { if (field.value || document.activeElement !== input) show(); });
    } else {
      if (label) popup.setAttribute('aria-label', label.firstChild.textContent.trim());
      input.removeAttribute('list');
      input.before(box);
      box.append(input, popup);
    }

    /* Of what is composed only the list below takes notice; field and value are left alone until it stands. */
    input.addEventListener('input', (event) => {
      if (event.isComposing) open(input.value); else if (event.isTrusted) typed();
    });
    /* What was chosen with a press meanwhile, or stands again because the word was given up, stays chosen. */
    input.addEventListener('compositionend', () => { if (!list || !chosen() || input.value !== path(chosen())) typed(); });
    input.addEventListener('click', () => { if (list) open(); });
    input.addEventListener('blur', () => {
      close();
      doubt(list && !field.value && Boolean(input.value.trim()));
    });
    input.addEventListener('keydown', (event) => {
      if (busy(event) || event.ctrlKey || event.altKey || event.metaKey) return;
      const down = event.key === 'ArrowDown';
      if (down || event.key === 'ArrowUp') {
        event.preventDefault();
        if (popup.hidden) open();
        if (shown.length) mark(active < 0 && !down ? shown.length - 1 : (active + (down ? 1 : -1) + shown.length) % shown.length);
      } else if ((event.key === 'Enter' || event.key === 'Tab') && !popup.hidden && active >= 0) {
        if (event.key === 'Enter') event.preventDefault();
        choose(shown[active]);
      } else if (event.key === 'Escape' && !popup.hidden) {
        event.preventDefault();
        close();
      }
    });
  };

  document.querySelectorAll('select[data-combobox], input[data-combobox][list]').forEach(enhance);
})();
