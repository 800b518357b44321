/* A part of a page that takes longer than 400 ms says so; a lost connection is told until it is back; a part that could
   not be had at all leaves the old one and says why. */
(() => {
  const LATE = 400;
  const waiting = new Map();
  const banner = document.getElementById('offline');
  const target = (event) => event.detail?.ctx?.target || event.target;

  document.addEventListener('htmx:before:request', (event) => {
    const place = target(event);
    if (!(place instanceof Element)) return;
    clearTimeout(waiting.get(place));
    waiting.set(place, setTimeout(() => place.setAttribute('aria-busy', 'true'), LATE));
  });
  document.addEventListener('htmx:finally:request', (event) => {
    const place = target(event);
    clearTimeout(waiting.get(place));
    waiting.delete(place);
    if (place instanceof Element) place.removeAttribute('aria-busy');
  });
  const told = () => { if (banner) banner.hidden = navigator.onLine; };
  addEventListener('offline', told);
  addEventListener('online', told);
  document.addEventListener('htmx:error', () => { if (banner && !navigator.onLine) banner.hidden = false; });
  told();
})();
