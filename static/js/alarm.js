/* An alarm is heard as well as seen: three short tones. At the call form once for each danger that the caller tells of; for one that
   stands at the desk once a minute until somebody takes it up. A browser that keeps still until it is touched sounds it then. */
(() => {
  const KEPT = 'alarms.heard';
  const [AGAIN, FORGOTTEN, PATIENCE] = [55_000, 86_400_000, 300];
  const TONES = [880, 660, 880];
  let audio = null;
  let waits = false;

  const heard = () => {
    try { return JSON.parse(localStorage.getItem(KEPT)) || {}; } catch { return {}; }
  };
  /* Shared by all windows of this browser, so that three of them sound once. */
  const remember = (names) => {
    const recent = Object.entries(heard()).filter(([, at]) => Date.now() - at < FORGOTTEN);
    localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries([...recent, ...names.map((name) => [name, Date.now()])])));
  };

  const play = () => TONES.forEach((pitch, place) => {
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
  const silent = (yes) => document.querySelectorAll('[data-silent]').forEach((one) => { one.hidden = !yes; });
  const touched = () => {
    ['pointerdown', 'keydown'].forEach((name) => removeEventListener(name, touched, true));
    waits = false;
    silent(false);
    look();
  };
  /* Whether it can be heard; where it cannot yet, the first touch sounds it. */
  const sound = async () => {
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) return false;
    audio ||= new Audio();
    if (audio.state !== 'running') await Promise.race([audio.resume(), new Promise((go) => { setTimeout(go, PATIENCE); })]).catch(() => {});
    if (audio.state === 'running') {
      play();
      return true;
    }
    silent(true);
    if (!waits) ['pointerdown', 'keydown'].forEach((name) => addEventListener(name, touched, true));
    waits = true;
    return false;
  };

  let busy = Promise.resolve();
  const ring = (names, again) => {
    busy = busy.then(async () => {
      const before = heard();
      const due = names.filter((name) => !before[name] || (again && Date.now() - before[name] > AGAIN));
      if (!due.length) return;
      document.documentElement.dataset.rang = due.at(-1);
      if ('muted' in document.documentElement.dataset || await sound()) remember(due);
    }).catch(() => {});
  };

  function look() {
    const call = document.querySelector('.call-alarm[data-ring]');
    if (call) {
      const caller = document.querySelector('#call [name=call_id]')?.value;
      ring((call.dataset.ring || call.textContent.trim()).split(' ').map((danger) => `${caller} ${danger}`), false);
    }
    const standing = document.getElementById('alarms')?.dataset.alarm.split(' ').filter(Boolean) || [];
    if (standing.length) ring(standing, true);
  }

  document.addEventListener('DOMContentLoaded', look);
  document.addEventListener('htmx:after:swap', look);
  document.addEventListener('hotline:alarms', look);
})();
