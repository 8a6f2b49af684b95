// @ts-check
'use strict';
/* What is drawn of areas above the map: the outline in hand with its points, what is wrong with it, and the line of the pen. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, outline } = plan;
  const { COLOUR } = app;
  const [APART_PX, MIDDLE_PX] = [8, 44];
  const SIDES = ['217,72,15', '10,88,168']; // of a split or a merger, as in areas.css
  const SHADES = { error: '198,40,40', warning: '214,140,0', hint: '214,140,0' };

  /** @typedef {{ x: number, y: number }} Spot2 */

  /** @type {(overlay: PlanOverlay, rings: Metres[][]) => void} */
  const trace = (overlay, rings) => {
    const { ctx } = overlay;
    ctx.beginPath();
    for (const ring of rings) {
      ring.forEach((at, i) => {
        const { x, y } = overlay.toScreen(at);
        if (i) ctx.lineTo(x, y);
        else ctx.moveTo(x, y);
      });
      ctx.closePath();
    }
  };

  /** @type {(overlay: PlanOverlay, polygons: Polygons, look: { fill?: string, stroke: string, width: number, dash?: number[] }) => void} */
  const paint = (overlay, polygons, { fill = '', stroke, width, dash = [] }) => {
    const { ctx } = overlay;
    trace(overlay, polygons.flat());
    if (fill) {
      ctx.fillStyle = fill;
      ctx.fill('evenodd');
    }
    ctx.setLineDash(dash);
    ctx.lineJoin = 'round';
    ctx.lineWidth = width;
    ctx.strokeStyle = stroke;
    ctx.stroke();
    ctx.setLineDash([]);
  };

  /** @type {(overlay: PlanOverlay, at: Spot2, r: number, fill: string, stroke: string) => void} */
  const knob = ({ ctx }, { x, y }, r, fill, stroke) => {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.strokeStyle = stroke;
    ctx.stroke();
  };

  /** Points so near to each other that none could be grasped are left out. @type {(overlay: PlanOverlay, polygons: Polygons) => void} */
  const points = (overlay, polygons) => {
    for (const ring of polygons.flat()) {
      const spots = ring.map((at) => overlay.toScreen(at));
      let last = /** @type {Spot2 | null} */ (null);
      spots.forEach((spot, i) => {
        const next = spots[(i + 1) % spots.length];
        if (Math.hypot(next.x - spot.x, next.y - spot.y) > MIDDLE_PX) {
          overlay.ctx.globalAlpha = 0.75;
          knob(overlay, { x: (spot.x + next.x) / 2, y: (spot.y + next.y) / 2 }, 3, COLOUR.halo, COLOUR.chosen);
          overlay.ctx.globalAlpha = 1;
        }
        if (last && Math.hypot(spot.x - last.x, spot.y - last.y) < APART_PX) return;
        last = spot;
        knob(overlay, spot, 5, COLOUR.halo, COLOUR.chosen);
      });
    }
  };

  /** The point in hand, how long its two edges are, and what it snapped to. @type {(overlay: PlanOverlay, work: AreaWork) => void} */
  const inHand = (overlay, { now: { polygons }, at, held }) => {
    const place = at && outline.point(polygons, at);
    if (!place || !at) return;
    const spot = overlay.toScreen(place);
    knob(overlay, spot, 8, COLOUR.chosen, COLOUR.halo);
    if (!held) return;
    for (const by of [-1, 1]) {
      const other = outline.point(polygons, /** @type {Place} */ (outline.after(polygons, at, by)));
      if (other) length(overlay, place, other);
    }
    snapped(overlay, plan.outlineSnapped(), spot);
  };

  /** @type {(overlay: PlanOverlay, a: Metres, b: Metres) => void} */
  const length = (overlay, a, b) => {
    const [one, two] = [overlay.toScreen(a), overlay.toScreen(b)];
    if (Math.hypot(one.x - two.x, one.y - two.y) < 50) return;
    overlay.label(`${plan.decimal(Math.hypot(a[0] - b[0], a[1] - b[1]), 1)} m`, (one.x + two.x) / 2, (one.y + two.y) / 2);
  };

  /** @type {(overlay: PlanOverlay, snap: OutlineSnap | null, spot: Spot2) => void} */
  const snapped = (overlay, snap, spot) => {
    if (!snap || snap.kind === 'none') return;
    const { ctx } = overlay;
    ctx.beginPath();
    ctx.arc(spot.x, spot.y, 14, 0, 2 * Math.PI);
    ctx.lineWidth = 2;
    ctx.strokeStyle = COLOUR.chosen;
    ctx.stroke();
    overlay.label(say(`area.snapped_${snap.kind}`, { what: snap.name }), spot.x, spot.y - 30);
  };

  /** @type {(overlay: PlanOverlay) => void} */
  const faults = (overlay) => {
    for (const { severity, shape } of plan.areaFindings()) {
      const shade = SHADES[/** @type {'error'} */ (severity)] || SHADES.hint;
      if (shape?.type === 'MultiPoint') {
        for (const [longitude, latitude] of shape.coordinates) {
          knob(overlay, plan.map.latLngToContainerPoint([latitude, longitude]), 10, `rgba(${shade},0.35)`, `rgb(${shade})`);
        }
      } else if (shape) {
        paint(overlay, outline.read(shape), {
          fill: `rgba(${shade},${severity === 'error' ? 0.45 : 0.22})`, stroke: `rgb(${shade})`, width: 2,
        });
      }
    }
  };

  /** @type {(overlay: PlanOverlay) => void} */
  const pen = (overlay) => {
    const [drawn, tip] = [plan.pen(), plan.penTip()];
    if (!drawn || !tip) return;
    const { ctx } = overlay;
    const spots = [...drawn.points, tip.to].map((at) => overlay.toScreen(at));
    if (drawn.kind !== 'split' && drawn.points.length > 1) {
      paint(overlay, [[[...drawn.points, tip.to]]], { fill: 'rgba(217,72,15,0.10)', stroke: 'transparent', width: 1 });
    }
    ctx.beginPath();
    for (const { x, y } of spots) ctx.lineTo(x, y);
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = COLOUR.chosen;
    ctx.stroke();
    spots.slice(0, -1).forEach((spot, i) => knob(overlay, spot, i === 0 && drawn.kind !== 'split' ? 7 : 5, COLOUR.halo, COLOUR.chosen));
    const [end] = spots.slice(-1);
    knob(overlay, end, 6, COLOUR.chosen, COLOUR.halo);
    const last = drawn.points.at(-1);
    if (last) length(overlay, last, tip.to);
    snapped(overlay, tip, end);
  };

  /** What a split or a merger would make, each with its name. @type {(overlay: PlanOverlay, done: Reshaped) => void} */
  const preview = (overlay, { areas }) => {
    areas.slice(0, areas[1]?.properties.valid_to === plan.today() ? 1 : 2).forEach(({ geometry, properties }, i) => {
      paint(overlay, outline.read(geometry), { fill: `rgba(${SIDES[i]},0.25)`, stroke: `rgb(${SIDES[i]})`, width: 3 });
      const shape = i && geometry ? app.shapeOf('areas', { id: 0, geometry, properties: {} }) : null;
      if (!shape) return; // the other has its name on the map
      const { x, y } = plan.map.latLngToContainerPoint(app.toLatLng(shape.at));
      overlay.label(properties.name || '–', x, y + 26);
    });
  };

  /** @type {(overlay: PlanOverlay) => void} */
  const draw = (overlay) => {
    if (!plan.atAreas()) return;
    const [work, done] = [plan.areaWork(), plan.reshaped()];
    for (const found of plan.filedOutlines()) {
      paint(overlay, outline.read(found), { fill: `rgba(${SIDES[1]},0.12)`, stroke: `rgb(${SIDES[1]})`, width: 2, dash: [7, 4] });
    }
    if (done) preview(overlay, done);
    else if (work) {
      const { now, stored } = work;
      if (plan.areaIsChanged()) paint(overlay, stored.polygons, { stroke: COLOUR.soft, width: 1.5, dash: [2, 4] });
      paint(overlay, now.polygons, { fill: 'rgba(217,72,15,0.10)', stroke: COLOUR.chosen, width: 2.5 });
      faults(overlay);
      if (plan.token() && !plan.pen()) points(overlay, now.polygons);
      inHand(overlay, work);
    } else faults(overlay);
    pen(overlay);
  };

  plan.on('paint', draw);
}
