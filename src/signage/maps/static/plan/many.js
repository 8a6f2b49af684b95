// @ts-check
'use strict';
/* Many signs in one write: all of them or none, as one change set and one step of undo. */
{
  const plan = globalThis.signagePlan;
  const { say, toast } = plan;
  const MOST_KEPT = 200; // ids that a step of undo remembers, for a tab keeps little; beyond that all in view is asked for again

  /** @type {(answer: Asked) => number[]} */
  const setOf = (answer) => {
    const number = Number(answer.headers?.get('signage-change-set'));
    return number ? [number] : [];
  };

  /**
   * What is refused is refused as a whole; rows that moved on are known as they are now.
   * @type {SignagePlan['changeMany']}
   */
  const changeMany = async (acts, label) => {
    await plan.saveAll();
    const rows = acts.flatMap(({ id, changes }) => {
      const row = plan.source.rows.get(id);
      return row ? [{ id, version: row.version, ...plan.bodyOf(changes) }] : [];
    });
    const answer = await plan.write('PATCH', 'signs', { rows, why: label.slice(0, 200) });
    if (answer.ok) {
      plan.source.putMany(answer.body.features);
      const ids = rows.map(({ id }) => id);
      plan.remember({ sets: setOf(answer), label, ids: ids.length > MOST_KEPT ? [] : ids });
      plan.choose(plan.chosen(), { quiet: true });
    } else if (answer.body?.stale) {
      plan.source.putMany(answer.body.stale.map((/** @type {{ current: PlanFeature }} */ one) => one.current));
    }
    return answer;
  };

  /** @type {SignagePlan['endMany']} */
  const endMany = async (ids, on, why) => {
    const label = say('did_end_many', { n: ids.length });
    const answer = await changeMany(ids.map((id) => ({ id, changes: { valid_to: on }, label })), why || label);
    if (answer.ok) toast(say('saved', { what: label }), { action: [say('undo'), () => plan.undo()] });
    else toast(plan.problemText(answer), { alarm: true });
  };

  /**
   * The same values for all signs that the table lists, loaded or not, but for those left out; `seen` is the stamp of the list.
   * @type {SignagePlan['changeAll']}
   */
  const changeAll = async (properties, seen, label, why = label) => {
    await plan.saveAll();
    const body = { seen, properties, but: plan.far.leftOut(), why: why.slice(0, 200) };
    const answer = await plan.write('PATCH', `signs/table?${new URLSearchParams(plan.far.query())}`, body);
    if (!answer.ok) return answer;
    plan.remember({ sets: setOf(answer), label, ids: [] });
    await plan.source.renew();
    plan.choose(plan.chosen(), { quiet: true });
    return answer;
  };

  /** Ends all that the table lists, as they are now. @type {(on: string, why: string) => Promise<void>} */
  const endAll = async (on, why) => {
    const { ok, body, ...seen } = await plan.ask('GET', `signs/table?${new URLSearchParams({ ...plan.far.query(), limit: '1' })}`);
    const label = say('did_end_many', { n: plan.countSelected() });
    const answer = ok ? await plan.changeAll({ valid_to: on }, body.stamp, label, why || label) : { ok, body, ...seen };
    if (answer.ok) toast(say('saved', { what: label }), { action: [say('undo'), () => plan.undo()] });
    else toast(plan.problemText(answer), { alarm: true });
  };

  /** @type {SignagePlan['endSelected']} */
  const endSelected = (id) => {
    const [n, isWhole] = [plan.countSelected(), plan.far.hasAll()];
    if (isWhole) plan.askEnd({ title: say('end_title'), what: say('count_signs', { n }), end: endAll });
    else plan.askEnd(plan.endOfSigns(n ? [...plan.selected] : [id]));
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ changeAll, changeMany, endMany, endSelected, setOf }));
}
