// @ts-check
'use strict';
/* Rows that are chosen for a bulk change: by their boxes, Space, Shift and Ctrl. */
{
  const firms = globalThis.deskFirms;
  /** @type {HTMLTableRowElement | null} */
  let last = null;

  /** @type {(row: HTMLTableRowElement) => HTMLInputElement | null} */
  const boxOf = (row) => row.querySelector('input[name="firm"]');
  const bodyRows = () => firms.rows().slice(1);

  /** @type {DeskFirms['mark']} */
  const mark = (row, on) => {
    const box = boxOf(row);
    if (!box) return;
    box.checked = on;
    last = row;
    countMarked();
  };

  /** From the last row that was chosen up to this one. @type {DeskFirms['markTo']} */
  const markTo = (row) => {
    const [from, to] = [(last || row).rowIndex, row.rowIndex].sort((a, b) => a - b);
    for (const one of firms.rows().slice(Math.max(1, from), to + 1)) {
      const box = boxOf(one);
      if (box) box.checked = true;
    }
    last = row;
    countMarked();
  };

  /** All of the page; none where all are chosen already. @type {DeskFirms['markAll']} */
  const markAll = () => {
    const boxes = bodyRows().map(boxOf);
    const on = boxes.some((box) => box && !box.checked);
    for (const box of boxes) if (box) box.checked = on;
    countMarked();
  };

  const countMarked = () => {
    let chosen = 0;
    for (const row of bodyRows()) {
      const on = Boolean(boxOf(row)?.checked);
      row.setAttribute('aria-selected', String(on));
      chosen += Number(on);
    }
    const line = document.getElementById('firms-selected');
    if (line) line.textContent = chosen ? firms.say(chosen === 1 ? 'selected_one' : 'selected_other', { n: chosen }) : '';
  };

  firms.byId('firms-form')?.addEventListener('click', (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.name !== 'firm') return;
    const row = /** @type {HTMLTableRowElement} */ (box.closest('tr'));
    if (/** @type {MouseEvent} */ (event).shiftKey && last) markTo(row);
    else mark(row, box.checked);
  });

  Object.assign(firms, /** @satisfies {Partial<DeskFirms>} */ ({ mark, markTo, markAll, countMarked }));
}
