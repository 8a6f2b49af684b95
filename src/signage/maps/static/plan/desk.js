// @ts-check
'use strict';
/* The sign in hand, and what is done to signs: each change is shown at once, written in turn, and remembered for undo. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, toast } = plan;
  const PAUSE_MS = 700;

  /** @type {number | null} */
  let inHand = null;
  /** @type {Map<number, { label: string, timer: number }>} */
  const waiting = new Map();
  /** @type {Map<number, Promise<boolean>>} */
  const writing = new Map();

  const chosen = () => inHand;

  /** @type {SignagePlan['nameOf']} */
  const nameOf = (id) => {
    const values = plan.source.valuesOf(id);
    return values?.number || (values?.name ? say('quoted', { name: values.name }) : `${app.say('sign')} ${id}`);
  };

  /** @type {(at: Metres) => void} */
  const lookAt = (at) => {
    const [longitude, latitude] = plan.toDegrees(...at);
    const here = plan.map.getBounds().pad(-0.08);
    if (!here.contains([latitude, longitude]) || plan.map.getZoom() < 15) {
      plan.map.setView([latitude, longitude], Math.max(plan.map.getZoom(), 17), { animate: false });
    }
  };

  /** @type {SignagePlan['choose']} */
  const choose = (id, { pan, quiet } = {}) => {
    if (inHand !== null && inHand !== id) save(inHand);
    inHand = plan.source.rows.has(id ?? -1) ? id : null;
    const place = plan.source.placeOf(inHand ?? -1);
    if (pan && place) lookAt(place);
    plan.scene.chosen = plan.source.find('signs', inHand ?? -1) || null;
    plan.keepHere('chosen', inHand);
    plan.tell('chosen', inHand);
    plan.scene.refresh();
    plan.overlay.refresh();
    if (!quiet && inHand !== null) announce(inHand);
  };

  /** Also one that is not loaded. @type {SignagePlan['takeUp']} */
  const takeUp = async (id, how) => {
    const answer = plan.source.rows.has(id) ? null : await plan.ask('GET', `signs/${id}`);
    if (answer?.ok) plan.source.put(answer.body);
    choose(id, how);
  };

  /** @type {(id: number) => void} */
  const announce = (id) => {
    const { type = '', name } = /** @type {Values} */ (plan.source.valuesOf(id));
    plan.speak(say('chosen', { what: nameOf(id), type: app.word('type', type), name: name || '' }));
  };

  /** @type {SignagePlan['bodyOf']} */
  const bodyOf = (changes) => {
    const { x, y, ...properties } = changes;
    if (x === undefined) return { properties };
    const coordinates = plan.toDegrees(x, y).map((degrees) => Number(degrees.toFixed(9)));
    return { properties, geometry: { type: 'Point', coordinates } };
  };

  /**
   * Show a change at once; it is written after a pause, so that ten arrow keys are one step of undo.
   * @type {SignagePlan['draft']}
   */
  const draft = (id, changes, label, soon = false) => {
    plan.source.setDraft(id, { ...plan.source.drafts.get(id), ...changes });
    if (id === inHand) plan.scene.chosen = plan.source.find('signs', id) || null;
    clearTimeout(waiting.get(id)?.timer);
    waiting.set(id, { label, timer: soon ? setTimeout(() => save(id), PAUSE_MS) : 0 });
  };

  /** @type {SignagePlan['dropDraft']} */
  const dropDraft = (id) => {
    clearTimeout(waiting.get(id)?.timer);
    waiting.delete(id);
    plan.source.setDraft(id, null);
    if (id === inHand) plan.scene.chosen = plan.source.find('signs', id) || null;
  };

  /** The draft's part that differs from what is stored. @type {(row: SignRow, changes: Changes) => Changes} */
  const really = (row, changes) => {
    const stored = /** @type {Values} */ ({ ...row.values, x: row.x, y: row.y });
    const moved = changes.x !== undefined && Math.hypot(changes.x - row.x, changes.y - row.y) > 0.005;
    return Object.fromEntries(Object.entries(changes).filter(([name, value]) =>
      (name === 'x' || name === 'y' ? moved : JSON.stringify(stored[name] ?? null) !== JSON.stringify(value ?? null))));
  };

  /**
   * Writes changes of a row; true where they are stored.
   * @type {(id: number, changes: Changes, label: string, sets: number[]) => Promise<boolean>}
   */
  const patch = async (id, changes, label, sets) => {
    const base = plan.source.bases.get(id) || plan.source.rows.get(id);
    if (!base) return false;
    const mine = really(base, changes);
    if (!Object.keys(mine).length) {
      dropDraft(id);
      return true;
    }
    const answer = await plan.write('PATCH', `signs/${id}`, { ...bodyOf(mine), why: label.slice(0, 200) }, base.version);
    if (answer.ok) {
      sets.push(...plan.setOf(answer));
      settleDraft(id, changes, answer.body);
      if (id === inHand) plan.scene.chosen = plan.source.find('signs', id) || null;
      plan.tell('saved', id);
    } else if (answer.status === 409 && answer.body?.current) plan.tell('conflict', { id, mine, base, current: answer.body.current });
    else if (answer.status) {
      dropDraft(id);
      toast(say('not_saved', { what: nameOf(id), why: plan.problemText(answer) }), { alarm: true });
    } else toast(plan.problemText(answer), { alarm: true, action: [app.say('retry'), () => save(id)] });
    return answer.ok;
  };

  /** What was typed while the write was on its way stays. @type {(id: number, written: Changes, feature: PlanFeature) => void} */
  const settleDraft = (id, written, feature) => {
    const now = plan.source.drafts.get(id) || {};
    const left = Object.fromEntries(Object.entries(now).filter(([name, value]) => written[name] !== value));
    // In this order: a list in the form that an arrow key went on in must not fall back in between to what is stored.
    plan.source.put(feature);
    plan.source.bases.delete(id);
    plan.source.setDraft(id, Object.keys(left).length ? left : null);
  };

  /** @type {SignagePlan['save']} */
  const save = async (id) => {
    if (writing.has(id)) await writing.get(id);
    const changes = plan.source.drafts.get(id);
    const label = waiting.get(id)?.label || say('did_change', { what: nameOf(id) });
    clearTimeout(waiting.get(id)?.timer);
    waiting.delete(id);
    if (!changes) return true;
    /** @type {number[]} */
    const sets = [];
    const work = patch(id, changes, label, sets);
    writing.set(id, work);
    const done = await work;
    if (writing.get(id) === work) writing.delete(id);
    if (sets.length) {
      plan.remember({ sets, label, ids: [id] });
      toast(say('saved', { what: label }));
    }
    return done;
  };

  const saveAll = async () => {
    await Promise.all([...plan.source.drafts.keys()].map((id) => save(id)));
  };

  /** @type {SignagePlan['create']} */
  const create = async (values, label) => {
    const answer = await plan.write('POST', 'signs', { ...bodyOf(values), why: label.slice(0, 200) });
    if (!answer.ok) {
      toast(say('not_placed', { why: plan.problemText(answer) }), { alarm: true });
      return null;
    }
    plan.source.put(answer.body);
    const { id } = answer.body;
    const said = say('did_place', { what: nameOf(id) });
    plan.remember({ sets: plan.setOf(answer), label: said, ids: [id] });
    const { code } = answer.body.properties;
    toast(code ? say('placed_with_code', { what: nameOf(id), code: app.codeText(code) }) : say('placed', { what: nameOf(id) }));
    return id;
  };

  /** @type {SignagePlan['end']} */
  const end = async (ids, on, why) => {
    await saveAll();
    const [id] = ids;
    if (ids.length > 1) await plan.endMany(ids, on, why);
    else {
      const label = say('did_end', { what: nameOf(id) });
      const answer = await plan.write('POST', `signs/${id}/end`, { on, why: why || label }, plan.source.rows.get(id)?.version);
      if (answer.ok) {
        plan.source.put(answer.body);
        plan.remember({ sets: plan.setOf(answer), label, ids });
        toast(label);
      } else toast(say('not_saved', { what: nameOf(id), why: plan.problemText(answer) }), { alarm: true });
    }
    if (inHand !== null && !plan.source.rows.has(inHand)) choose(null);
  };

  /**
   * Ask for rows again after they were changed by taking back. As a list of one: a row that is gone is no error there.
   * @type {SignagePlan['refresh']}
   */
  const refresh = async (ids) => {
    if (!ids.length) await plan.source.renew();
    const answers = await Promise.all(ids.map((id) => plan.ask('GET', `signs?after=${id - 1}&limit=1`)));
    answers.forEach((answer, i) => {
      if (!answer.ok) return;
      const [found] = answer.body.features;
      if (found?.id === ids[i]) plan.source.put(found);
      else plan.source.drop(ids[i]);
    });
    const here = inHand ?? (ids.length === 1 ? ids[0] : null);
    choose(here !== null && plan.source.rows.has(here) ? here : null, { quiet: true });
  };

  plan.refreshers.signs = refresh;

  /** After a stale save: the row as it is now, and over it what the planner wants to keep. @type {SignagePlan['settle']} */
  const settle = (id, mine, _base, current) => {
    plan.source.setDraft(id, null);
    plan.source.put(current);
    if (!Object.keys(mine).length) return;
    draft(id, mine, say('did_merge', { what: nameOf(id) }));
    save(id);
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    chosen, choose, takeUp, nameOf, bodyOf, draft, dropDraft, save, saveAll, create, end, refresh, settle,
  }));
}
