// @ts-check
'use strict';
/* Many signs at once: pick a field and a value, see what each sign would become, then apply it as one step of undo. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, fields, measured } = plan;
  const { el } = app;
  const OFFERED = Object.keys(fields).filter((name) =>
    !['code', 'number', 'area', 'municipality', 'family'].includes(name) && fields[name].kind !== 'json');

  const MOST_SHOWN = 200;
  const MOST_LEFT = 1000; // as the server takes them

  const field = () => /** @type {HTMLSelectElement} */ (put('plan-bulk-field'));
  const input = () => /** @type {HTMLInputElement} */ (put('plan-bulk-value').firstElementChild);

  const EMPTIED = ' '; // chosen to be nothing, other than nothing chosen; `valueFrom` trims it

  /** @type {(event: Event) => void} */
  const previewByEnter = (event) => {
    const isEnter = event instanceof KeyboardEvent && event.key === 'Enter';
    if (isEnter && event.target instanceof HTMLInputElement) askForPreview();
  };

  const offerValue = () => {
    const made = plan.inputFor(field().value, null);
    made.setAttribute('aria-label', say('new_value'));
    if (made instanceof HTMLSelectElement) {
      made.options[0].text = say('choose_value');
      if (!fields[field().value].required) made.append(el('option', { value: EMPTIED }, say('empty_it')));
    } else made.addEventListener('keydown', previewByEnter);
    put('plan-bulk-value').replaceChildren(made);
  };

  const isUnchosen = () => input() instanceof HTMLSelectElement && !input().value;

  /** What stood in the way of the last try, by sign. @type {Map<number, string>} */
  const notes = new Map();
  /**
   * What the dialog shows and its button writes: the acts, or where all of a long list are selected its stamp and how many change.
   * @type {{ acts: Act[], seen: string, changing: number, before: Map<number, Values> }}
   */
  let ready = { acts: [], seen: '', changing: 0, before: new Map() };

  /** @type {(id: number) => Act} */
  const actOf = (id) => {
    const name = field().value;
    const { value } = plan.valueFrom(name, input());
    return { id, changes: { [name]: value }, label: say('did_field', { what: plan.nameOf(id), field: fields[name].label }) };
  };

  /** @type {(values: Values | null | undefined) => boolean} */
  const differs = (values) => {
    const name = field().value;
    return (values?.[name] ?? null) !== plan.valueFrom(name, input()).value;
  };

  const prepareSelected = () => {
    const ids = [...plan.selected].filter((id) => differs(plan.source.valuesOf(id)));
    ready = { acts: ids.map(actOf), seen: '', changing: ids.length, before: new Map() };
  };

  /** The list as it is now, and how many of it have the value already. @type {() => Promise<Asked | null>} */
  const prepareAll = async () => {
    const [name, query] = [field().value, plan.far.query()];
    const { value } = plan.valueFrom(name, input());
    const table = (/** @type {Record<string, string>} */ more) =>
      plan.ask('GET', `signs/table?${new URLSearchParams({ ...query, ...more })}`);
    const [all, same] = await Promise.all([
      table({ limit: String(MOST_SHOWN) }),
      name in query && query[name] !== value ? null : table({ limit: '1', [name]: String(value ?? '') }),
    ]);
    const failed = [all, same].find((answer) => answer && !answer.ok);
    if (failed) return failed;
    const left = new Set(plan.far.leftOut());
    const { features } = /** @type {{ features: PlanFeature[] }} */ (all.body);
    const listed = features.filter(({ id }) => !left.has(id));
    const sameLeft = [...left].filter((id) => !differs(plan.source.valuesOf(id))).length;
    const changing = all.body.number_matched - left.size - (same ? same.body.number_matched - sameLeft : 0);
    const before = new Map(listed.filter(({ properties }) => differs(properties)).map(({ id, properties }) => [id, properties]));
    ready = { acts: [...before.keys()].map(actOf), seen: all.body.stamp, changing, before };
    return null;
  };

  /** @type {(act: Act) => HTMLElement} */
  const previewRow = ({ id, changes }) => {
    const [name] = Object.keys(changes);
    const before = ready.before.get(id) || plan.source.valuesOf(id);
    return el('tr', { class: notes.has(id) ? 'noted' : '' },
      el('th', { scope: 'row' }, before?.number || plan.nameOf(id)), el('td', {}, measured(name, before?.[name]) || '–'),
      el('td', {}, measured(name, changes[name]) || el('i', {}, say('empty_then')),
        notes.has(id) ? el('span.note', {}, notes.get(id)) : ''));
  };

  /** Those with a note first, and no more than a person reads. */
  const showPreview = () => {
    const { acts, changing } = ready;
    const label = fields[field().value].label;
    const known = new Set(acts.map(({ id }) => id));
    const order = [...acts, ...[...notes.keys()].filter((id) => ready.seen && !known.has(id)).map(actOf)]
      .sort((a, b) => Number(notes.has(b.id)) - Number(notes.has(a.id))).slice(0, MOST_SHOWN);
    const more = changing - order.length;
    const isEmptied = plan.valueFrom(field().value, input()).value === null;
    const what = isEmptied ? 'preview_empty' : 'preview_what';
    put('plan-preview-what').textContent = say(what, { n: changing, of: plan.countSelected(), field: label });
    put('plan-preview-rows').replaceChildren(...order.map(previewRow));
    put('plan-preview-more').textContent = more > 0 ? say('preview_more', { n: more }) : '';
    const noted = ready.seen ? notes.size : acts.filter(({ id }) => notes.has(id)).length;
    put('plan-preview-leave').hidden = !noted || (Boolean(ready.seen) && noted + plan.far.leftOut().length > MOST_LEFT);
    put('plan-preview-leave').textContent = say('leave_out', { n: noted });
    /** @type {HTMLButtonElement} */ (put('plan-preview-apply')).disabled = !changing;
  };

  /** Reads anew what would change, and shows it. @type {() => Promise<boolean>} */
  const prepare = async () => {
    const failed = plan.far.hasAll() ? await prepareAll() : prepareSelected();
    if (failed) plan.toast(plan.problemText(failed), { alarm: true });
    else showPreview();
    return !failed;
  };

  const preview = async () => {
    const { value, wrong } = plan.valueFrom(field().value, input());
    const none = value === null && fields[field().value].required;
    if (wrong || none || isUnchosen()) {
      plan.toast(`${fields[field().value].label}: ${wrong || say(none ? 'not_empty' : 'choose_first')}`, { alarm: true });
      input().focus();
      return;
    }
    notes.clear();
    put('plan-preview-fault').textContent = '';
    if (await prepare()) plan.openDialog('plan-preview');
  };

  const askForPreview = async () => {
    if (plan.token() || (await plan.askForToken())) preview();
  };

  /** @type {(busy: boolean) => void} */
  const working = (busy) => {
    put('plan-preview-busy').hidden = !busy;
    put('plan-preview-busy-text').textContent = busy ? say('writing_many', { n: ready.changing }) : '';
    for (const id of ['plan-preview-apply', 'plan-preview-leave']) /** @type {HTMLButtonElement} */ (put(id)).disabled = busy;
  };

  /** Nothing was written: say why, of each sign, and show them as they are now. @type {(answer: Asked) => Promise<void>} */
  const explain = async (answer) => {
    notes.clear();
    for (const { current } of answer.body?.stale || []) notes.set(current.id, say('moved_meanwhile'));
    for (const { id, problems } of answer.body?.refused || []) notes.set(id, Object.values(problems).join(' '));
    put('plan-preview-fault').textContent = plan.problemText(answer);
    await prepare();
    put('plan-preview-apply').focus();
  };

  const apply = async () => {
    const { acts, seen, changing } = ready;
    const name = field().value;
    const label = say('did_bulk', { n: changing, field: fields[name].label });
    working(true);
    const answer = seen ? await plan.changeAll({ [name]: plan.valueFrom(name, input()).value }, seen, label)
      : await plan.changeMany(acts, label);
    working(false);
    if (!answer.ok) {
      await explain(answer);
      return;
    }
    /** @type {HTMLDialogElement} */ (put('plan-preview')).close();
    plan.toast(say('saved', { what: label }), { action: [say('undo'), () => plan.undo()] });
  };

  const leaveOut = async () => {
    const isWhole = plan.far.hasAll();
    const left = new Set(plan.far.leftOut());
    for (const id of notes.keys()) {
      if (!isWhole) plan.selected.delete(id);
      else if (!left.has(id)) plan.far.toggle(id);
    }
    notes.clear();
    put('plan-preview-fault').textContent = '';
    plan.tell('rows', null);
    await prepare();
    put('plan-preview-apply').focus();
  };

  const drawBulk = () => {
    const [n, isWhole] = [plan.countSelected(), plan.far.hasAll() && !plan.far.leftOut().length];
    put('plan-bulk').hidden = n === 0;
    put('plan-bulk-count').textContent = isWhole ? say('all_selected', { n }) : app.count('count_selected', n);
  };

  plan.setUpBulk = () => {
    field().append(...OFFERED.map((name) => el('option', { value: name, selected: name === 'state' }, fields[name].label)));
    field().addEventListener('change', offerValue);
    offerValue();
    put('plan-bulk-preview').addEventListener('click', askForPreview);
    put('plan-preview-apply').addEventListener('click', apply);
    put('plan-preview-leave').addEventListener('click', leaveOut);
    put('plan-bulk-end').addEventListener('click', () => plan.endSelected(0));
    put('plan-bulk-none').addEventListener('click', plan.selectNone);
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ drawBulk }));
}
