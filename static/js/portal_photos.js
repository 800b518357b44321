/* Photos are sent the moment they are chosen, one after the other, and can be taken off again. Where a photo was taken
   is read on this device, and used only after a press. */
(() => {
  const box = document.querySelector('[data-photos]');
  if (!box) return;
  const list = box.querySelector('[data-photo-list]');
  const said = box.querySelector('[data-photo-said]');
  const form = box.closest('form');
  const most = Number(box.querySelector('[data-files-of]').dataset.bytes);
  let running;

  const hold = (field, files) => {
    const held = new DataTransfer();
    files.forEach((file) => held.items.add(file));
    field.files = held.files;
  };
  const row = (name) => {
    const item = document.createElement('li');
    item.innerHTML = '<span class="attached-name"></span><progress max="1" value="0"></progress>';
    item.firstChild.textContent = name;
    item.querySelector('progress').setAttribute('aria-label', box.dataset.busy.replace('{name}', name));
    list.append(item);
    list.hidden = false;
    return item;
  };
  const settle = (item, { token, name, size }) => {
    const hidden = document.createElement('input');
    Object.assign(hidden, { type: 'hidden', name: 'attached', value: token });
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'btn btn-quiet', textContent: box.dataset.remove });
    button.setAttribute('aria-label', `${box.dataset.remove} ${name}`);
    button.addEventListener('click', () => {
      item.remove();
      list.hidden = !list.children.length;
      box.querySelector('input[type=file]:not(#camera)').focus();
    });
    const small = document.createElement('small');
    small.textContent = size;
    item.firstChild.append(' ', small);
    item.querySelector('progress').replaceWith(button);
    item.append(hidden);
    said.textContent = `${name} ${size}`;
    form.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const sendOne = (file, item) => new Promise((done, fail) => {
    const body = new FormData();
    body.append('files', file);
    const bar = item.querySelector('progress');
    running = new XMLHttpRequest();
    running.open('POST', box.dataset.photos);
    running.setRequestHeader('X-CSRFToken', form.elements.csrf_token.value);
    running.setRequestHeader('Accept', 'application/json');
    running.responseType = 'json';
    running.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    running.addEventListener('load', () => (running.status === 200 ? done(running.response) : fail(running.status)));
    running.addEventListener('error', fail);
    running.addEventListener('abort', fail);
    running.send(body);
  });
  const left = (item, words) => {
    item.textContent = words;
    item.className = 'field-error';
    item.setAttribute('role', 'alert');
  };

  /* What could not be sent stays in its field and goes with the form. */
  const work = async (field) => {
    if (field.dataset.busy) return;
    field.dataset.busy = 'yes';
    const waiting = [];
    while (field.files.length > waiting.length) {
      const file = [...field.files].find((one) => !waiting.includes(one));
      if (!file || file.size > most) break;
      const item = row(file.name);
      try {
        const { taken, refused } = await sendOne(file, item);
        if (taken.length) settle(item, taken[0]);
        else left(item, refused[0] || file.name);
        hold(field, [...field.files].filter((one) => one !== file));
      } catch {
        left(item, box.dataset.failed.replace('{name}', file.name));
        waiting.push(file);
      }
    }
    delete field.dataset.busy;
  };

  box.querySelectorAll('input[type=file]').forEach((field) => {
    let held = [];
    field.addEventListener('click', () => { held = [...field.files]; });
    field.addEventListener('change', () => {
      if (held.length) hold(field, [...held, ...field.files]);
      held = [];
      [...field.files].forEach(askForPlace);
      work(field);
    });
  });
  form.addEventListener('submit', () => running?.abort());

  /* --- Where a photo was taken ---------------------------------------------------------------------------------- */
  const place = document.querySelector('[data-photo-place]');

  async function askForPlace(file) {
    if (!place || file.type !== 'image/jpeg' || form.elements.lon.value) return;
    const found = placeOf(new DataView(await file.slice(0, 131072).arrayBuffer()));
    if (!found) return;
    place.hidden = false;
    place.querySelector('[data-photo-place-leave]').onclick = () => { place.hidden = true; };
    place.querySelector('[data-photo-place-use]').onclick = (event) => {
      [form.elements.lon.value, form.elements.lat.value] = found.map((one) => one.toFixed(6));
      place.querySelector('div').textContent = event.currentTarget.dataset.used;
      form.dispatchEvent(new Event('input', { bubbles: true }));
    };
  }

  /* Longitude and latitude in degrees from the EXIF part of a JPEG, or null. */
  function placeOf(bytes) {
    try {
      let at = 2;
      while (bytes.getUint16(at) !== 0xffe1) {
        if (bytes.getUint8(at) !== 0xff) return null;
        at += 2 + bytes.getUint16(at + 2);
      }
      if (bytes.getUint32(at + 4) !== 0x45786966) return null;
      const base = at + 10;
      const little = bytes.getUint16(base) === 0x4949;
      const short = (where) => bytes.getUint16(base + where, little);
      const long = (where) => bytes.getUint32(base + where, little);
      const tags = (where) => new Map(Array.from({ length: short(where) }, (_none, n) => [short(where + 2 + n * 12), where + 2 + n * 12]));
      const gps = tags(long(tags(long(4)).get(0x8825) + 8));
      const degrees = (tag) => [0, 1, 2].reduce((sum, n) => {
        const where = long(gps.get(tag) + 8) + n * 8;
        return sum + long(where) / long(where + 4) / 60 ** n;
      }, 0);
      const sign = (tag, minus) => (String.fromCharCode(bytes.getUint8(base + gps.get(tag) + 8)) === minus ? -1 : 1);
      const found = [degrees(4) * sign(3, 'W'), degrees(2) * sign(1, 'S')];
      return found.every(Number.isFinite) ? found : null;
    } catch {
      return null;
    }
  }
})();
