// @ts-check
'use strict';
/* Splitting an area along a drawn line, and merging it with others: first what would happen to firms and signs, then by a click. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, toast, outline, areaFields } = plan;
  const { el } = app;
  const MOST_NEAR = 8;

  /** @type {Reshaping | null} */
  let plan_ = null;
  /** What the server says would happen; null while it is asked or where it refuses. @type {Reshaped | null} */
  let preview = null;
  let [asked, busy] = [0, false];

  const reshaped = () => preview;
  const picking = () => plan_?.kind === 'merge';

  /** @type {() => Shape[]} */
  const others = () => plan.source.shapes('areas').filter(({ id }) => id !== plan.areaWork()?.id);

  /** @type {(id: number) => string} */
  const nameOf = (id) => plan.source.find('areas', id)?.properties.name || plan.areaWork()?.stored.values.name || String(id);

  /** @type {(id: number) => { id: number, version: number }} */
  const seen = (id) => {
    const work = plan.areaWork();
    if (work?.id === id) return { id, version: work.version || 0 };
    return { id, version: /** @type {Values} */ (plan.source.find('areas', id)?.properties || {}).version || 0 };
  };

  /** @type {(isPreview: boolean) => Promise<Asked> | null} */
  const send = (isPreview) => {
    const work = plan.areaWork();
    if (!plan_ || !work?.id) return null;
    const query = isPreview ? '?dry_run=true' : '';
    if (plan_.kind === 'split') {
      const properties = Object.fromEntries(Object.entries(plan_.values).filter(([, value]) => value));
      return plan.write('POST', `areas/${work.id}/split${query}`, { line: outline.line(plan_.line), properties }, work.version || 0);
    }
    const ids = [work.id, ...plan_.ids];
    return ids.length < 2 ? null : plan.write('POST', `areas/merge${query}`, { areas: ids.map(seen), keep: plan_.keep });
  };

  const look = async () => {
    const mine = (asked += 1);
    const answer = await send(true);
    if (mine !== asked) return;
    preview = answer?.ok ? answer.body : null;
    if (answer?.status === 409) {
      await plan.source.reload('areas');
      await plan.renewArea();
    }
    show(answer && !answer.ok ? plan.problemText(answer) : '');
    plan.overlay.refresh();
  };

  // -- what would happen -----------------------------------------------------------------------------------------------

  /** @type {(one: ReshapedMove) => string} */
  const moveText = ({ layer, name, number, new_number: then }) => {
    const what = name || say(layer === 'signs' ? 'area.a_sign' : 'area.a_firm');
    return then !== null && number !== then ? say('area.renumbered', { what, from: number ?? '–', to: then ?? '–' }) : what;
  };

  /** @type {(title: string, lines: string[], open?: boolean) => HTMLElement | null} */
  const list = (title, lines, open = false) => (lines.length ? el('details.moves', { open }, el('summary', {}, title),
    el('ul', { tabindex: 0, 'aria-label': title }, ...lines.map((line) => el('li', {}, line)))) : null);

  /** @type {(area: PlanFeature, i: number) => HTMLElement} */
  const becomes = ({ geometry, properties: { name, valid_to: end } }, i) => {
    const ends = plan_?.kind === 'merge' && i > 0;
    const what = ends ? say('area.ends', { day: plan.show('valid_to', end, areaFields.valid_to) })
      : plan.outlineText(outline.read(geometry));
    return el('li', { 'data-side': ends ? 'ends' : i }, el('strong', {}, name || '–'), ' ', what);
  };

  /** @type {(done: Reshaped) => (HTMLElement | null)[]} */
  const consequences = ({ areas, moved, counts, unplaced, findings }) => {
    const target = plan_?.kind === 'split' ? areas[1] : areas[0];
    const told = Object.entries(counts).map(([layer, n]) => `${app.say(layer)}: ${n}`).join(' · ');
    const renumbered = moved.filter(({ layer, number, new_number: then }) => layer === 'tenants' && number !== then);
    return [
      el('ul.becomes', {}, ...areas.map(becomes)),
      el('p', {}, told ? say('area.moves_to', { what: told, to: target.properties.name || '–' }) : say('area.moves_none')),
      list(say('area.renumbered_n', { n: renumbered.length }), renumbered.map(moveText), true),
      list(say('area.moved_n', { n: moved.length }), moved.map(moveText)),
      list(say('area.unplaced_n', { n: unplaced.length }), unplaced.map(({ name }) => name || '–')),
      findings.flat().length ? el('ul.findings', {}, ...findings.flat().map((one) => plan.findingLine(plan.withoutFigures(one)))) : null,
    ];
  };

  // -- what is chosen --------------------------------------------------------------------------------------------------

  /** @type {(name: 'name' | 'number') => HTMLElement} */
  const nameField = (name) => {
    const { longest } = areaFields[name];
    const input = el('input', { id: `plan-reshape-${name}`, type: 'text', autocomplete: 'off', maxlength: longest });
    input.addEventListener('change', () => {
      if (plan_?.kind !== 'split') return;
      plan_ = { ...plan_, values: { ...plan_.values, [name]: input.value.trim() } };
      look();
    });
    return el(`div.field${name === 'number' ? '.narrow' : ''}`, {}, el('label', { for: input.id }, areaFields[name].label), input);
  };

  /** How far two boxes lie apart, in world units. @type {(a: Box, b: Box) => number} */
  const apart = (a, b) => Math.hypot(Math.max(0, a[0] - b[2], b[0] - a[2]), Math.max(0, a[1] - b[3], b[1] - a[3]));

  const partners = () => {
    const { id } = plan.areaWork() || {};
    const mine = id ? plan.source.find('areas', id) : undefined;
    if (!mine || plan_?.kind !== 'merge') return [];
    const { ids } = plan_;
    const near = others().sort((a, b) => apart(a.box, mine.box) - apart(b.box, mine.box));
    return near.filter((shape, i) => i < MOST_NEAR || ids.includes(shape.id)).map((shape) => shape.id);
  };

  /** @type {(id: number) => HTMLElement} */
  const partner = (id) => el('li', {}, el('label.choice', {},
    el('input', { type: 'checkbox', value: id, checked: plan_?.kind === 'merge' && plan_.ids.includes(id), onchange: () => pick(id) }),
    el('span', {}, nameOf(id))));

  const keepField = () => {
    const { id = 0 } = plan.areaWork() || {};
    const ids = plan_?.kind === 'merge' ? [id || 0, ...plan_.ids] : [];
    const input = el('select', { id: 'plan-reshape-keep' }, ...ids.map((one) => el('option', { value: one }, nameOf(one))));
    input.value = String(plan_?.kind === 'merge' ? plan_.keep : '');
    input.addEventListener('change', () => {
      if (plan_?.kind !== 'merge') return;
      plan_ = { ...plan_, keep: Number(input.value) };
      look();
    });
    return el('div.field', {}, el('label', { for: input.id }, say('area.keep')), input);
  };

  const choices = () => {
    if (plan_?.kind === 'split') return [el('div.fields', {}, nameField('name'), nameField('number'))];
    return [el('p', {}, say('area.merge_hint')), el('ul.partners', { 'aria-label': say('area.merge_with') }, ...partners().map(partner)),
      el('div.fields', {}, keepField())];
  };

  /** @type {SignagePlan['pick']} */
  const pick = (id) => {
    const own = plan.areaWork()?.id;
    if (id === null || id === own || plan_?.kind !== 'merge' || !own) return;
    const ids = plan_.ids.includes(id) ? plan_.ids.filter((one) => one !== id) : [...plan_.ids, id];
    plan_ = { ...plan_, ids, keep: [own, ...ids].includes(plan_.keep) ? plan_.keep : own };
    const focused = /** @type {HTMLInputElement | null} */ (document.activeElement)?.value;
    put('plan-reshape-choice').replaceChildren(...choices());
    if (focused) /** @type {HTMLElement | null} */ (put('plan-reshape-choice').querySelector(`[value="${Number(focused) || 0}"]`))?.focus();
    look();
  };

  /** @type {(problem: string) => void} */
  const show = (problem) => {
    put('plan-reshape').hidden = !plan_;
    put('plan-area').classList.toggle('reshaping', Boolean(plan_));
    if (!plan_) return;
    /** @type {HTMLButtonElement} */ (put('plan-reshape-apply')).disabled = !preview;
    put('plan-reshape-fault').textContent = problem;
    put('plan-reshape-what').replaceChildren(...(preview ? consequences(preview) : []).filter((part) => part !== null));
    const [, made] = preview?.areas || [];
    for (const name of plan_.kind === 'split' && made ? /** @type {const} */ (['name', 'number']) : []) {
      const input = /** @type {HTMLInputElement} */ (put(`plan-reshape-${name}`));
      if (input !== document.activeElement) input.value = made.properties[name] || '';
    }
  };

  /** @type {(next: Reshaping) => void} */
  const begin = (next) => {
    [plan_, preview] = [next, null];
    put('plan-reshape-title').textContent = say(`area.${next.kind}_title`, { what: plan.areaName() });
    put('plan-reshape-apply').textContent = say(`area.${next.kind}_now`);
    put('plan-reshape-choice').replaceChildren(...choices());
    show('');
    put('plan-reshape-title').focus();
    plan.tell('reshaping', null);
    look();
  };

  const drop = () => {
    if (!plan_) return;
    plan.passOn(put('plan-reshape'), `plan-tool-${plan_.kind}`);
    [plan_, preview] = [null, null];
    asked += 1;
    show('');
    plan.tell('reshaping', null);
    plan.overlay.refresh();
  };

  /** @type {(done: Reshaped, kind: Reshaping['kind']) => Promise<void>} */
  const applied = async ({ areas, change_set: set }, kind) => {
    const label = say(`area.did_${kind}`, { what: plan.areaName(), n: areas.length });
    const [kept] = areas;
    drop();
    const ids = areas.map(({ id }) => id);
    plan.remember({ sets: set ? [set] : [], label, ids, layer: 'areas' });
    await plan.refreshers.areas(ids);
    if (plan.areaWork()?.id !== kept.id) await plan.chooseArea(kept.id);
    toast(label);
  };

  const apply = async () => {
    if (!plan_ || busy) return;
    busy = true;
    const { kind } = plan_;
    const answer = await send(false);
    busy = false; // eslint-disable-line require-atomic-updates -- it lets only one in
    if (answer?.ok) await applied(answer.body, kind);
    else if (answer?.status === 409) {
      toast(say('area.moved_on'), { alarm: true });
      await look();
    } else if (answer) show(plan.problemText(answer));
  };

  plan.setUpReshape = () => {
    put('plan-reshape-apply').addEventListener('click', apply);
    put('plan-reshape-drop').addEventListener('click', drop);
    put('plan-reshape').addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      drop();
    });
    plan.on('areaChosen', drop);
    plan.on('mode', (mode) => { if (mode === 'signs') drop(); });
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    picking, pick, reshaped, dropReshaping: drop,
    startSplit: (line) => begin({ kind: 'split', line, values: {} }),
    startMerge: () => begin({ kind: 'merge', ids: [], keep: plan.areaWork()?.id || 0 }),
  }));
}
