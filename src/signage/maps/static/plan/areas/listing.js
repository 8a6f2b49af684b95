// @ts-check
'use strict';
/* What the table lists while the desk is at work on areas: those in view, filtered and sorted, and what can be done in a cell. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, areaFields } = plan;
  /** What is counted, by column: the property of an area on the map. @type {Record<string, 'tenant_count' | 'sign_count'>} */
  const COUNTS = { tenants: 'tenant_count', signs: 'sign_count' };
  const COLUMNS = ['number', 'name', 'kind', 'municipality', 'tenants', 'signs', 'confirmed_on'];
  const FILTERS = ['plan-filter', 'plan-filter-kind'];
  const PAUSE_MS = 150; // who runs through the rows by arrow key wants the one he stops at
  const order = { by: 'name', down: false };

  let choosing = 0;
  /** The cell that is being written. */
  let taking = Promise.resolve();

  /** @type {TableSubject['inHand']} */
  const inHand = () => plan.areaWork()?.id ?? null;

  /** As the planner sees the area. @type {(shape: Shape) => Values} */
  const valuesOf = ({ id, properties }) => ({ ...properties, ...(id === inHand() ? plan.areaWork()?.now.values : {}) });

  /** @type {(id: number) => Values} */
  const valuesOfId = (id) => {
    const shape = plan.source.find('areas', id);
    return shape ? valuesOf(shape) : {};
  };

  /** @type {(name: string, values: Values) => string} */
  const textOf = (name, values) => {
    if (name in COUNTS) return plan.show(name, values[COUNTS[name]]);
    if (name === 'municipality') return app.municipalityName(plan.source, values[name]) || values[name] || '';
    return plan.show(name, values[name], areaFields[name]);
  };

  /** @type {(name: string, values: Values) => string | number} */
  const rankOf = (name, values) => {
    if (name in COUNTS) return values[COUNTS[name]] ?? '';
    return name === 'kind' && values.kind ? areaFields.kind.choices.indexOf(values.kind) : name === 'confirmed_on'
      ? values[name] ?? '' : textOf(name, values);
  };

  const inView = () => {
    const view = app.boxOfBounds(plan.map.getBounds());
    return plan.source.shapes('areas').filter((shape) => app.overlap(shape.box, view));
  };

  /** @type {TableSubject['rowsNow']} */
  const rowsNow = () => {
    const [query, kind] = FILTERS.map((id) => /** @type {HTMLInputElement} */ (put(id)).value.trim());
    const queries = query ? app.foldings(query) : [];
    const fits = (/** @type {Shape} */ shape) => {
      const values = valuesOf(shape);
      if (kind && values.kind !== kind) return false;
      const forms = queries.length ? app.foldings(COLUMNS.map((name) => textOf(name, values)).join(' ')) : [];
      return !queries.length || queries.some((one) => forms.some((form) => form.includes(one)));
    };
    return plan.inOrder(inView().filter(fits), order.down, (shape) => rankOf(order.by, valuesOf(shape)));
  };

  /** @type {TableSubject['countText']} */
  const countText = (shown) => {
    const more = plan.source.clusters('areas').reduce((sum, square) => sum + square.count, 0);
    if (more) return say('area.too_many', { n: more });
    const total = inView().length;
    const count = shown < total ? say('count_of', { n: shown, of: total }) : app.count('count_areas', total);
    return `${count} ${say('in_view')}`;
  };

  /** @type {TableSubject['choose']} */
  const choose = (id) => {
    clearTimeout(choosing);
    if (id !== inHand()) choosing = setTimeout(() => taking.then(() => plan.chooseArea(id)), PAUSE_MS);
  };

  /**
   * What is unsaved of its outline stays so: a cell is then one more thing to save.
   * @type {(id: number, name: string, value: any) => Promise<void>}
   */
  const write = async (id, name, value) => {
    await plan.chooseArea(id);
    if (inHand() !== id) return; // something of another area is unsaved, and that is told
    const isAlone = !plan.areaIsChanged();
    plan.setAreaValues({ [name]: value }, say('did_field', { what: plan.areaName(), field: areaFields[name].label }));
    if (isAlone) await plan.saveArea();
  };

  /** @type {TableSubject} */
  const listing = {
    COLUMNS, FILTERS, order, isMarked: false, rowsNow, countText, inHand, choose,
    about: (name) => (name in COUNTS ? { label: app.say(name), unit: '' } : areaFields[name]),
    content: (name, row) => [textOf(name, valuesOf(/** @type {Shape} */ (row)))],
    fixed: (name) => (name in COUNTS ? say('area.counted') : ''),
    field: (name) => areaFields[name],
    input: (name, value) => plan.areaInput(name, value),
    valueOf: (id, name) => valuesOfId(id)[name] ?? null,
    nameOf: (id) => {
      const { name } = valuesOfId(id);
      return name ? say('quoted', { name }) : `${app.say('area')} ${id}`;
    },
    isUnsaved: (id) => id === inHand() && plan.areaIsChanged(),
    take: (id, name, value) => {
      clearTimeout(choosing);
      taking = taking.then(() => write(id, name, value));
    },
    end: (id) => { plan.chooseArea(id).then(plan.askAreaEnd); },
    followsView: () => true,
  };

  plan.setUpAreaListing = () => {
    const kinds = areaFields.kind.choices.map((code) => app.el('option', { value: code }, app.word('kind', code)));
    put('plan-filter-kind').append(app.el('option', { value: '' }, say('all_kind')), ...kinds);
  };

  plan.tables.areas = listing;
}
