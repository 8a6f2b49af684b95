// @ts-check
'use strict';
/* Setting a new sign: choose its type (the last is remembered), and click or press Enter where it goes. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say } = plan;
  const COPIED = ['name', 'street', 'height_m', 'lower_edge_m', 'width_mm', 'stopping_place', 'lorries_fit', 'owner', 'funder',
    'maintainer', 'design_generation', 'film_class', 'face', 'family'];
  const FAR_M = 3000;

  /** @type {Ghost | null} */
  let shown = null;
  const { clearance_m, reach_m, board_m } = plan.options;
  let isSnapping = plan.kept('snapping') !== false;

  const ghost = () => shown;
  const snapping = () => isSnapping;

  /** @type {SignagePlan['setSnapping']} */
  const setSnapping = (on) => {
    isSnapping = on;
    plan.keep('snapping', on);
    plan.tell('ghost', null);
  };

  /** @type {SignagePlan['snapAt']} */
  const snapAt = (at, values, free, but = null) => {
    const none = /** @type {Snapped} */ ({
      x: at[0], y: at[1], kind: 'none', bearing_deg: null, road: null, side: null, clearance_m: null, foot: null,
    });
    if (free || !isSnapping) return none;
    const posts = [...plan.source.rows.keys()].filter((id) => id !== but)
      .map((id) => /** @type {Metres} */ (plan.source.placeOf(id)));
    const ground = { roads: plan.shapesNear('roads', at, reach_m).flatMap(plan.roadsOf), posts,
      edges: plan.shapesNear('areas', at, reach_m).flatMap(plan.edgesOf) };
    const half_board_m = values.width_mm ? values.width_mm / 2000 : board_m;
    const pixel = plan.metresPerPixel();
    return plan.snapTo(at, ground, { clearance_m, half_board_m },
      { road_m: Math.max(3, Math.min(reach_m, 24 * pixel)), point_m: Math.min(3, 12 * pixel) });
  };

  // -- the sign that is not there yet ----------------------------------------------------------------------------------

  /** The type that was set last. @type {SignagePlan['lastType']} */
  const lastType = () => plan.kept('type') || 'SAM';

  /** @type {SignagePlan['startPlacing']} */
  const startPlacing = (type, like = null) => {
    const kind = type || lastType();
    if (!like) {
      plan.keep('type', kind);
      plan.choose(null);
    }
    const [x, y] = like ? [like.x + 5, like.y] : shown ? [shown.x, shown.y] : plan.middle();
    const known = like ? Object.fromEntries(COPIED.filter((name) => like[name] !== undefined).map((name) => [name, like[name]]))
      : plan.usual[kind];
    shown = { type: kind, like: known, x, y, bearing_deg: like?.bearing_deg ?? 0, snapped: null, seen: true };
    plan.speak(say('placing', { type: app.word('type', kind) }));
    plan.tell('ghost', null);
    plan.overlay.refresh();
  };

  const stopPlacing = () => {
    if (!shown) return;
    shown = null;
    plan.tell('ghost', null);
    plan.overlay.refresh();
  };

  /** @type {SignagePlan['moveGhost']} */
  const moveGhost = (at, free) => {
    if (!shown) return;
    const snapped = snapAt(at, shown.like, free);
    const bearing_deg = (shown.turned ? null : snapped.bearing_deg) ?? shown.bearing_deg;
    shown = { ...shown, x: snapped.x, y: snapped.y, snapped, seen: true, bearing_deg };
    plan.tell('ghostMoved', null);
    plan.overlay.refresh();
  };

  /** What somebody turned by hand does not turn along the road any more. @type {SignagePlan['turnGhost']} */
  const turnGhost = (bearing_deg) => {
    if (shown) shown = { ...shown, bearing_deg, turned: true };
    plan.tell('ghostMoved', null);
    plan.overlay.refresh();
  };

  /** The area clicked into; beside all of them that of the page, else the nearest. @type {(at: Metres) => Promise<number | null>} */
  const areaAt = async (at) => {
    const [inside] = await plan.shapesAt('areas', at);
    if (inside) return inside.id;
    if (plan.options.area !== null) return plan.options.area;
    const away = (/** @type {Shape} */ shape) => Math.min(...plan.edgesOf(shape).map((edge) => plan.nearestOnLine(edge, at).distance_m));
    const near = plan.source.shapes('areas').map((shape) => ({ shape, m: away(shape) })).sort((a, b) => a.m - b.m)[0];
    return near && near.m <= FAR_M ? near.shape.id : null;
  };

  /** The road it snapped to, else the one that it stands beside. @type {(snapped: Snapped | null, values: Values) => Promise<string>} */
  const streetOf = async (snapped, values) => snapped?.road?.name || (await plan.siteOf(values))?.road?.name || '';

  const placeGhost = async () => {
    if (!shown) return;
    const was = shown;
    const { type, like, x, y, bearing_deg, snapped } = was;
    const about = [streetOf(snapped, { ...like, type, x, y, bearing_deg, state: 'planned' }), areaAt([x, y]),
      plan.shapesAt('municipalities', [x, y])];
    stopPlacing(); // so that a second click sets no second sign
    const [street, area, [town]] = /** @type {[string, number | null, Shape[]]} */ (await Promise.all(about));
    /** @type {Values} */
    const values = { ...like, type, x, y, bearing_deg: Math.round(bearing_deg * 10) / 10 % 360, state: 'planned' };
    if (area !== null) values.area = area;
    if (town?.properties.ags) values.municipality = town.properties.ags;
    if (street) values.street = street;
    const id = await plan.create(values, say('did_place', { what: app.word('type', type) }));
    if (shown) return; // the next one is being set already
    if (id !== null) plan.choose(id, { quiet: true });
    else {
      shown = was; // it was refused: it can be set elsewhere
      plan.tell('ghost', null);
      plan.overlay.refresh();
    }
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    ghost, lastType, startPlacing, stopPlacing, moveGhost, turnGhost, placeGhost, snapAt, snapping, setSnapping,
  }));
}
