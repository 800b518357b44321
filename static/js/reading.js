/* The easy view reads the page aloud where the browser can: the main text, sentence by sentence, stopped by the same button. */
(() => {
  const button = document.querySelector('[data-read]');
  if (!button || !('speechSynthesis' in window)) return;
  const voice = window.speechSynthesis;
  const say = (reading) => {
    button.textContent = reading ? button.dataset.stop : button.dataset.read;
    button.setAttribute('aria-pressed', String(reading));
  };
  const stop = () => {
    voice.cancel();
    say(false);
  };
  const read = () => {
    const parts = document.getElementById('main').innerText.split(/(?<=[。！？；.!?;\n])/).map((part) => part.trim()).filter(Boolean);
    parts.forEach((part, at) => {
      const words = new SpeechSynthesisUtterance(part);
      words.lang = document.documentElement.lang;
      words.rate = 0.9;
      if (at === parts.length - 1) words.addEventListener('end', () => say(false));
      voice.speak(words);
    });
    say(parts.length > 0);
  };
  button.hidden = false;
  button.addEventListener('click', () => (voice.speaking ? stop() : read()));
  addEventListener('pagehide', stop);
})();
