/* The call form while somebody speaks: tells the assistant after a pause, never during a composition; leads to the next empty field. */
(() => {
  const form = document.getElementById('call');
  if (!form) return;
  const PAUSE = { said: 80, rang: 80 };
  const timers = {};
  const phone = document.getElementById('phone');
  const told = document.getElementById('text');
  const drawer = form.querySelector('.call-drawer');
  const busy = (event) => event.isComposing || event.keyCode === 229 || event.key === 'Process';
  form.classList.add('is-live');

  const tell = (name, pause = PAUSE[name]) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(() => form.dispatchEvent(new CustomEvent(name)), pause);
  };
  let asked = phone?.defaultValue;
  const heard = (event) => {
    if (!event.target.name || event.isComposing || event.target.id === 'text') return;
    /* Leaving the field says nothing new: a second answer would take the focus from the tickets of the first. */
    if (event.target === phone && phone.value === asked) return;
    if (event.target === phone) asked = phone.value;
    tell(event.target === phone ? 'rang' : 'said', event.type === 'change' ? 20 : undefined);
  };
  ['input', 'change', 'compositionend'].forEach((name) => form.addEventListener(name, heard));

  /* What is suggested stands inside the form too, in places that are there from the start. */
  const write = (element, words) => { if (element && element.textContent !== words) element.textContent = words; };
  document.addEventListener('htmx:after:swap', () => {
    const said = document.getElementById('assist').dataset;
    write(document.getElementById('limit-echo'), said.echoLimit);
    write(document.getElementById('place-echo'), said.echoPlace);
    write(document.getElementById('alarm-echo'), said.echoAlarm);
    write(document.getElementById('outage-echo'), said.echoOutage);
    /* Whom the words accuse cannot be chosen; what was chosen before stays, and is refused with the reason. */
    const barred = new Set((said.barred || '').split(' '));
    form.querySelectorAll('#unit option').forEach((option) => { option.disabled = barred.has(option.value) && !option.selected; });
    form.querySelectorAll('select[data-echo-into]').forEach((select) => {
      const line = document.getElementById(`${select.id}-box`);
      const name = select.dataset.echoInto;
      line.placeholder = (name === 'unit' ? said.echoUnit : said.echoCategory) || select.options[0].label;
    });
  });

  const nextField = () => {
    const open = [...form.querySelectorAll('[data-next], .has-error :is(input, textarea), [aria-invalid=true]')]
      .filter((one) => one.checkVisibility() && one.tabIndex >= 0)
      .filter((one) => !one.value.trim() || one.getAttribute('aria-invalid') === 'true');
    const here = document.activeElement;
    const after = open.find((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    (after || open.find((one) => one !== here) || form.querySelector('[value=dispatch]')).focus();
  };
  const showDrawer = (on) => {
    form.classList.toggle('shows-assist', on);
    drawer.setAttribute('aria-expanded', String(on));
  };
  const pick = (button) => {
    const select = document.getElementById(button.dataset.pick);
    select.value = button.dataset.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const answerFirst = (event) => {
    if (told.value.trim()) return;
    event.preventDefault();
    told.closest('details').open = true;
    told.focus();
  };
  form.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.key === 'F8') nextField();
    else if (button === drawer) showDrawer(!form.classList.contains('shows-assist'));
    else if (button.dataset.key === 'A-KeyL') (form.querySelector('[data-first-act]') || form.querySelector('#earlier a')).focus();
    else if (button.dataset.pick) pick(button);
    else if (['answer', 'guide'].includes(button.value)) answerFirst(event);
  });
  document.getElementById('next-call')?.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('taken').remove();
    phone.focus();
  });

  /* Put through: the number that the assistant names stands first under the finger. */
  const emergency = document.getElementById('emergency');
  emergency?.addEventListener('toggle', () => {
    if (!emergency.open) return;
    const named = document.getElementById('alarm-echo').textContent.match(/1(?:10|19|20|22)/)?.[0];
    const buttons = [...emergency.querySelectorAll('button')];
    buttons.forEach((one) => one.classList.toggle('is-suggested', one.id === `to-${named}`));
    (buttons.find((one) => one.id === `to-${named}`) || buttons[0]).focus();
  });

  /* Enter in a one-line field asks the assistant at once; it never sends the call and never leaves the page. */
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && form.classList.contains('shows-assist')) showDrawer(false);
    if (event.key !== 'Enter' || busy(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.tagName !== 'INPUT') return;
    event.preventDefault();
    tell(event.target === phone ? 'rang' : 'said', 0);
  });
})();
