/* The button that opens the browser's print window. */
(() => {
  const button = document.querySelector('[data-print]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => print());
})();
