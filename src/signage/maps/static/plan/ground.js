// @ts-check
'use strict';
/* What lies on the ground near a place, in metres (EPSG:25832): roads and the edges of areas, as the tools that snap need them. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { road_width_m: widths } = plan.options;

  /** @type {(flat: Flat) => Metres[]} */
  const metresOf = (flat) => {
    const found = [];
    for (let i = 0; i < flat.length; i += 2) {
      const { lat, lng } = app.toLatLng([flat[i], flat[i + 1]]);
      found.push(plan.toMetres(lng, lat));
    }
    return found;
  };

  /** @type {WeakMap<Shape, SnapRoad[]>} */
  const roads = new WeakMap();
  /** @type {WeakMap<Shape, Metres[][]>} */
  const edges = new WeakMap();

  /** @type {SignagePlan['roadsOf']} */
  const roadsOf = (shape) => {
    const held = roads.get(shape);
    if (held) return held;
    const values = /** @type {Values} */ (shape.properties);
    const roadClass = values.road_class || 'G';
    const half_m = (values.width_m || widths[roadClass] || 0) / 2;
    const name = values.number || values.name || '';
    const made = roadClass in widths
      ? shape.parts.map((part) => ({ id: shape.id, line: metresOf(part), half_m, in_town: values.in_town ?? null, name })) : [];
    roads.set(shape, made);
    return made;
  };

  /** @type {SignagePlan['edgesOf']} */
  const edgesOf = (shape) => {
    const made = edges.get(shape) || shape.parts.map(metresOf);
    edges.set(shape, made);
    return made;
  };

  /** @type {(at: Metres, reach: number) => Box} */
  const around = ([x, y], reach) => {
    const [[west, south], [east, north]] = [plan.toDegrees(x - reach, y - reach), plan.toDegrees(x + reach, y + reach)];
    return app.boxOfDegrees([west, south, east, north]);
  };

  /** @type {SignagePlan['shapesNear']} */
  const shapesNear = (layer, at, reach_m) => {
    const box = around(at, reach_m);
    return plan.source.shapes(layer).filter((shape) => app.overlap(shape.box, box));
  };

  /** @type {SignagePlan['shapesUnder']} */
  const shapesUnder = (layer, at) => {
    const [x, y] = around(at, 0);
    return shapesNear(layer, at, 0).filter((shape) => app.contains(shape.parts, [x, y]));
  };

  /** As `shapesUnder`, asked of the server while the shapes of the view are still on their way. @type {SignagePlan['shapesAt']} */
  const shapesAt = async (layer, at) => {
    const [box, held] = [around(at, 1), plan.source.held[layer]];
    if (held && !held.clusters && app.covers(held.box, box)) return shapesUnder(layer, at);
    const answer = await plan.ask('GET', `${layer}?${new URLSearchParams({ bbox: app.bboxText(box), limit: '20' })}`);
    if (!answer.ok) return shapesUnder(layer, at);
    const { features } = /** @type {{ features: Feature[] }} */ (answer.body);
    const [x, y] = around(at, 0);
    return features.flatMap((feature) => app.shapeOf(layer, feature) || []).filter((shape) => app.contains(shape.parts, [x, y]));
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ roadsOf, edgesOf, shapesNear, shapesUnder, shapesAt }));
}
