// @ts-check
'use strict';
/* What a sign says: its picture and reading time in the form, and the dialog in which the face is entered. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put } = plan;
  const { el } = app;
  const OF_FACES = /^(?:letter_height|reading|destinations|official|slot)\b/;

  /** @type {{ id: number, before: string, work: FaceWork } | null} */
  let open = null;
  /** What was left without being kept, should somebody want it back. @type {{ id: number, work: FaceWork } | null} */
  let left = null;

  /** @type {(values: Values | null) => Face} */
  const faceOf = (values) => ({ slots: [], ...values?.face });

  // -- in the form -----------------------------------------------------------------------------------------------------

  /** @type {() => SVGElement | null} */
  const meter = () => {
    const reading = plan.checked()?.site?.reading;
    return reading && !plan.ghost() ? plan.meterView(reading) : null;
  };

  const drawCard = () => {
    const box = put('plan-face');
    const id = plan.chosen();
    const values = id === null ? null : plan.source.valuesOf(id);
    if (!box || !values || open) return;
    const face = faceOf(values);
    const shown = face.slots.length > 0;
    const parts = [
      el('h3', {}, say('face')),
      shown ? plan.faceView(face, values) : el('p.hint', {}, say('face_none')),
      shown ? meter() : null,
      plan.token() ? el('button', { type: 'button', id: 'plan-face-open', onclick: openEditor },
        say(shown ? 'face_edit' : 'face_enter')) : null,
    ].filter((part) => part !== null);
    const hadFocus = document.activeElement?.id === 'plan-face-open';
    box.replaceChildren(...parts);
    if (hadFocus) put('plan-face-open')?.focus();
  };

  // -- the dialog ------------------------------------------------------------------------------------------------------

  /** @type {(values: Values) => FaceWork} */
  const workOf = (values) => {
    const face = faceOf(values);
    const widths = new Set(face.slots.map((slot) => slot.width_mm));
    const needed = plan.checked()?.site?.letter_height_mm;
    return {
      letter: face.letter_height_mm ?? (face.slots.length ? null : needed ?? null),
      width: widths.size === 1 ? [...widths][0] ?? null : face.slots.length ? null : values.width_mm ?? null,
      slots: face.slots.map((slot) => ({ ...slot })),
      official: values.family === 'official',
    };
  };

  /** The document that is kept; rows without a text are not said. @type {(work: FaceWork) => Face} */
  const documentOf = (work) => {
    const slots = work.slots.filter((slot) => slot.text.trim()).map((slot) => {
      const full = { ...slot, text: slot.text.trim(), width_mm: work.width ?? slot.width_mm };
      const said = Object.entries(full).filter(([, value]) => value !== undefined).sort();
      return /** @type {FaceSlot} */ (/** @type {unknown} */ (Object.fromEntries(said)));
    });
    return { ...(work.letter ? { letter_height_mm: work.letter } : {}), slots };
  };

  /** The rule whose mend waits until what was typed last is judged: a mend reckoned before that would take it back. */
  let awaited = '';

  /** @type {(rule: string) => void} */
  const mend = (rule) => {
    const isLate = put('plan-findings').ariaBusy === 'true';
    awaited = isLate ? rule : '';
    const fix = isLate ? null : plan.checked()?.findings.find((one) => one.rule === rule)?.fix;
    if (fix) applyFix(fix);
  };

  /** @type {(finding: Finding) => HTMLElement | null} */
  const fixButton = ({ rule, fix }) => (fix ? el('button.mend', { type: 'button', onclick: () => mend(rule) }, fix.label) : null);

  const drawSide = () => {
    if (!open) return;
    const values = plan.source.valuesOf(open.id);
    if (!values) return;
    put('plan-face-preview').replaceChildren(plan.faceView(documentOf(open.work), values));
    const drawn = meter();
    put('plan-face-meter').replaceChildren(drawn || el('p.hint', {}, say('meter_missing')));
    const told = (plan.checked()?.findings || []).filter((one) => OF_FACES.test(one.rule));
    put('plan-face-findings').replaceChildren(...told.map((one) => plan.findingLine(one, fixButton(one))));
  };

  const changed = () => {
    if (!open) return;
    const { board } = open.work;
    const changes = { face: documentOf(open.work), ...(board ? { width_mm: board } : {}) };
    plan.draft(open.id, changes, say('did_face', { what: plan.nameOf(open.id) }));
    drawSide();
  };

  /** @type {(fix: NonNullable<Finding['fix']>) => void} */
  const applyFix = ({ changes }) => {
    if (!open || !changes.face) return;
    const { work } = open;
    const { slots, letter, width } = workOf({ ...plan.source.valuesOf(open.id), face: changes.face });
    Object.assign(work, { slots, letter, width, board: changes.width_mm || work.board });
    showSizes();
    plan.editRows(work, changed);
    changed();
  };

  const showSizes = () => {
    if (!open) return;
    /** @type {[string, number | null][]} */
    const fields = [['plan-face-letter', open.work.letter], ['plan-face-width', open.work.width]];
    for (const [id, value] of fields) {
      /** @type {HTMLInputElement} */ (put(id)).value = value === null ? '' : app.numberText(value);
      put(id).setAttribute('aria-invalid', 'false');
    }
  };

  const firmsOf = async (/** @type {Values} */ values) => {
    plan.offerFirms([], []);
    if (!values.area) return;
    const answer = await plan.ask('GET', `tenants?area=${values.area}&limit=1000`);
    const area = app.nameOf(plan.source, 'areas', values.area);
    if (answer.ok) plan.offerFirms(answer.body.features, area ? [area] : []);
  };

  /** @type {(kept?: FaceWork | null) => void} */
  const start = (kept) => {
    const id = plan.chosen();
    const values = id === null ? null : plan.source.valuesOf(id);
    if (id === null || !values) return;
    open = { id, before: JSON.stringify(documentOf(workOf(values))), work: kept || workOf(values) };
    put('plan-face-title').textContent = say('face_title', { what: plan.nameOf(id) });
    put('plan-face-logo-rule').hidden = !open.work.official;
    firmsOf(values);
    showSizes();
    plan.editRows(open.work, changed);
    plan.openDialog('plan-face-dialog');
    if (kept) changed();
    else drawSide();
    if (open.work.slots.length) put('plan-face-title').focus();
    else plan.addRow();
  };

  const openEditor = () => start(null);

  /** @type {(keep: boolean) => void} */
  const leave = (keep) => {
    if (!open) return;
    const { id, before, work } = open;
    awaited = '';
    const is = JSON.stringify(documentOf(work));
    open = null;
    /** @type {HTMLDialogElement} */ (put('plan-face-dialog')).close();
    const others = { ...plan.source.drafts.get(id) };
    delete others.face;
    if (work.board) delete others.width_mm;
    if (keep && is !== before) plan.save(id);
    else if (Object.keys(others).length) plan.source.setDraft(id, others);
    else plan.dropDraft(id);
    left = keep || is === before ? null : { id, work };
    if (left) plan.toast(say('face_left', { what: plan.nameOf(id) }), { action: [say('face_again'), again] });
    drawCard();
    put('plan-face-open')?.focus();
  };

  const again = () => {
    if (!left) return;
    plan.choose(left.id);
    start(left.work);
  };

  /** @type {(id: string, name: 'letter' | 'width') => void} */
  const setUpSize = (id, name) => {
    const input = /** @type {HTMLInputElement} */ (put(id));
    input.addEventListener('input', () => {
      const value = input.value.trim() ? app.numberOf(input.value, { unit: 'mm' }) : null;
      const wrong = value !== null && !(value >= 1 && value <= (name === 'letter' ? 2000 : 20_000));
      input.setAttribute('aria-invalid', String(wrong));
      if (!open || wrong) return;
      open.work[name] = value;
      changed();
    });
  };

  plan.setUpFace = () => {
    const dialog = put('plan-face-dialog');
    setUpSize('plan-face-letter', 'letter');
    setUpSize('plan-face-width', 'width');
    put('plan-face-add').addEventListener('click', () => plan.addRow());
    put('plan-face-save').addEventListener('click', () => leave(true));
    put('plan-face-discard').addEventListener('click', () => leave(false));
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); leave(false); });
    plan.on('checked', () => { drawCard(); drawSide(); if (awaited) mend(awaited); });
    plan.on('chosen', drawCard);
    plan.on('draft', (id) => { if (id === plan.chosen()) drawCard(); });
    plan.on('rows', drawCard);
    plan.on('access', drawCard);
    document.fonts?.load('600 20px "Barlow"').then(() => { drawCard(); drawSide(); }, () => {});
  };
}
