// @ts-check
'use strict';
/**
 * Shapes in the flat world of web maps: x and y run from 0 to 1 over the whole earth, y to the south. Times 256 * 2^zoom they are
 * Leaflet's pixels, so that drawing needs no projection any more.
 */
{
  const app = globalThis.signageMap;

  /** @type {(longitude: number) => number} */
  const worldX = (longitude) => (longitude + 180) / 360;
  /** @type {(latitude: number) => number} */
  const worldY = (latitude) => {
    const sine = Math.sin((Math.max(-85, Math.min(85, latitude)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };
  /** @type {(x: number) => number} */
  const longitude = (x) => x * 360 - 180;
  /** @type {(y: number) => number} */
  const latitude = (y) => (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;
  /** @type {SignageMap['toLatLng']} */
  const toLatLng = (at) => globalThis.L.latLng(latitude(at[1]), longitude(at[0]));

  /** @type {(positions: GeoJSON.Position[]) => Float64Array} */
  const flatten = (positions) => {
    const flat = new Float64Array(positions.length * 2);
    positions.forEach((position, i) => {
      flat[2 * i] = worldX(position[0]);
      flat[2 * i + 1] = worldY(position[1]);
    });
    return flat;
  };

  /** @type {(geometry: GeoJSON.Geometry) => Outline | null} */
  const partsOf = (geometry) => {
    switch (geometry.type) {
      case 'Point': return { dimension: 0, parts: [flatten([geometry.coordinates])] };
      case 'MultiPoint': return { dimension: 0, parts: [flatten(geometry.coordinates.slice(0, 1))] };
      case 'LineString': return { dimension: 1, parts: [flatten(geometry.coordinates)] };
      case 'MultiLineString': return { dimension: 1, parts: geometry.coordinates.map(flatten) };
      case 'Polygon': return { dimension: 2, parts: geometry.coordinates.map(flatten) };
      case 'MultiPolygon': return { dimension: 2, parts: geometry.coordinates.flat().map(flatten) };
      default: return null;
    }
  };

  /** @type {(parts: Flat[]) => Box} */
  const boxOf = (parts) => {
    /** @type {Box} */
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const part of parts) {
      for (let i = 0; i < part.length; i += 2) {
        box[0] = Math.min(box[0], part[i]);
        box[1] = Math.min(box[1], part[i + 1]);
        box[2] = Math.max(box[2], part[i]);
        box[3] = Math.max(box[3], part[i + 1]);
      }
    }
    return box;
  };

  /**
   * Where the horizontal at `y` enters and leaves the rings, in order.
   * @type {(rings: Flat[], y: number) => number[]}
   */
  const crossings = (rings, y) => {
    const found = [];
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const [y1, y2] = [ring[j + 1], ring[i + 1]];
        if (y1 > y !== y2 > y) found.push(ring[j] + ((y - y1) / (y2 - y1)) * (ring[i] - ring[j]));
      }
    }
    return found.sort((a, b) => a - b);
  };

  /** @type {SignageMap['contains']} */
  const contains = (rings, [x, y]) => crossings(rings, y).filter((edge) => edge < x).length % 2 === 1;

  /**
   * A point well inside: the middle of the widest stretch on one of seven horizontals.
   * @type {(rings: Flat[], box: Box) => Spot}
   */
  const insidePoint = (rings, box) => {
    /** @type {{ width: number, at: Spot }} */
    let best = { width: -1, at: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] };
    for (let step = 2; step <= 8; step += 1) {
      const y = box[1] + ((box[3] - box[1]) * step) / 10 + (box[3] - box[1]) / 997;
      const edges = crossings(rings, y);
      for (let i = 0; i + 1 < edges.length; i += 2) {
        const width = (edges[i + 1] - edges[i]) * (1 - Math.abs(step - 5) / 20);
        if (width > best.width) best = { width, at: [(edges[i] + edges[i + 1]) / 2, y] };
      }
    }
    return best.at;
  };

  /** @type {(dimension: number, parts: Float64Array[], box: Box) => Spot} */
  const labelPoint = (dimension, parts, box) => {
    if (dimension === 2) return insidePoint(parts, box);
    const middle = Math.floor(parts[0].length / 4) * 2;
    return [parts[0][middle], parts[0][middle + 1]];
  };

  /** @type {(feature: Feature) => Properties} */
  const valuesOf = ({ properties }) => {
    /** @type {Record<string, any>} */
    const given = properties || {};
    /** @type {Record<string, any>} */
    const values = {};
    for (const name of Object.keys(given)) if (given[name] !== null) values[name] = given[name];
    return values;
  };

  /**
   * A row without a position: to be found and read, not to be drawn.
   * @type {SignageMap['placelessShape']}
   */
  const placelessShape = (layer, feature) => ({ layer, id: feature.id, properties: valuesOf(feature), placeless: true });

  /**
   * Null for a feature without a geometry that can be drawn.
   * @type {SignageMap['shapeOf']}
   */
  const shapeOf = (layer, feature) => {
    const found = feature.geometry && partsOf(feature.geometry);
    if (!found || !found.parts.length || !found.parts[0].length) return null;
    const box = boxOf(found.parts);
    const at = labelPoint(found.dimension, found.parts, box);
    return { layer, id: feature.id, properties: valuesOf(feature), ...found, box, at: [at[0], at[1]] };
  };

  /** @type {SignageMap['overlap']} */
  const overlap = (a, b) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
  /** @type {SignageMap['covers']} */
  const covers = (outer, inner) =>
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];

  /**
   * The box of Leaflet's bounds, widened by the share `pad` of its size on each side.
   * @type {SignageMap['boxOfBounds']}
   */
  const boxOfBounds = (bounds, pad = 0) => {
    const wide = bounds.pad(pad);
    return [worldX(wide.getWest()), worldY(wide.getNorth()), worldX(wide.getEast()), worldY(wide.getSouth())];
  };
  /** @type {SignageMap['boxOfDegrees']} */
  const boxOfDegrees = ([west, south, east, north]) => [worldX(west), worldY(north), worldX(east), worldY(south)];
  /** @type {SignageMap['boundsOfBox']} */
  const boundsOfBox = (box) =>
    globalThis.L.latLngBounds(toLatLng([box[0], box[3]]), toLatLng([box[2], box[1]]));

  /**
   * `west,south,east,north` in degrees, as the API wants it.
   * @type {SignageMap['bboxText']}
   */
  const bboxText = (box) =>
    [longitude(box[0]), latitude(box[3]), longitude(box[2]), latitude(box[1])].map((d) => d.toFixed(5)).join(',');

  const CENTRAL_MERIDIAN = 9; // of EPSG:25832, whose north the bearings are counted from

  /**
   * The angle on screen, clockwise from up in radians, of a bearing counted from grid north at that place.
   * @type {SignageMap['screenAngle']}
   */
  const screenAngle = (bearing, at) => {
    const rad = Math.PI / 180;
    const east = (longitude(at[0]) - CENTRAL_MERIDIAN) * rad;
    return bearing * rad + Math.atan(Math.tan(east) * Math.sin(latitude(at[1]) * rad));
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({
    shapeOf, placelessShape, overlap, covers, contains, boxOfBounds, boundsOfBox, boxOfDegrees, bboxText, toLatLng, screenAngle,
  }));
}
