// @ts-check
'use strict';
/* Which signs of the table are selected: single ones, or all that it lists, also those that are not loaded. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say } = plan;

  /** @type {Set<number>} */
  const selected = new Set();

  /** @type {SignagePlan['isSelected']} */
  const isSelected = (id) => (plan.far.hasAll() ? !plan.far.leftOut().includes(id) : selected.has(id));

  /** @type {SignagePlan['countSelected']} */
  const countSelected = () => (plan.far.hasAll() ? (plan.far.total() || 0) - plan.far.leftOut().length : selected.size);

  /** @type {SignagePlan['isAllSelected']} */
  const isAllSelected = (rows) => {
    if (plan.far.hasAll()) return !plan.far.leftOut().length;
    return rows.length > 0 && rows.every((row) => row && selected.has(row.id));
  };

  const changed = () => {
    const isWhole = plan.far.hasAll() && !plan.far.leftOut().length;
    const n = countSelected();
    plan.speak(isWhole ? say('all_selected', { n }) : app.count('count_selected', n));
    plan.tell('selection', null);
  };

  const selectNone = () => {
    selected.clear();
    plan.far.selectAll(false);
    plan.tell('selection', null);
  };

  /** @type {SignagePlan['toggleSelected']} */
  const toggleSelected = (id) => {
    if (plan.far.hasAll()) plan.far.toggle(id);
    else if (!selected.delete(id)) selected.add(id);
    changed();
  };

  /** @type {SignagePlan['selectAll']} */
  const selectAll = (rows, on) => {
    selected.clear();
    if (plan.far.isOn()) plan.far.selectAll(on);
    else if (on) for (const row of rows) if (row) selected.add(row.id);
    changed();
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    selected, isSelected, countSelected, isAllSelected, selectNone, toggleSelected, selectAll,
  }));
}
