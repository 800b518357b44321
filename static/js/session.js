/* The sign-in is told about before it ends, and kept by one key; the bell is asked once a minute, four times where alarms are told.
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

  /* --- What is new for me: the bell, and a notice of the system while the page is out of sight ------------------------ */
  const OFF = 'hotline.notify';
  const off = () => localStorage.getItem(OFF) === 'off';
  /* The number stops growing at a hundred; the newest notice, known from the second time on, does not. */
  const isNewer = (fresh, before) => (before.last ? Number(fresh.last || 0) > Number(before.last) : Number(fresh.new) > Number(before.new));
  const ring = async (fresh, before) => {
    if (!isNewer(fresh.dataset, before) || !document.hidden || off() || !('Notification' in window) || Notification.permission !== 'granted') return;
    const name = document.querySelector('meta[name=SiteName]').content;
    const count = fresh.querySelector('.visually-hidden').textContent.trim();
    const told = { body: fresh.dataset.said ? `${fresh.dataset.said}\n${count}` : count, tag: 'hotline', renotify: true, icon: document.querySelector('link[rel=icon]').href, data: { url: fresh.href } };
    const app = await navigator.serviceWorker?.getRegistration();
    if (app?.active) {
      app.showNotification(name, told);
      return;
    }
    const said = new Notification(name, told);
    said.addEventListener('click', () => {
      window.focus();
      location.assign(fresh.href);
    });
  };
  const writing = document.getElementById('writing');
  const tell = (lines) => {
    if (!writing || writing.lastElementChild.textContent === lines) return;
    writing.lastElementChild.textContent = lines;
    writing.hidden = !lines;
  };
  document.addEventListener('hotline:writing', ({ detail }) => tell(detail.join(document.documentElement.lang === 'en' ? '; ' : '；')));
  const asked = writing ? `/staff/bell?ticket=${writing.dataset.ticket}` : '/staff/bell';
  let etag = '';
  const listen = async () => {
    const bell = document.getElementById('bell');
    if (!bell) return;
    const answer = await fetch(asked, { headers: etag ? { ...QUIET, 'If-None-Match': etag } : QUIET, cache: 'no-store' });
    const stands = () => document.dispatchEvent(new CustomEvent('hotline:alarms'));
    if (answer.status === 304) stands();
    if (answer.status !== 200) return;
    etag = answer.headers.get('ETag') || '';
    const part = document.createElement('template');
    part.innerHTML = await answer.text();
    const fresh = part.content.querySelector('#bell');
    if (!fresh) return;
    tell(part.content.querySelector('#writing span')?.textContent || '');
    await ring(fresh, bell.dataset);
    bell.dataset.new = fresh.dataset.new;
    bell.dataset.last = fresh.dataset.last || bell.dataset.last || '';
    bell.replaceChildren(...fresh.childNodes);
    const [alarms, standing] = [document.getElementById('alarms'), part.content.querySelector('#alarms')];
    if (!alarms || !standing) return;
    /* Only another alarm, or another who sees to it, replaces what may have the focus. */
    if (alarms.dataset.shown !== standing.dataset.shown) alarms.replaceChildren(...standing.childNodes);
    Object.assign(alarms.dataset, standing.dataset);
    stands();
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
  const often = document.getElementById('alarms') ? MINUTE / 4 : MINUTE;
  if (document.getElementById('bell')) setInterval(() => listen().catch(() => {}), often);

  const place = document.querySelector('[data-notify]');
  if (place && 'Notification' in window) {
    const [button, said] = [place.querySelector('button'), place.querySelector('span')];
    const show = () => {
      const granted = Notification.permission === 'granted';
      button.hidden = Notification.permission === 'denied';
      button.textContent = granted && !off() ? button.dataset.stop : button.dataset.start;
      said.textContent = Notification.permission === 'denied' ? place.dataset.denied : granted ? (off() ? place.dataset.off : place.dataset.on) : '';
    };
    button.addEventListener('click', async () => {
      if (Notification.permission === 'granted') localStorage.setItem(OFF, off() ? 'on' : 'off');
      else {
        localStorage.setItem(OFF, 'on');
        await Notification.requestPermission();
      }
      show();
    });
    show();
  }
})();
