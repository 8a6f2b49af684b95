// @ts-check
'use strict';
/*
 * The rows of the table where the view, or the page's area, has more signs than are loaded: filtered and sorted by the server, and
 * fetched by pieces as they are scrolled to. All of them can be selected, known or not.
 */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { put } = plan;
  const { order, FILTERS } = plan.tables.signs;
  const PIECE = 100;
  const PAUSE_MS = 300;

  /**
   * What was asked for last, and what came of it: ids by their place, as far as they are known.
   * @type {{ key: string, total: number, stamp: string, ids: number[], known: Set<number> } | null}
   */
  let list = null;
  let wanted = '';
  let timer = 0;
  /** @type {Map<number, AbortController>} */
  const coming = new Map();
  /** The signs left out of a selection of all; null where not all are selected. @type {Set<number> | null} */
  let but = null;

  /** @type {SignagePlan['far']['isOn']} */
  const isOn = () => {
    if (plan.options.area !== null) return plan.source.areaHasMore;
    return Boolean(plan.map) && (plan.source.tooMany || plan.map.getZoom() < app.FROM.signs);
  };

  /** Which signs the table is about, as the API takes it. @type {SignagePlan['far']['query']} */
  const query = () => {
    const [q, type, state, due] = FILTERS.map((id) => /** @type {HTMLInputElement} */ (put(id)).value.trim());
    const { area } = plan.options;
    const place = area === null ? { bbox: app.bboxText(app.boxOfBounds(plan.map.getBounds())) } : { area: String(area) };
    return Object.fromEntries(Object.entries({ ...place, q, type, state, due }).filter(([, value]) => value));
  };

  /** Not by the place, which the server has no column of. */
  const sort = () => (order.by.length > 1 ? (order.down ? '-' : '') + order.by : 'number');

  const leave = () => {
    clearTimeout(timer);
    for (const one of coming.values()) one.abort();
    coming.clear();
    const before = list?.known || [];
    [list, wanted, but] = [null, '', null];
    plan.source.release(before);
    busy();
  };

  const busy = () => put('plan-grid').setAttribute('aria-busy', String(coming.size > 0));

  /** @type {(piece: number) => Promise<void>} */
  const ask = async (piece) => {
    coming.get(piece)?.abort();
    const mine = new AbortController();
    coming.set(piece, mine);
    busy();
    const key = wanted;
    try {
      const asked = { ...query(), sort: sort(), offset: piece * PIECE, limit: PIECE };
      const found = await plan.source.get('signs/table', asked, mine.signal);
      if (key === wanted) take(piece, key, found);
    } catch {
      if (!mine.signal.aborted) plan.toast(app.say('failed'), { alarm: true, action: [app.say('retry'), () => ask(piece)] });
    }
    if (coming.get(piece) === mine) coming.delete(piece);
    busy();
  };

  /** Pieces of another state of the list do not belong together. @type {(piece: number, key: string, found: any) => void} */
  const take = (piece, key, { features, stamp, number_matched: total }) => {
    const before = list;
    if (!before || before.key !== key || before.stamp !== stamp) list = { key, total, stamp, ids: [], known: new Set() };
    const { ids, known } = /** @type {NonNullable<typeof list>} */ (list);
    features.forEach((/** @type {PlanFeature} */ feature, /** @type {number} */ i) => {
      ids[piece * PIECE + i] = feature.id;
      known.add(feature.id);
    });
    plan.source.keepAll(features);
    if (before && list !== before) plan.source.release(before.known);
    plan.tell('rows', null);
  };

  /** Asks anew where the question is another one; what is listed stays until the answer is there. */
  const follow = () => {
    const key = JSON.stringify([query(), sort()]);
    if (key === wanted) return;
    const isFirst = !wanted;
    const isOther = !list || JSON.stringify(query()) !== JSON.stringify(JSON.parse(list.key)[0]);
    if (isOther && but) {
      but = null;
      plan.speak(app.count('count_selected', 0));
    }
    wanted = key;
    clearTimeout(timer);
    timer = setTimeout(() => ask(0), isFirst ? 0 : PAUSE_MS);
  };

  /** @type {SignagePlan['far']['rows']} */
  const rows = () => {
    follow();
    /** @type {(SignRow | undefined)[]} */
    const found = Array.from({ length: list?.total || 0 });
    list?.ids.forEach((id, i) => { found[i] = plan.source.rows.get(id); });
    return found;
  };

  /** The lines from `from` up to `to` are seen: what is not known of them is asked for. @type {SignagePlan['far']['want']} */
  const want = (from, to) => {
    if (!list || list.key !== wanted) return;
    for (let piece = Math.floor(from / PIECE); piece * PIECE < Math.min(to, list.total); piece += 1) {
      const start = piece * PIECE;
      const isKnown = list.ids[start] !== undefined || coming.has(piece);
      if (!isKnown) ask(piece);
    }
  };

  /** Something was written: what is listed may be another list now. */
  const renew = () => {
    if (!list || !isOn()) return;
    wanted = '';
    plan.tell('rows', null);
  };

  // -- all of them selected --------------------------------------------------------------------------------------------

  /** @type {SignagePlan['far']['selectAll']} */
  const selectAll = (on) => {
    but = on && list ? new Set() : null;
  };

  /** @type {SignagePlan['far']['hasAll']} */
  const hasAll = () => but !== null && isOn();

  /** @type {SignagePlan['far']['toggle']} */
  const toggle = (id) => {
    if (!but?.delete(id)) but?.add(id);
  };

  plan.setUpFar = () => {
    plan.on('others', renew);
    plan.on('journal', renew);
  };

  const far = {
    isOn, rows, want, query, leave, selectAll, hasAll, toggle,
    total: () => list?.total ?? null,
    holds: (/** @type {number} */ id) => Boolean(list?.known.has(id)),
    leftOut: () => [...(but || [])],
  };
  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ far }));
}
