// @ts-check
'use strict';
/* Many signs at once: pick a field and a value, see what each sign would become, then apply it as one step of undo. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, fields, show } = plan;
  const { el } = app;
  const OFFERED = Object.keys(fields).filter((name) =>
    !['code', 'number', 'area', 'municipality', 'family'].includes(name) && fields[name].kind !== 'json');

  const MOST_SHOWN = 200;

  const field = () => /** @type {HTMLSelectElement} */ (put('plan-bulk-field'));
  const input = () => /** @type {HTMLInputElement} */ (put('plan-bulk-value').firstElementChild);

  const offerValue = () => {
    const made = plan.inputFor(field().value, null);
    made.setAttribute('aria-label', say('new_value'));
    put('plan-bulk-value').replaceChildren(made);
  };

  /** @type {() => Act[]} */
  const acts = () => {
    const name = field().value;
    const { value } = plan.valueFrom(name, input());
    return [...plan.selected].filter((id) => (plan.source.valuesOf(id)?.[name] ?? null) !== value)
      .map((id) => ({ id, changes: { [name]: value }, label: say('did_field', { what: plan.nameOf(id), field: fields[name].label }) }));
  };

  /** What stood in the way of the last try, by sign. @type {Map<number, string>} */
  const notes = new Map();
  /** The acts that the dialog shows and its button writes. @type {Act[]} */
  let ready = [];

  /** @type {(id: number, name: string, value: any) => HTMLElement} */
  const previewRow = (id, name, value) => el('tr', { class: notes.has(id) ? 'noted' : '' },
    el('th', { scope: 'row' }, plan.nameOf(id)), el('td', {}, show(name, plan.source.valuesOf(id)?.[name]) || '–'),
    el('td', {}, show(name, value) || '–', notes.has(id) ? el('span.note', {}, notes.get(id)) : ''));

  /** Those with a note first, and no more than a person reads. */
  const showPreview = () => {
    const name = field().value;
    const { value } = plan.valueFrom(name, input());
    ready = acts();
    const order = [...ready].sort((a, b) => Number(notes.has(b.id)) - Number(notes.has(a.id)));
    const more = ready.length - MOST_SHOWN;
    put('plan-preview-what').textContent = say('preview_what', { n: ready.length, of: plan.selected.size, field: fields[name].label });
    put('plan-preview-rows').replaceChildren(...order.slice(0, MOST_SHOWN).map(({ id }) => previewRow(id, name, value)));
    put('plan-preview-more').textContent = more > 0 ? say('preview_more', { n: more }) : '';
    const noted = ready.filter(({ id }) => notes.has(id)).length;
    put('plan-preview-leave').hidden = !noted;
    put('plan-preview-leave').textContent = say('leave_out', { n: noted });
    /** @type {HTMLButtonElement} */ (put('plan-preview-apply')).disabled = !ready.length;
  };

  const preview = () => {
    const { value, wrong } = plan.valueFrom(field().value, input());
    const none = value === null && fields[field().value].required;
    if (wrong || none) {
      plan.toast(`${fields[field().value].label}: ${wrong || say('not_empty')}`, { alarm: true });
      return;
    }
    notes.clear();
    put('plan-preview-fault').textContent = '';
    showPreview();
    plan.openDialog('plan-preview');
  };

  /** @type {(busy: boolean) => void} */
  const working = (busy) => {
    put('plan-preview-busy').hidden = !busy;
    put('plan-preview-busy-text').textContent = busy ? say('writing_many', { n: ready.length }) : '';
    for (const id of ['plan-preview-apply', 'plan-preview-leave']) /** @type {HTMLButtonElement} */ (put(id)).disabled = busy;
  };

  /** Nothing was written: say why, of each sign, and show them as they are now. @type {(answer: Asked) => void} */
  const explain = (answer) => {
    notes.clear();
    for (const { current } of answer.body?.stale || []) notes.set(current.id, say('moved_meanwhile'));
    for (const { id, problems } of answer.body?.refused || []) notes.set(id, Object.values(problems).join(' '));
    put('plan-preview-fault').textContent = plan.problemText(answer);
    showPreview();
    put('plan-preview-apply').focus();
  };

  const apply = async () => {
    const label = say('did_bulk', { n: ready.length, field: fields[field().value].label });
    working(true);
    const answer = await plan.changeMany(ready, label);
    working(false);
    if (!answer.ok) {
      explain(answer);
      return;
    }
    /** @type {HTMLDialogElement} */ (put('plan-preview')).close();
    plan.toast(say('saved', { what: label }), { action: [say('undo'), () => plan.undo()] });
  };

  const leaveOut = () => {
    for (const id of notes.keys()) plan.selected.delete(id);
    notes.clear();
    put('plan-preview-fault').textContent = '';
    plan.tell('rows', null);
    showPreview();
    put('plan-preview-apply').focus();
  };

  const drawBulk = () => {
    put('plan-bulk').hidden = plan.selected.size === 0;
    put('plan-bulk-count').textContent = app.count('count_selected', plan.selected.size);
  };

  plan.setUpBulk = () => {
    field().append(...OFFERED.map((name) => el('option', { value: name, selected: name === 'state' }, fields[name].label)));
    field().addEventListener('change', offerValue);
    offerValue();
    put('plan-bulk-preview').addEventListener('click', async () => {
      if (plan.token() || (await plan.askForToken())) preview();
    });
    put('plan-preview-apply').addEventListener('click', apply);
    put('plan-preview-leave').addEventListener('click', leaveOut);
    put('plan-bulk-end').addEventListener('click', () => plan.askEnd(plan.endOfSigns([...plan.selected])));
    put('plan-bulk-none').addEventListener('click', () => {
      plan.selected.clear();
      plan.tell('rows', null);
    });
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ drawBulk }));
}
