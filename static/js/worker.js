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

/* A form that cannot be sent leaves its page where it is (204) and tells it: desks and letters keep it and send it later;
   any other page gives way to the one that says there is no network. */
const KEEPING = /^\/(staff|letters)\//;
const unsent = async (request, url) => {
  if (!KEEPING.test(url.pathname)) return (await caches.open(FILES)).match(OFFLINE);
  for (const page of await clients.matchAll({ type: 'window' })) page.postMessage({ unsent: request.url });
  return new Response(null, { status: 204 });
};

/* A notice of the system leads to the list of notices, in the window that is open already if there is one. */
addEventListener('notificationclick', (event) => {
  const { url } = event.notification.data || {};
  event.notification.close();
  event.waitUntil((async () => {
    const [page] = await clients.matchAll({ type: 'window' });
    if (!page) return clients.openWindow(url || '/staff/');
    await page.focus();
    return page.navigate(url || '/staff/').catch(() => undefined);
  })());
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!ours(url)) return;
  if (request.method === 'POST' && request.mode === 'navigate') event.respondWith(fetch(request).catch(() => unsent(request, url)));
  if (request.method !== 'GET') return;
  if (dated(url)) event.respondWith(fileOf(request, url));
  else if (request.mode === 'navigate') event.respondWith(fetch(request).catch(async () => (await caches.open(FILES)).match(OFFLINE)));
});
