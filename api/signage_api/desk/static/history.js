// Printing a list of the history's pages; who has no script prints with the browser's own command.
'use strict';

for (const button of document.querySelectorAll('[data-print]')) {
  if (button instanceof HTMLButtonElement) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}
