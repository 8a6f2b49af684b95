// @ts-check
'use strict';
/* Drawing point by point: a new area, a further part, a hole, or the line along which an area is split. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, toast, outline } = plan;
  const [SNAP_PX, CLOSE_PX] = [11, 11];
  const KEY = 'pen';

  /** @type {Pen | null} */
  let drawn = null;
  /** Where the next point goes, and what it snaps to. @type {OutlineSnap | null} */
  let tip = null;

  const pen = () => drawn;
  const penTip = () => tip;

  const changed = () => {
    plan.keep(KEY, drawn && { ...drawn, entry: null });
    plan.tell('pen', null);
    plan.tell('journal', null);
    plan.overlay.refresh();
  };

  // -- what there is to snap to ----------------------------------------------------------------------------------------

  /** @type {(at: Metres, within_m: number) => { name: string, rings: Metres[][] }[]} */
  const around = (at, within_m) => {
    const mine = plan.areaWork()?.id ?? null;
    const shapes = [...plan.shapesNear('areas', at, within_m).filter(({ id }) => id !== mine || drawn?.kind === 'split'),
      ...plan.shapesNear('municipalities', at, within_m)];
    return shapes.map((shape) => ({
      name: shape.properties.name || '', rings: plan.edgesOf(shape).filter((ring) => ring.length > 1),
    }));
  };

  /**
   * A corner of a neighbour or of the municipality before a place on its edge.
   * @type {SignagePlan['snapOutline']}
   */
  const snapOutline = (to, free) => {
    if (free || !plan.snapping()) return { to, kind: 'none', name: '' };
    const within_m = SNAP_PX * plan.metresPerPixel();
    const near = around(to, within_m);
    for (const { name, rings } of near) {
      const corner = plan.nearestPoint(to, rings.flat(), within_m);
      if (corner) return { to: corner, kind: 'corner', name };
    }
    for (const { name, rings } of near) {
      const foot = plan.nearestEdge(to, rings, within_m);
      if (foot) return { to: foot, kind: 'edge', name };
    }
    return { to, kind: 'none', name: '' };
  };

  // -- the pen ---------------------------------------------------------------------------------------------------------

  /** @type {(kind: Pen['kind'], points: Metres[]) => Pen} */
  const made = (kind, points) => ({
    kind, points, undone: [],
    entry(from) {
      return drawn?.[from].length ? { sets: [], ids: [], label: say('area.did_point') } : null;
    },
  });

  /** @type {SignagePlan['takePen']} */
  const takePen = (kind, points = []) => {
    if (kind === 'area' && plan.areaWork()) return;
    drawn = made(kind, points);
    tip = { to: points.at(-1) || plan.middle(), kind: 'none', name: '' };
    plan.speak(say(`area.pen_${kind}`));
    changed();
    plan.map.getContainer().focus({ preventScroll: true });
  };

  const dropPen = () => {
    if (!drawn) return;
    const { kind, points } = drawn;
    drawn = tip = null;
    changed();
    if (points.length > 1) toast(say('area.pen_dropped'), { action: [say('area.pen_again'), () => takePen(kind, points)] });
  };

  /** Whether the next point would be the first one again. @type {(at: Metres) => boolean} */
  const closes = (at) => {
    const [first] = drawn?.points || [];
    return Boolean(first && drawn && drawn.kind !== 'split' && drawn.points.length > 2
      && Math.hypot(first[0] - at[0], first[1] - at[1]) <= CLOSE_PX * plan.metresPerPixel());
  };

  /** @type {SignagePlan['movePen']} */
  const movePen = (to, free) => {
    if (!drawn) return;
    tip = closes(to) ? { to: drawn.points[0], kind: 'close', name: '' } : snapOutline(to, free);
    plan.tell('penMoved', null);
    plan.overlay.refresh();
  };

  /** @type {SignagePlan['setPoint']} */
  const setPoint = () => {
    if (!drawn || !tip) return;
    const last = drawn.points.at(-1);
    if (tip.kind === 'close' || (last && Math.hypot(last[0] - tip.to[0], last[1] - tip.to[1]) < 0.01)) {
      finishPen();
      return;
    }
    drawn = { ...drawn, points: [...drawn.points, tip.to], undone: [] };
    plan.speak(say('area.point_set', { n: drawn.points.length }));
    changed();
  };

  const backPoint = () => {
    const last = drawn?.points.at(-1);
    if (!drawn || !last) return;
    drawn = { ...drawn, points: drawn.points.slice(0, -1), undone: [...drawn.undone, last] };
    changed();
  };

  const againPoint = () => {
    const next = drawn?.undone.at(-1);
    if (!drawn || !next) return;
    drawn = { ...drawn, points: [...drawn.points, next], undone: drawn.undone.slice(0, -1) };
    changed();
  };

  /** @type {Record<Pen['kind'], (points: Metres[]) => boolean>} */
  const FINISH = {
    area: (points) => {
      plan.startArea([[points]]);
      return true;
    },
    part: (points) => {
      const polygons = plan.areaWork()?.now.polygons || [];
      plan.reshapeTo([...polygons, [points]], say('area.did_part', { what: plan.areaName() }));
      return true;
    },
    hole: (points) => {
      const polygons = plan.areaWork()?.now.polygons || [];
      const around_ = outline.partAround(polygons, points);
      if (around_ < 0) {
        toast(say('area.hole_outside'), { alarm: true });
        return false;
      }
      const holed = polygons.map((rings, part) => (part === around_ ? [...rings, points] : rings));
      plan.reshapeTo(holed, say('area.did_hole', { what: plan.areaName() }));
      return true;
    },
    split: (points) => {
      plan.startSplit(points);
      return true;
    },
  };

  const finishPen = () => {
    if (!drawn) return;
    const { kind, points } = drawn;
    const least = kind === 'split' ? 2 : 3;
    if (points.length < least) {
      toast(say('area.too_few', { n: least }), { alarm: true });
      return;
    }
    if (!FINISH[kind](points)) return;
    drawn = tip = null;
    changed();
  };

  const kept = /** @type {Pen | null} */ (plan.kept(KEY));
  if (kept) {
    drawn = { ...made(kept.kind, kept.points), undone: kept.undone };
    tip = { to: kept.points.at(-1) || [0, 0], kind: 'none', name: '' };
  }

  app.onNightfall(() => plan.overlay.refresh());
  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    pen, penTip, takePen, dropPen, movePen, setPoint, backPoint, againPoint, finishPen, snapOutline,
  }));
}
