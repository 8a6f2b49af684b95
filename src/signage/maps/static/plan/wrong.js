// @ts-check
'use strict';
/* Signs on which something stands that is no longer true, as the desk keeps them: marked on the map and in the table, told in words. */
{
  const plan = globalThis.signagePlan;
  const [PAUSE_MS, EVERY_MS] = [900, 60_000];
  /** @type {Map<number, string[]>} */
  let wrong = new Map();
  let timer = 0;

  /** @type {SignagePlan['wrongTexts']} */
  const wrongTexts = (id) => wrong.get(id) || [];

  const look = async () => {
    const answer = plan.token() ? await plan.ask('GET', 'notices') : null;
    if (answer && !answer.ok) return; // what is known stays
    const now = /** @type {{ id: number, texts: string[] }[]} */ (answer ? answer.body.signs : []);
    const before = JSON.stringify([...wrong]);
    wrong = new Map(now.map(({ id, texts }) => [id, texts]));
    if (JSON.stringify([...wrong]) === before) return;
    plan.scene.refresh();
    plan.tell('rows', null);
    plan.tell('untrue', null);
  };

  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  };

  plan.setUpWrong = () => {
    plan.scene.isWrong = (id) => wrong.has(id);
    plan.on('access', lookSoon);
    plan.on('saved', lookSoon);
    plan.on('others', lookSoon);
    setInterval(() => { if (!document.hidden) lookSoon(); }, EVERY_MS); // a firm that ends changes no sign
    lookSoon();
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ wrongTexts }));
}
