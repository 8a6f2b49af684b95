// @ts-check
'use strict';
/* The mouse, a pen or a finger on the map: choose, drag, turn by the handle, set. */
{
  const plan = globalThis.signagePlan;
  const { say } = plan;
  const [STARTS_AT_PX, HANDLE_PX, ROAD_DEG] = [4, 13, 5];

  /** @type {(event: MouseEvent) => L.Point} */
  const pointOf = (event) => plan.map.mouseEventToContainerPoint(event);
  /** @type {(point: L.Point) => Metres} */
  const metresOf = (point) => {
    const { lat, lng } = plan.map.containerPointToLatLng(point);
    return plan.toMetres(lng, lat);
  };

  /** @type {(event: PointerEvent) => Hit | null} */
  const hitAt = (event) => {
    const point = plan.map.containerPointToLayerPoint(pointOf(event));
    const hit = plan.scene.at(point, event.pointerType === 'touch' ? 14 : 4);
    return hit && (hit.shape?.layer === 'signs' || hit.cluster?.[0].layer === 'signs' || hit.square) ? hit : null;
  };

  /** Several signs may stand on one post: all under the pointer, the topmost first. @type {(event: PointerEvent) => number[]} */
  const signsAt = (event) => {
    const { x, y } = plan.map.containerPointToLayerPoint(pointOf(event));
    const reach = event.pointerType === 'touch' ? 14 : 4;
    const near = plan.scene.hits.flatMap(({ shape, x: left, y: top, r }) => {
      const away = Math.hypot(left - x, top - y);
      return shape?.layer === 'signs' && away <= r + reach ? { id: shape.id, away } : [];
    });
    return near.sort((a, b) => a.away - b.away || b.id - a.id).map(({ id }) => id);
  };

  /** @type {{ id: number, kind: 'drag' | 'turn', start: L.Point, from: Metres, bearing: number, moved: boolean } | null} */
  let held = null;
  /** @type {L.Point | null} */
  let pressed = null;
  /** The sign that was in hand when the button went down. @type {number | null} */
  let before = null;

  /** @type {(id: number, kind: 'drag' | 'turn', event: PointerEvent) => void} */
  const grab = (id, kind, event) => {
    const values = /** @type {Values} */ (plan.source.valuesOf(id));
    held = { id, kind, start: pointOf(event), from: [values.x, values.y], bearing: values.bearing_deg || 0, moved: false };
    plan.map.dragging.disable();
  };

  /** @type {(event: PointerEvent) => boolean} */
  const isOnHandle = (event) => {
    const [handle, point] = [plan.overlay.handleAt(), pointOf(event)];
    return handle !== null && Math.hypot(point.x - handle.x, point.y - handle.y) <= HANDLE_PX;
  };

  /** @type {(event: PointerEvent) => void} */
  const down = (event) => {
    const target = /** @type {Element} */ (event.target);
    if (plan.mode() !== 'signs' || event.button || !event.isPrimary || target.closest('.leaflet-control, button, a')) return;
    pressed = pointOf(event);
    const inHand = before = plan.chosen();
    if (plan.ghost()) return;
    if (inHand !== null && isOnHandle(event)) grab(inHand, 'turn', event);
    else {
      const here = signsAt(event);
      const id = inHand !== null && here.includes(inHand) ? inHand : here[0];
      if (id !== undefined) {
        if (id !== inHand) plan.choose(id);
        if (plan.token()) grab(id, 'drag', event);
      }
    }
  };

  /** @type {(event: PointerEvent) => void} */
  const drag = (event) => {
    if (!held) return;
    const point = pointOf(event);
    const [was, now] = [metresOf(held.start), metresOf(point)];
    const values = /** @type {Values} */ (plan.source.valuesOf(held.id));
    const wanted = /** @type {Metres} */ ([held.from[0] + now[0] - was[0], held.from[1] + now[1] - was[1]]);
    const snapped = plan.snapAt(wanted, values, event.altKey, held.id);
    plan.overlay.hold = { kind: 'drag', id: held.id, from: held.from, snapped };
    const turns = snapped.bearing_deg !== null && snapped.kind === 'road';
    const facing = turns ? { bearing_deg: (Math.round((snapped.bearing_deg ?? 0) * 10) / 10) % 360 } : {};
    plan.draft(held.id, { x: snapped.x, y: snapped.y, ...facing }, say('did_move', { what: plan.nameOf(held.id) }));
  };

  /** Whole degrees; with snapping along the road or in steps of five. @type {(bearing: number, values: Values, free: boolean) => number} */
  const turned = (bearing, values, free) => {
    const whole = Math.round((bearing + 360) % 360) % 360;
    if (free || !plan.snapping()) return whole;
    const road = plan.snapAt([values.x, values.y], values, false, plan.chosen()).bearing_deg;
    const along = road === null ? [] : [road, (road + 90) % 360, (road + 180) % 360, (road + 270) % 360];
    const near = along.find((one) => Math.abs(((bearing - one + 540) % 360) - 180) <= ROAD_DEG);
    return near === undefined ? (Math.round(whole / 5) * 5) % 360 : Math.round(near * 10) / 10 % 360;
  };

  /** @type {(event: PointerEvent) => void} */
  const swing = (event) => {
    if (!held) return;
    const values = /** @type {Values} */ (plan.source.valuesOf(held.id));
    const [x, y] = plan.metresAt(event);
    const bearing = (Math.atan2(x - values.x, y - values.y) * 180) / Math.PI;
    plan.overlay.hold = { kind: 'turn', id: held.id, from: held.from, snapped: null };
    plan.draft(held.id, { bearing_deg: turned(bearing, values, event.altKey) }, say('did_turn', { what: plan.nameOf(held.id) }));
  };

  /** @type {(event: PointerEvent) => void} */
  const move = (event) => {
    if (plan.ghost()) {
      if (!event.buttons) plan.moveGhost(plan.metresAt(event), event.altKey);
      return;
    }
    if (!held) {
      const over = isOnHandle(event) ? 'grab' : hitAt(event) ? 'pointer' : '';
      plan.map.getContainer().style.cursor = over;
      return;
    }
    const point = pointOf(event);
    if (!held.moved && point.distanceTo(held.start) < STARTS_AT_PX) return;
    held.moved = true;
    if (held.kind === 'drag') drag(event);
    else swing(event);
  };

  const letGo = () => {
    held = null;
    plan.overlay.hold = null;
    plan.map.dragging.enable();
    plan.overlay.refresh();
  };

  /** @type {(event: PointerEvent) => void} */
  const up = (event) => {
    const stayed = pressed && pointOf(event).distanceTo(pressed) < STARTS_AT_PX;
    const wasHeld = held;
    pressed = null;
    if (held) letGo();
    if (wasHeld?.moved) plan.save(wasHeld.id);
    else if (stayed && plan.ghost()) {
      plan.moveGhost(plan.metresAt(event), event.altKey);
      plan.placeGhost();
    } else if (stayed && wasHeld?.kind === 'drag' && wasHeld.id === before) chooseNext(event, before);
    else if (stayed && !wasHeld && before === plan.chosen()) openOrLeave(event);
  };

  /** A second click goes on to the next sign of the post. @type {(event: PointerEvent, id: number) => void} */
  const chooseNext = (event, id) => {
    const here = signsAt(event);
    if (here.length > 1) plan.choose(here[(here.indexOf(id) + 1) % here.length]);
  };

  /** A heap of signs opens nearer; empty ground puts the sign down. @type {(event: PointerEvent) => void} */
  const openOrLeave = (event) => {
    const hit = hitAt(event);
    if (!hit) plan.choose(null);
    else if (hit.shape) chooseNext(event, hit.shape.id);
    else {
      const bounds = hit.square ? globalThis.signageMap.boundsOfBox(hit.square)
        : globalThis.L.latLngBounds((hit.cluster || []).map((shape) => globalThis.signageMap.toLatLng(shape.at)));
      plan.map.setView(bounds.getCenter(), Math.max(plan.map.getZoom() + 1, Math.min(18, plan.map.getBoundsZoom(bounds.pad(0.2)))));
    }
  };

  /** Escape puts back what is being dragged. */
  const cancel = () => {
    if (!held) return false;
    plan.dropDraft(held.id);
    letGo();
    return true;
  };

  plan.setUpHand = () => {
    const box = plan.map.getContainer();
    box.addEventListener('pointerdown', down, true);
    addEventListener('pointermove', (event) => {
      if (held || (plan.mode() === 'signs' && box.contains(/** @type {Node} */ (event.target)))) move(event);
    });
    addEventListener('pointerup', (event) => { if (pressed) up(event); });
    addEventListener('pointercancel', () => { if (held) cancel(); pressed = null; });
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && cancel()) event.stopImmediatePropagation();
    }, true);
  };
}
