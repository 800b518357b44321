/* A call by digits: in a question a digit chooses its answer and leads to the next one; the first one is ready at once. */
(() => {
  const form = document.getElementById('visit');
  if (!form) return;
  const questions = () => [...form.querySelectorAll('[data-digits]')].filter((one) => one.getClientRects().length > 0);
  const choices = (question) => [...question.querySelectorAll('input[type=radio]')];
  const answered = (question) => choices(question).some((one) => one.checked);
  const begin = (question) => (choices(question).find((one) => one.checked) || choices(question)[0]).focus();
  const words = form.querySelector('textarea');

  const onward = (question) => {
    const rest = questions();
    const next = rest.slice(rest.indexOf(question) + 1).find((one) => !answered(one));
    if (next) begin(next); else words.focus();
  };

  form.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const question = event.target.closest('[data-digits]');
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (!question || !digit) return;
    const chosen = choices(question)[digit[1] - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
    onward(question);
  });
  form.querySelector('.visit-book').addEventListener('toggle', (event) => {
    if (event.target.open) event.target.querySelector('input').focus();
  });

  if (!document.querySelector('.error-summary')) {
    const first = questions().find((one) => !answered(one));
    if (first) begin(first); else words.focus();
  }
})();
