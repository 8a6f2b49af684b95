// What every page of the desk needs beside htmx; all of it works without this too.
'use strict';

// An answer that says what is wrong (422, 409 ...) is shown in its place, as one without htmx would be.
document.addEventListener('htmx:beforeSwap', (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.xhr.status >= 400 && detail.xhr.getResponseHeader('content-type')?.startsWith('text/html')) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

// On a phone the rooms lie in one row that scrolls: the one that is open is brought into it. (Newer browsers do this
// by the style sheet alone.)
document.querySelector('.desk-nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

// Browsers leave a link where it is when the tabulator reaches it and a part of it is in sight.
document.querySelector('.desk-nav')?.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element) target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});
