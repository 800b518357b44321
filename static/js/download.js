/* A download leaves the page where it is: its form may be sent again. */
addEventListener('submit', (event) => {
  if (!event.submitter?.matches('[data-download]')) return;
  setTimeout(() => {
    delete event.target.dataset.sent;
    event.submitter.removeAttribute('aria-busy');
  }, 1500);
});
