/* Keys. The visible element with data-key is the command; physical keys. During a composition and under a dialog a chord of
   the page does nothing, and not what the browser would make of it either: Ctrl+K and F1 would take the focus out of a word.
   This script is not deferred: who is quicker than the page has her command once all the others have come.
   A list is [data-keys=list]; its rows are [data-row], each with a link (the first, or [data-open]) and perhaps a
   checkbox ([data-choose]): arrows or J and K move, Space chooses, Enter opens as on any link. */
(() => {
  const root = document.documentElement;
  const composing = (event) => event.isComposing || event.keyCode === 229 || event.key === 'Process';
  /* A figure of the number pad is the figure, unless the pad moves the cursor. */
  const codeOf = (event) => (/^\d$/.test(event.key) ? event.code.replace('Numpad', 'Digit') : event.code);
  const chordOf = (event) => (event.ctrlKey || event.metaKey ? 'C-' : '') + (event.altKey ? 'A-' : '')
    + (event.shiftKey ? 'S-' : '') + codeOf(event);
  const shown = (element) => element.getClientRects().length > 0 || element.closest('details:not([open])');
  const commands = (place, chord) => [...place.querySelectorAll(`[data-key~="${chord}"]`)]
    .find((one) => !one.disabled && one.getAttribute('aria-disabled') !== 'true' && shown(one));
  let late = [];
  const press = (command) => { if (late) late.push(command); else command.click(); };
  addEventListener('DOMContentLoaded', () => {
    const waiting = late;
    late = null;
    waiting.forEach(press);
  });
  const top = () => document.querySelector('dialog[open]') || document;

  const rowLink = (row) => row.querySelector('[data-open]') || row.querySelector('a[href]');
  const step = (list, by) => {
    const rows = [...list.querySelectorAll('[data-row]')].filter(shown);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    const link = next && rowLink(next);
    if (!link) return false;
    link.focus();
    link.scrollIntoView({ block: 'nearest' });
    return true;
  };
  const choose = () => {
    const box = document.activeElement.closest('[data-row]')?.querySelector('[data-choose]');
    if (box) box.click();
    return Boolean(box);
  };
  const moves = {
    ArrowDown: (list) => step(list, 1), ArrowUp: (list) => step(list, -1),
    KeyJ: (list) => step(list, 1), KeyK: (list) => step(list, -1), Space: choose,
  };

  const ours = (chord) => /^(C-|A-)|F\d+$/.test(chord) && commands(document, chord);
  /* What an input method takes for itself has the code 229; the rest it lets through, even in the middle of a word. */
  const letThrough = (event) => event.isComposing && event.keyCode !== 229 && event.key !== 'Process';

  addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    const chord = chordOf(event);
    if (composing(event)) {
      if (letThrough(event) && ours(chord)) event.preventDefault();
      return;
    }
    const field = event.target.closest('textarea,select,[contenteditable],input:not([type=checkbox],[type=radio])');
    const list = event.target.closest('[data-keys=list]');
    const bare = !/^(C-|A-)|F\d+$|^Escape$/.test(chord);
    const letters = root.dataset.letters !== 'off';
    const plain = /^(Arrow|Space)/.test(event.code);
    if (bare && (field || !list || (!letters && !plain))) return;
    if (event.altKey && plain && event.target.closest('select')) return;
    if (event.repeat && !(list && moves[chord])) {
      if (ours(chord)) event.preventDefault();
      return;
    }
    const command = (!event.repeat && event.target.closest('form') && commands(event.target.closest('form'), chord))
      || (!event.repeat && commands(top(), chord));
    if (command) {
      event.preventDefault();
      press(command);
    } else if (bare ? moves[chord]?.(list) : ours(chord)) {
      event.preventDefault();
    }
  });
})();
