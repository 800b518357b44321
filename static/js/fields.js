/* Letters left under a field, counted after composition; open menus close on Escape or a press elsewhere; pressed twice, sent
   once; what was typed before the scripts came is told to all of them. */
(() => {
  const count = (field) => {
    const words = document.getElementById(field.dataset.counter);
    if (!words) return;
    const left = Number(words.dataset.limit) - [...field.value].length;
    const text = left < 0 ? words.dataset.over : words.dataset.left;
    words.textContent = text.replace('{n}', Math.abs(left).toLocaleString('en-US'));
    words.classList.toggle('over', left < 0);
  };
  const countAll = () => document.querySelectorAll('[data-counter]').forEach(count);

  addEventListener('input', (event) => {
    if (event.target.dataset?.counter && !event.isComposing) count(event.target);
  });
  addEventListener('compositionend', (event) => {
    if (event.target.dataset?.counter) count(event.target);
  });
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    document.querySelectorAll('details.menu[open]').forEach((menu) => {
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  });
  addEventListener('click', (event) => {
    document.querySelectorAll('details.menu[open]').forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute('method')?.toLowerCase() !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    event.submitter?.setAttribute('aria-busy', 'true');
  });
  addEventListener('pageshow', () => {
    document.querySelectorAll('form[data-sent]').forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
    });
    countAll();
  });
  document.addEventListener('htmx:after:swap', countAll);

  /* Who is quicker than the page: what she typed is told again once every script has run. */
  const early = new Set([...document.querySelectorAll('textarea, input:not([type=checkbox], [type=radio])')]
    .filter((field) => field.value !== field.defaultValue));
  const typed = (event) => early.add(event.target);
  addEventListener('input', typed);
  addEventListener('DOMContentLoaded', () => {
    removeEventListener('input', typed);
    early.forEach((field) => field.dispatchEvent(new Event('input', { bubbles: true })));
  });
})();
