/* An alarm is heard as well as seen: three short tones, once for each alarm, never again for the same. */
(() => {
  const heard = new Set(JSON.parse(sessionStorage.getItem('alarms') || '[]'));
  const TONES = [880, 660, 880];

  const sound = () => {
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) return;
    const audio = new Audio();
    TONES.forEach((pitch, place) => {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      const at = audio.currentTime + place * 0.22;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.2, at);
      loud.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
      tone.connect(loud).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.2);
    });
  };

  const ring = (what) => {
    if (!what || heard.has(what)) return;
    heard.add(what);
    sessionStorage.setItem('alarms', JSON.stringify([...heard].slice(-50)));
    document.documentElement.dataset.rang = what;
    sound();
  };

  const look = () => {
    const call = document.querySelector('.call-alarm.is-on');
    if (call) ring(call.textContent.trim());
    const bell = document.querySelector('#bell[data-alarm]');
    if (bell) ring(bell.dataset.alarm);
  };

  document.addEventListener('DOMContentLoaded', look);
  document.addEventListener('htmx:after:swap', look);
})();
