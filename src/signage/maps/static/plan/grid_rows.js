// @ts-check
'use strict';
/* The heading and the lines of the table beside the map, as grid.js shows them; a line that is not loaded says so. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say } = plan;
  const { el } = app;

  /** What is listed now. */
  const subject = () => plan.tables[plan.atAreas() ? 'areas' : 'signs'];

  /** Where a narrow column may part the long words of its heading. */
  const SEAM = /(Schild|Blick|Unter)(?=nummer|richtung|kante)/;

  /** @type {(name: string, i: number) => HTMLElement} */
  const heading = (name, i) => {
    const { label, unit } = subject().about(name);
    const { order } = subject();
    const sort = order.by === name ? (order.down ? 'descending' : 'ascending') : 'none';
    return el('th', { role: 'columnheader', scope: 'col', 'aria-sort': sort, tabindex: '-1', 'data-column': i + 1, 'data-name': name },
      `${label.replace(SEAM, '$1\u00ad')}${unit ? `${SEAM.test(label) ? '\u00a0' : ' '}${unit}` : ''}`,
      el('span.sort', { 'aria-hidden': 'true' }, sort === 'none' ? '' : order.down ? '▼' : '▲'));
  };

  /** @type {SignagePlan['gridRows']['head']} */
  const head = (shown) => {
    const all = plan.isAllSelected(shown);
    return el('tr', { role: 'row', 'aria-rowindex': 1 },
      el('th.check', { role: 'columnheader', scope: 'col', tabindex: '-1', 'data-column': 0 },
        el('span.unseen', {}, say('select_all')), el('span.box', { 'data-on': String(all), 'aria-hidden': 'true' })),
      ...subject().COLUMNS.map(heading));
  };

  /** A row that is on its way. @type {(i: number) => HTMLElement} */
  const blank = (i) => el('tr', { role: 'row', 'aria-rowindex': i + 2, class: 'coming' },
    el('td.check', { role: 'gridcell', tabindex: '-1', 'data-column': 0 }),
    ...subject().COLUMNS.map((name, at) =>
      el(`td.${name}`, { role: 'gridcell', tabindex: '-1', 'data-column': at + 1 }, at ? '' : say('row_coming'))));

  /** @type {SignagePlan['gridRows']['line']} */
  const line = (row, i) => {
    if (!row) return blank(i);
    const { COLUMNS, isMarked, content, inHand, isUnsaved, nameOf } = subject();
    const isInHand = row.id === inHand();
    const classes = app.joined([isInHand && 'chosen', isUnsaved(row.id) && 'unsaved'], ' ');
    const isOn = isMarked && plan.isSelected(row.id);
    const is = { 'aria-rowindex': i + 2, 'aria-selected': String(isMarked ? isOn : isInHand), 'data-id': row.id, class: classes };
    return el('tr', { role: 'row', ...is },
      el('td.check', { role: 'gridcell', tabindex: '-1', 'data-column': 0 },
        el('span.unseen', {}, say('select_one', { what: nameOf(row.id) })),
        el('span.box', { 'data-on': String(isOn), 'aria-hidden': 'true' })),
      ...COLUMNS.map((name, at) =>
        el(`td.${name}`, { role: 'gridcell', tabindex: '-1', 'data-column': at + 1, 'data-name': name }, ...content(name, row))));
  };

  plan.gridRows = { head, line, subject };
}
