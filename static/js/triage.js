/* The dispatcher's desk: a row in focus is opened, what was done leads to the next, a key pressed too soon does nothing. */
(() => {
  const front = document.getElementById('triage-front');
  const list = document.getElementById('triage-list');
  if (!front || !list) return;
  const READ = 250; /* ms: nobody can have read a new ticket sooner, so a second press was meant for the last one */
  let fresh = 0;
  let busy = false;
  let missed = null; /* the row that was asked for without a network */
  const typed = new Map();

  const shown = () => front.querySelector('[data-number]')?.dataset.number || '';
  const current = () => list.querySelector('a[aria-current]');
  const key = (field) => `${field.closest('[data-of]').dataset.of} ${field.id}`;
  const chosen = new Set();

  const follow = () => {
    const number = shown();
    current()?.removeAttribute('aria-current');
    const row = document.getElementById(`pick-${number}`);
    row?.querySelector('a').setAttribute('aria-current', 'true');
    front.querySelectorAll('[id^=act-]').forEach((act) => { act.dataset.of = number; });
    front.querySelectorAll('[data-of] textarea').forEach((field) => {
      if (!field.value && typed.has(key(field))) field.value = typed.get(key(field));
    });
    list.querySelectorAll('[name=chosen]').forEach((box) => { box.checked = chosen.has(box.value); });
    count();
  };
  const count = () => {
    const place = list.querySelector('[data-count]');
    if (place) place.textContent = list.querySelectorAll('[name=chosen]:checked').length;
  };
  const open = (act) => {
    front.querySelectorAll('.triage-act').forEach((one) => one.classList.toggle('is-open', one.id === `act-${act}`));
    const field = front.querySelector(`#act-${act} :is(input:not([type=hidden]), textarea, select)`);
    field?.focus();
    field?.closest('.triage-act').scrollIntoView({ block: 'nearest' });
  };

  front.addEventListener('click', (event) => {
    const link = event.target.closest('[data-act]');
    if (!link) return;
    event.preventDefault();
    open(link.dataset.act);
  });
  front.addEventListener('input', (event) => {
    if (event.target.matches('[data-of] textarea')) typed.set(key(event.target), event.target.value);
  });
  list.addEventListener('change', (event) => {
    if (event.target.name !== 'chosen') return;
    if (event.target.checked) chosen.add(event.target.value); else chosen.delete(event.target.value);
    count();
  });
  /* Moving through the list opens the row; a press of the mouse does so by itself. */
  let pressed = false;
  list.addEventListener('pointerdown', () => { pressed = true; });
  addEventListener('pointerup', () => { pressed = false; });
  list.addEventListener('focusin', (event) => {
    const link = event.target.closest('a[data-open]');
    if (link && !pressed && !link.hasAttribute('aria-current') && matchMedia('(min-width: 68.75em)').matches) link.click();
  });

  addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.key === 'Process') return;
    const field = event.target.closest('[data-digits] input');
    if (field && !field.value && /^(Digit|Numpad)[123]$/.test(event.code) && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.shiftKey) {
      const send = front.querySelector(`[data-suggestion="${event.code.slice(-1)}"]`);
      if (send) { event.preventDefault(); event.stopImmediatePropagation(); send.click(); }
      return;
    }
    if (event.code === 'Escape' && event.target.closest('.triage-act')) {
      event.preventDefault();
      current()?.focus();
      return;
    }
    if (/^(Digit|Numpad)\d$/.test(event.code) && !event.target.closest('input,textarea,select') && (busy || performance.now() - fresh < READ)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener('htmx:before:request', (event) => {
    busy = true;
    if (event.detail.ctx?.request?.method?.toUpperCase() !== 'POST') return;
    document.querySelectorAll('#messages [data-toast]').forEach((toast) => toast.remove());
  });
  document.addEventListener('htmx:finally:request', () => { busy = false; });
  document.addEventListener('htmx:error', ({ detail }) => {
    const link = detail?.ctx?.sourceElement;
    if (!link?.matches?.('#picks a')) return;
    missed = link;
    document.dispatchEvent(new CustomEvent('hotline:toast', { detail: { text: list.dataset.missed, kind: 'warning', seconds: 10 } }));
  });
  addEventListener('online', () => {
    if (missed?.isConnected && !front.querySelector('[data-waiting]')) missed.click();
    missed = null;
  });
  document.addEventListener('hotline:sent', ({ detail }) => {
    const number = /\/dispatch\/(\d+)\//.exec(detail.action)?.[1];
    if (number && number !== shown()) document.getElementById(`pick-${number}`)?.remove();
  });
  /* An act that came back stands open with what was written. */
  front.addEventListener('hotline:restored', (event) => {
    const act = event.target.closest('.triage-act');
    if (act) open(act.id.slice('act-'.length));
  });
  document.addEventListener('htmx:after:swap', () => {
    busy = false;
    fresh = performance.now();
    follow();
    /* What could not be sent stands in front like a ticket: on a phone the list gives way to it. */
    document.querySelector('.triage').classList.toggle('is-chosen', Boolean(shown() || front.querySelector('.error-summary')));
    document.querySelectorAll('#messages .notice-undo button[type=submit]').forEach((button) => {
      if (button.dataset.key) return;
      button.dataset.key = 'KeyZ A-KeyX';
      button.append(Object.assign(document.createElement('kbd'), { textContent: 'Z', ariaHidden: 'true' }));
    });
    if (!front.querySelector('.error-summary') && !list.contains(document.activeElement)) current()?.focus({ preventScroll: true });
    current()?.scrollIntoView({ block: 'nearest' });
  });
  follow();
})();
