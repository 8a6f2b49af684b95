// @ts-check
'use strict';
/* The table as an ARIA grid: one stop of the tab key, arrows move, Enter edits in place, typing replaces. */
{
  const firms = globalThis.deskFirms;
  const { say, el, tell } = firms;
  const cursor = { row: 1, column: 1 };
  /** Where a block of cells begins that Shift extends. */
  const anchor = { row: 1, column: 1 };
  let editing = false;
  /** The cell that had the focus when a finger came down: a second tap on it opens it. @type {Element | null} */
  let tapped = null;
  const table = () => /** @type {HTMLTableElement} */ (firms.byId('firms-grid'));

  /** Row 0 is the heading. @type {DeskFirms['rows']} */
  const rows = () => [...table().rows];
  /** The control in a cell that has one, else the cell. @type {DeskFirms['at']} */
  const at = (row, column) => {
    const cell = rows()[row]?.cells[column];
    return cell ? cell.querySelector('a, input[type="checkbox"]') || cell : null;
  };
  const lastRow = () => table().rows.length - 1;
  const lastColumn = () => table().rows[0].cells.length - 1;

  /** @type {DeskFirms['range']} */
  const range = () => ({
    top: Math.min(cursor.row, anchor.row), bottom: Math.max(cursor.row, anchor.row),
    left: Math.min(cursor.column, anchor.column), right: Math.max(cursor.column, anchor.column),
  });

  const drawRange = () => {
    for (const cell of table().querySelectorAll('td.in')) cell.classList.remove('in');
    const { top, bottom, left, right } = range();
    if (top === bottom && left === right) return;
    for (let row = Math.max(1, top); row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) rows()[row].cells[column].classList.add('in');
    }
  };

  /** @type {DeskFirms['moveTo']} */
  const moveTo = (row, column, { focus = true, extend = false } = {}) => {
    cursor.row = Math.max(0, Math.min(row, lastRow()));
    cursor.column = Math.max(0, Math.min(column, lastColumn()));
    if (!extend) Object.assign(anchor, cursor);
    table().querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
    const target = at(cursor.row, cursor.column);
    target?.setAttribute('tabindex', '0');
    if (focus) target?.focus();
    drawRange();
    for (const heard of firms.onMove) heard();
  };

  /** @type {(target: EventTarget | null) => HTMLTableCellElement | null} */
  const cellAround = (target) => (target instanceof Element ? target.closest('#firms-grid td, #firms-grid th') : null);

  // -- editing in place ------------------------------------------------------------------------------------------------

  /** @type {(name: string, text: string) => HTMLInputElement | HTMLSelectElement} */
  const inputFor = (name, text) => {
    const { kind, longest } = firms.data.fields[name];
    const { areas } = firms.data; // none where they would be too many to choose from
    const words = kind === 'area' ? areas.map(([, word]) => word) : kind === 'bool' ? [say('yes'), say('no')] : [];
    const choices = words.length ? words : null;
    if (!choices) return el('input', { type: 'text', value: text, maxlength: longest, autocomplete: 'off' });
    const options = ['', ...choices].map((word) => el('option', { value: word, selected: word === text }, word));
    return el('select', {}, ...options);
  };

  /** Whether this person may write a field of a row; a row says what is not all of it. @type {DeskFirms['mayWrite']} */
  const mayWrite = (row, name) => {
    const { writes } = row.dataset;
    return Boolean(firms.data.fields[name]) && (writes === undefined || writes.split(' ').includes(name));
  };

  /** @type {DeskFirms['edit']} */
  const edit = (target, typed = null) => {
    const cell = cellAround(target);
    const row = cell?.closest('tr');
    const name = cell?.dataset.name;
    if (!cell || !row || !name || cell.tagName !== 'TD' || editing) return;
    if (!mayWrite(row, name)) {
      tell(say(name === 'plan' || !Object.keys(firms.data.fields).length ? 'fixed' : 'not_yours'));
      return;
    }
    open(cell, row, name, typed);
  };

  /** @type {(cell: HTMLTableCellElement, row: HTMLTableRowElement, name: string, typed: string | null) => void} */
  const open = (cell, row, name, typed) => {
    editing = true;
    const before = cell.textContent || '';
    const input = inputFor(name, before);
    input.setAttribute('aria-label', say('cell_of', { name: firms.nameOf(row), column: firms.data.fields[name].label }));
    cell.classList.add('editing');
    cell.replaceChildren(input);
    input.focus();
    if (input instanceof HTMLInputElement && typed === null) input.select();
    else if (input instanceof HTMLInputElement) input.value = typed || '';
    /** @type {(keeps: boolean, down: number, right: number, focus?: boolean) => void} */
    const finish = (keeps, down, right, focus = true) => {
      if (!cell.classList.contains('editing')) return;
      editing = false;
      cell.classList.remove('editing');
      cell.replaceChildren(before);
      if (keeps && input.value.trim() !== before) keep(row, cell, name, before, input.value.trim());
      moveTo(cursor.row + down, cursor.column + right, { focus });
    };
    input.addEventListener('keydown', (event) => {
      const { key, shiftKey } = /** @type {KeyboardEvent} */ (event);
      event.stopPropagation();
      if (!['Enter', 'Escape', 'Tab'].includes(key)) return;
      event.preventDefault();
      if (key === 'Tab') finish(true, 0, shiftKey ? -1 : 1);
      else finish(key === 'Enter', key === 'Enter' ? 1 : 0, 0);
    });
    input.addEventListener('blur', () => finish(true, 0, 0, false));
  };

  /**
   * Saved at once; what is refused stays in its cell, to be put right.
   * @type {(row: HTMLTableRowElement, cell: HTMLElement, name: string, before: string, text: string) => Promise<void>}
   */
  const keep = async (row, cell, name, before, text) => {
    cell.dataset.before ??= before;
    const isKept = await firms.save(new Map([[row, { [name]: text }]]));
    if (isKept || !cell.classList.contains('refused')) delete cell.dataset.before;
  };

  /** Back to what is stored, after something was refused. @type {(cell: HTMLElement) => boolean} */
  const giveUp = (cell) => {
    if (cell.dataset.before === undefined) return false;
    cell.replaceChildren(cell.dataset.before);
    cell.classList.remove('refused');
    cell.removeAttribute('aria-invalid');
    delete cell.dataset.before;
    tell('');
    return true;
  };

  // -- keys and mouse --------------------------------------------------------------------------------------------------

  /** @type {Record<string, (control: boolean) => [number, number]>} */
  const MOVES = {
    ArrowDown: () => [cursor.row + 1, cursor.column], ArrowUp: () => [cursor.row - 1, cursor.column],
    ArrowRight: () => [cursor.row, cursor.column + 1], ArrowLeft: () => [cursor.row, cursor.column - 1],
    PageDown: () => [cursor.row + 10, cursor.column], PageUp: () => [Math.max(1, cursor.row - 10), cursor.column],
    Home: (control) => [control ? 1 : cursor.row, 0], End: (control) => [control ? lastRow() : cursor.row, lastColumn()],
  };
  /** @type {Record<string, () => void>} */
  const WITH_CONTROL = {
    z: () => firms.takeBack(), y: () => firms.doAgain(), Z: () => firms.doAgain(), a: () => firms.markAll(),
    f: () => firms.byId('firms-q').focus(),
  };

  /** @type {(event: KeyboardEvent, cell: HTMLTableCellElement) => boolean} */
  const act = (event, cell) => {
    const row = /** @type {HTMLTableRowElement} */ (cell.closest('tr'));
    const control = event.ctrlKey || event.metaKey;
    if (control && WITH_CONTROL[event.key]) WITH_CONTROL[event.key]();
    else if (control || event.altKey) return false;
    else if (event.key === ' ' && cursor.row) choose(row, event.shiftKey);
    else if (event.key === 'Escape') return giveUp(cell);
    else if (!cell.dataset.name || cell.tagName !== 'TD') return false; // a link or a box does what it does
    else return write(event, row, cell);
    return true;
  };

  /** @type {(row: HTMLTableRowElement, upTo: boolean) => void} */
  const choose = (row, upTo) => {
    if (upTo) firms.markTo(row);
    else firms.mark(row, !row.querySelector('input[name="firm"]:checked'));
  };

  /** @type {(event: KeyboardEvent, row: HTMLTableRowElement, cell: HTMLElement) => boolean} */
  const write = ({ key }, row, cell) => {
    if (key === 'Enter' || key === 'F2') edit(cell);
    else if (key === 'Delete' || key === 'Backspace') clear(row, cell);
    else if (key.length === 1) edit(cell, key);
    else return false;
    return true;
  };

  /** @type {(row: HTMLTableRowElement, cell: HTMLElement) => void} */
  const clear = (row, cell) => {
    const { name } = cell.dataset;
    if (name && mayWrite(row, name) && cell.textContent) keep(row, cell, name, cell.textContent, '');
  };

  /** @type {(event: KeyboardEvent) => void} */
  const press = (event) => {
    const cell = cellAround(event.target);
    if (editing || !cell) return;
    const move = MOVES[event.key];
    if (move && !event.altKey) moveTo(...move(event.ctrlKey), { extend: event.shiftKey });
    else if (!act(event, cell)) return;
    event.preventDefault();
  };

  /** @type {(event: MouseEvent) => void} */
  const click = (event) => {
    const cell = cellAround(event.target);
    const row = cell?.closest('tr');
    if (editing || !cell || !row) return;
    moveTo(row.rowIndex, cell.cellIndex, { extend: event.shiftKey && cell.tagName === 'TD', focus: cell === event.target });
    if (tapped === cell && cell === event.target) edit(cell);
    if (event.ctrlKey && cell === event.target && cell.tagName === 'TD') choose(row, false);
  };

  const giveRoles = () => {
    const grid = table();
    grid.setAttribute('role', 'grid');
    grid.setAttribute('aria-multiselectable', 'true');
    for (const row of grid.rows) {
      row.setAttribute('role', 'row');
      for (const cell of row.cells) {
        cell.setAttribute('role', cell.tagName === 'TH' ? 'columnheader' : 'gridcell');
        const control = cell.querySelector('a, input[type="checkbox"]');
        (control || cell).setAttribute('tabindex', '-1');
        if (cell.dataset.name && cell.tagName === 'TD' && !mayWrite(row, cell.dataset.name)) cell.setAttribute('aria-readonly', 'true');
      }
    }
  };

  /** @type {DeskFirms['setUpGrid']} */
  const setUpGrid = () => {
    giveRoles();
    moveTo(1, table().rows[0].cells.length > 2 ? 2 : 1, { focus: false });
    table().addEventListener('keydown', press);
    table().addEventListener('pointerdown', ({ pointerType }) => { tapped = pointerType === 'mouse' ? null : document.activeElement; });
    table().addEventListener('click', click);
    table().addEventListener('dblclick', (event) => {
      const cell = cellAround(event.target);
      if (cell) edit(cell);
    });
    table().addEventListener('focusin', (event) => {
      const cell = cellAround(event.target);
      const row = cell?.closest('tr');
      if (cell && row && !editing && (row.rowIndex !== cursor.row || cell.cellIndex !== cursor.column)) {
        moveTo(row.rowIndex, cell.cellIndex, { focus: false });
      }
    });
  };

  Object.assign(firms, /** @satisfies {Partial<DeskFirms>} */ ({
    cursor, rows, at, moveTo, range, edit, mayWrite, setUpGrid, isEditing: () => editing,
    activeRow: () => (cursor.row ? rows()[cursor.row] || null : null),
  }));
}
