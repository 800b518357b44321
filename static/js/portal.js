/* The citizen's pages without scripts are whole; this adds the position, a word about large files, copying and printing. */
(() => {
  const place = document.querySelector('[data-locate]');
  const show = (element) => { element.hidden = false; };

  if (place && navigator.geolocation) {
    const [button, words] = [place.querySelector('button'), place.querySelector('[role=status]')];
    const [lon, lat] = [document.getElementById('lon'), document.getElementById('lat')];
    const say = (text) => { words.textContent = text; };
    const leave = place.querySelector('[data-unlocate]');
    const told = () => { leave.hidden = !lon.value; };
    if (lon.value && lat.value) say(place.dataset.found);
    told();
    show(place);
    leave.addEventListener('click', () => {
      lon.value = '';
      lat.value = '';
      say('');
      told();
      button.focus();
    });
    button.addEventListener('click', () => {
      say(place.dataset.busy);
      navigator.geolocation.getCurrentPosition((found) => {
        lon.value = found.coords.longitude.toFixed(6);
        lat.value = found.coords.latitude.toFixed(6);
        say(place.dataset.found);
        told();
        lon.dispatchEvent(new Event('input', { bubbles: true }));
      }, () => say(place.dataset.failed), { timeout: 15000 });
    });
  }

  document.querySelectorAll('[data-files-of]').forEach((note) => {
    const field = document.getElementById(note.dataset.filesOf);
    const fault = () => {
      const chosen = [...field.files];
      const large = chosen.find((file) => file.size > Number(note.dataset.bytes));
      if (large) return note.dataset.large.replace('{name}', large.name);
      return chosen.length > Number(note.dataset.most) ? note.dataset.many : '';
    };
    field.addEventListener('change', () => {
      note.textContent = fault();
      note.hidden = !note.textContent;
    });
    field.form.addEventListener('submit', (event) => {
      if (!fault() || event.submitter?.value === 'back') return;
      event.preventDefault();
      field.focus();
    });
  });

  document.querySelectorAll('[data-select]').forEach((field) => field.addEventListener('focus', () => field.select()));
  document.querySelectorAll('[data-copy]').forEach((button) => {
    if (!navigator.clipboard) return;
    show(button);
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.querySelector('span').textContent = button.dataset.copied;
    });
  });

  document.querySelectorAll('[data-print]').forEach((button) => {
    show(button);
    button.addEventListener('click', () => print());
  });
})();
