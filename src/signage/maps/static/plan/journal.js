// @ts-check
'use strict';
/*
 * Undo and redo. The server keeps what was done, as change sets that can be taken back; this tab keeps which of them were its own, so that
 * a reload forgets nothing. Taking back is a change set too: redo takes that one back.
 */
{
  const plan = globalThis.signagePlan;
  const { say, toast } = plan;
  const MOST = 100;

  /** @type {{ done: JournalEntry[], undone: JournalEntry[] }} */
  const journal = plan.kept('journal') || { done: [], undone: [] };
  let busy = Promise.resolve();

  const changed = () => {
    plan.keep('journal', journal);
    plan.tell('journal', null);
  };

  /** @type {SignagePlan['remember']} */
  const remember = (entry) => {
    if (!entry.sets.length) return;
    journal.done = [...journal.done, entry].slice(-MOST);
    journal.undone = [];
    changed();
  };

  /** What is drawn and not written yet has steps of its own; they go first. */
  const nextUndo = () => plan.unwritten?.nextUndo() || journal.done.at(-1) || null;
  const nextRedo = () => (plan.unwritten?.isOpen() ? plan.unwritten.nextRedo() : journal.undone.at(-1) || null);

  /**
   * Takes the sets back, the last first; answers the sets that did so, and those that are left where one was refused.
   * @type {(sets: number[], why: string) => Promise<{ back: number[], left: number[], refused: Asked | null }>}
   */
  const takeBack = async (sets, why) => {
    const back = [];
    const left = [...sets];
    while (left.length) {
      // eslint-disable-next-line no-await-in-loop -- the later set goes first
      const answer = await plan.write('POST', `changes/${left.at(-1)}/revert`, { why });
      if (!answer.ok) return { back, left, refused: answer };
      left.pop();
      back.push(answer.body.change_set);
    }
    return { back, left, refused: null };
  };

  /** @type {(from: 'done' | 'undone', to: 'done' | 'undone', said: string) => Promise<void>} */
  const step = async (from, to, said) => {
    await plan.saveAll();
    const entry = journal[from].at(-1);
    if (!entry) {
      toast(say(`nothing_${said}`));
      return;
    }
    plan.tell('undoing', true);
    const { back, left, refused } = await takeBack(entry.sets, `${say(said)}: ${entry.label}`.slice(0, 200));
    const comesBack = !refused || refused.status === 409 || refused.status === 404;
    if (comesBack) journal[from] = journal[from].slice(0, -1);
    else journal[from] = [...journal[from].slice(0, -1), { ...entry, sets: left }];
    if (back.length) journal[to] = [...journal[to], { ...entry, sets: back }];
    changed();
    await plan.refreshers[entry.layer || 'signs'](entry.ids);
    plan.tell('undoing', false);
    if (refused) toast(`${say(`${said}_refused`, { what: entry.label })} ${plan.problemText(refused)}`, { alarm: true });
    else toast(say(`${said}_done`, { what: entry.label }));
  };

  /** One after the other, however fast the keys come. @type {(work: () => Promise<void>) => Promise<void>} */
  const inTurn = (work) => {
    busy = busy.then(work, work);
    return busy;
  };

  /** @type {(entry: JournalEntry | null, act: () => void, said: string) => Promise<void>} */
  const unwrittenStep = async (entry, act, said) => {
    if (entry) act();
    toast(entry ? say(`${said}_done`, { what: entry.label }) : say(`nothing_${said}`));
    plan.tell('journal', null);
  };

  const undo = () => inTurn(() => {
    const open = plan.unwritten;
    return open?.nextUndo() ? unwrittenStep(open.nextUndo(), open.undo, 'undo') : step('done', 'undone', 'undo');
  });
  const redo = () => inTurn(() => {
    const open = plan.unwritten;
    return open?.isOpen() ? unwrittenStep(open.nextRedo(), open.redo, 'redo') : step('undone', 'done', 'redo');
  });

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ remember, undo, redo, nextUndo, nextRedo }));
}
