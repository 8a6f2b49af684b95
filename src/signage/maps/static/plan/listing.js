// @ts-check
'use strict';
/* Which signs the table lists, and in which order: those of the view or of the page's area, filtered and sorted. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, fields, show } = plan;
  const COLUMNS = ['number', 'type', 'name', 'street', 'state', 'due', 'bearing_deg', 'height_m', 'lower_edge_m', 'width_mm'];
  const FILTERS = ['plan-filter', 'plan-filter-type', 'plan-filter-state', 'plan-filter-due'];
  const order = { by: 'number', down: false };
  const collator = new Intl.Collator('de', { numeric: true });

  /** As the planner sees the row, without its place, which is reckoned only where it is wanted. @type {(row: SignRow) => Values} */
  const valuesOf = (row) => {
    const draft = plan.source.drafts.get(row.id);
    return draft ? { ...row.values, ...draft } : row.values;
  };

  /** A column of the inventory, or what follows from several. @type {SignagePlan['listing']['about']} */
  const about = (name) => (name === 'due' ? { label: say('due.title'), unit: '' } : fields[name]);
  /** @type {SignagePlan['listing']['textOf']} */
  const textOf = (name, values) => (name === 'due' ? plan.dueText(values) : show(name, values[name]));

  /** What a text filter looks through, written once for each version of a row. @type {WeakMap<SignRow, string[]>} */
  const written = new WeakMap();
  /** @type {(row: SignRow) => string[]} */
  const formsOf = (row) => {
    const drafted = plan.source.drafts.has(row.id);
    const known = drafted ? undefined : written.get(row);
    if (known) return known;
    const values = valuesOf(row);
    const forms = app.foldings(COLUMNS.map((name) => textOf(name, values)).join(' '));
    if (!drafted) written.set(row, forms);
    return forms;
  };

  /** What the filters ask for. */
  const asked = () => {
    const [query, type, state, due] = FILTERS.map((id) => /** @type {HTMLInputElement} */ (put(id)).value.trim());
    return { query, type, state, due };
  };

  /** @type {(row: SignRow, wanted: ReturnType<typeof asked>, queries: string[]) => boolean} */
  const fits = (row, { query, type, state, due }, queries) => {
    const values = valuesOf(row);
    if ((type && values.type !== type) || (state && values.state !== state) || (due && plan.dueClass(values) !== due)) return false;
    return !query || queries.some((form) => formsOf(row).some((one) => one.includes(form)));
  };

  /** What a column sorts by: coded words by their order in the inventory, as the states of a sign follow each other. */
  /** @type {(name: string, values: Values) => string | number} */
  const rankOf = (name, values) => {
    if (name === 'due') return plan.dueOf(values)?.on ?? '';
    const value = values[name] ?? '';
    if (value === '' || typeof value === 'number') return value;
    return fields[name].kind === 'choice' ? fields[name].choices.indexOf(value) : String(value);
  };

  /** @type {(one: string | number, two: string | number) => number} */
  const compare = (one, two) => {
    if (one === '' || two === '') return (Number(one === '') - Number(two === '')) * (order.down ? -1 : 1); // empty last, either way
    return typeof one === 'number' && typeof two === 'number' ? one - two : collator.compare(String(one), String(two));
  };

  /** The rows of the table in their order. @type {SignagePlan['listing']['rowsNow']} */
  const rowsNow = () => {
    const wanted = asked();
    const queries = app.foldings(wanted.query);
    const turn = order.down ? -1 : 1;
    return plan.source.listed().filter((row) => fits(row, wanted, queries))
      .map((row) => ({ row, rank: rankOf(order.by, valuesOf(row)) }))
      .sort((a, b) => turn * compare(a.rank, b.rank) || a.row.id - b.row.id)
      .map(({ row }) => row);
  };

  const listing = { COLUMNS, FILTERS, order, about, textOf, valuesOf, asked, rowsNow };
  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ listing }));
}
