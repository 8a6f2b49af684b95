// The room of workbooks: how far a large file has come, and how many rows are chosen. All of it works without this.
'use strict';

document.addEventListener('htmx:xhr:progress', (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const box = document.querySelector('.excel-progress');
  const bar = document.getElementById('excel-progress');
  const said = box?.querySelector('p');
  if (!(box instanceof HTMLElement) || !(bar instanceof HTMLProgressElement) || !said || !detail.total) {
    return;
  }
  const isSent = detail.loaded >= detail.total;
  box.hidden = false;
  if (isSent) {
    bar.removeAttribute('value'); // it is being read, and nobody knows how long
  } else {
    bar.value = Math.round((100 * detail.loaded) / detail.total);
  }
  const words = (isSent ? said.dataset.reading : said.dataset.sending) ?? '';
  if (said.textContent !== words) {
    said.textContent = words;
  }
});

document.addEventListener('change', (event) => {
  const form = document.getElementById('excel-rows');
  const told = document.getElementById('excel-chosen');
  if (!form || !told || !(event.target instanceof Node) || !form.contains(event.target)) {
    return;
  }
  const marked = form.querySelectorAll('input[name^="do."]:checked:not([value="leave"])');
  const count = marked.length + Number(told.dataset.elsewhere);
  const words = count === 1 ? told.dataset.one : told.dataset.other;
  told.textContent = (words ?? '').replace('#', String(count));
});

// A choice between two versions means that the row is to be taken.
document.addEventListener('change', (event) => {
  const side = event.target;
  if (!(side instanceof HTMLInputElement) || !side.name.startsWith('side.')) {
    return;
  }
  const row = side.closest('tr');
  const chosen = row?.querySelector('input[name^="do."]:checked:not([value="leave"])');
  const box = row?.querySelector('input[name^="do."]:not([value="leave"])');
  if (!chosen && box instanceof HTMLInputElement) {
    box.checked = true;
    box.dispatchEvent(new Event('change', { bubbles: true }));
  }
});
