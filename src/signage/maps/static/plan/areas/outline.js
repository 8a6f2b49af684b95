// @ts-check
'use strict';
/*
 * An outline as it is edited: polygons of rings of points in metres, the outer ring first, without the closing point. Each function gives
 * a new outline and leaves the old one as it was.
 */
{
  const plan = globalThis.signagePlan;

  /** @type {(ring: GeoJSON.Position[]) => Metres[]} */
  const opened = (ring) => ring.slice(0, -1).map(([longitude, latitude]) => plan.toMetres(longitude, latitude));

  /** @type {OutlineTools['read']} */
  const read = (geometry) => {
    if (geometry?.type === 'Polygon') return [geometry.coordinates.map(opened)];
    return geometry?.type === 'MultiPolygon' ? geometry.coordinates.map((rings) => rings.map(opened)) : [];
  };

  /** @type {(at: Metres) => GeoJSON.Position} */
  const position = ([x, y]) => plan.toDegrees(x, y).map((degrees) => Number(degrees.toFixed(9)));

  /** @type {OutlineTools['write']} */
  const write = (outline) => ({
    type: 'MultiPolygon',
    coordinates: outline.map((rings) => rings.map((ring) => [...ring, ring[0]].map(position))),
  });

  /** @type {OutlineTools['line']} */
  const line = (points) => ({ type: 'LineString', coordinates: points.map(position) });

  /** @type {OutlineTools['places']} */
  const places = (outline) => outline.flatMap((rings, part) =>
    rings.flatMap((points, ring) => points.map((_, point) => ({ part, ring, point }))));

  /** @type {OutlineTools['ring']} */
  const ring = (outline, at) => outline[at.part]?.[at.ring] || [];

  /** @type {OutlineTools['point']} */
  const point = (outline, at) => ring(outline, at)[at.point] || null;

  /** @type {(outline: Polygons, at: Place, changed: (points: Metres[]) => Metres[]) => Polygons} */
  const withRing = (outline, at, changed) => outline.map((rings, part) => (part === at.part
    ? rings.map((points, i) => (i === at.ring ? changed(points) : points)) : rings));

  /** @type {OutlineTools['move']} */
  const move = (outline, at, to) => withRing(outline, at, (points) => points.map((old, i) => (i === at.point ? to : old)));

  /** @type {OutlineTools['insert']} */
  const insert = (outline, at, to) =>
    withRing(outline, at, (points) => [...points.slice(0, at.point + 1), to, ...points.slice(at.point + 1)]);

  /** @type {OutlineTools['dropRing']} */
  const dropRing = (outline, at) => outline.flatMap((rings, part) => {
    if (part !== at.part) return [rings];
    return at.ring === 0 ? [] : [rings.filter((_, i) => i !== at.ring)];
  });

  /** Without the point; a ring of three goes with it, and a part with its outer ring. @type {OutlineTools['remove']} */
  const remove = (outline, at) => (ring(outline, at).length <= 3 ? dropRing(outline, at)
    : withRing(outline, at, (points) => points.filter((_, i) => i !== at.point)));

  /** @type {OutlineTools['after']} */
  const after = (outline, at, by) => {
    const { length } = ring(outline, at);
    return length ? { ...at, point: (at.point + by + length) % length } : null;
  };

  /** @type {OutlineTools['middleAfter']} */
  const middleAfter = (outline, at) => {
    const points = ring(outline, at);
    const [[x1, y1], [x2, y2]] = [points[at.point], points[(at.point + 1) % points.length]];
    return [(x1 + x2) / 2, (y1 + y2) / 2];
  };

  /** @type {OutlineTools['vertexNear']} */
  const vertexNear = (outline, to, within_m) => {
    let [best, nearest] = [/** @type {Place | null} */ (null), within_m];
    for (const at of places(outline)) {
      const [x, y] = /** @type {Metres} */ (point(outline, at));
      const away = Math.hypot(x - to[0], y - to[1]);
      if (away <= nearest) [best, nearest] = [at, away];
    }
    return best;
  };

  /** The point before the nearest place on an edge, and that place. @type {OutlineTools['edgeNear']} */
  const edgeNear = (outline, to, within_m) => {
    /** @type {ReturnType<OutlineTools['edgeNear']>} */
    let best = null;
    let nearest = within_m;
    outline.forEach((rings, part) => rings.forEach((points, i) => {
      const { x, y, distance_m, index } = plan.nearestOnLine([...points, points[0]], to);
      if (distance_m <= nearest) [best, nearest] = [{ at: { part, ring: i, point: index }, to: [x, y] }, distance_m];
    }));
    return best;
  };

  /** @type {OutlineTools['area']} */
  const area = (outline) => outline.reduce((sum, [outer, ...holes]) =>
    sum + plan.ringArea(outer) - holes.reduce((cut, hole) => cut + plan.ringArea(hole), 0), 0);

  /** @type {(points: Metres[], at: Metres) => boolean} */
  const holds = (points, [x, y]) => points.reduce((inside, [x1, y1], i) => {
    const [x2, y2] = points[(i + 1) % points.length];
    return y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1) ? !inside : inside;
  }, false);

  /** The part that the ring lies in; -1 where it lies in none. @type {OutlineTools['partAround']} */
  const partAround = (outline, points) => outline.findIndex(([outer, ...holes]) =>
    points.every((at) => holds(outer, at)) && !holes.some((hole) => holds(hole, points[0])));

  /** @type {OutlineTools['same']} */
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  plan.outline = {
    read, write, line, places, ring, point, move, insert, remove, dropRing, after, middleAfter, vertexNear, edgeNear, area, partAround,
    same,
  };
}
