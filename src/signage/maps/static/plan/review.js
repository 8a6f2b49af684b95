// @ts-check
'use strict';
/* How far the signs of the page's area are: what is still open at each, and the way to the next one with something open. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put } = plan;
  const { el } = app;
  const PAUSE_MS = 700;
  const OPEN = ['error', 'warning', 'hint'];

  /** @type {JudgedSign[]} */
  let judged = [];
  let timer = 0;
  let asked = 0;

  /** @type {(sign: JudgedSign) => Finding[]} */
  const openOf = (sign) => sign.findings.filter((one) => OPEN.includes(one.severity));

  /** Those with the worst open finding first. @type {() => JudgedSign[]} */
  const openSigns = () => {
    const rank = (/** @type {JudgedSign} */ sign) => OPEN.indexOf(openOf(sign)[0].severity);
    return judged.filter((sign) => openOf(sign).length)
      .sort((a, b) => rank(a) - rank(b) || String(a.number).localeCompare(String(b.number), 'de', { numeric: true }));
  };

  /** @type {(id: number) => Promise<void>} */
  const show = (id) => plan.takeUp(id, { pan: true });

  /** @type {SignagePlan['nextOpen']} */
  const nextOpen = () => {
    const signs = openSigns();
    if (!signs.length) {
      plan.toast(say(judged.length ? 'review_done' : 'review_none'));
      return;
    }
    const at = signs.findIndex((sign) => sign.id === plan.chosen());
    show(signs[(at + 1) % signs.length].id);
  };

  /** Each title once, with how often where that is more. @type {(open: Finding[]) => string} */
  const titles = (open) => {
    const all = open.map(({ title = '' }) => title);
    const times = (/** @type {string} */ title) => all.filter((one) => one === title).length;
    return [...new Set(all)].map((title) => (times(title) > 1 ? `${title} (${times(title)})` : title)).join(' · ');
  };

  /** @type {(sign: JudgedSign) => HTMLElement} */
  const line = (sign) => {
    const open = openOf(sign);
    const name = sign.number || String(sign.id);
    return el('li', {},
      el(`button.jump.${open[0].severity}`, { type: 'button', onclick: () => show(sign.id) }, name),
      el('span', {}, titles(open)));
  };

  const draw = () => {
    const [box, signs] = [put('plan-review'), openSigns()];
    box.hidden = !judged.length;
    if (!judged.length) return;
    const all = signs.flatMap(openOf);
    const number = (/** @type {string} */ severity) => all.filter((one) => one.severity === severity).length;
    const counts = app.joined(OPEN.map((severity) => number(severity) > 0 && app.count(`count_${severity}s`, number(severity))), ', ');
    const sentence = signs.length ? say('review_open', { n: signs.length, of: judged.length })
      : say('review_all_done', { n: judged.length });
    const opened = Boolean(box.querySelector('details')?.open);
    const inside = box.contains(document.activeElement);
    box.replaceChildren(el('div.row', {}, el('span', { id: 'plan-review-text', role: 'status' }, sentence),
      signs.length ? el('button', { type: 'button', id: 'plan-review-next', title: 'B', onclick: nextOpen }, say('review_next')) : null),
    ...(signs.length ? [el('details', { open: opened }, el('summary', {}, counts), el('ul', {}, ...signs.map(line)))] : []));
    if (inside) put('plan-review-next')?.focus();
  };

  /** @type {(busy: boolean) => void} */
  const tellBusy = (busy) => put('plan-review').setAttribute('aria-busy', String(busy));

  const look = async () => {
    timer = 0;
    const mine = (asked += 1);
    const answer = await plan.ask('GET', `areas/${plan.options.area}/findings`);
    if (mine !== asked) return;
    if (answer.ok) {
      judged = answer.body.signs;
      draw();
    }
    tellBusy(timer !== 0);
  };

  const lookSoon = () => {
    clearTimeout(timer);
    tellBusy(true);
    timer = setTimeout(look, PAUSE_MS);
  };

  plan.setUpReview = () => {
    if (plan.options.area === null) return;
    let versions = '';
    plan.on('rows', () => {
      const now = [...plan.source.rows.values()].map((row) => `${row.id}.${row.version}`).sort().join();
      if (now !== versions) lookSoon();
      versions = now;
    });
    plan.on('untrue', lookSoon);
    lookSoon();
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ nextOpen }));
}
