// @ts-check
'use strict';
/* What others change appears by itself: every few seconds the store is asked whether anything is new, which costs a header. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, toast } = plan;
  const EVERY_MS = 4000;
  let seen = '';
  let looking = false;

  /** @type {() => Map<number, { version: number, name: string, at: Spot }>} */
  const versions = () => new Map([...plan.source.rows].map(([id, { version, at }]) => [id, { version, at, name: plan.nameOf(id) }]));

  /** Whether the place is in what was just asked for; what left the view was not ended. @type {(at: Spot) => boolean} */
  const isInView = (at) => app.covers(plan.source.held.signs?.box || [0, 0, 0, 0], [...at, ...at]);

  /** What others did; what was answered to a write of this page since `began` was not theirs. */
  /** @type {(before: ReturnType<typeof versions>, after: ReturnType<typeof versions>, began: number) => string[]} */
  const news = (before, after, began) => {
    const told = [];
    const isOwn = (/** @type {number} */ id) => (plan.source.putAt.get(id) || 0) >= began;
    for (const [id, { version, name }] of after) {
      if (isOwn(id)) continue;
      const was = before.get(id);
      if (!was) told.push(say('other_added', { what: name }));
      else if (was.version < version) told.push(say('other_changed', { what: name }));
    }
    for (const [id, { name, at }] of before) {
      if (!after.has(id) && !isOwn(id) && isInView(at)) told.push(say('other_ended', { what: name }));
    }
    return told;
  };

  const reload = async () => {
    const [before, began] = [versions(), Date.now()];
    await Promise.all([plan.source.reload('signs'), plan.source.reload('areas')]);
    const { area } = plan.options;
    if (area !== null) await plan.source.loadArea(area);
    await plan.allWritten(); // what came may be what this page has just sent
    plan.tell('others', null);
    const told = news(before, versions(), began);
    if (!told.length) return;
    const inHand = plan.chosen();
    plan.choose(inHand, { quiet: true });
    toast(told.slice(0, 3).join(' ') + (told.length > 3 ? ` ${say('other_more', { n: told.length - 3 })}` : ''));
  };

  /** Ask now; own writes make the store new too, but their rows are known already. */
  const lookNow = async () => {
    if (looking || document.hidden) return;
    looking = true;
    try {
      /** @type {Record<string, string>} */
      const headers = seen ? { 'if-none-match': seen } : {};
      const answer = await fetch(`${plan.options.api}/signs?limit=1`, { method: 'HEAD', cache: 'no-store', headers });
      const state = answer.ok ? answer.headers.get('etag') || '' : seen;
      const isNew = Boolean(seen) && state !== seen;
      seen = state;
      if (isNew) await reload();
    } catch { /* the next look finds it */ }
    // eslint-disable-next-line require-atomic-updates -- see above
    looking = false;
  };

  const watch = () => {
    lookNow();
    setInterval(lookNow, EVERY_MS);
    document.addEventListener('visibilitychange', lookNow);
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ watch, lookNow }));
}
