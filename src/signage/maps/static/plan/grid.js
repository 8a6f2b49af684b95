// @ts-check
'use strict';
/*
 * The table beside the map, of signs or of areas: the ARIA grid pattern on a real table. One stop of the tab key; inside it arrows, Enter
 * edits, Space selects; sorting by Enter on a heading. The row under the cursor is in hand on the map. What it lists is in listing.js,
 * how its lines look in grid_rows.js, what happens in a cell that is typed in in grid_edit.js.
 */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, fields } = plan;
  const { el } = app;
  const BESIDE = 6; // rows kept ready above and below what is seen

  /** The cell that the tab key stops at; row 0 is the heading, column 0 the selection. */
  const cursor = { row: 1, column: 1 };
  const { subject } = plan.gridRows;
  /** All that the table lists; drawn are those that are seen, from `first` on. @type {({ id: number } | undefined)[]} */
  let shown = [];
  let first = 0;
  let drawn = 0;
  let linePx = 0; // measured once there is a line
  let editing = false;
  let fallenFrom = 0; // the cursor's row before the list was empty: a filter may be half typed, a view on its way
  let isLate = false; // something came while the map was dragged
  let lastView = '';
  let drawing = 0;
  /** In hand, but not in the list when it was taken: a sign just set. @type {number | null} */
  let awaited = null;

  const table = () => /** @type {HTMLTableElement} */ (put('plan-grid'));

  // -- drawing ---------------------------------------------------------------------------------------------------------

  /** @type {(row: number, column: number) => HTMLElement | null} */
  const cellAt = (row, column) => {
    const line = row ? table().tBodies[0].rows[row - 1 - first] : table().tHead?.rows[0];
    return line ? /** @type {HTMLElement} */ (line.cells[column]) : null;
  };

  /** The place of a line among all that are listed; 0 is the heading. @type {(line: HTMLTableRowElement) => number} */
  const rowOf = (line) => Number(line.getAttribute('aria-rowindex')) - 1;

  /** Which lines are seen, with some beside them. */
  const seen = () => {
    const box = put('plan-table-body');
    const height = linePx || 36;
    const from = Math.max(0, Math.floor(box.scrollTop / height) - BESIDE);
    return { from, lines: Math.ceil(box.clientHeight / height) + 2 * BESIDE };
  };

  /** Draws the lines that are seen (asked before anything is written); margins stand for the others: the table is as long as its rows. */
  const drawLines = ({ from: wanted, lines } = seen()) => {
    const from = Math.max(0, Math.min(wanted, shown.length - lines));
    const to = Math.min(shown.length, from + lines);
    const [grid, body] = [table(), table().tBodies[0]];
    const focused = body.contains(document.activeElement);
    first = from;
    drawn = to - from;
    keeping(() => {
      body.replaceChildren(...shown.slice(from, to).map((row, i) => plan.gridRows.line(row, from + i)));
      linePx = linePx || body.rows[0]?.offsetHeight || 0;
      grid.style.marginTop = `${from * linePx}px`;
      grid.style.marginBottom = `${(shown.length - to) * linePx}px`;
      stopAt(focused);
    });
    subject().want?.(from, to);
  };

  const scrolled = () => {
    const { from, lines } = seen();
    const last = Math.min(shown.length, from + lines);
    if (!editing && (from < first - BESIDE / 2 || last > first + drawn + BESIDE / 2)) drawLines();
  };

  /**
   * The tab key stops at the cursor's cell, or where that is out of sight at the nearest one that is drawn.
   * @type {(focus: boolean) => void}
   */
  const stopAt = (focus) => {
    const row = cursor.row && drawn ? Math.max(first + 1, Math.min(cursor.row, first + drawn)) : 0;
    table().querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
    const cell = cellAt(row, cursor.column);
    cell?.setAttribute('tabindex', '0');
    if (focus) cell?.focus({ preventScroll: true });
  };

  /** To its row among what is listed now; `was` is where it was before. @type {(was: number, focused: boolean) => void} */
  const putCursor = (was, focused) => {
    if (!shown.length) fallenFrom ||= was;
    const row = (shown.length && fallenFrom) || cursor.row;
    if (shown.length) fallenFrom = 0;
    if (focused || row !== cursor.row || row > shown.length) moveTo(row, cursor.column, { focus: focused, quiet: true });
  };

  const draw = () => {
    drawing = 0;
    if (editing) return;
    const focused = table().contains(document.activeElement);
    const [lines, was] = [seen(), cursor.row]; // drawing an empty list gives the focus to the heading
    const held = awaited ?? chosenInSight();
    shown = subject().rowsNow();
    for (const id of plan.selected) if (!plan.source.rows.has(id)) plan.selected.delete(id);
    keeping(() => {
      table().tHead?.replaceChildren(plan.gridRows.head(shown));
      table().setAttribute('aria-rowcount', String(shown.length + 1));
      put('plan-count').textContent = subject().countText(shown.length);
      drawLines(lines);
      putCursor(was, focused);
    });
    plan.drawBulk();
    if (held !== null && shown.some((row) => row?.id === held)) markChosen(held);
  };

  /** One row anew, while what it is about is changed. @type {(id: number) => void} */
  const drawRow = (id) => {
    const i = shown.findIndex((row) => row?.id === id);
    const line = cellAt(i + 1, 0)?.closest('tr');
    if (i < 0 || !line || drawing || editing) return;
    const focused = line.contains(document.activeElement);
    keeping(() => {
      line.replaceWith(plan.gridRows.line(shown[i], i));
      if (focused || i + 1 === cursor.row) moveTo(cursor.row, cursor.column, { focus: focused, quiet: true });
    });
  };

  /** The row in hand where it is in sight: rows that come before it must not push it out. */
  const chosenInSight = () => {
    const line = table().querySelector('tr.chosen');
    const box = put('plan-table-body').getBoundingClientRect();
    if (!(line instanceof HTMLElement)) return null;
    const { top, bottom } = line.getBoundingClientRect();
    return top > box.top && bottom < box.bottom + 1 ? Number(line.dataset.id) : null;
  };

  /** @type {(id: number | null) => void} */
  const markChosen = (id) => {
    for (const line of table().querySelectorAll('tr.chosen')) line.classList.remove('chosen');
    if (!subject().isMarked) for (const line of table().tBodies[0].rows) line.ariaSelected = String(Number(line.dataset.id) === id);
    const at = shown.findIndex((row) => row?.id === id);
    awaited = at < 0 ? id : null;
    if (at < 0) return;
    requestAnimationFrame(() => {
      if (id !== subject().inHand() || shown[at]?.id !== id) return;
      showRow(at + 1);
      if (at + 1 !== cursor.row) moveTo(at + 1, cursor.column, { focus: false, quiet: true });
      cellAt(at + 1, 0)?.closest('tr')?.classList.add('chosen');
    });
  };

  const drawSoon = () => {
    isLate = Boolean(plan.scene?.isDragged());
    // After the frame, not in it: the map comes first.
    if (!drawing && !isLate) drawing = requestAnimationFrame(() => setTimeout(draw));
  };

  /** The table follows the map once that stands still. */
  const drawWhenMoved = () => {
    const view = plan.map ? `${plan.map.getBounds().toBBoxString()} ${plan.source.tooMany}` : '';
    if (!isLate && (!subject().followsView() || view === lastView)) return;
    lastView = view;
    drawSoon();
  };

  // -- the cursor ------------------------------------------------------------------------------------------------------

  /** @type {(row: number, column: number, more?: { focus?: boolean, quiet?: boolean }) => void} */
  const moveTo = (row, column, { focus = true, quiet = false } = {}) => {
    cursor.row = Math.max(0, Math.min(row, shown.length));
    cursor.column = Math.max(subject().isMarked ? 0 : 1, Math.min(column, subject().COLUMNS.length));
    if (focus && !quiet) showRow(cursor.row);
    stopAt(false);
    const cell = cellAt(cursor.row, cursor.column);
    if (focus) cell?.focus({ preventScroll: true });
    if (cell && focus && !quiet) showColumn(cell);
    const row_ = shown[cursor.row - 1];
    if (!quiet && row_) subject().choose(row_.id);
  };

  /** @type {(cell: HTMLElement) => void} */
  const press = (cell) => {
    const column = Number(cell.dataset.column);
    const isHead = cell.closest('thead') !== null;
    const id = Number(cell.closest('tr')?.dataset.id);
    if (isHead && !column) plan.selectAll(shown, !plan.isAllSelected(shown));
    else if (isHead) sortBy(subject().COLUMNS[column - 1]);
    else if (!column && id) mark(id);
  };

  /** @type {(name: string) => void} */
  const sortBy = (name) => {
    const { order, about } = subject();
    if (subject().cannotSort?.(name)) return;
    Object.assign(order, order.by === name ? { down: !order.down } : { by: name, down: false });
    plan.speak(say(order.down ? 'sorted_down' : 'sorted_up', { what: about(name).label }));
    drawSoon();
  };

  // -- editing in place ------------------------------------------------------------------------------------------------

  /** @type {(cell: HTMLElement, typed?: string) => void} */
  const edit = (cell, typed = '') => {
    if (editing) return;
    editing = plan.editCell(subject(), cell, typed, (step) => {
      editing = false;
      if (!step) {
        drawSoon();
        return;
      }
      draw();
      moveTo(cursor.row + step.down, cursor.column + step.right);
    });
  };

  /** Scrolls the table alone: on a small screen the page must stay at the map. @type {(row: number) => void} */
  const showRow = (row) => {
    if (!row) return;
    const box = put('plan-table-body');
    const head = table().tHead?.offsetHeight || 0;
    const [top, bottom] = [(row - 1) * linePx, row * linePx + head];
    if (top < box.scrollTop) box.scrollTop = top;
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
    if (!cellAt(row, 0)) drawLines();
  };

  /** Where the table's moving columns begin: the number stays in sight and covers what lies under it. */
  const coveredTo = () => Math.max(put('plan-table-body').getBoundingClientRect().left, cellAt(0, 1)?.getBoundingClientRect().right ?? 0);

  /** As `showRow`. @type {(cell: HTMLElement) => void} */
  const showColumn = ({ offsetLeft: left, offsetWidth: width }) => {
    const box = put('plan-table-body');
    const most = cursor.column > 1 ? left - (coveredTo() - box.getBoundingClientRect().left) : 0;
    box.scrollLeft = Math.max(left + width - box.clientWidth, Math.min(most, box.scrollLeft));
  };

  /** The cell with the focus, other than the number, where all of its width is in sight. */
  const seenCell = () => {
    const cell = /** @type {HTMLElement} */ (document.activeElement);
    if (cursor.column < 2 || !cell.dataset.column || !table().contains(cell)) return null;
    const [{ left, right }, box] = [cell.getBoundingClientRect(), put('plan-table-body')];
    return left > coveredTo() - 1 && right < box.getBoundingClientRect().left + box.clientWidth + 1 ? cell : null;
  };

  /** Other rows make other widths: a focused cell that was in sight is so afterwards. @type {(write: () => void) => void} */
  const keeping = (write) => {
    const wasSeen = seenCell();
    write();
    const cell = wasSeen && cellAt(cursor.row, cursor.column);
    if (cell && cell === document.activeElement) showColumn(cell);
  };

  // -- keys and mouse --------------------------------------------------------------------------------------------------

  /** @type {Record<string, (control: boolean) => [number, number]>} */
  const MOVES = {
    ArrowDown: () => [cursor.row + 1, cursor.column], ArrowUp: () => [cursor.row - 1, cursor.column],
    ArrowRight: () => [cursor.row, cursor.column + 1], ArrowLeft: () => [cursor.row, cursor.column - 1],
    PageDown: () => [cursor.row + 10, cursor.column], PageUp: () => [Math.max(1, cursor.row - 10), cursor.column],
    Home: (control) => [control ? 1 : cursor.row, 0], End: (control) => [control ? shown.length : cursor.row, subject().COLUMNS.length],
  };

  /** @type {(id: number) => void} */
  const mark = (id) => { if (subject().isMarked) plan.toggleSelected(id); };

  /** @type {(event: KeyboardEvent, cell: HTMLElement) => boolean} */
  const act = (event, cell) => {
    const row = shown[cursor.row - 1];
    const isPress = event.key === ' ' || event.key === 'Enter';
    if (event.key === ' ' && row) mark(row.id);
    else if (isPress && (!row || !cursor.column)) press(cell);
    else if (event.key === 'Enter' || event.key === 'F2') edit(cell);
    else if (event.key === 'Delete' && row) subject().end(row.id);
    else return actOnText(event, cell);
    return true;
  };

  /** What the list offers; a letter begins a value, as in spreadsheets. @type {(event: KeyboardEvent, cell: HTMLElement) => boolean} */
  const actOnText = (event, cell) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const [deed, row] = [subject().keys?.[event.key], shown[cursor.row - 1]];
    if (deed && row) deed(row.id);
    else if (event.key === 'a' && event.ctrlKey && subject().isMarked) plan.selectAll(shown, true);
    else if (plain && event.key.length === 1 && cursor.row && cursor.column) edit(cell, event.key);
    else return false;
    return true;
  };

  /** @type {(event: KeyboardEvent) => void} */
  const key = (event) => {
    const cell = /** @type {HTMLElement} */ (event.target).closest('[data-column]');
    if (editing || !(cell instanceof HTMLElement)) return;
    fallenFrom = 0;
    const move = MOVES[event.key];
    if (move && !event.altKey) moveTo(...move(event.ctrlKey));
    else if (!act(event, cell)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @type {(event: MouseEvent) => HTMLElement | null} */
  const clicked = (event) => /** @type {HTMLElement} */ (event.target).closest('[data-column]');

  let listed = 'signs';
  /** Signs instead of areas, or the other way round: another table begins at its first row. */
  const changeSubject = () => {
    const now = plan.atAreas() ? 'areas' : 'signs';
    if (now === listed) return;
    listed = now;
    Object.assign(cursor, { row: 1, column: 1 });
    put('plan-table-body').scrollTop = 0;
    table().setAttribute('aria-multiselectable', String(subject().isMarked));
    put('plan-table-title').textContent = app.say(now);
    const filter = /** @type {HTMLInputElement} */ (put('plan-filter'));
    Object.assign(filter, { value: '', placeholder: say(`filter_${now}`) });
    put('plan-filter-label').textContent = filter.placeholder;
    drawSoon();
    requestAnimationFrame(() => markChosen(subject().inHand()));
  };

  plan.setUpGrid = () => {
    const grid = table();
    grid.addEventListener('keydown', key);
    put('plan-table-body').addEventListener('scroll', scrolled, { passive: true });
    new ResizeObserver(scrolled).observe(put('plan-table-body'));
    grid.addEventListener('focusin', (event) => {
      const cell = /** @type {HTMLElement} */ (event.target);
      const line = cell.dataset.column ? cell.closest('tr') : null;
      if (line) moveTo(rowOf(line), Number(cell.dataset.column), { focus: false, quiet: true });
    });
    grid.addEventListener('click', (event) => {
      const cell = clicked(event);
      if (!cell || editing) return;
      fallenFrom = 0;
      moveTo(rowOf(/** @type {HTMLTableRowElement} */ (cell.closest('tr'))), Number(cell.dataset.column));
      press(cell);
    });
    grid.addEventListener('dblclick', (event) => {
      // The rows may have been drawn anew between the clicks: then the cell that the first one gave the focus is meant.
      const cell = clicked(event) ?? /** @type {HTMLElement | null} */ (grid.querySelector('tbody [data-column]:focus'));
      if (cell) edit(cell);
    });
    for (const name of ['type', 'state']) {
      const all = fields[name].choices.map((code) => el('option', { value: code }, app.word(name, code)));
      put(`plan-filter-${name}`).append(el('option', { value: '' }, say(`all_${name}`)), ...all);
    }
    const dues = ['text', ...plan.DUE_CLASSES].map((near) => el('option', { value: near }, say(`due.${near}`)));
    put('plan-filter-due').append(el('option', { value: '' }, say('due.all')), ...dues);
    for (const id of new Set(Object.values(plan.tables).flatMap(({ FILTERS }) => FILTERS))) put(id).addEventListener('input', drawSoon);
    plan.on('rows', drawSoon);
    plan.on('selection', drawSoon);
    plan.on('access', drawSoon);
    plan.on('view', drawWhenMoved);
    plan.on('draft', (id) => { if (!plan.atAreas()) drawRow(id); });
    plan.on('area', () => { if (plan.atAreas()) drawRow(subject().inHand() ?? 0); });
    plan.on('chosen', (id) => { if (!plan.atAreas()) markChosen(id); });
    plan.on('areaChosen', (id) => { if (plan.atAreas()) markChosen(id); });
    plan.on('desk', changeSubject);
  };
}
