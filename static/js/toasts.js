/* Good news on a desk goes into the corner and leaves after its seconds (data-toast), unless it is being read.
   A script says something with: document.dispatchEvent(new CustomEvent('hotline:toast', {detail: {text, kind}})). */
(() => {
  const region = document.getElementById('messages');
  if (!region || !document.body.classList.contains('desk')) return;
  document.documentElement.classList.add('scripted');

  const closer = (toast) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'toast-close';
    button.setAttribute('aria-label', region.dataset.close);
    button.addEventListener('click', () => toast.remove());
    return button;
  };
  const start = (toast) => {
    if (toast.dataset.started) return;
    toast.dataset.started = 'yes';
    toast.append(closer(toast));
    let left = Number(toast.dataset.toast) * 1000;
    let since = 0;
    let timer = 0;
    const go = () => {
      since = performance.now();
      timer = setTimeout(() => toast.remove(), left);
    };
    const hold = () => {
      clearTimeout(timer);
      left = Math.max(2000, left - (performance.now() - since));
    };
    toast.addEventListener('pointerenter', hold);
    toast.addEventListener('pointerleave', go);
    toast.addEventListener('focusin', hold);
    toast.addEventListener('focusout', go);
    go();
  };
  const all = () => region.querySelectorAll('[data-toast]').forEach(start);

  document.addEventListener('hotline:toast', (event) => {
    const { text, kind = 'success', seconds = 6 } = event.detail;
    const toast = document.createElement('div');
    toast.className = `notice notice-${kind}`;
    toast.dataset.toast = seconds;
    toast.append(Object.assign(document.createElement('p'), { textContent: text }));
    region.append(toast);
    start(toast);
  });
  document.addEventListener('htmx:after:swap', all);
  all();
})();
