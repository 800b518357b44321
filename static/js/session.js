/* The sign-in is told about before it ends, and kept by one key; the bell is asked once a minute while the page is seen.
   Neither question counts as a sign of life (X-Quiet), and neither touches what is being typed. */
(() => {
  const QUIET = { 'X-Quiet': 'yes', 'HX-Request': 'true' };
  const bar = document.getElementById('session-end');
  const MINUTE = 60000;

  if (bar) {
    const words = bar.querySelector('span');
    const pattern = words.textContent;
    let ends = Date.now() + Number(bar.dataset.left) * 1000;
    const warn = Number(bar.dataset.warn) * 1000;
    const clock = (left) => `${Math.floor(left / MINUTE)}:${String(Math.floor(left / 1000) % 60).padStart(2, '0')}`;
    const ask = async (headers) => {
      const answer = await fetch('/staff/session', { headers });
      if (answer.ok) ends = Date.now() + (await answer.json()).left * 1000;
    };
    const look = async () => {
      let left = ends - Date.now();
      if (left < warn && bar.hidden) {
        await ask({ 'X-Quiet': 'yes' }).catch(() => {});
        left = ends - Date.now();
      }
      bar.hidden = left >= warn;
      if (left <= 0) {
        words.textContent = bar.dataset.ended;
        bar.querySelector('button').hidden = true;
      } else if (!bar.hidden) {
        words.textContent = pattern.replace('{time}', clock(left));
      }
      setTimeout(look, left > warn + 10000 ? 10000 : 1000);
    };
    bar.querySelector('button').addEventListener('click', () => {
      ask({}).then(() => { bar.hidden = true; }).catch(() => {});
    });
    addEventListener('pageshow', (event) => { if (event.persisted) ask({ 'X-Quiet': 'yes' }).catch(() => {}); });
    look();
  }

  const ring = (before, now, words) => {
    if (now <= before || !document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
    const said = new Notification(document.querySelector('meta[name=SiteName]').content, { body: words, tag: 'hotline', icon: document.querySelector('link[rel=icon]').href });
    said.addEventListener('click', () => {
      window.focus();
      location.assign(document.getElementById('bell').href);
    });
  };
  let etag = '';
  const listen = async () => {
    const bell = document.getElementById('bell');
    if (!bell || bell === document.activeElement) return;
    const answer = await fetch('/staff/bell', { headers: etag ? { ...QUIET, 'If-None-Match': etag } : QUIET, cache: 'no-store' });
    if (answer.status !== 200) return;
    etag = answer.headers.get('ETag') || '';
    const part = document.createElement('template');
    part.innerHTML = await answer.text();
    const fresh = part.content.querySelector('#bell');
    if (!fresh) return;
    ring(Number(bell.dataset.new), Number(fresh.dataset.new), fresh.textContent.trim());
    bell.replaceWith(fresh);
  };
  /* Opening the list is reading it; without a script the button says so. */
  const seen = document.getElementById('seen');
  if (seen) {
    fetch(seen.action, { method: 'POST', body: new FormData(seen), headers: { 'X-Quiet': 'yes' } }).then((answer) => {
      if (!answer.ok) return;
      seen.remove();
      listen().catch(() => {});
    }).catch(() => {});
  }
  if (document.getElementById('bell')) setInterval(() => listen().catch(() => {}), MINUTE);

  const place = document.querySelector('[data-notify]');
  if (place && 'Notification' in window) {
    const [button, said] = [place.querySelector('button'), place.querySelector('span')];
    const show = () => {
      button.hidden = Notification.permission !== 'default';
      said.textContent = { granted: place.dataset.on, denied: place.dataset.denied }[Notification.permission] || '';
    };
    button.addEventListener('click', () => Notification.requestPermission().then(show));
    show();
  }
})();
