// @ts-check
'use strict';
/* The mouse, a pen or a finger at work on areas: choose one, drag its points, pull a new point out of an edge, draw. */
{
  const plan = globalThis.signagePlan;
  const { say, outline } = plan;
  const [STARTS_AT_PX, POINT_PX, EDGE_PX] = [4, 9, 6];

  /** @type {(event: MouseEvent) => L.Point} */
  const pointOf = (event) => plan.map.mouseEventToContainerPoint(event);

  /** @type {{ start: L.Point, at: Place, moved: boolean } | null} */
  let held = null;
  /** @type {L.Point | null} */
  let pressed = null;
  /** @type {OutlineSnap | null} */
  let snapped = null;

  /** @type {(event: PointerEvent) => { at: Place, to?: Metres } | null} */
  const under = (event) => {
    const work = plan.areaWork();
    if (!work || !plan.token() || plan.reshaped() || plan.picking()) return null;
    const [to, pixel] = [plan.metresAt(event), plan.metresPerPixel()];
    const wide = event.pointerType === 'touch' ? 10 : 0;
    const at = outline.vertexNear(work.now.polygons, to, (POINT_PX + wide) * pixel);
    return at ? { at } : outline.edgeNear(work.now.polygons, to, (EDGE_PX + wide) * pixel);
  };

  /** @type {(event: PointerEvent) => void} */
  const down = (event) => {
    const target = /** @type {Element} */ (event.target);
    if (plan.mode() !== 'areas' || event.button || !event.isPrimary || target.closest('.leaflet-control, button, a')) return;
    pressed = pointOf(event);
    const found = plan.pen() ? null : under(event);
    const work = plan.areaWork();
    if (!found || !work) return;
    let { at } = found;
    if (found.to) {
      plan.showReshaped(outline.insert(work.now.polygons, at, found.to), at);
      at = { ...at, point: at.point + 1 };
    }
    held = { start: pressed, at, moved: Boolean(found.to) };
    plan.pickPoint(at);
    plan.map.dragging.disable();
  };

  /** @type {(event: PointerEvent) => void} */
  const drag = (event) => {
    const work = plan.areaWork();
    if (!held || !work) return;
    if (!held.moved && pointOf(event).distanceTo(held.start) < STARTS_AT_PX) return;
    held.moved = true;
    snapped = plan.snapOutline(plan.metresAt(event), event.altKey);
    plan.showReshaped(outline.move(work.now.polygons, held.at, snapped.to), held.at);
  };

  /** @type {(event: PointerEvent) => void} */
  const move = (event) => {
    if (plan.pen()) {
      if (!event.buttons) plan.movePen(plan.metresAt(event), event.altKey);
    } else if (held) drag(event);
    else {
      const found = under(event);
      plan.map.getContainer().style.cursor = found?.to ? 'copy' : found ? 'grab' : '';
    }
  };

  const letGo = () => {
    held = snapped = null;
    plan.map.dragging.enable();
    plan.overlay.refresh();
  };

  /** @type {(event: PointerEvent) => void} */
  const click = (event) => {
    const to = plan.metresAt(event);
    if (plan.pen()) {
      plan.movePen(to, event.altKey);
      plan.setPoint();
      return;
    }
    const [shape] = plan.shapesUnder('areas', to);
    if (plan.picking()) plan.pick(shape?.id ?? null);
    else plan.chooseArea(shape?.id ?? null);
  };

  /** @type {(event: PointerEvent) => void} */
  const up = (event) => {
    const stayed = pressed && pointOf(event).distanceTo(pressed) < STARTS_AT_PX;
    const [was, work] = [held, plan.areaWork()];
    pressed = null;
    if (was) {
      letGo();
      if (was.moved && work) plan.reshapeTo(work.now.polygons, say('area.did_move', { what: plan.areaName() }), was.at);
    } else if (stayed) click(event);
  };

  /** Escape puts back what is being dragged. */
  const cancel = () => {
    if (!held) return false;
    letGo();
    plan.letGoReshaped();
    return true;
  };

  plan.setUpAreaHand = () => {
    const box = plan.map.getContainer();
    box.addEventListener('pointerdown', down, true);
    addEventListener('pointermove', (event) => {
      if (plan.mode() === 'areas' && (held || box.contains(/** @type {Node} */ (event.target)))) move(event);
    });
    addEventListener('pointerup', (event) => { if (pressed && plan.mode() === 'areas') up(event); });
    plan.on('mode', () => {
      cancel();
      pressed = null;
      box.style.cursor = '';
    });
    addEventListener('pointercancel', () => { cancel(); pressed = null; });
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && cancel()) event.stopImmediatePropagation();
    }, true);
  };

  plan.outlineSnapped = () => snapped;
}
