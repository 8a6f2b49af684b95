// Printing a list of the history's pages, and a slider over the days of changes; who has no script prints with the
// browser's own command and goes by the date field and the links to the days before and after.
'use strict';

for (const button of document.querySelectorAll('[data-print]')) {
  if (button instanceof HTMLButtonElement) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}

for (const line of document.querySelectorAll('[data-line]')) {
  const form = document.getElementById(line.getAttribute('data-line') ?? '');
  const slider = line.querySelector('input');
  const told = line.querySelector('output');
  const days = line.querySelectorAll('option');
  const field = form?.querySelector('[name="day"]');
  if (line instanceof HTMLElement && form instanceof HTMLFormElement && slider && told && field instanceof HTMLInputElement) {
    line.hidden = false;
    slider.addEventListener('input', () => {
      const chosen = days[slider.valueAsNumber];
      told.value = chosen.label;
      slider.setAttribute('aria-valuetext', chosen.label);
      field.value = chosen.getAttribute('data-day') ?? '';
    });
    // By keyboard each step is a change: the page is asked for when the slider rests.
    let waiting = 0;
    slider.addEventListener('change', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => form.submit(), 700);
    });
  }
}
