// @ts-check
'use strict';
/*
 * What the table lists while the desk is at work on signs: those of the view or of the page's area, filtered and sorted, and what can be
 * done in a cell. The list of areas is areas/listing.js.
 */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, fields, show } = plan;
  const { el } = app;
  const DAILY = ['number', 'type', 'name', 'street', 'state', 'due', 'bearing_deg', 'height_m', 'lower_edge_m', 'width_mm'];
  const FILTERS = ['plan-filter', 'plan-filter-type', 'plan-filter-state', 'plan-filter-due'];
  const order = { by: 'number', down: false };
  const collator = new Intl.Collator('de', { numeric: true });

  /** As the planner sees the row, without its place, which is reckoned only where it is wanted. @type {(row: SignRow) => Values} */
  const valuesOf = (row) => {
    const draft = plan.source.drafts.get(row.id);
    return draft ? { ...row.values, ...draft } : row.values;
  };

  /** East and north in EPSG:25832: shown on request, the table is wide without them. @type {Record<string, FieldInfo>} */
  const PLACE = Object.fromEntries(/** @type {[string, string, number, number][]} */ (
    [['x', 'east', 100_000, 900_000], ['y', 'north', 5_000_000, 6_200_000]]).map(([name, word, lowest, highest]) =>
    [name, { name, label: say(word), unit: '', kind: 'real', required: true, lowest, highest, longest: null, choices: [] }]));
  /** @type {(name: string) => FieldInfo} */
  const field = (name) => PLACE[name] || fields[name];
  /** @type {(row: SignRow, axis: string) => number} */
  const placed = (row, axis) => {
    /** @type {Values} */
    const values = { x: row.x, y: row.y, ...valuesOf(row) };
    return Math.round(values[axis] * 100) / 100;
  };

  /** A column of the inventory, or what follows from several. @type {TableSubject['about']} */
  const about = (name) => (name === 'due' ? { label: say('due.title'), unit: '' } : field(name));
  /** @type {(name: string, values: Values) => string} */
  const textOf = (name, values) => (name === 'due' ? plan.dueText(values) : show(name, values[name]));

  /** What a text filter looks through, written once for each version of a row. @type {WeakMap<SignRow, string[]>} */
  const written = new WeakMap();
  /** @type {(row: SignRow) => string[]} */
  const formsOf = (row) => {
    const drafted = plan.source.drafts.has(row.id);
    const known = drafted ? undefined : written.get(row);
    if (known) return known;
    const values = valuesOf(row);
    const forms = app.foldings(DAILY.map((name) => textOf(name, values)).join(' '));
    if (!drafted) written.set(row, forms);
    return forms;
  };

  /** What the filters ask for. */
  const asked = () => {
    const [query, type, state, due] = FILTERS.map((id) => /** @type {HTMLInputElement} */ (put(id)).value.trim());
    return { query, type, state, due };
  };

  /** @type {(id: number, values: Values, wanted: string) => boolean} */
  const isDue = (id, values, wanted) => !wanted || (wanted === 'text' ? plan.wrongTexts(id).length > 0 : plan.dueClass(values) === wanted);

  /** @type {(row: SignRow, wanted: ReturnType<typeof asked>, queries: string[]) => boolean} */
  const fits = (row, { query, type, state, due }, queries) => {
    const values = valuesOf(row);
    if ((type && values.type !== type) || (state && values.state !== state) || !isDue(row.id, values, due)) return false;
    return !query || queries.some((form) => formsOf(row).some((one) => one.includes(form)));
  };

  /** What a column sorts by: coded words by their order in the inventory, as the states of a sign follow each other. */
  /** @type {(name: string, row: SignRow) => string | number} */
  const rankOf = (name, row) => {
    if (PLACE[name]) return placed(row, name);
    const values = valuesOf(row);
    if (name === 'due') return plan.dueOf(values)?.on ?? '';
    const value = values[name] ?? '';
    if (value === '' || typeof value === 'number') return value;
    return fields[name].kind === 'choice' ? fields[name].choices.indexOf(value) : String(value);
  };

  /** @type {(one: string | number, two: string | number) => number} */
  const compare = (one, two) =>
    (typeof one === 'number' && typeof two === 'number' ? one - two : collator.compare(String(one), String(two)));

  /** Empty ones last, whichever way. @type {SignagePlan['inOrder']} */
  const inOrder = (rows, down, rank) => {
    const turn = down ? -1 : 1;
    return rows.map((row) => ({ row, at: rank(row) }))
      .sort((a, b) => Number(a.at === '') - Number(b.at === '') || turn * compare(a.at, b.at) || a.row.id - b.row.id)
      .map(({ row }) => row);
  };

  const rowsNow = () => {
    if (plan.far.isOn()) return plan.far.rows();
    plan.far.leave();
    const wanted = asked();
    const queries = app.foldings(wanted.query);
    return inOrder(plan.source.listed().filter((row) => fits(row, wanted, queries)), order.down, (row) => rankOf(order.by, row));
  };

  /** @type {(where: string) => string} */
  const farText = (where) => {
    const total = plan.far.total();
    if (total === null) return say('counting');
    return app.joined([`${app.count('count_signs', total)} ${where}`, Object.values(asked()).some(Boolean) && say('filtered')], ', ');
  };

  /** @type {(shown: number) => string} */
  const countText = (shown) => {
    const where = say(plan.options.area === null ? 'in_view' : 'in_area');
    if (plan.far.isOn()) return farText(where);
    const total = plan.source.listed().length;
    const count = shown < total ? say('count_of', { n: shown, of: total }) : app.count('count_signs', total);
    return `${count} ${where}`;
  };

  // -- its cells -------------------------------------------------------------------------------------------------------

  /**
   * On a narrow table the eyes are shown the letters of the palette; the word stays for the ears.
   * @type {(type: string, family: string) => Content[]}
   */
  const typed = (type, family) => {
    const word = show('type', type);
    return [plan.typeIcon(type, family), el('span.whole', {}, word), el('span.brief', { title: word, 'aria-hidden': 'true' }, type)];
  };

  /** @type {(name: string, row: SignRow) => Content[]} */
  const content = (name, row) => {
    if (PLACE[name]) return [plan.decimal(placed(row, name), 2)];
    const values = valuesOf(row);
    if (name === 'type') return values.type ? typed(values.type, values.family) : [];
    const wrong = name === 'number' ? plan.wrongTexts(row.id) : [];
    if (wrong.length) return [show(name, values[name]), ' ', el('span.wrong', { title: wrong.join(' ') }, say('wrong_text'))];
    if (name === 'due') return [el('span.due', { 'data-due': plan.dueClass(values) }, textOf(name, values))];
    const text = show(name, values[name]);
    return name === 'name' || name === 'street' ? [el('span.long', { title: text }, text)] : [text];
  };

  /** @type {(id: number, name: string) => any} */
  const valueOf = (id, name) => {
    const row = plan.source.rows.get(id);
    if (row && PLACE[name]) return placed(row, name);
    return row ? valuesOf(row)[name] ?? null : null;
  };

  /** @type {TableSubject['take']} */
  const take = (id, name, value) => {
    const { x, y } = /** @type {Values} */ (plan.source.valuesOf(id));
    const changes = PLACE[name] ? { x, y, [name]: value } : { [name]: value };
    plan.draft(id, changes, say(PLACE[name] ? 'did_move' : 'did_field', { what: plan.nameOf(id), field: field(name).label }));
    plan.save(id);
  };

  /** Of the row under the cursor, which need not be in hand yet. @type {(deed: () => void) => (id: number) => void} */
  const handed = (deed) => (id) => {
    listing.choose(id);
    deed();
  };

  /** @type {TableSubject} */
  const listing = {
    COLUMNS: DAILY, FILTERS, order, isMarked: true, about, rowsNow, countText, valueOf, take,
    content: (name, row) => content(name, /** @type {SignRow} */ (row)),
    fixed: (name) => (name === 'due' ? say('due.follows') : ''),
    cannotSort: (name) => {
      const isFar = Boolean(PLACE[name]) && plan.far.isOn();
      if (isFar) plan.toast(say('far_place'));
      return isFar;
    },
    field,
    input: (name, value) => plan.inputFor(name, value, field(name)),
    keys: { F4: () => plan.startNew(), F8: handed(() => plan.copyChosen()), F9: handed(() => plan.snapHere()) },
    nameOf: (id) => plan.nameOf(id),
    inHand: () => plan.chosen(),
    isUnsaved: (id) => plan.source.drafts.has(id),
    // From afar the map stays: going to a sign would leave the view that the table is about.
    choose: (id) => {
      const [place, pan] = [plan.source.placeOf(id), plan.options.area !== null || !plan.far.isOn()];
      if (id !== plan.chosen()) plan.choose(id, { pan, quiet: true });
      else if (pan && place) plan.keepInSight(place); // the map may have gone on meanwhile
    },
    end: (id) => plan.endSelected(id),
    want: (from, to) => { if (plan.far.isOn()) plan.far.want(from, to); },
    followsView: () => plan.options.area === null,
  };

  const setUpPlaceColumns = () => {
    const button = put('plan-place-columns');
    const show_ = (/** @type {boolean} */ on) => {
      button.setAttribute('aria-pressed', String(on));
      listing.COLUMNS = on ? [...DAILY, ...Object.keys(PLACE)] : DAILY;
      if (!on && PLACE[order.by]) Object.assign(order, { by: 'number', down: false });
    };
    show_(Boolean(plan.kept('place')));
    button.addEventListener('click', () => {
      show_(listing.COLUMNS === DAILY);
      plan.keep('place', listing.COLUMNS !== DAILY);
      plan.tell('selection', null);
    });
  };

  const tables = /** @type {SignagePlan['tables']} */ ({ signs: listing }); // and that of areas, which comes later
  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ inOrder, setUpPlaceColumns, tables }));
}
