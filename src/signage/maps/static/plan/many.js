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

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ changeMany, endMany, setOf }));
}
