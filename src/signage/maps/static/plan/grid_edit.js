// @ts-check
'use strict';
/* Typing in a cell of the table beside the map: Enter and Tab keep, Escape does not; what cannot be taken keeps the cell. */
{
  const plan = globalThis.signagePlan;
  const { say } = plan;

  /** False where the input cannot be taken. @type {(at: TableSubject, id: number, name: string, input: HTMLElement) => boolean} */
  const take = (at, id, name, input) => {
    const { field, valueOf } = at;
    const { value, wrong } = plan.valueFrom(name, input, field(name));
    const problem = wrong || (value === null && field(name).required ? say('not_empty') : '');
    if (problem) {
      input.setAttribute('aria-invalid', 'true');
      plan.toast(`${field(name).label}: ${problem}`, { alarm: true });
      return false;
    }
    if (valueOf(id, name) !== value) at.take(id, name, value);
    return true;
  };

  /** Whether a cell can be typed in now; why not is told. @type {(at: TableSubject, name: string) => boolean} */
  const mayEdit = (at, name) => {
    if (at.fixed(name)) plan.toast(at.fixed(name));
    else if (!plan.token()) plan.askForToken();
    else return true;
    return false;
  };

  /** The cell's input, in the cell and with the focus. @type {(at: TableSubject, cell: HTMLElement, id: number, typed: string) => Input} */
  const inputIn = (at, cell, id, typed) => {
    const name = cell.dataset.name || '';
    const input = at.input(name, at.valueOf(id, name));
    input.setAttribute('aria-label', `${at.nameOf(id)}, ${at.about(name).label}`);
    if (typed && input instanceof HTMLInputElement) input.value = typed;
    cell.replaceChildren(input);
    input.focus();
    if (!typed && input instanceof HTMLInputElement) input.select();
    return input;
  };

  /** @type {SignagePlan['editCell']} */
  const editCell = (at, cell, typed, ended) => {
    const { name } = cell.dataset;
    const id = Number(cell.closest('tr')?.dataset.id);
    if (!name || !id || !mayEdit(at, name)) return false;
    const input = inputIn(at, cell, id, typed);
    let done = false;
    const finish = (/** @type {boolean} */ keeps, /** @type {number} */ down, /** @type {number} */ right) => {
      if (done || (keeps && !take(at, id, name, input))) return;
      done = true;
      ended({ down, right });
    };
    input.addEventListener('keydown', (event) => {
      const { key, shiftKey } = /** @type {KeyboardEvent} */ (event);
      if (!['Enter', 'Escape', 'Tab'].includes(key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (key === 'Tab') finish(true, 0, shiftKey ? -1 : 1);
      else finish(key === 'Enter', key === 'Enter' ? 1 : 0, 0);
    });
    input.addEventListener('blur', () => {
      if (done) return;
      const kept = take(at, id, name, input);
      done = true;
      if (!kept) plan.toast(say('cell_left', { what: at.nameOf(id) }), { alarm: true });
      ended(null);
    });
    return true;
  };

  plan.editCell = editCell;
}
