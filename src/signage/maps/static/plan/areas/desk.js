// @ts-check
'use strict';
/*
 * The area in hand: as the server has it, and over that what is drawn and not saved yet, step by step. What is not saved is kept by this
 * tab, so that a reload loses nothing.
 */
{
  const plan = globalThis.signagePlan;
  const { say, toast, outline } = plan;
  const KEY = 'area';
  const [MOST_STEPS, MOST_KEPT_POINTS] = [60, 20_000];

  /** @type {AreaWork | null} */
  let work = null;
  /** The save that is under way. @type {Promise<boolean> | null} */
  let saving = null;
  /** How many areas were chosen so far. */
  let wanted = 0;

  const areaWork = () => work;
  const isChanged = () => Boolean(work && (work.id === null || work.past.length || !outline.same(work.now, work.stored)));

  /** @type {SignagePlan['areaName']} */
  const areaName = () => {
    const name = work?.now.values.name || work?.now.values.number;
    return name ? say('quoted', { name }) : say('area.new_one');
  };

  /** As many steps as a tab may keep of a large outline. @type {(done: AreaWork) => AreaWork} */
  const forReload = (done) => {
    const most = Math.max(2, Math.floor(MOST_KEPT_POINTS / (1 + outline.places(done.now.polygons).length)));
    return { ...done, past: done.past.slice(-most), future: done.future.slice(-most) };
  };

  const changed = () => {
    plan.keep(KEY, work && isChanged() ? forReload(work) : null);
    plan.tell('area', null);
    plan.tell('journal', null);
    plan.overlay.refresh();
  };

  // -- what is in hand -------------------------------------------------------------------------------------------------

  /** @type {(feature: PlanFeature) => AreaState} */
  const stateOf = ({ geometry, properties }) => ({ polygons: outline.read(geometry), values: properties });

  /** @type {(feature: PlanFeature) => void} */
  const takeUp = (feature) => {
    const stored = stateOf(feature);
    work = { id: feature.id, version: feature.properties.version, stored, now: stored, past: [], future: [], at: null };
  };

  const forget = () => { work = null; };

  /**
   * What is not saved of the area in hand is saved before another is chosen; false where that is not possible.
   * @type {() => Promise<boolean>}
   */
  const putDown = async () => {
    if (saving) await saving;
    if (!isChanged()) return true;
    if (!plan.areaFaults().length && await saveArea() && !isChanged()) return true;
    toast(say('area.unsaved', { what: areaName() }), { alarm: true, action: [say('area.drop'), dropArea] });
    return false;
  };

  /** @type {SignagePlan['chooseArea']} */
  const chooseArea = async (id, { pan } = {}) => {
    if (id !== null && work?.id === id) return;
    const mine = (wanted += 1);
    if (!(await putDown())) return;
    const answer = id === null ? null : await plan.ask('GET', `areas/${id}`);
    if (mine !== wanted) return; // another one was chosen meanwhile
    if (answer && !answer.ok) {
      toast(plan.problemText(answer), { alarm: true });
      return;
    }
    if (answer) takeUp(answer.body);
    else forget();
    changed();
    plan.tell('areaChosen', id);
    if (!answer) return;
    plan.speak(say('area.chosen', { what: areaName(), n: outline.places(stateOf(answer.body).polygons).length }));
    if (pan) showWhole();
  };

  const showWhole = () => {
    plan.showAll((work?.now.polygons || []).flat(2));
  };

  // -- steps -----------------------------------------------------------------------------------------------------------

  /** @type {SignagePlan['reshapeTo']} */
  const reshapeTo = (polygons, label, at = null) => {
    if (!work) return;
    const { now, held } = work;
    const past = [...work.past, { label, state: held || now }].slice(-MOST_STEPS);
    work = { ...work, now: { ...now, polygons }, past, future: [], at };
    delete work.held;
    changed();
  };

  /** While something is dragged: shown and checked, no step yet. @type {SignagePlan['showReshaped']} */
  const showReshaped = (polygons, at) => {
    if (!work) return;
    work = { ...work, held: work.held || work.now, now: { ...work.now, polygons }, at };
    plan.tell('area', null);
    plan.overlay.refresh();
  };

  /** @type {SignagePlan['letGoReshaped']} */
  const letGoReshaped = () => {
    if (!work?.held) return;
    work = { ...work, now: work.held };
    delete work.held;
    changed();
  };

  /** @type {SignagePlan['setAreaValues']} */
  const setAreaValues = (values, label) => {
    if (!work) return;
    const { now } = work;
    if (Object.entries(values).every(([name, value]) => (now.values[name] ?? null) === value)) return;
    work = {
      ...work, now: { ...now, values: { ...now.values, ...values } }, future: label ? [] : work.future,
      past: label ? [...work.past, { label, state: now }].slice(-MOST_STEPS) : work.past,
    };
    changed();
  };

  /** @type {SignagePlan['pickPoint']} */
  const pickPoint = (at) => {
    if (!work) return;
    work = { ...work, at };
    plan.tell('point', null);
    plan.overlay.refresh();
  };

  /** @type {(from: 'past' | 'future', to: 'past' | 'future') => void} */
  const step = (from, to) => {
    const last = work?.[from].at(-1);
    if (!work || !last) return;
    const back = { label: last.label, state: work.now };
    const at = work.at && outline.point(last.state.polygons, work.at) ? work.at : null;
    work = { ...work, now: last.state, [from]: work[from].slice(0, -1), [to]: [...work[to], back], at };
    if (work.id === null && !work.now.polygons.length) work = null;
    changed();
  };

  /** @type {(from: 'past' | 'future') => JournalEntry | null} */
  const entry = (from) => {
    const last = work?.[from].at(-1);
    return last ? { sets: [], ids: [], label: last.label } : null;
  };

  plan.unwritten = {
    isOpen: () => Boolean(plan.pen()) || isChanged() || Boolean(work?.future.length),
    nextUndo: () => plan.pen()?.entry('points') || entry('past'),
    nextRedo: () => plan.pen()?.entry('undone') || entry('future'),
    undo: () => (plan.pen() ? plan.backPoint() : step('past', 'future')),
    redo: () => (plan.pen() ? plan.againPoint() : step('future', 'past')),
  };

  /** @type {SignagePlan['startArea']} */
  const startArea = (polygons, values = {}) => {
    const empty = { polygons: [], values: {} };
    const now = { polygons, values: { valid_from: plan.today(), ...values } };
    work = { id: null, version: null, stored: empty, now, past: [{ label: say('area.did_draw'), state: empty }], future: [], at: null };
    changed();
    plan.tell('areaChosen', null);
  };

  const dropArea = () => {
    if (!work || saving) return;
    const { id, stored } = work;
    work = id === null ? null : { ...work, now: stored, past: [], future: [], at: null };
    changed();
    plan.tell('areaChosen', id);
    toast(say('area.dropped'));
  };

  // -- writing ---------------------------------------------------------------------------------------------------------

  /** @type {(state: AreaState, stored: AreaState) => Values} */
  const difference = (state, stored) => {
    const properties = Object.fromEntries(Object.entries(state.values).filter(([name, value]) =>
      name in plan.areaFields && (stored.values[name] ?? null) !== (value ?? null)));
    return outline.same(state.polygons, stored.polygons) ? { properties }
      : { properties, geometry: outline.write(state.polygons) };
  };

  /**
   * What was done to the area while it was on its way stays, unsaved, over what is stored now.
   * @type {(later: AreaWork, sent: AreaWork) => void}
   */
  const carryOver = (later, sent) => {
    if (!work || later.now === sent.now) return;
    const { id, version, stored } = work;
    const values = Object.fromEntries(Object.entries(later.now.values).filter(([name, value]) => value !== sent.now.values[name]));
    const isSameOutline = later.now.polygons === sent.now.polygons;
    work = {
      ...later, id, version, stored, at: isSameOutline ? null : later.at, past: later.past.filter((one) => !sent.past.includes(one)),
      now: { polygons: isSameOutline ? stored.polygons : later.now.polygons, values: { ...stored.values, ...values } },
    };
  };

  /** @type {(answer: Asked, label: string, sent: AreaWork) => void} */
  const written = (answer, label, sent) => {
    const later = work;
    if (!later || later.id === sent.id) takeUp(answer.body);
    if (later && later.id === sent.id) carryOver(later, sent);
    plan.remember({ sets: plan.setOf(answer), label, ids: [answer.body.id], layer: 'areas' });
    changed();
    plan.source.reload('areas');
    toast(say('saved', { what: label }));
  };

  /** @type {(sent: AreaWork) => Promise<boolean>} */
  const send = async (sent) => {
    const { id, version, now, stored, past } = sent;
    const label = id === null ? say('area.did_add', { what: areaName() })
      : past.length === 1 ? past[0].label : say('area.did_change', { what: areaName() });
    const body = { type: 'Feature', ...difference(now, stored), why: label.slice(0, 200) };
    const answer = id === null ? await plan.write('POST', 'areas', body)
      : await plan.write('PATCH', `areas/${id}`, body, version ?? 0);
    saving = null;
    if (answer.ok) written(answer, label, sent);
    else if (answer.status === 409 && answer.body?.current) plan.tell('areaConflict', answer.body.current);
    else toast(say('not_saved', { what: areaName(), why: plan.problemText(answer) }), { alarm: true });
    plan.tell('areaAnswered', answer);
    return answer.ok;
  };

  /** A new area gets its municipality from its place: that is waited for. @type {() => Promise<boolean>} */
  const sendNew = async () => {
    await plan.areaIsPlaced();
    return send(/** @type {AreaWork} */ (work)); // nobody drops what is being saved
  };

  /** @type {SignagePlan['saveArea']} */
  const saveArea = async () => {
    if (!work) return false;
    if (!isChanged()) return true;
    saving ||= work.id === null ? sendNew() : send(work);
    return saving;
  };

  /** @type {SignagePlan['endArea']} */
  const endArea = async (on, why) => {
    if (!work?.id || !(await putDown())) return;
    const sent = work;
    const { id, version } = sent;
    const label = say('area.did_end', { what: areaName() });
    const answer = await plan.write('POST', `areas/${id}/end`, { on, why: why || label }, version ?? 0);
    if (answer.ok) {
      written(answer, label, sent);
      if (on <= plan.today()) chooseArea(null);
    } else toast(say('not_saved', { what: areaName(), why: plan.problemText(answer) }), { alarm: true });
  };

  /** The area as the server has it now, where nothing is unsaved. @type {SignagePlan['renewArea']} */
  const renewArea = async () => {
    const { id = null } = work || {};
    if (id === null || isChanged()) return;
    const answer = await plan.ask('GET', `areas/${id}`);
    if (!answer.ok || work?.id !== id || isChanged()) return;
    takeUp(answer.body);
    changed();
  };

  /** After a stale save: the area as it is now, and over it what the planner keeps. @type {SignagePlan['takeOver']} */
  const takeOver = (current, state, label) => {
    takeUp(current);
    const stored = stateOf(current);
    const now = { ...state, values: { ...stored.values, ...state.values } };
    if (work && !outline.same(now, stored)) work = { ...work, now, past: [{ label, state: stored }] };
    changed();
  };

  /** What others saved. @type {() => void} */
  const look = () => {
    const shape = work?.id ? plan.source.find('areas', work.id) : undefined;
    const { version = 0 } = /** @type {Values} */ (shape?.properties || {});
    if (!work || saving || version <= (work.version || 0)) return;
    toast(say('other_changed', { what: areaName() }) + (isChanged() ? ` ${say('area.both_later')}` : ''));
    renewArea();
  };
  plan.on('others', look);

  /** After a step of the journal was taken back. @type {(ids: number[]) => Promise<void>} */
  const refresh = async (ids) => {
    await Promise.all([plan.source.reload('areas'), plan.source.reload('signs')]);
    const id = work?.id ?? ids[0];
    if (isChanged() || !ids.includes(id)) return;
    const answer = await plan.ask('GET', `areas?after=${id - 1}&limit=1`);
    const [found] = answer.body?.features || [];
    if (found?.id === id) takeUp(found);
    else forget();
    changed();
    plan.tell('areaChosen', areaWork()?.id ?? null);
  };

  plan.refreshers.areas = refresh;
  work = plan.kept(KEY);

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    areaWork, areaName, chooseArea, startArea, dropArea, saveArea, reshapeTo, showReshaped, letGoReshaped, setAreaValues, pickPoint,
    endArea, renewArea, takeOver, areaIsChanged: isChanged, showWholeArea: showWhole,
  }));
}
