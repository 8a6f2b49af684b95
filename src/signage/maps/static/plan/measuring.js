// @ts-check
'use strict';
/*
 * Measuring on the map: points by click, or by the keyboard's own pointer; lengths as the inventory reckons them (metres of EPSG:25832),
 * and the area once the line is closed. A point snaps to a post that stands close by; Alt lets go.
 */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, ARROWS } = plan;
  const { el, COLOUR } = app;
  const [POST_PX, CLICK_PX, CLOSE_PX] = [12, 4, 12];

  /** @type {Metres[]} */
  let points = [];
  let closed = false;
  /** Where the next point would go. @type {Metres | null} */
  let next = null;
  /** @type {L.Point | null} */
  let pressed = null;
  /** @type {((on: boolean) => void) | null} */
  let show = null;

  /** @type {(a: Metres, b: Metres) => number} */
  const apart = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]);

  /** @type {SignagePlan['measures']} */
  const measures = (line, ring) => {
    const legs = line.slice(1).map((point, i) => apart(line[i], point));
    if (ring && line.length > 2) legs.push(apart(line[line.length - 1], line[0]));
    return { legs, length_m: legs.reduce((sum, leg) => sum + leg, 0), area_m2: ring ? plan.ringArea(line) : 0 };
  };

  /** @type {(metres: number) => string} */
  const length = (metres) => (metres < 1000 ? `${plan.decimal(metres, 2)} m` : `${plan.decimal(metres / 1000, 3)} km`);
  /** @type {(m2: number) => string} */
  const surface = (m2) => (m2 < 10_000 ? `${plan.decimal(m2, 1)} m²` : `${plan.decimal(m2 / 10_000, 2)} ha`);

  /** @type {() => string} */
  const sum = () => {
    const { length_m, area_m2 } = measures(points, closed);
    if (closed) return say('measure.area_of', { area: surface(area_m2), length: length(length_m) });
    return points.length > 1 ? say('measure.length_of', { length: length(length_m) }) : '';
  };

  const draw = () => {
    const { legs } = measures(points, closed);
    put('plan-measure-sum').textContent = sum() || say(points.length ? 'measure.second' : 'measure.first');
    put('plan-measure-legs').replaceChildren(...legs.map((leg) => el('li', {}, length(leg))));
    for (const [id, off] of /** @type {[string, boolean][]} */ ([['back', !points.length], ['close', points.length < 3 || closed],
      ['new', !points.length], ['copy', points.length < 2]])) /** @type {HTMLButtonElement} */ (put(`plan-measure-${id}`)).disabled = off;
    plan.overlay.refresh();
  };

  /** @type {(at: Metres) => void} */
  const add = (at) => {
    if (closed) points = [];
    closed = false;
    points = [...points, at];
    draw();
    plan.speak(sum() || say('measure.begun'));
  };

  const close = () => {
    if (points.length < 3) return;
    closed = true;
    next = null;
    draw();
    plan.speak(sum());
  };

  const back = () => {
    if (closed) closed = false;
    else points = points.slice(0, -1);
    draw();
    plan.speak(sum() || say(points.length ? 'measure.second' : 'measure.first'));
  };

  const begin = () => {
    points = [];
    closed = false;
    next = null;
    draw();
  };

  // -- the mouse -------------------------------------------------------------------------------------------------------

  /** Onto a post close by, unless let go. @type {(at: Metres, free: boolean) => Metres} */
  const snapped = (at, free) => {
    if (free || !plan.snapping()) return at;
    const posts = [...plan.source.rows.keys()].map((id) => /** @type {Metres} */ (plan.source.placeOf(id)));
    return plan.nearestPoint(at, posts, POST_PX * plan.metresPerPixel()) || at;
  };

  /** What was worked on before, and will be again. */
  let before = 'signs';
  const isOn = () => plan.mode() === 'measure';

  /** @type {(event: PointerEvent) => void} */
  const down = (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!isOn() || event.button || !event.isPrimary || target.closest('.leaflet-control, button, a')) return;
    pressed = plan.map.mouseEventToContainerPoint(event);
  };

  /** @type {(event: PointerEvent) => void} */
  const move = (event) => {
    if (!isOn() || !plan.map.getContainer().contains(/** @type {Node} */ (event.target)) || closed) return;
    next = snapped(plan.metresAt(event), event.altKey);
    plan.overlay.refresh();
  };

  /** @type {(event: PointerEvent) => void} */
  const up = (event) => {
    const from = pressed;
    pressed = null;
    if (!isOn() || !from) return;
    if (plan.map.mouseEventToContainerPoint(event).distanceTo(from) > CLICK_PX) return;
    const at = plan.metresAt(event);
    const reach = CLOSE_PX * plan.metresPerPixel();
    const last = points[points.length - 1];
    if (points.length > 2 && !closed && apart(at, points[0]) < reach) close();
    else if (!last || closed || apart(at, last) > plan.metresPerPixel() * 2) add(snapped(at, event.altKey));
  };

  // -- the keyboard: a pointer of its own, which the map follows ---------------------------------------------------------

  /** @type {(to: Metres) => void} */
  const point = (to) => {
    next = to;
    plan.keepInSight(to);
    const last = points[points.length - 1];
    plan.speak(last && !closed ? say('measure.to_last', { length: length(apart(last, to)) })
      : `${plan.decimal(to[0], 1)} / ${plan.decimal(to[1], 1)}`);
    plan.overlay.refresh();
  };

  /** @type {(event: KeyboardEvent, arrow: Metres) => void} */
  const walk = (event, arrow) => {
    const step = event.shiftKey ? 10 : event.altKey ? 0.1 : 1;
    const from = next || points[points.length - 1] || plan.middle();
    point([from[0] + arrow[0] * step, from[1] + arrow[1] * step]);
  };

  const leave = () => {
    show?.(false);
    put('plan-measure-button').focus();
  };

  /** @type {Record<string, () => void>} */
  const ACTS = { Backspace: () => back(), g: () => close(), G: () => close(), Escape: () => leave() };

  /** @type {(event: KeyboardEvent, isOnMap: boolean) => boolean} */
  const key = (event, isOnMap) => {
    if (event.ctrlKey || event.metaKey) return false;
    const act = ACTS[event.key];
    if (isOnMap && ARROWS[event.key]) walk(event, ARROWS[event.key]);
    else if (isOnMap && (event.key === 'Enter' || event.key === ' ')) add(next || plan.middle());
    else if (act) act();
    else return false;
    return true;
  };

  // -- what is drawn ---------------------------------------------------------------------------------------------------

  /** @type {(ctx: Ctx, line: { x: number, y: number }[], ring: boolean) => void} */
  const trace = (ctx, line, ring) => {
    ctx.beginPath();
    line.forEach(({ x, y }, i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    if (ring) ctx.closePath();
  };

  /** @type {(overlay: PlanOverlay) => void} */
  const paint = (overlay) => {
    if (!isOn()) return;
    const { ctx } = overlay;
    const all = next && !closed ? [...points, next] : points;
    const line = all.map((at) => overlay.toScreen(at));
    trace(ctx, line, closed);
    ctx.lineJoin = 'round';
    ctx.lineWidth = 6;
    ctx.strokeStyle = COLOUR.halo;
    ctx.stroke();
    ctx.lineWidth = 3;
    ctx.strokeStyle = COLOUR.chosen;
    ctx.stroke();
    if (closed) {
      ctx.globalAlpha = 0.15;
      ctx.fillStyle = COLOUR.chosen;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    line.forEach(({ x, y }, i) => {
      ctx.beginPath();
      ctx.arc(x, y, i === points.length ? 4 : 5.5, 0, 2 * Math.PI);
      ctx.fillStyle = COLOUR.halo;
      ctx.fill();
      ctx.lineWidth = 2.5;
      ctx.stroke();
    });
    const { legs } = measures(all, closed);
    legs.forEach((leg, i) => {
      const [a, b] = [line[i], line[(i + 1) % line.length]];
      if (Math.hypot(b.x - a.x, b.y - a.y) > 44) overlay.label(length(leg), (a.x + b.x) / 2, (a.y + b.y) / 2);
    });
    if (!closed && points.length > 1) {
      const end = line[line.length - 1];
      overlay.label(`Σ ${length(measures(all, false).length_m)}`, end.x, end.y - 26);
    }
  };

  plan.setUpMeasuring = () => {
    show = plan.panel('plan-measure', () => {
      plan.stopPlacing();
      before = isOn() ? before : plan.mode();
      plan.setMode('measure');
      draw();
      plan.map.getContainer().focus({ preventScroll: true });
    }, () => {
      begin();
      if (isOn()) plan.setMode(before);
    });
    plan.on('mode', (mode) => { if (mode !== 'measure') show?.(false); });
    plan.on('paint', paint);
    plan.keyboards.measure = key;
    plan.shortcuts.m = () => put('plan-measure-button').click();
    const box = plan.map.getContainer();
    box.addEventListener('pointerdown', down, true);
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    put('plan-measure-back').addEventListener('click', back);
    put('plan-measure-close').addEventListener('click', close);
    put('plan-measure-new').addEventListener('click', begin);
    put('plan-measure-copy').addEventListener('click', () => plan.copyText(sum()));
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ measures }));
}
