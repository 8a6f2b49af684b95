// @ts-check
'use strict';
/* The keyboard at work on areas: walk through points, move, add and delete them, draw, save. */
{
  const plan = globalThis.signagePlan;
  const { say, toast, outline, ARROWS } = plan;
  const PAUSE_MS = 700;
  let pause = 0;

  /** @type {(text: string) => void} */
  const tell = (text) => { plan.speak(text); };

  /** @type {() => AreaWork | null} */
  const inHand = () => {
    const work = plan.areaWork();
    if (work && !plan.token()) plan.askForToken();
    return work && plan.token() ? work : null;
  };

  /** @type {SignagePlan['walkPoints']} */
  const walkPoints = (by, toRing = false) => {
    const work = plan.areaWork();
    if (!work) return;
    settle();
    const all = outline.places(work.now.polygons);
    if (!all.length) return;
    const { at } = work;
    const starts = all.filter(({ point }) => point === 0);
    const ringAt = at ? starts.findIndex(({ part, ring }) => part === at.part && ring === at.ring) : -1;
    const next = !at ? all[by > 0 ? 0 : all.length - 1]
      : toRing ? starts[(ringAt + by + starts.length) % starts.length] : outline.after(work.now.polygons, at, by);
    if (next) show(next);
  };

  /** @type {(at: Place) => void} */
  const show = (at) => {
    plan.pickPoint(at);
    const to = outline.point(plan.areaWork()?.now.polygons || [], at);
    if (to) plan.keepInSight(to);
    tell(plan.pointText(at));
  };

  /** Several arrows are one step. */
  const settle = () => {
    clearTimeout(pause);
    const work = plan.areaWork();
    if (work?.held && work.at) plan.reshapeTo(work.now.polygons, say('area.did_move', { what: plan.areaName() }), work.at);
  };

  /** @type {SignagePlan['nudgePoint']} */
  const nudgePoint = (east, north) => {
    const work = inHand();
    const to = work?.at && outline.point(work.now.polygons, work.at);
    if (!work?.at || !to) return;
    const there = /** @type {Metres} */ ([to[0] + east, to[1] + north]);
    plan.showReshaped(outline.move(work.now.polygons, work.at, there), work.at);
    plan.keepInSight(there);
    clearTimeout(pause);
    pause = setTimeout(settle, PAUSE_MS);
  };

  const addPoint = () => {
    settle();
    const work = inHand();
    if (!work) return;
    if (!work.at) {
      tell(say('area.no_point'));
      return;
    }
    const next = { ...work.at, point: work.at.point + 1 };
    const changed = outline.insert(work.now.polygons, work.at, outline.middleAfter(work.now.polygons, work.at));
    plan.reshapeTo(changed, say('area.did_insert', { what: plan.areaName() }), next);
    show(next);
  };

  const deletePoint = () => {
    settle();
    const work = inHand();
    if (!work) return;
    const { at, now: { polygons } } = work;
    if (!at) {
      tell(say('area.no_point'));
      return;
    }
    const left = outline.remove(polygons, at);
    if (!left.length) {
      toast(say('area.last_points'), { alarm: true });
      return;
    }
    const here = outline.ring(left, at).length ? { ...at, point: Math.min(at.point, outline.ring(left, at).length - 1) } : null;
    plan.reshapeTo(left, say('area.did_delete', { what: plan.areaName() }), here);
    tell(say('area.point_deleted'));
  };

  const snapPoint = () => {
    settle();
    const work = inHand();
    const to = work?.at && outline.point(work.now.polygons, work.at);
    if (!work?.at || !to) return;
    const snap = plan.snapOutline(to, false);
    if (snap.kind === 'none') toast(say('area.nothing_to_snap'));
    else {
      plan.reshapeTo(outline.move(work.now.polygons, work.at, snap.to), say('area.did_snap', { what: plan.areaName() }), work.at);
      tell(say(`area.snapped_${snap.kind}`, { what: snap.name }));
    }
  };

  /** @type {(step: 1 | -1) => void} */
  const walkAreas = (step) => {
    const shapes = plan.byName(plan.source.shapes('areas'));
    if (!shapes.length) return;
    const at = shapes.findIndex(({ id }) => id === plan.areaWork()?.id);
    plan.chooseArea(shapes[at < 0 ? 0 : (at + step + shapes.length) % shapes.length].id, { pan: true });
  };

  /** @type {(event: KeyboardEvent) => boolean} */
  const withPen = (event) => {
    const tip = plan.penTip();
    const isPress = event.key === 'Enter' && /** @type {Element} */ (event.target).closest('button, a, summary');
    if (!plan.pen() || !tip || isPress) return false;
    if (event.key === 'Enter') plan.setPoint();
    else if (event.key === 'Backspace') plan.backPoint();
    else if (event.key.toLowerCase() === 'f') plan.finishPen();
    else if (event.key === 'Escape') plan.dropPen();
    else return false;
    return true;
  };

  /** @type {(event: KeyboardEvent) => boolean} */
  const onMap = (event) => {
    const arrow = ARROWS[event.key];
    const tip = plan.pen() && plan.penTip();
    if (!arrow || !(tip || plan.areaWork()?.at)) return false;
    const metres = event.shiftKey ? 10 : event.altKey ? 0.1 : 1;
    if (tip) {
      const there = /** @type {Metres} */ ([tip.to[0] + arrow[0] * metres, tip.to[1] + arrow[1] * metres]);
      plan.movePen(there, true);
      plan.keepInSight(there);
    } else nudgePoint(arrow[0] * metres, arrow[1] * metres);
    return true;
  };

  /** @type {Record<string, () => void>} */
  const PLAIN = {
    n: () => plan.useAreaTool('area'), p: () => plan.useAreaTool('part'), h: () => plan.useAreaTool('hole'),
    t: () => plan.useAreaTool('split'), v: () => plan.useAreaTool('merge'), insert: addPoint, i: addPoint,
    delete: deletePoint, s: snapPoint, pagedown: () => walkAreas(1), pageup: () => walkAreas(-1),
  };

  /** @type {(event: KeyboardEvent) => boolean} */
  const escape = ({ key }) => {
    if (key !== 'Escape') return false;
    if (plan.areaWork()?.at) plan.pickPoint(null);
    else if (plan.areaWork() && !plan.areaIsChanged()) plan.chooseArea(null);
    else return false;
    return true;
  };

  plan.keyboards.areas = (event, isOnMap) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      plan.saveKnowingly();
      return true;
    }
    if (event.ctrlKey || event.metaKey) return false;
    if (withPen(event) || (isOnMap && onMap(event))) return true;
    if (event.altKey) return false;
    const step = { Comma: -1, Period: 1 }[event.code];
    if (step) walkPoints(/** @type {1 | -1} */ (step), event.shiftKey);
    const act = PLAIN[event.key.toLowerCase()];
    if (act) act();
    return Boolean(step) || Boolean(act) || escape(event);
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    walkPoints, nudgePoint, addPoint, deletePoint, snapPoint, settlePoint: settle,
  }));
}
