// @ts-check
'use strict';
/* The area in hand beside the map: what it is, its points one by one, and the way to save it. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, outline, areaFields } = plan;
  const { el } = app;
  const FIRST = ['name', 'number', 'kind', 'municipality', 'valid_from', 'valid_to'];
  /** Of the fields that take no half of a line. @type {Record<string, string>} */
  const WIDTHS = { name: '', municipality: '', note: '', number: '.short', kind: '.long' };
  const MORE = Object.keys(areaFields).filter((name) => !FIRST.includes(name) && !name.startsWith('source'));

  /** @type {Map<string, HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>} */
  const inputs = new Map();
  /** What was last written into each field. @type {Map<string, string>} */
  const written = new Map();
  /** What the form was built for: an id, a new area, nothing. @type {number | 'new' | null} */
  let built = null;

  // -- in words --------------------------------------------------------------------------------------------------------

  /** @type {SignagePlan['hectares']} */
  const hectares = (m2) => (m2 < 10_000 ? `${plan.decimal(m2, 0)} m²` : `${plan.decimal(m2 / 10_000, m2 < 1e6 ? 2 : 1)} ha`);

  /** @type {(key: string, n: number) => string} */
  const counted = (key, n) => say(`area.${key}.${n === 1 ? 'one' : 'other'}`, { n });

  /** @type {SignagePlan['outlineText']} */
  const outlineText = (polygons) => {
    const holes = polygons.reduce((sum, rings) => sum + rings.length - 1, 0);
    return app.joined([hectares(outline.area(polygons)), polygons.length > 1 && counted('parts', polygons.length),
      holes > 0 && counted('holes', holes), counted('points', outline.places(polygons).length)], ' · ');
  };

  /** @type {SignagePlan['pointText']} */
  const pointText = (at) => {
    const polygons = plan.areaWork()?.now.polygons || [];
    const ring = at.ring ? say('area.ring_hole', { n: at.ring }) : polygons.length > 1 ? say('area.ring_part', { n: at.part + 1 }) : '';
    const { length } = outline.ring(polygons, at);
    return app.joined([say('area.point_of', { n: at.point + 1, of: length }), ring], ', ');
  };

  // -- the form --------------------------------------------------------------------------------------------------------

  /** The municipalities in view, by name. @type {(value: string) => HTMLSelectElement} */
  const municipalityInput = (value) => {
    const known = plan.source.shapes('municipalities').map(({ properties: { ags = '', name = '' } }) => [ags, name])
      .sort((a, b) => a[1].localeCompare(b[1], 'de'));
    if (value && !known.some(([ags]) => ags === value)) known.unshift([value, value]);
    const made = el('select', {}, el('option', { value: '' }, say('area.by_place')),
      ...known.map(([ags, name]) => el('option', { value: ags }, name)));
    made.value = value;
    return made;
  };

  /** @type {SignagePlan['areaInput']} */
  const areaInput = (name, value) => (name === 'municipality' ? municipalityInput(value || '')
    : plan.inputFor(name, value, areaFields[name]));

  /** @type {(name: string, text: string) => void} */
  const complain = (name, text) => {
    const [input, fault] = [inputs.get(name), put(`plan-area-fault-${name}`)];
    if (!input || !fault) return;
    fault.textContent = text;
    fault.hidden = !text;
    input.setAttribute('aria-invalid', String(Boolean(text)));
  };

  /** @type {(name: string) => void} */
  const take = (name) => {
    const { value, wrong } = plan.valueFrom(name, /** @type {HTMLElement} */ (inputs.get(name)), areaFields[name]);
    complain(name, wrong);
    if (!wrong) plan.setAreaValues({ [name]: value }, say('did_field', { what: plan.areaName(), field: areaFields[name].label }));
  };

  /** @type {(name: string, values: Values) => HTMLElement} */
  const field = (name, values) => {
    const input = areaInput(name, values[name]);
    input.id = `plan-area-${name}`;
    input.setAttribute('aria-describedby', `plan-area-fault-${name}`);
    if (areaFields[name].required) input.setAttribute('aria-required', 'true');
    input.addEventListener('change', () => take(name));
    inputs.set(name, input);
    written.set(name, input.value);
    return el(`div.field${WIDTHS[name] ?? '.narrow'}`, {},
      el('label', { for: input.id }, areaFields[name].label), input, el('p.fault', { id: `plan-area-fault-${name}`, hidden: true }));
  };

  const head = () => {
    const work = plan.areaWork();
    if (!work) return;
    put('plan-area-title').textContent = work.now.values.name || (work.id === null ? say('area.new_one') : `${app.say('area')} ${work.id}`);
    put('plan-area-lead').textContent = outlineText(work.now.polygons);
    const changed = plan.areaIsChanged();
    if (!changed) plan.passOn(put('plan-area-bar'), 'plan-area-light');
    put('plan-area-bar').hidden = !changed;
    const faulty = plan.areaFaults().length > 0;
    put('plan-area-save').firstElementChild?.replaceChildren(say(faulty ? 'area.save_anyway' : 'area.save'));
    put('plan-area-save').classList.toggle('grave', faulty);
    put('plan-area-end').hidden = work.id === null;
  };

  const build = () => {
    const work = plan.areaWork();
    const [at] = [...inputs].find(([, input]) => input === document.activeElement) || [];
    built = work && (work.id ?? 'new');
    inputs.clear();
    put('plan-area').hidden = !work;
    put('plan-area-none').hidden = Boolean(work);
    if (!work) {
      plan.passOn(put('plan-area-bar'), 'plan-area-light');
      put('plan-area-bar').hidden = true;
      return;
    }
    const { values } = work.now;
    put('plan-area-fields').replaceChildren(el('legend.unseen', {}, say('values')),
      el('div.fields', {}, ...FIRST.map((name) => field(name, values))),
      el('details', {}, el('summary', {}, say('more_fields')), el('div.fields', {}, ...MORE.map((name) => field(name, values)))));
    for (const id of ['plan-area-fields', 'plan-area-point']) /** @type {HTMLFieldSetElement} */ (put(id)).disabled = !plan.token();
    renew();
    if (at) inputs.get(at)?.focus({ preventScroll: true });
  };

  /** New values into the fields that nobody is typing in. */
  const renew = () => {
    const work = plan.areaWork();
    if (!work || built !== (work.id ?? 'new')) {
      build();
      return;
    }
    for (const [name, input] of inputs) {
      const isTypedIn = input === document.activeElement && input.value !== written.get(name);
      if (isTypedIn && !(input instanceof HTMLSelectElement)) continue;
      const fresh = areaInput(name, work.now.values[name]);
      const { value } = fresh;
      if (name === 'municipality') input.replaceChildren(...fresh.childNodes);
      written.set(name, value);
      if (input.value === value) continue;
      input.value = value;
      if (input === document.activeElement && input instanceof HTMLInputElement && input.type === 'text') input.select();
    }
    head();
    point();
  };

  // -- its points ------------------------------------------------------------------------------------------------------

  const point = () => {
    const work = plan.areaWork();
    const to = work?.at && outline.point(work.now.polygons, work.at);
    put('plan-point-text').textContent = work?.at && to ? pointText(work.at) : say('area.no_point');
    for (const id of ['plan-point-add', 'plan-point-delete', 'plan-point-snap', 'plan-point-x', 'plan-point-y']) {
      /** @type {HTMLButtonElement} */ (put(id)).disabled = !to;
    }
    [put('plan-point-x'), put('plan-point-y')].forEach((input, i) => {
      if (input === document.activeElement) return;
      /** @type {HTMLInputElement} */ (input).value = to ? plan.decimal(to[i], 2) : '';
      input.setAttribute('aria-invalid', 'false');
    });
  };

  const takePoint = () => {
    const work = plan.areaWork();
    const [x, y] = ['plan-point-x', 'plan-point-y'].map((id) => plan.metresIn(put(id)));
    if (!work?.at || x === null || y === null) return;
    plan.reshapeTo(outline.move(work.now.polygons, work.at, [x, y]), say('area.did_move', { what: plan.areaName() }), work.at);
  };

  /**
   * An outline with faults is saved only by the button that says so; any other way leads there.
   * @type {SignagePlan['saveKnowingly']}
   */
  const saveKnowingly = async (isSure = false) => {
    plan.settlePoint();
    await plan.areaIsPlaced();
    if (isSure || !plan.areaFaults().length || !plan.areaIsChanged()) return plan.saveArea();
    plan.toast(say('area.faulty', { what: plan.areaName() }), { alarm: true });
    put('plan-area-save').focus();
    return false;
  };

  // -- beside it -------------------------------------------------------------------------------------------------------

  /** @type {SignagePlan['byName']} */
  const byName = (shapes) => [...shapes]
    .sort((a, b) => (a.properties.name || '').localeCompare(b.properties.name || '', 'de', { numeric: true }));

  const askAreaEnd = () => {
    if (!plan.areaWork()?.id) return;
    plan.askEnd({ title: say('area.end_title'), what: plan.areaName(), end: plan.endArea });
  };

  /** @type {(answer: Asked) => void} */
  const answered = ({ ok, body }) => {
    for (const name of inputs.keys()) complain(name, ok ? '' : body?.problems?.[name] || '');
    const [first] = [...inputs].filter(([name]) => !ok && body?.problems?.[name]);
    if (first) first[1].focus();
  };

  plan.setUpAreaPanel = () => {
    plan.on('area', renew);
    plan.on('point', point);
    plan.on('areaChecked', head);
    plan.on('areaAnswered', answered);
    plan.on('areaChosen', () => {
      build();
      if (plan.areaWork()?.id === null) inputs.get('name')?.focus();
    });
    plan.on('access', build);
    const button = put('plan-area-save');
    button.addEventListener('click', () => saveKnowingly(button.classList.contains('grave')));
    put('plan-area-drop').addEventListener('click', plan.dropArea);
    put('plan-area-end').addEventListener('click', askAreaEnd);
    put('plan-area-whole').addEventListener('click', plan.showWholeArea);
    put('plan-point-before').addEventListener('click', () => plan.walkPoints(-1));
    put('plan-point-after').addEventListener('click', () => plan.walkPoints(1));
    put('plan-point-add').addEventListener('click', plan.addPoint);
    put('plan-point-delete').addEventListener('click', plan.deletePoint);
    put('plan-point-snap').addEventListener('click', plan.snapPoint);
    for (const id of ['plan-point-x', 'plan-point-y']) put(id).addEventListener('change', takePoint);
    build();
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    hectares, outlineText, pointText, byName, areaInput, askAreaEnd, saveKnowingly,
  }));
}
