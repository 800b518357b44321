/* The work list: rows chosen, a ticket read beside it, new rows announced. The list itself never moves under the hand. */
(() => {
  const list = document.querySelector('[data-worklist]');
  if (!list) return;
  list.classList.add('is-live');
  const words = list.dataset;
  const form = document.getElementById('worklist');
  const boxes = () => [...list.querySelectorAll('[data-choose]')];
  const chosen = () => boxes().filter((box) => box.checked);
  const rows = () => [...list.querySelectorAll('[data-row]')];

  /* --- Chosen rows ------------------------------------------------------------------------------------------- */
  const bar = list.querySelector('.bulk-bar');
  const count = () => {
    const n = chosen().length;
    rows().forEach((row) => row.classList.toggle('is-selected', Boolean(row.querySelector('[data-choose]:checked'))));
    if (!bar) return;
    bar.classList.toggle('has-chosen', n > 0);
    bar.querySelector('[data-picked-words]').textContent = words.picked.replace('{n}', n);
    bar.querySelector('[data-all-rows]').textContent = n === boxes().length ? words.none : words.all;
  };
  if (bar) {
    const all = document.createElement('button');
    all.type = 'button';
    all.className = 'btn btn-quiet';
    all.dataset.allRows = '';
    all.addEventListener('click', () => {
      const on = chosen().length < boxes().length;
      boxes().forEach((box) => { box.checked = on; });
      count();
      if (!on) rows()[0]?.querySelector('[data-open]').focus();
    });
    bar.querySelector('.bulk-words').after(all);
    form.addEventListener('change', count);
    addEventListener('pageshow', count);
    count();
  }
  /* --- A ticket beside the list -------------------------------------------------------------------------------- */
  const pane = document.getElementById('preview');
  const wide = matchMedia('(min-width: 80em)');
  const openRow = () => list.querySelector('[data-row].is-open');
  let asked = 0;
  const close = () => {
    const row = openRow();
    list.classList.remove('has-pane');
    pane.hidden = true;
    pane.replaceChildren();
    row?.classList.remove('is-open');
    row?.querySelector('[data-open]').focus();
  };
  const show = async (row) => {
    const link = row.querySelector('[data-open]');
    const mine = asked += 1;
    openRow()?.classList.remove('is-open');
    row.classList.add('is-open');
    list.classList.add('has-pane');
    pane.hidden = false;
    pane.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(`${link.getAttribute('href')}/preview`, { headers: { 'HX-Request': 'true' } });
      const text = await answer.text();
      if (mine !== asked) return;
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      pane.innerHTML = text;
      pane.scrollTop = 0;
    } catch {
      if (mine === asked) pane.replaceChildren(Object.assign(document.createElement('p'), { textContent: words.failed }));
    } finally {
      pane.removeAttribute('aria-busy');
    }
    row.scrollIntoView({ block: 'nearest' });
  };
  const beside = (by) => {
    const all = rows();
    const next = all[all.indexOf(openRow()) + by];
    if (!next) return;
    next.querySelector('[data-open]').focus({ preventScroll: true });
    show(next);
  };
  list.addEventListener('click', (event) => {
    const link = event.target.closest('[data-open]');
    const row = link?.closest('[data-row]');
    if (row && wide.matches && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
      if (row.classList.contains('is-open')) return;
      event.preventDefault();
      show(row);
    }
    const act = event.target.closest('[data-pane]')?.dataset.pane;
    if (act === 'close') close();
    if (act === 'next') beside(1);
    if (act === 'prev') beside(-1);
  });

  /* --- News once a minute ------------------------------------------------------------------------------------------ */
  if (!words.news) return;
  const told = list.querySelector('.worklist-news');
  const here = new Set(rows().map((row) => row.dataset.number));
  let composing = false;
  let etag = '';
  addEventListener('compositionstart', () => { composing = true; });
  addEventListener('compositionend', () => { composing = false; });
  const busy = () => document.hidden || composing || chosen().length > 0
    || document.activeElement?.matches('input:not([type=checkbox]),textarea,select');
  const ask = async () => {
    if (busy()) return;
    const answer = await fetch(words.news, { headers: etag ? { 'If-None-Match': etag } : {}, cache: 'no-store' });
    if (!answer.ok || busy()) return;
    etag = answer.headers.get('ETag') || '';
    const { numbers, counts } = await answer.json();
    document.querySelectorAll('[data-count]').forEach((place) => {
      const now = counts[place.dataset.count];
      if (now !== undefined && place.textContent !== now) place.textContent = now;
    });
    const fresh = numbers.filter((number) => !here.has(number)).length;
    told.hidden = fresh === 0;
    told.firstElementChild.textContent = fresh ? words.new.replace('{n}', fresh) : '';
  };
  setInterval(() => ask().catch(() => {}), 60_000);
})();
