/* The service worker. It keeps style sheets, scripts and one page for the time without a network, and nothing else: no
   page with a letter, a ticket or a name is ever stored on the device. SHELL is put before this text by the server. */
const FILES = 'files-1';
const OFFLINE = SHELL[SHELL.length - 1];
const ours = (url) => url.origin === location.origin;
const dated = (url) => ours(url) && /^\/(static|brand)\//.test(url.pathname) && url.searchParams.has('v');

addEventListener('install', (event) => {
  event.waitUntil((async () => {
    await (await caches.open(FILES)).addAll(SHELL.map((path) => new Request(path, { credentials: 'omit', cache: 'reload' })));
    await skipWaiting();
  })());
});

addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== FILES) await caches.delete(name);
    await clients.claim();
  })());
});

/* A file with its digest in the address never changes; a new one takes the place of the old of the same name. */
const fileOf = async (request, url) => {
  const kept = await caches.open(FILES);
  const found = await kept.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && answer.type === 'basic') {
    await kept.delete(url.pathname, { ignoreSearch: true });
    await kept.put(request, answer.clone());
  }
  return answer;
};

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !ours(url)) return;
  if (dated(url)) event.respondWith(fileOf(request, url));
  else if (request.mode === 'navigate') event.respondWith(fetch(request).catch(async () => (await caches.open(FILES)).match(OFFLINE)));
});
