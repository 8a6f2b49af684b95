// @ts-check
'use strict';
/* The form of the chosen sign: every column of the inventory, the daily ones first, and where it stands. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, fields } = plan;
  const { el } = app;
  const DAILY = ['number', 'state', 'type', 'name', 'street', 'bearing_deg', 'height_m', 'lower_edge_m', 'width_mm', 'stopping_place',
    'lorries_fit'];
  /** Of the fields that take neither a line nor half of one. @type {Record<string, string>} */
  const WIDTHS = { number: '.short', state: '.long' };
  const NARROW = new Set(['bearing_deg', 'height_m', 'lower_edge_m', 'width_mm', 'stopping_place', 'lorries_fit']);
  const LEFT_OUT = new Set(['code', 'area', 'municipality', 'face', 'exceptions', ...DAILY]);
  const RARE = Object.keys(fields).filter((name) => !LEFT_OUT.has(name) && fields[name].kind !== 'json');

  /** @type {Map<string, HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>} */
  const inputs = new Map();
  /** @type {number | null} */
  let built = null;

  /** @type {(name: string, input: HTMLElement) => void} */
  const write = (name, input) => {
    const id = plan.chosen();
    if (id === null) return;
    const { value, wrong } = plan.valueFrom(name, input);
    const fault = put(`plan-fault-${name}`);
    fault.textContent = wrong;
    fault.hidden = !wrong;
    input.setAttribute('aria-invalid', String(Boolean(wrong)));
    const values = /** @type {Values} */ (plan.source.valuesOf(id));
    if (wrong || (values[name] ?? null) === value) return;
    // By arrow key a list goes through all that lies between: that is one change, written after a pause or when the list is left.
    const isList = input instanceof HTMLSelectElement;
    plan.draft(id, { [name]: value }, say('did_field', { what: plan.nameOf(id), field: fields[name].label }), isList);
    if (!isList) plan.save(id);
  };

  const leave = () => { if (plan.source.drafts.has(plan.chosen() ?? -1)) plan.save(/** @type {number} */ (plan.chosen())); };

  /** @type {(by: -15 | 15) => HTMLElement} */
  const turner = (by) => el('button', { type: 'button', title: by < 0 ? '⇧ R' : 'R', onclick: () => plan.turn(by) },
    say(by < 0 ? 'turn_left' : 'turn_right'));

  /** @type {(name: string, values: Values) => HTMLElement} */
  const field = (name, values) => {
    const input = plan.inputFor(name, values[name]);
    const { label, unit } = fields[name];
    input.id = `plan-field-${name}`;
    input.setAttribute('aria-describedby', `plan-fault-${name}`);
    input.addEventListener('change', () => write(name, input));
    if (input instanceof HTMLSelectElement) input.addEventListener('blur', leave);
    inputs.set(name, input);
    const title = unit ? `${label} (${unit})` : label;
    return el(`div.field${WIDTHS[name] ?? (NARROW.has(name) ? '.narrow' : '')}`, {},
      el('label', { for: input.id }, title),
      name === 'bearing_deg' ? el('div.turning', {}, input, turner(-15), turner(15)) : input,
      el('p.fault', { id: `plan-fault-${name}`, hidden: true }));
  };

  /** @type {(axis: 'x' | 'y', values: Values) => HTMLElement} */
  const coordinate = (axis, values) => {
    const input = el('input', { id: `plan-field-${axis}`, type: 'text', inputmode: 'decimal', autocomplete: 'off' });
    input.value = plan.decimal(values[axis], 2);
    input.addEventListener('change', () => {
      const id = plan.chosen();
      const metres = plan.metresIn(input);
      if (id === null || metres === null) return;
      const [x, y] = /** @type {Metres} */ (plan.source.placeOf(id));
      plan.draft(id, { x, y, [axis]: metres }, say('did_move', { what: plan.nameOf(id) }));
      plan.save(id);
    });
    inputs.set(axis, input);
    return el('div.field.narrow', {}, el('label', { for: input.id }, say(axis === 'x' ? 'east' : 'north')), input);
  };

  /** @type {(values: Values) => string} */
  const degreesText = ({ x, y }) => app.written([x, y]).degrees;

  /** @type {(name: 'metres' | 'degrees', code: string) => HTMLElement} */
  const copier = (name, code) => el('button', {
    type: 'button',
    onclick: () => {
      const at = plan.source.placeOf(plan.chosen() ?? -1);
      if (at) plan.copyText(app.written(at)[name]);
    },
  }, say('at.copy_in', { code }));

  /** In degrees, and to be copied: also by who only reads. @type {(values: Values) => HTMLElement} */
  const place = (values) => el('div.degrees', {}, `${say('degrees')} `, el('output', { id: 'plan-degrees' }, degreesText(values)),
    el('span.row', {}, copier('metres', 'EPSG:25832'), copier('degrees', 'EPSG:4326')));

  /** @type {(id: number, values: Values) => HTMLElement} */
  const head = (id, values) => el('div.sign-head', {}, plan.typeIcon(values.type, values.family),
    el('div', {}, el('h2', { id: 'plan-sign-title', tabindex: '-1' }, `${app.say('sign')} ${values.number || id}`),
      el('p.lead', {}, app.joined([values.type && app.word('type', values.type), app.nameOf(plan.source, 'areas', values.area)], ' · '))),
    values.code ? el('a.code', { href: `/${values.code}`, target: '_blank', rel: 'noopener' },
      el('span.unseen', {}, `${app.say('code')} `), app.codeText(values.code)) : null);

  const askEnd = () => plan.askEnd(plan.endOfSigns([plan.chosen() ?? 0]));

  const actions = () => el('div.actions', {},
    el('button', { type: 'button', id: 'plan-copy', onclick: () => plan.copyChosen() }, say('copy')),
    el('button', { type: 'button', id: 'plan-sheet', onclick: () => plan.printSheet(put('plan-sheet')) }, say('print.sheet')),
    el('button.grave', { type: 'button', id: 'plan-end-button', onclick: askEnd }, say('end')));

  const build = () => {
    const id = plan.chosen();
    const values = id === null ? null : plan.source.valuesOf(id);
    built = values ? id : null;
    inputs.clear();
    put('plan-nothing').hidden = Boolean(values);
    put('plan-sign').hidden = !values;
    if (id === null || !values) return;
    const open = put('plan-sign').querySelector('details')?.open || false;
    const face = el('div.plan-face', { id: 'plan-face' });
    const daily = el('fieldset', { id: 'plan-fieldset', disabled: !plan.token() }, el('legend.unseen', {}, say('values')),
      el('div.fields', {}, ...DAILY.map((name) => field(name, values))),
      el('div.fields', {}, coordinate('x', values), coordinate('y', values)));
    // A new sign has fields to fill in, and no picture yet.
    const inOrder = values.face?.slots?.length ? [face, daily] : [daily, face];
    put('plan-sign').replaceChildren(head(id, values), actions(), ...inOrder, place(values),
      el('fieldset', { disabled: !plan.token() }, el('legend.unseen', {}, say('more_fields')),
        el('details', { open }, el('summary', {}, say('more_fields')), el('div.fields', {}, ...RARE.map((name) => field(name, values))))));
    if (!plan.token() || 'note' in values) return;
    plan.ask('GET', `signs/${id}`).then((answer) => { if (answer.ok) plan.source.put(answer.body); });
  };

  /** New values into the fields that nobody is typing in. */
  const renew = () => {
    const id = plan.chosen();
    const values = id === null ? null : plan.source.valuesOf(id);
    if (id !== built || !values) {
      build();
      return;
    }
    for (const [name, input] of inputs) {
      if (input === document.activeElement && name in (plan.source.drafts.get(values.id) || {})) continue;
      const fresh = name === 'x' || name === 'y' ? plan.decimal(values[name], 2) : plan.inputFor(name, values[name]).value;
      if (input !== document.activeElement || input instanceof HTMLSelectElement) input.value = fresh;
    }
    put('plan-degrees').textContent = degreesText(values);
    const [was, now] = [put('plan-sign').querySelector('.sign-head'), head(/** @type {number} */ (id), values)];
    if (!now.isEqualNode(was)) was?.replaceWith(now); // else the focus would go with it
  };

  plan.setUpForm = () => {
    plan.on('chosen', (id) => { if (id === built) renew(); else build(); });
    plan.on('draft', (id) => { if (id === plan.chosen()) renew(); });
    plan.on('rows', () => { if (plan.chosen() !== null) renew(); });
    plan.on('access', build);
    build();
  };
}
