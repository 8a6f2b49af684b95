// @ts-check
'use strict';
/* How the map looks, as tables: colours by day and by night, widths, and which zoom shows what. */
{
  const app = globalThis.signageMap;

  /** @type {SignageMap['COLOUR']} */
  const DAY = {
    ground: '#edf1ea', green: '#d3e6cb', water: '#bfdcec', waterLine: '#8fbcd4',
    area: '#f5f0e3', areaVeil: 'rgba(245,240,227,0.35)', areaEdge: '#a8977c', plot: '#ebe5d4', plotEdge: '#fdfbf5',
    building: '#cfc6b4', buildingEdge: '#b3a892',
    road: '#ffffff', federal: '#fff3c9', motorway: '#fde0b4', casing: '#9d9585', path: '#b5ad9b',
    border: '#8d80a8', borderText: '#5d5276', text: '#14222f', soft: '#4a5763', halo: '#ffffff',
    tenant: '#1d3d5c', blob: '#1d3d5c', guide: '#0a58a8', official: '#f4c51c', officialEdge: '#3a3000',
    advertising: '#8a2a80', alarm: '#c62828', ended: '#6b7580', chosen: '#d9480f', glow: 'rgba(255,255,255,0.92)',
  };

  /** @type {SignageMap['COLOUR']} */
  const NIGHT = {
    ground: '#1b2730', green: '#1e4030', water: '#1d3f55', waterLine: '#2f6485',
    area: '#28312f', areaVeil: 'rgba(50,62,66,0.35)', areaEdge: '#8f8570', plot: '#2d3735', plotEdge: '#1f2826',
    building: '#46514d', buildingEdge: '#5b6762',
    road: '#647584', federal: '#7d7448', motorway: '#8a6c3c', casing: '#1a242c', path: '#55636f',
    border: '#7f73a0', borderText: '#b9aed6', text: '#eef3f7', soft: '#b3c0ca', halo: '#0f171e',
    tenant: '#a9d3f5', blob: '#a9d3f5', guide: '#6fb6f7', official: '#f4c51c', officialEdge: '#f4e6a8',
    advertising: '#e39adb', alarm: '#ff9d94', ended: '#95a1ab', chosen: '#ff9a5c', glow: 'rgba(15,23,30,0.88)',
  };

  /** The colours of the hour; paper is always white. */
  const night = matchMedia('screen and (prefers-color-scheme: dark)');
  const COLOUR = { ...(night.matches ? NIGHT : DAY) };

  /** @type {SignageMap['onNightfall']} */
  const onNightfall = (redraw) => night.addEventListener('change', () => {
    Object.assign(COLOUR, night.matches ? NIGHT : DAY);
    redraw();
  });

  /**
   * Zoom from which a layer is drawn; the API is asked for nothing that is not drawn.
   * @type {SignageMap['FROM']}
   */
  const FROM = { municipalities: 0, backdrops: 13.5, roads: 12.5, areas: 0, tenants: 15, signs: 13 };
  const BLOBS_BELOW = 13;

  /**
   * Width in pixels at zoom 16, of the white and of its casing; the plate of its number. Drawn in this order.
   * @type {SignageMap['ROADS']}
   */
  const ROADS = {
    P: { width: 2.5, get colour() { return COLOUR.path; }, casing: 0 },
    G: { width: 7, get colour() { return COLOUR.road; }, casing: 1 },
    K: { width: 9, get colour() { return COLOUR.road; }, casing: 1, plate: '#ffffff', ink: '#4a5763' },
    L: { width: 10, get colour() { return COLOUR.road; }, casing: 1.1, plate: '#ffffff', ink: '#4a5763' },
    B: { width: 12, get colour() { return COLOUR.federal; }, casing: 1.3, plate: '#f4c51c', ink: '#1b1700' },
    A: { width: 16, get colour() { return COLOUR.motorway; }, casing: 1.5, plate: '#0a58a8', ink: '#ffffff' },
  };
  /** @type {SignageMap['roadWidth']} */
  const roadWidth = (roadClass, zoom) =>
    Math.max(1.2, (ROADS[roadClass] || ROADS.G).width * 2 ** ((zoom - 16) * 0.72));

  /**
   * Pictograms of the sign types in a square of 16, white on the sign's colour.
   * @type {SignageMap['PICTOGRAMS']}
   */
  const PICTOGRAMS = {
    BEG: 'M5.5 1.5h5v10h-5zM7 11.5h2v3H7z',
    INF: 'M2 2.5h12v8.5H2zM4 11h1.6v3.5H4zM10.400 11H12v3.5h-1.6z',
    SAM: 'M2.500 2h11v2.700h-11zM2.500 5.700h11v2.700h-11zM2.500 9.400h11v2.700h-11zM7.200 12.100h1.600v2.600H7.200z',
    EIN: 'M1.500 4.500h9l4 3.500-4 3.500h-9z',
    STR: 'M1.500 4h13v4.600h-13zM7.200 8.600h1.600v6H7.200z',
    AMT: 'M14.500 4h-9L1.500 8l4 4h9z',
    HSN: 'M8 1.800 14.500 7.500H12.800v6.700H3.200V7.500H1.500z',
  };

  /** @type {SignageMap['FAMILY']} */
  const FAMILY = {
    guide: { shape: 'circle', get fill() { return COLOUR.guide; }, get ink() { return COLOUR.halo; } },
    official: { shape: 'square', fill: COLOUR.official, ink: '#1b1700', get edge() { return COLOUR.officialEdge; } },
    advertising: { shape: 'diamond', get fill() { return COLOUR.advertising; }, get ink() { return COLOUR.halo; } },
  };

  /**
   * What a state adds to a sign: `open` is drawn dashed and hollow, `mark` is a small badge.
   * @type {SignageMap['STATE']}
   */
  const STATE = {
    planned: { open: true }, applied: { open: true }, ordered: { open: true }, commissioned: { open: true },
    defective: { mark: '!' }, unauthorised: { mark: '?' },
    out_of_service: { ended: true }, dismantled: { ended: true, open: true },
  };

  /** @type {SignageMap['SWITCHES']} */
  const SWITCHES = ['areas', 'tenants', 'signs', 'roads', 'municipalities', 'backdrops'];

  const FONT = 'system-ui, "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif';

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({
    COLOUR, onNightfall, FROM, BLOBS_BELOW, ROADS, roadWidth, PICTOGRAMS, FAMILY, STATE, FONT, SWITCHES,
  }));
}
