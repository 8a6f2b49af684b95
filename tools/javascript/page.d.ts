/**
 * What the scripts of the map page give each other through `signageMap`, for the type checker; nothing of it is served.
 * The scripts are plain ones, loaded one after the other (src/signage/maps/assets.py): each uses what stands before it.
 */

type LayerName = 'municipalities' | 'backdrops' | 'roads' | 'areas' | 'tenants' | 'signs';
type Found<T> = T | null | undefined;

// -- rows ------------------------------------------------------------------------------------------------------------

/** The columns of the layers that the page shows (src/signage/domain/layers.py); those without a value are absent. */
interface Properties {
  ags?: string; name?: string; number?: string | number; kind?: string; municipality?: string; area?: number; area_name?: string; source?: string;
  street?: string; house_number?: string; postcode?: string; place?: string; activity?: string; lorry_note?: string;
  code?: string; type?: string; family?: string; state?: string; bearing_deg?: number; stopping_place?: string; lorries_fit?: boolean;
  road_class?: string; tenant_count?: number; sign_count?: number; count?: number; layer?: LayerName;
  version?: number; changed_at?: string;
}

interface Feature { id: number; geometry: GeoJSON.Geometry | null; properties: Properties; bbox?: Degrees }

/** An answer of the API, or a layer embedded in the page. */
interface Collection {
  features?: Feature[]; tenant_counts?: Record<string, number>; sign_counts?: Record<string, number>; links?: { rel: string }[]; nearest?: boolean;
  area_names?: Record<string, string>;
}

/** west, north, east, south in world units (0 to 1 over the whole earth, y to the south) or in pixels. */
type Box = [number, number, number, number];
/** west, south, east, north in degrees. */
type Degrees = [number, number, number, number];
/** x, y in world units or in pixels. */
type Spot = [number, number];
/** Points of a line or ring as x, y, x, y ... */
type Flat = Float64Array | number[];

interface Outline { dimension: 0 | 1 | 2; parts: Float64Array[] }
/** A row with a position; `at` is where its label belongs. */
interface Shape extends Outline {
  layer: LayerName; id: number; properties: Properties; box: Box; at: Spot; placeless?: undefined;
}
/** A row without one: to be found and read, not to be drawn. */
interface PlacelessRow { layer: LayerName; id: number; properties: Properties; placeless: true }
type Row = Shape | PlacelessRow;
/** A place that was typed and is no row: its metres (EPSG:25832), and what stands below it in a list. */
interface TypedSpot { layer: 'place'; properties: Properties; metres: Metres; hint: string }

/** A place in EPSG:25832. */
type Metres = [number, number];
/** Typed coordinates: `at` is null where they are some but of no use, and `kind` says why; `swapped`: in the other order than usual. */
interface TypedPlace { at: Metres | null; kind: 'metres' | 'degrees' | 'zone' | 'gauss_kruger' | 'elsewhere'; swapped: boolean }

// -- where rows come from --------------------------------------------------------------------------------------------

interface Cluster { at: Spot; count: number; box: Box }
/** `state` is that of the store when it answered. */
interface Held { box: Box; more: boolean; clusters: Cluster[] | null; shapes: Shape[]; state?: string | null }
/** `why` is told where nothing is found. */
interface SearchAnswer { found: (Row | TypedSpot)[]; nearest: boolean; why?: string }
interface News { busy?: boolean; failed?: boolean }
interface IndexEntry { shape: Row; text: string; first: string[] }

interface Source {
  readonly more: boolean;
  readonly idle: boolean;
  update(box: Box, zoom: number, layers: LayerName[], wide?: Box): void;
  shapes(layer: LayerName): Shape[];
  find(layer: LayerName, id: number): Shape | undefined;
  areaOf(row: Row): Promise<Found<Shape>>;
  clusters(layer: LayerName): Cluster[];
  isEmpty(): Promise<boolean>;
  search(query: string, signal: AbortSignal): Promise<SearchAnswer>;
}

interface EmbeddedSource extends Source {
  everything: Record<LayerName, Shape[]>;
  placeless: PlacelessRow[];
}

// -- drawing ---------------------------------------------------------------------------------------------------------

type Ctx = CanvasRenderingContext2D;
type Draw = (ctx: Ctx, x: number, y: number) => void;
type SignFamily = 'guide' | 'official' | 'advertising';
/** `edge` is the colour of the rim, where it is not that of the face. */
interface FamilyStyle {
  shape: 'circle' | 'square' | 'diamond' | 'triangle' | 'pentagon' | 'hexagon' | 'octagon'; fill: string; ink: string; edge?: string;
}
interface StateStyle { open?: boolean; mark?: string; ended?: boolean }
interface RoadStyle { width: number; colour: string; casing: number; plate?: string; ink?: string | undefined }
interface SignLook { r: number; angle?: number | null; style?: FamilyStyle | undefined }
/** What several signs consist of: the colour of each class among them, and how many have it. */
type Shares = Map<string, number>;
interface Line { text: string; font: string; height: number; colour: string }
/** An offset in pixels and how the text runs from there. */
type Offset = [number, number, 'left' | 'right' | 'center'];
interface Letter { x: number; y: number; angle: number }

interface Taken {
  isFree(box: Box): boolean;
  take(box: Box): void;
  claim(box: Box): boolean;
}

/** What was drawn and can be clicked: one row, several, or a square of many. */
interface Hit { x: number; y: number; r: number; shape?: Shape; cluster?: Shape[]; square?: Box }
interface Group { members: [Shape, ...Shape[]]; count: number | undefined; x: number; y: number; r: number }
interface SignPlace { members: { shape: Shape; x: number; y: number }[]; x: number; y: number; r: number; box: Box }

interface Marks {
  areaGroups(): Group[];
  drawFromAfar(): void;
  drawFromNear(): void;
  drawAreaNames(): void;
  drawTenants(): void;
  nameTenant(name: string, x: number, y: number, half: number): void;
  drawRoadNames(): void;
  signPlaces(): SignPlace[];
  findPlaces(): SignPlace[];
  takeArrows(): void;
  drawSigns(): void;
  sharesOf(members: SignPlace['members']): Shares;
  drawSign(shape: Shape, x: number, y: number, r: number): void;
  drawCounts(): void;
  drawMunicipalityNames(): void;
}

interface Drawing {
  initialize(source: Source, shown: Set<string>): void;
  _initContainer(): void;
  _destroyContainer(): void;
  _update(): void;
  resize(width: number, height: number): void;
  _updatePaths(): void;
  refresh(): void;
  isDragged(): boolean;
  layersAt(zoom: number): LayerName[];
  draw(): void;
  window(): Box;
  visible(layer: LayerName): Shape[];
  x(x: number): number;
  y(y: number): number;
  trace(shapes: Shape[], closed: boolean): void;
  traceInParts(shapes: Shape[], closed: boolean, draw: () => void): void;
  paint(shapes: Shape[], style: { fill?: string; stroke?: string; width?: number; dash?: number[] }): void;
  drawGround(): void;
  drawRoads(): void;
  traceRoads(): void;
  ringChosen(): void;
  outlineChosen(): void;
  at(point: L.Point, reach: number): Hit | null;
}

/** What Leaflet's Renderer has and its types do not tell. */
interface RendererInside {
  initialize(this: Scene, options: object): void;
  _update(this: Scene): void;
}

interface Scene extends Omit<L.Renderer, 'options'>, Marks, Drawing {
  source: Source;
  shown: Set<string>;
  chosen: Shape | null;
  /** By what signs are told apart, where it is not their family. */
  styleOf: ((sign: Properties) => FamilyStyle | undefined) | null;
  /** Whether something stands on the sign that is no longer true. */
  isWrong: ((id: number) => boolean) | null;
  overBaseMap: boolean;
  /** Whether that base map is a picture from the air, which has no roads of its own to be read. */
  overPhoto: boolean;
  hits: Hit[];
  taken: Taken;
  /** What this drawing has looked up already. */
  inView: Map<LayerName, Shape[]>;
  places: SignPlace[] | null;
  ctx: Ctx;
  /** Canvas pixels for one CSS pixel. */
  ratio: number;
  zoom: number;
  /** World units times this are Leaflet's pixels. */
  scale: number;
  origin: L.Point;
  view: Box;
  request: number;
  _container: HTMLCanvasElement;
  _bounds: L.Bounds & { min: L.Point; max: L.Point };
  _map: L.Map & { _animatingZoom?: boolean };
}

// -- the page --------------------------------------------------------------------------------------------------------

/** A base map or overlay (src/signage/maps/basemaps.py); `bounds` may be empty. */
interface BaseMap {
  key: string; name: string; english: string; url: string; attribution: string; wms_layers: string; wms_styles: string; wms_version: string; crs: string;
  image_format: string; vector: boolean; bounds: Degrees; overlay: boolean; opacity: number; photo: boolean; max_zoom: number;
  projection: Projection | null; grid: TileLevel[];
}

/** Where places lie in a foreign system: coefficients of two Chebyshev series (src/signage/maps/projections.py). */
interface Projection { east: number[][]; north: number[][]; north_first: boolean; bounds: Degrees }

/** How a WMTS cuts its tiles (src/signage/maps/grids.py). */
interface TileLevel { level: string; pixel: number; corner: [number, number]; tile: [number, number]; tiles: [number, number] }

// A foreign picture that is turned and bent onto a tile (warped.js): left, top, right, bottom in the tile's pixels; a place in the
// foreign system at a point of the tile; the box and the size of a pixel in units of that system.
type Rect = [number, number, number, number];
interface MeshPoint { x: number; y: number; at: Spot }
interface View { rect: Rect; mesh: MeshPoint[][]; pixel: Spot; box: Degrees }
interface Piece { address: string; x: number; y: number; width: number; height: number }
interface Wanted { west: number; north: number; pixel: Spot; width: number; height: number; pieces: Piece[] }
interface WarpSource extends Wanted { picture: HTMLCanvasElement }

/** Asks a host that may be away for one picture before all others. */
interface Careful {
  inTurn(tile: HTMLElement, ask: () => void): void;
  came(tile: HTMLElement, done: L.DoneCallback): void;
  failed(tile: HTMLElement, done: L.DoneCallback, address: string): void;
}

/** Tiles of such a host. */
interface CarefulTiles extends L.GridLayer, Careful {
  reachable?: boolean; lost?: number; gaps?: boolean; asked?: HTMLElement | undefined; waiting: (() => void)[];
}

/** Tiles that are made up of what such a host has in another system. */
interface WarpedTiles extends CarefulTiles { one: BaseMap & { projection: Projection } }

interface BaseMaps {
  choose(key: string): void;
  take(text: string): void;
  text(): string;
  inAddress(): string;
  again(): void;
  credits(): string[];
  fill(place: HTMLElement): void;
}

interface BaseMapHooks { changed(): void; silent(name: string): void; answered(name: string): void; under?(): void }

interface Options {
  layers: LayerName[]; api: string; limit: number; zoom: number | null; centre: Spot | null; bounds: Degrees | null;
  public_url: string;
  base_maps: BaseMap[];
}

/** The elements of templates/map.html. */
interface Elements {
  'signage_map': HTMLElement;
  'signage-search': HTMLFormElement;
  'signage-query': HTMLInputElement;
  'signage-results': HTMLUListElement;
  'signage-found': HTMLElement;
  'signage-open-search': HTMLButtonElement;
  'signage-progress': HTMLElement;
  'signage-notice': HTMLElement;
  'signage-open-panel': HTMLButtonElement;
  'signage-panel': HTMLElement;
  'signage-close-panel': HTMLButtonElement;
  'signage-layers': HTMLElement;
  'signage-base-maps': HTMLElement;
  'signage-legend': HTMLElement;
}

type Content = Node | string | number | null | undefined;
type Attribute = string | number | boolean | null | ((event: Event) => void);

interface SignageMap {
  // words.js
  read(id: 'signage-data'): Partial<Record<LayerName, Collection>> | null;
  read(id: 'signage-options'): Options;
  read(id: 'signage-words'): { language: string; texts: Record<string, string>; words: Record<string, Record<string, string>> };
  say(key: string, values?: Record<string, string | number>): string;
  count(key: string, n: number): string;
  word(property: string, code: string): string;
  el<Name extends string>(name: Name, attributes?: Record<string, Attribute>, ...children: Content[]): ElementNamed<Name>;
  foldings(text: string): string[];
  byId<Id extends keyof Elements>(id: Id): Elements[Id];
  options: Options;
  // memory.js
  memory(page: string): { keep(key: string, value: unknown): void; kept<T>(key: string): T | null };
  // numbers.js, utm.js, coordinates.js, seek.js
  numberOf(typed: string, how?: { unit?: string; groups?: string }): number;
  numberText(value: number, digits?: number | null): string;
  toMetres(longitude: number, latitude: number): Metres;
  toDegrees(x: number, y: number): Metres;
  readCoordinates(text: string): TypedPlace | null;
  /** As a program takes them, and as people of the page's language write them. */
  written(at: Metres): { metres: string; degrees: string };
  spelled(at: Metres): { metres: string; degrees: string };
  findPlaces(source: Source): void;
  // world.js
  shapeOf(layer: LayerName, feature: Feature): Shape | null;
  placelessShape(layer: LayerName, feature: Feature): PlacelessRow;
  overlap(a: Box, b: Box): boolean;
  covers(outer: Box, inner: Box): boolean;
  contains(rings: Flat[], at: Spot): boolean;
  boxOfBounds(bounds: L.LatLngBounds, pad?: number): Box;
  boundsOfBox(box: Box): L.LatLngBounds;
  boxOfDegrees(degrees: Degrees): Box;
  bboxText(box: Box): string;
  toLatLng(at: Spot): L.LatLng;
  screenAngle(bearing: number, at: Spot): number;
  // style.js
  COLOUR: Record<
    'ground' | 'green' | 'water' | 'waterLine' | 'area' | 'areaVeil' | 'areaEdge' | 'plot' | 'plotEdge' | 'building'
    | 'buildingEdge' | 'road' | 'federal' | 'motorway' | 'casing' | 'path' | 'border' | 'borderText' | 'text' | 'soft' | 'halo' | 'tenant'
    | 'blob' | 'guide' | 'official' | 'officialEdge' | 'advertising' | 'alarm' | 'ended' | 'chosen' | 'glow', string>;
  /** Calls back when the reader's screen turns dark or light, after the colours have. */
  onNightfall(redraw: () => void): void;
  FROM: Record<LayerName, number>;
  BLOBS_BELOW: number;
  ROADS: Record<string, RoadStyle> & { G: RoadStyle };
  roadWidth(roadClass: string, zoom: number): number;
  PICTOGRAMS: Record<string, string>;
  FAMILY: Record<SignFamily, FamilyStyle> & Record<string, FamilyStyle>;
  STATE: Record<string, StateStyle>;
  FONT: string;
  /** The layers that a reader can turn off, in the order in which they are offered. */
  SWITCHES: LayerName[];
  // symbols.js
  drawSign(ctx: Ctx, sign: Properties, x: number, y: number, look: SignLook): void;
  stampSign(ctx: Ctx, sign: Properties, x: number, y: number, look: SignLook, ratio: number): void;
  drawTenant(ctx: Ctx, number: Properties['number'], x: number, y: number, look: { size: number; dot?: boolean }): void;
  drawBadge(ctx: Ctx, x: number, y: number, mark: string): void;
  drawBlob(ctx: Ctx, count: number | undefined, x: number, y: number, key?: Properties['number']): void;
  drawCluster(ctx: Ctx, count: number, x: number, y: number, classes?: Shares): void;
  drawRing(ctx: Ctx, x: number, y: number, r: number): void;
  blobRadius(count: number | undefined): number;
  sample(draw: Draw, width?: number, height?: number): HTMLCanvasElement;
  // labels.js
  Taken: new () => Taken;
  inLines(text: string, wide: number): string[];
  drawLabel(ctx: Ctx, taken: Taken, lines: Line[], x: number, y: number, places: Offset[], inside?: Box | null): boolean;
  drawAlong(ctx: Ctx, taken: Taken, text: string, line: number[], view: Box, size: number): boolean;
  drawPlate(ctx: Ctx, taken: Taken, text: string, line: number[], view: Box, plate: string, ink?: string | undefined): boolean;
  // reach.js
  NEAR: number;
  beyond(box: Box, known: Box): Box[] | null;
  wayOf(before: Box | null, box: Box): Spot | null;
  onwards(box: Box, wide: Box, known: Box, way: Spot): Box;
  // embedded.js
  LAYERS: LayerName[];
  COUNTED: LayerName[];
  shapesOf(layer: LayerName, collection: Collection | undefined, known?: Shape[]): Shape[];
  EmbeddedSource: new (data: Partial<Record<LayerName, Collection>>, changed: () => void) => EmbeddedSource;
  // source.js
  ApiSource: new (address: string, limit: number, changed: () => void, report: (news: News) => void) => Source;
  // marks.js, scene.js
  marks: Marks & ThisType<Scene>;
  Scene: new (source: Source, shown: Set<string>) => Scene;
  // popups.js
  spotContent(at: Metres): HTMLElement;
  popupContent(row: Row, source: Source, zoomTo: (shape: Shape) => void): HTMLElement;
  shortName(row: Row | TypedSpot): string;
  codeText(code: string): string;
  municipalityName(source: Source, ags: string | undefined): string | null;
  nameOf(source: Source, layer: LayerName, id: Found<number>): string | null;
  joined(parts: (string | number | false | null | undefined)[], by: string): string;
  // search.js
  onePerStreet<T extends Row>(rows: T[]): T[];
  searchIndex(source: EmbeddedSource): IndexEntry[];
  searchIn(index: IndexEntry[], query: string): Row[];
  nearestIn(index: IndexEntry[], query: string): Row[];
  MOST_RESULTS: number;
  /** `choose` gets what the source finds. */
  Search: new (source: Source, choose: (row: any) => void) => unknown;
  search: unknown;
  // basemaps.js
  BaseMaps: new (map: L.Map, scene: Scene, hooks: BaseMapHooks) => BaseMaps;
  // vectors.js, only where an archive is configured
  vectorLayer(one: BaseMap, settings: L.GridLayerOptions): L.GridLayer;
  warpedLayer(one: BaseMap, settings: L.GridLayerOptions, careful: Careful): L.GridLayer;
  // panel.js
  setUpPanel(shown: Set<string>, turned: (name: string, on: boolean) => void): () => void;
  // start.js
  map: L.Map;
  scene: Scene;
}

/** `canvas`, `li.result`: the element that a tag with classes makes. */
type ElementNamed<Name extends string> =
  Name extends `${infer Tag}.${string}` ? ElementNamed<Tag>
    : Name extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Name] : HTMLElement;

declare var signageMap: SignageMap;

// -- protomaps-leaflet, vendored, as far as vectors.js uses it ---------------------------------------------------------

interface VectorFeature { props: Record<string, string | number | boolean> }
type Styled<T> = T | ((z: number, feature?: VectorFeature) => T);
interface PaintSymbolizer { draw(ctx: Ctx, lines: { x: number; y: number }[][], z: number, feature: VectorFeature): void }
interface PaintRule {
  dataLayer: string; symbolizer: PaintSymbolizer; minzoom?: number; filter?: (z: number, feature: VectorFeature) => boolean;
}
interface LabelSymbolizer { place(layout: object, lines: { x: number; y: number }[][], feature: VectorFeature): object[] | undefined }
interface LabelRule {
  dataLayer: string; symbolizer: LabelSymbolizer; minzoom?: number; filter?: (z: number, feature: VectorFeature) => boolean;
}
interface LabelStyle {
  labelProps: string[]; font: string; fill: Styled<string>; stroke?: Styled<string>; background?: Styled<string>; width?: number;
  padding?: number; position?: number;
}
interface TileArchive { getZxy(z: number, x: number, y: number, signal?: AbortSignal): Promise<unknown> }
interface VectorLayer extends L.GridLayer { backgroundColor: string; clearLayout(): void; rerenderTiles(): void }

declare var protomapsL: {
  leafletLayer(options: L.GridLayerOptions & {
    url: TileArchive; maxDataZoom: number; paintRules: PaintRule[]; labelRules: LabelRule[]; backgroundColor: string; lang: string;
  }): VectorLayer;
  PmtilesSource: new (url: string, cancels: boolean) => { p: TileArchive };
  CenteredTextSymbolizer: new (style: LabelStyle) => LabelSymbolizer;
  LineLabelSymbolizer: new (style: LabelStyle) => LabelSymbolizer;
  ShieldSymbolizer: new (style: LabelStyle) => LabelSymbolizer;
};
/** Swagger UI, vendored: the interactive description of the API. */
declare var SwaggerUIBundle: (options: Record<string, unknown>) => unknown;
