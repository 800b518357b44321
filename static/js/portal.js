/* The citizen's pages without scripts are whole; this adds the position, a word about large files, and the print button. */
(() => {
  const place = document.querySelector('[data-locate]');
  const show = (element) => { element.hidden = false; };

  if (place && navigator.geolocation) {
    const [button, words] = [place.querySelector('button'), place.querySelector('[role=status]')];
    const [lon, lat] = [document.getElementById('lon'), document.getElementById('lat')];
    const say = (text) => { words.textContent = text; };
    if (lon.value && lat.value) say(place.dataset.found);
    show(place);
    button.addEventListener('click', () => {
      say(place.dataset.busy);
      navigator.geolocation.getCurrentPosition((found) => {
        lon.value = found.coords.longitude.toFixed(6);
        lat.value = found.coords.latitude.toFixed(6);
        say(place.dataset.found);
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
      if (!fault()) return;
      event.preventDefault();
      field.focus();
    });
  });

  document.querySelectorAll('[data-print]').forEach((button) => {
    show(button);
    button.addEventListener('click', () => print());
  });
})();
