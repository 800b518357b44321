/* The site as an app: the worker that shows a page with the telephone number when there is no network. */
if ('serviceWorker' in navigator) {
  addEventListener('load', () => navigator.serviceWorker.register('/sw.js').catch(() => undefined));
}
