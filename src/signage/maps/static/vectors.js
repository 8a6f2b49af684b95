// @ts-check
'use strict';
/* A base map of one's own: vector tiles from a PMTiles archive, in the colours of our map, by day and by night. */
{
  const app = globalThis.signageMap;
  const { COLOUR, FONT, ROADS, roadWidth } = app;
  const L = globalThis.L;
  const library = globalThis.protomapsL;
  const night = matchMedia('screen and (prefers-color-scheme: dark)');

  /**
   * The kinds of land by day and by night, in the order they are painted.
   * @type {Record<string, [string, string]>}
   */
  const LAND = {
    housing: ['#eeebe6', '#202a32'], trade: ['#ece4ee', '#2a2936'], public: ['#f3ecd8', '#2b2c2b'], field: ['#f0ecd4', '#20291f'],
    green: ['#d3e6cb', '#1e4030'], wood: ['#bfd9b4', '#183527'], sport: ['#c4e2d3', '#1f4a3c'], parking: ['#e4e6ea', '#29343d'],
  };

  /** @type {(ctx: Ctx, lines: { x: number, y: number }[][]) => void} */
  const trace = (ctx, lines) => {
    ctx.beginPath();
    for (const line of lines) line.forEach(({ x, y }, i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  };

  /** @type {(fill: () => string, edge?: () => string) => PaintSymbolizer} */
  const surface = (fill, edge) => ({
    draw(ctx, lines, z) {
      trace(ctx, lines);
      ctx.fillStyle = fill();
      ctx.fill();
      if (!edge || z < 16) return;
      ctx.strokeStyle = edge();
      ctx.lineWidth = 1;
      ctx.stroke();
    },
  });

  /** @type {(colour: (kind: string) => string, width: (kind: string, z: number) => number, dash?: number[]) => PaintSymbolizer} */
  const stroke = (colour, width, dash = []) => ({
    draw(ctx, lines, z, { props }) {
      const kind = String(props.kind || '');
      trace(ctx, lines);
      ctx.strokeStyle = colour(kind);
      ctx.lineWidth = width(kind, z);
      ctx.lineCap = dash.length ? 'butt' : 'round';
      ctx.lineJoin = 'round';
      ctx.setLineDash(dash);
      ctx.stroke();
      ctx.setLineDash([]);
    },
  });

  /** @type {(kind: string) => RoadStyle} */
  const road = (kind) => ROADS[kind] || ROADS.G;
  /** @type {(kind: string, z: number) => number} */
  const inner = (kind, z) => {
    if (kind === 'S') return roadWidth(kind, z) * 0.55;
    return z < 12 ? Math.max(0.8, (road(kind).width * (z - 4)) / 50) : roadWidth(kind, z);
  };
  /** @type {(kind: string, z: number) => number} */
  const outer = (kind, z) => inner(kind, z) + 2 * road(kind).casing;
  /** @type {(kind: string) => string} */
  const colourOf = (kind) => road(kind).colour;

  /** @type {(kind: string, z: number) => number} */
  const brook = (kind, z) => (kind === 'river' ? 3 : 1.4) * Math.max(1, z / 2 - 5.5);

  /**
   * Ways to yards and between parked cars only disturb from afar.
   * @type {(z: number, feature: VectorFeature) => boolean}
   */
  const isNear = (z, { props }) => z >= 15 || props.kind !== 'S';

  const ROAD_LAYERS = ['streets', 'main_roads', 'motorways'];
  /** @type {() => PaintRule[]} */
  const paintRules = () => [
    ...Object.entries(LAND).map(([kind, colours]) => ({
      dataLayer: 'land', symbolizer: surface(() => colours[night.matches ? 1 : 0]),
      filter: (/** @type {number} */ _z, /** @type {VectorFeature} */ { props }) => props.kind === kind,
    })),
    { dataLayer: 'waterways', symbolizer: stroke(() => COLOUR.water, brook) },
    { dataLayer: 'water', symbolizer: surface(() => COLOUR.water) },
    { dataLayer: 'buildings', symbolizer: surface(() => COLOUR.building, () => COLOUR.buildingEdge) },
    { dataLayer: 'paths', symbolizer: stroke(() => COLOUR.path, (_, z) => (z < 16 ? 1 : 1.6), [5, 3]) },
    { dataLayer: 'railways', symbolizer: stroke(() => COLOUR.casing, (_, z) => (z < 14 ? 1.2 : 2.4)) },
    { dataLayer: 'railways', minzoom: 14, symbolizer: stroke(() => COLOUR.road, () => 1.4, [8, 8]) },
    ...ROAD_LAYERS.map((dataLayer) => ({ dataLayer, symbolizer: stroke(() => COLOUR.casing, outer), filter: isNear })),
    ...ROAD_LAYERS.map((dataLayer) => ({ dataLayer, symbolizer: stroke(colourOf, inner), filter: isNear })),
  ];

  /**
   * A road's number once in a while: its pieces are many.
   * @type {(shield: LabelSymbolizer) => LabelSymbolizer}
   */
  const seldom = (shield) => ({
    place(layout, lines, feature) {
      const labels = shield.place(layout, lines, feature);
      for (const label of labels || []) Object.assign(label, { deduplicationKey: String(feature.props.ref), deduplicationDistance: 280 });
      return labels;
    },
  });

  const inked = { fill: () => COLOUR.text, stroke: () => COLOUR.halo, width: 2 };
  /** @type {Record<string, [number, number]>} */
  const PLACES = {
    city: [6, 17], town: [8, 15], village: [11, 13], suburb: [12, 13], hamlet: [13, 12], quarter: [14, 12],
    neighbourhood: [14, 12], isolated_dwelling: [15, 11],
  };

  /** @type {() => LabelRule[]} */
  const labelRules = () => [
    ...Object.entries(PLACES).map(([kind, [minzoom, size]]) => ({
      dataLayer: 'places', minzoom,
      symbolizer: new library.CenteredTextSymbolizer({ ...inked, labelProps: ['name'], font: `600 ${size}px ${FONT}` }),
      filter: (/** @type {number} */ _z, /** @type {VectorFeature} */ { props }) => props.kind === kind,
    })),
    ...['motorways', 'main_roads'].map((dataLayer) => ({
      dataLayer, minzoom: 11,
      symbolizer: seldom(new library.ShieldSymbolizer({
        labelProps: ['ref'], font: `700 11px ${FONT}`, padding: 3,
        fill: (_z, f) => road(String(f?.props.kind)).ink || COLOUR.text,
        background: (_z, f) => road(String(f?.props.kind)).plate || COLOUR.halo,
      })),
    })),
    ...['main_roads', 'streets', 'waterways', 'paths'].map((dataLayer, i) => ({
      dataLayer, minzoom: 14 + Math.floor(i / 2),
      symbolizer: new library.LineLabelSymbolizer({ ...inked, labelProps: ['name'], font: `500 12px ${FONT}`, position: 2 }),
    })),
  ];

  /**
   * Where the tiles come from. When the archive does not answer, nothing is asked until the map is moved; an error that is called
   * AbortError is one that the library keeps quiet about, and does not remember.
   * @type {(url: string, told: (answered: boolean) => void) => TileArchive & { again: () => void }}
   */
  const archive = (url, told) => {
    const opened = () => new library.PmtilesSource(url, true).p;
    let [inside, silent] = [opened(), false];
    const quiet = () => new DOMException('The base map does not answer.', 'AbortError');
    return {
      again: () => { silent = false; },
      async getZxy(z, x, y, signal) {
        if (silent) throw quiet();
        try {
          const tile = await inside.getZxy(z, x, y, signal);
          told(true);
          return tile;
        } catch (error) {
          if (error instanceof Error && error.name === 'AbortError') throw error;
          [inside, silent] = [opened(), true]; // it would remember its failure for ever
          told(false);
          throw quiet();
        }
      },
    };
  };

  app.vectorLayer = (one, settings) => {
    let gaps = false;
    const source = archive(one.url, (answered) => {
      layer.fire(answered ? 'answered' : 'silent');
      if (answered && gaps) setTimeout(() => layer.redraw());
      gaps = !answered;
    });
    const [west, south, east, north] = one.bounds;
    const layer = library.leafletLayer({
      ...settings, className: '', url: source, maxDataZoom: one.max_zoom, maxNativeZoom: 22, noWrap: true, attribution: '', lang: 'de',
      bounds: L.latLngBounds([south, west], [north, east]), paintRules: paintRules(), labelRules: labelRules(),
      backgroundColor: COLOUR.ground,
    });
    layer.on('again', source.again);
    app.onNightfall(() => {
      layer.backgroundColor = COLOUR.ground;
      layer.clearLayout();
      layer.rerenderTiles();
    });
    return layer;
  };
}
