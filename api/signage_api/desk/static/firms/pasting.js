// @ts-check
'use strict';
/* Cells to and from the clipboard, blocks of Excel too: what is pasted is looked at before it is stored. */
{
  const firms = globalThis.deskFirms;
  const { say, el, tell } = firms;

  /**
   * Lines of cells as spreadsheets put them on the clipboard, quoted cells with line ends in them included.
   * @type {(text: string) => string[][]}
   */
  const linesOf = (text) => {
    const found = [['']];
    let quoted = false;
    const plain = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
    for (let i = 0; i < plain.length; i += 1) {
      const [sign, line] = [plain[i], found[found.length - 1]];
      const at = line.length - 1;
      if (quoted && sign === '"' && plain[i + 1] === '"') {
        line[at] += '"';
        i += 1;
      } else if (sign === '"' && (quoted || line[at] === '')) quoted = !quoted;
      else if (!quoted && sign === '\t') line.push('');
      else if (!quoted && sign === '\n') found.push(['']);
      else line[at] += sign === '\n' ? ' ' : sign;
    }
    return found;
  };

  const copied = () => {
    const { top, bottom, left, right } = firms.range();
    return firms.rows().slice(top, bottom + 1)
      .map((row) => [...row.cells].slice(left, right + 1).map((cell) => (cell.textContent || '').trim()).join('\t'))
      .join('\n');
  };

  /**
   * Row -> column -> text: one cell fills the whole block that is chosen.
   * @type {(lines: string[][]) => { changes: FirmChanges, below: number }}
   */
  const spread = (lines) => {
    const { top, left, bottom, right } = firms.range();
    const single = lines.length === 1 && lines[0].length === 1;
    const [height, width] = single ? [bottom - top + 1, right - left + 1] : [lines.length, Math.max(...lines.map((line) => line.length))];
    const all = firms.rows();
    const changes = new Map();
    for (let i = 0; i < height && top + i < all.length; i += 1) {
      const cells = cellsFor(all[top + i], left, width, (j) => (single ? lines[0][0] : lines[i][j]));
      if (top + i > 0 && Object.keys(cells).length) changes.set(all[top + i], cells);
    }
    return { changes, below: Math.max(0, top + height - all.length) };
  };

  /** @type {(row: HTMLTableRowElement, left: number, width: number, text: (j: number) => string | undefined) => Record<string, string>} */
  const cellsFor = (row, left, width, textOf) => {
    /** @type {Record<string, string>} */
    const found = {};
    for (let j = 0; j < width; j += 1) {
      const cell = row.cells[left + j];
      const name = cell?.dataset.name;
      const text = textOf(j)?.trim();
      if (name && firms.mayWrite(row, name) && text !== undefined && text !== cell.textContent) found[name] = text;
    }
    return found;
  };

  /** @type {(previews: FirmPreview[]) => HTMLElement} */
  const preview = (previews) => {
    const lines = previews.flatMap((one) => {
      const name = one.name || firms.nameOf(/** @type {HTMLElement} */ (firms.rowOf(one.id)));
      const label = (/** @type {string} */ key) => firms.data.fields[key]?.label || key;
      const wrong = Object.entries(one.problems).map(([key, why]) => line(name, label(key), '', why, 'firms-refused'));
      if (one.stale) wrong.push(line(name, '', '', say('conflict'), 'firms-refused'));
      const changed = Object.entries(one.changed);
      return [...changed.map(([key, [was, is]]) => line(name, label(key), was || say('empty'), is || say('empty'), '')), ...wrong];
    });
    return el('div', { class: 'firms-scroll', tabindex: '0', role: 'group', 'aria-label': say('paste_title') },
      el('table', { class: 'kern-table kern-table--small firms-look' }, el('tbody', { class: 'kern-table__body' }, ...lines)));
  };

  /** @type {(...texts: string[]) => HTMLElement} */
  const line = (name, label, was, is, kind) => el('tr', { class: `kern-table__row ${kind}` },
    el('th', { class: 'kern-table__header', scope: 'row' }, name),
    ...[label, was, was ? `→ ${is}` : is].map((text) => el('td', { class: 'kern-table__cell' }, text)));

  /** @type {(text: string) => Promise<void>} */
  const paste = async (text) => {
    const { changes, below } = spread(linesOf(text));
    if (!changes.size) return;
    const [[only, cells]] = [...changes];
    if (changes.size === 1 && Object.keys(cells).length === 1 && !below) {
      await firms.save(new Map([[only, cells]]));
      return;
    }
    const rows = [...changes].map(([row, some]) => ({ id: Number(row.dataset.id), version: firms.versionOf(row), cells: some }));
    const { status, body } = await firms.post('/preview', { rows });
    if (status !== 200) {
      tell(status ? say('failed', { why: body.detail || '' }) : say('offline'), { alarm: true });
      return;
    }
    await decide(changes, body.rows, below);
  };

  /** @type {(changes: FirmChanges, previews: FirmPreview[], below: number) => Promise<void>} */
  const decide = async (changes, previews, below) => {
    const able = new Set(previews.filter((one) => Object.keys(one.changed).length && !one.stale).map((one) => one.id));
    const more = below ? [el('p', { class: 'kern-body' }, say('paste_too_many', { n: below }))] : [];
    const none = able.size ? [] : [el('p', { class: 'kern-body' }, say('paste_none'))];
    /** @type {[string, string, string][]} */
    const buttons = [['take', say('paste_take'), 'primary'], ['', say('cancel'), 'secondary']];
    const answer = await firms.dialog(say('paste_title'), [preview(previews), ...more, ...none], buttons.slice(able.size ? 0 : 1));
    if (answer !== 'take') return;
    const taken = new Map([...changes].filter(([row]) => able.has(Number(row.dataset.id))));
    if (await firms.save(taken)) tell(say('pasted'));
  };

  const isInGrid = () => Boolean(document.activeElement?.closest('#firms-grid')) && !firms.isEditing();

  /** @type {DeskFirms['setUpClipboard']} */
  const setUpClipboard = () => {
    document.addEventListener('copy', (event) => {
      if (!isInGrid()) return;
      event.clipboardData?.setData('text/plain', copied());
      event.preventDefault();
      tell(say('copied'));
    });
    document.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text/plain');
      if (!isInGrid() || !text) return;
      event.preventDefault();
      paste(text);
    });
  };

  Object.assign(firms, /** @satisfies {Partial<DeskFirms>} */ ({ setUpClipboard }));
}
