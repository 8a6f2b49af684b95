// @ts-check
'use strict';
/*
 * Where a sign belongs that is set near here: beside the carriageway with the rule's clearance for the board's edge, on a post that stands
 * already, on the edge of an area. Pure, in metres (EPSG:25832); the road's part says what signage.siting.snapping says.
 */
{
  const plan = globalThis.signagePlan;
  const RAD = Math.PI / 180;

  /** What a ring encloses, in square metres; its last point need not be the first again. @type {SignagePlan['ringArea']} */
  const ringArea = (points) => Math.abs(points.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length];
    return sum + (x - points[0][0]) * (nextY - points[0][1]) - (nextX - points[0][0]) * (y - points[0][1]);
  }, 0)) / 2;

  /** @type {(line: Metres[], at_m: number) => Metres} */
  const along = (line, at_m) => {
    let left = Math.max(0, at_m);
    for (let i = 0; i + 1 < line.length; i += 1) {
      const [[x1, y1], [x2, y2]] = [line[i], line[i + 1]];
      const length = Math.hypot(x2 - x1, y2 - y1);
      if (left <= length && length > 0) return [x1 + ((x2 - x1) * left) / length, y1 + ((y2 - y1) * left) / length];
      left -= length;
    }
    return line[line.length - 1];
  };

  /** @type {(line: Metres[], at: Metres) => { x: number, y: number, at_m: number, distance_m: number, length_m: number, index: number }} */
  const foot = (line, [px, py]) => {
    let [best, passed] = [{ x: line[0][0], y: line[0][1], at_m: 0, distance_m: Infinity, index: 0 }, 0];
    for (let i = 0; i + 1 < line.length; i += 1) {
      const [[x1, y1], [x2, y2]] = [line[i], line[i + 1]];
      const length = Math.hypot(x2 - x1, y2 - y1);
      const share = length ? Math.max(0, Math.min(1, ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / length ** 2)) : 0;
      const [x, y] = [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
      const distance_m = Math.hypot(px - x, py - y);
      if (distance_m < best.distance_m) best = { x, y, at_m: passed + share * length, distance_m, index: i };
      passed += length;
    }
    return { ...best, length_m: passed };
  };

  /**
   * The foot of a point on a line, the line's bearing there (over two metres) and the side, +1 right and -1 left of it.
   * @type {SignagePlan['nearestOnLine']}
   */
  const nearestOnLine = (line, at) => {
    const { x, y, at_m, distance_m, length_m, index } = foot(line, at);
    const [ahead, behind] = [along(line, Math.min(at_m + 1, length_m)), along(line, at_m - 1)];
    const step = [ahead[0] - behind[0], ahead[1] - behind[1]];
    const bearing_deg = (Math.atan2(step[0], step[1]) / RAD + 360) % 360;
    return { x, y, distance_m, at_m, index, bearing_deg, side: step[0] * (at[1] - y) - step[1] * (at[0] - x) <= 0 ? 1 : -1 };
  };

  /** @type {(at: Metres, roads: SnapRoad[], reach_m: number) => SnapRoad | null} */
  const nearestRoad = (at, roads, reach_m) => {
    let [best, nearest] = [/** @type {SnapRoad | null} */ (null), Infinity];
    for (const road of roads) {
      const { distance_m } = foot(road.line, at);
      if (distance_m <= reach_m && distance_m - road.half_m < nearest) [best, nearest] = [road, distance_m - road.half_m];
    }
    return best;
  };

  /**
   * Beside the nearest carriageway, looking at the traffic that passes the clicked side on its right. Where it is not known whether the
   * road lies in town, the larger clearance holds.
   * @type {SignagePlan['snapToRoad']}
   */
  const snapToRoad = (at, roads, rule, reach_m) => {
    const road = nearestRoad(at, roads, reach_m);
    if (!road) return null;
    const near = nearestOnLine(road.line, at);
    const clearance_m = road.in_town ? rule.clearance_m.in_town : rule.clearance_m.outside;
    const off_m = road.half_m + clearance_m + rule.half_board_m;
    const outwards = (near.bearing_deg + 90 * near.side) * RAD;
    return {
      x: near.x + off_m * Math.sin(outwards),
      y: near.y + off_m * Math.cos(outwards),
      kind: 'road', road, clearance_m, foot: [near.x, near.y],
      side: near.side > 0 ? 'right' : 'left',
      bearing_deg: (near.bearing_deg + (near.side > 0 ? 180 : 0)) % 360,
    };
  };

  /** @type {SignagePlan['nearestPoint']} */
  const nearestPoint = (at, points, within_m) => {
    let [best, nearest] = [/** @type {Metres | null} */ (null), within_m];
    for (const point of points) {
      const away = Math.hypot(point[0] - at[0], point[1] - at[1]);
      if (away <= nearest) [best, nearest] = [point, away];
    }
    return best;
  };

  /** @type {SignagePlan['nearestEdge']} */
  const nearestEdge = (at, edges, within_m) => {
    const feet = edges.filter((edge) => edge.length > 1).map((edge) => foot(edge, at));
    const near = feet.filter(({ distance_m }) => distance_m <= within_m).sort((a, b) => a.distance_m - b.distance_m);
    return near.length ? [near[0].x, near[0].y] : null;
  };

  /**
   * A post before a road before an edge. A post and an edge keep the facing that the road beside gives. A road draws from its own
   * carriageway and from so far beside it; an edge and a post only from close by.
   * @type {SignagePlan['snapTo']}
   */
  const snapTo = (at, ground, rule, reach) => {
    const road = nearestRoad(at, ground.roads, Infinity);
    const beside = road && snapToRoad(at, [road], rule, Infinity);
    const off_m = beside && road ? Math.hypot(at[0] - beside.x, at[1] - beside.y) : Infinity;
    const onRoad = beside && road && (off_m <= reach.road_m || foot(road.line, at).distance_m <= road.half_m) ? beside : null;
    const facing = off_m <= 4 * reach.road_m && beside ? { bearing_deg: beside.bearing_deg, side: beside.side } : null;
    const free = { road: null, side: null, clearance_m: null, foot: null, bearing_deg: null, ...facing };
    const post = nearestPoint(at, ground.posts, reach.point_m);
    if (post) return { ...free, x: post[0], y: post[1], kind: 'post' };
    if (onRoad) return onRoad;
    const edge = nearestEdge(at, ground.edges, reach.point_m);
    if (edge) return { ...free, x: edge[0], y: edge[1], kind: 'edge' };
    return { ...free, x: at[0], y: at[1], kind: 'none' };
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    ringArea, nearestOnLine, nearestPoint, nearestEdge, snapToRoad, snapTo,
  }));
}
