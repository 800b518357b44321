/* The page of one ticket: its number copied, a shown field hidden again after a minute, checks while a reply is
   written, files with their progress. Without it every form still works. */
(() => {
  const QUIET = 700;
  const main = document.getElementById('main');
  if (!main) return;

  /* --- The number ------------------------------------------------------------------------------------------ */
  main.querySelectorAll('[data-copy]').forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const said = document.createElement('span');
      said.className = 'sm';
      said.setAttribute('role', 'status');
      said.textContent = button.dataset.copied;
      button.after(said);
      setTimeout(() => said.remove(), 2000);
    });
  });

  /* --- What was shown of the citizen is hidden again --------------------------------------------------------- */
  const hide = (place) => { place.textContent = place.dataset.hidden; };
  main.querySelectorAll('[data-hide-after]').forEach((place) => {
    setTimeout(() => hide(place), Number(place.dataset.hideAfter) * 1000);
    addEventListener('pagehide', () => hide(place));
  });

  /* --- What is linked to is opened and ready to be typed into -------------------------------------------------- */
  const FIELDS = 'input:not([type=hidden],[type=file]),select,textarea';
  const uncover = (id) => {
    const place = id && document.getElementById(id);
    if (!place) return null;
    for (let fold = place.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    return place;
  };
  addEventListener('hashchange', () => uncover(decodeURIComponent(location.hash.slice(1))));
  main.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    const place = link && uncover(link.getAttribute('href').slice(1));
    if (!place) return;
    event.preventDefault();
    const field = place.matches('details') ? place.querySelector(FIELDS) : place;
    place.scrollIntoView({ block: place.matches(FIELDS) ? 'center' : 'start' });
    field?.focus({ preventScroll: true });
  });
  main.querySelectorAll('.composer-tab > summary, .act > summary').forEach((summary) => {
    summary.addEventListener('click', (event) => {
      const fold = summary.parentElement;
      if (fold.matches('.composer-tab')) {
        /* Within the press itself: a telephone brings its keyboard for no later one. */
        event.preventDefault();
        fold.open = true;
        fold.querySelector(FIELDS)?.focus();
      } else if (event.detail === 0) setTimeout(() => { if (fold.open) fold.querySelector(FIELDS)?.focus(); });
    });
  });

  /* --- Checks while a reply is written: nothing is asked during a composition, no field is ever replaced ---------- */
  const form = main.querySelector('form[data-checks]');
  const list = document.getElementById('checks');
  const chosen = (of) => [...of.querySelectorAll('input[type=file]')].reduce((sum, one) => sum + one.files.length, 0);
  if (form && list) {
    let timer = 0;
    let flight = null;
    const look = async () => {
      flight?.abort();
      flight = new AbortController();
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string' && name !== 'form_key') body.append(name, value);
      }
      body.set('chosen', chosen(form));
      try {
        const answer = await fetch(form.dataset.checks, {
          method: 'POST', body, headers: { 'HX-Request': 'true' }, signal: flight.signal, redirect: 'error',
        });
        if (!answer.ok) return;
        const made = new DOMParser().parseFromString(await answer.text(), 'text/html');
        list.replaceChildren(...made.body.childNodes);
        const echo = form.querySelector('[data-checks-echo]');
        if (echo) echo.textContent = list.querySelector('[data-checks-count]').textContent;
      } catch {
        /* The list stays as it was; the server looks again when the reply is sent. */
      }
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, QUIET);
    };
    form.addEventListener('input', (event) => { if (!event.isComposing) soon(); });
    form.addEventListener('compositionstart', () => clearTimeout(timer));
    form.addEventListener('compositionend', soon);
    form.addEventListener('change', soon);
  }

  /* --- Files: what was chosen, how far it has come, once more when it broke off ------------------------------------- */
  const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
  main.querySelectorAll('[data-files]').forEach((place) => {
    place.addEventListener('change', () => {
      const lines = [...place.querySelectorAll('input[type=file]')].flatMap((one) => [...one.files]).map((file) => {
        const line = document.createElement('li');
        line.textContent = `${file.name} · ${size(file.size)}`;
        return line;
      });
      place.querySelector('[data-chosen]').replaceChildren(...lines);
    });
  });
  const send = (of, said, button) => {
    const way = new XMLHttpRequest();
    const broken = () => {
      delete of.dataset.sent;
      button?.removeAttribute('aria-busy');
      said.textContent = said.dataset.broken;
      const again = document.createElement('button');
      again.type = 'button';
      again.className = 'btn';
      again.textContent = said.dataset.again;
      again.addEventListener('click', () => send(of, said, button));
      said.append(again);
      of.dispatchEvent(new CustomEvent('hotline:unsent', { bubbles: true }));
    };
    said.hidden = false;
    of.dataset.sent = 'yes';
    button?.setAttribute('aria-busy', 'true');
    way.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) said.textContent = said.dataset.words.replace('{n}', Math.floor(100 * event.loaded / event.total));
    });
    way.addEventListener('error', broken);
    way.addEventListener('load', () => {
      const kind = way.getResponseHeader('Content-Type') || '';
      if (way.status === 200 && kind.startsWith('application/json')) location.assign(JSON.parse(way.responseText).location);
      else HTMLFormElement.prototype.submit.call(of);
    });
    way.open('POST', of.action);
    way.setRequestHeader('X-Upload', '1');
    way.send(new FormData(of));
  };
  document.addEventListener('submit', (event) => {
    const of = event.target;
    const said = of.querySelector('[data-upload]');
    const button = event.submitter;
    if (event.defaultPrevented || !said || !chosen(of) || button?.name || button?.hasAttribute('formaction')) return;
    event.preventDefault();
    if (!of.dataset.sent) send(of, said, button);
  });
})();
