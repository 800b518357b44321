/* One listener: the visible button with data-key is the command. Physical keys, silent during composition. */
addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.key === 'Process' || event.repeat) return;
  const field = event.target.closest('input,textarea,select,[contenteditable]');
  const chord = (event.ctrlKey || event.metaKey ? 'C-' : '') + (event.altKey ? 'A-' : '') + (event.shiftKey ? 'S-' : '') + event.code;
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$|^Escape$/.test(event.code);
  const letters = document.documentElement.dataset.letters !== 'off' && event.target.closest('[data-keys=list]');
  if (bare && (field || !letters)) return;
  const here = event.target.closest('form')?.querySelector(`[data-key~="${chord}"]:not(:disabled)`);
  const button = here || document.querySelector(`[data-key~="${chord}"]:not(:disabled)`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
