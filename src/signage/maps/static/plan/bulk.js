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

  const preview = () => {
    const name = field().value;
    const { value, wrong } = plan.valueFrom(name, input());
    if (wrong) {
      plan.toast(`${fields[name].label}: ${wrong}`, { alarm: true });
      return;
    }
    const changing = acts();
    put('plan-preview-what').textContent = say('preview_what', { n: changing.length, of: plan.selected.size, field: fields[name].label });
    put('plan-preview-rows').replaceChildren(...changing.map(({ id }) => el('tr', {},
      el('th', { scope: 'row' }, plan.nameOf(id)), el('td', {}, show(name, plan.source.valuesOf(id)?.[name]) || '–'),
      el('td', {}, show(name, value) || '–'))));
    /** @type {HTMLButtonElement} */ (put('plan-preview-apply')).disabled = !changing.length;
    plan.openDialog('plan-preview');
  };

  const apply = async () => {
    const changing = acts();
    const label = say('did_bulk', { n: changing.length, field: fields[field().value].label });
    /** @type {HTMLDialogElement} */ (put('plan-preview')).close();
    const written = await plan.change(changing, label);
    if (written === changing.length) plan.toast(say('saved', { what: label }), { action: [say('undo'), () => plan.undo()] });
    else plan.toast(say('bulk_partly', { n: written, of: changing.length }), { alarm: true });
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
    put('plan-bulk-end').addEventListener('click', () => plan.askEnd([...plan.selected]));
    put('plan-bulk-none').addEventListener('click', () => {
      plan.selected.clear();
      plan.tell('rows', null);
    });
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ drawBulk }));
}
