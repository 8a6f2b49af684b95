/**
 * What the scripts of the planner's page give each other through `signagePlan`, for the type checker; nothing of it is served.
 * Metres are those of EPSG:25832; bearings count clockwise from grid north.
 */

type Values = Record<string, any>;

/** What the page is told beside the map's own options. */
interface PlanOptions extends Options {
  area: number | null; area_name: string; area_key: string;
  clearance_m: { in_town: number; outside: number };
  road_width_m: Record<string, number>;
  reach_m: number; board_m: number;
  due: { inspection_years: number; film_years: Record<string, number> };
  standing: string[];
  /** Millimetres of the map on a paper, as it lies. */
  papers: Record<string, Record<string, [number, number]>>;
  scales: number[];
}

/** A column of a sign, as the inventory's table of columns has it. */
interface FieldInfo {
  name: string; label: string; unit: string; kind: string; required: boolean; lowest: number | null; highest: number | null; longest: number | null;
  choices: string[];
}

interface SnapRoad { id: number; line: Metres[]; half_m: number; in_town: boolean | null; name: string }
interface Snapped {
  x: number; y: number; kind: 'road' | 'post' | 'edge' | 'none'; bearing_deg: number | null;
  road: SnapRoad | null; side: 'left' | 'right' | null; clearance_m: number | null; foot: Metres | null;
}
interface SnapGround { roads: SnapRoad[]; posts: Metres[]; edges: Metres[][] }
interface SnapReach { road_m: number; point_m: number }
interface SnapRule { clearance_m: { in_town: number; outside: number }; half_board_m: number }
interface Nearest { x: number; y: number; distance_m: number; at_m: number; index: number; bearing_deg: number; side: 1 | -1 }

/** A sign as the server has it. */
interface SignRow { id: number; version: number; values: Values; readonly x: number; readonly y: number; at: Spot }
/** New values of a sign by column; `x` and `y` in metres. */
type Changes = Values;

interface PlanFeature { id: number; geometry: GeoJSON.Geometry | null; properties: Values }
interface Written { feature: PlanFeature; set: number | null }
interface SignedIn { name: string; form_token: string; writes: Record<string, unknown[]> }

interface Asked { path: string; status: number; body: any; headers: Headers | null; ok: boolean }

/** `layer` is that of the ids, signs unless it is named. */
interface JournalEntry { sets: number[]; label: string; ids: number[]; layer?: string }
/** Steps that are not written yet, such as those of an outline being drawn. */
interface Unwritten {
  isOpen(): boolean; nextUndo(): JournalEntry | null; nextRedo(): JournalEntry | null; undo(): void; redo(): void;
}
interface Finding {
  rule: string; severity: string; message: string; measured?: number | null; required?: number | null; unit?: string;
  citation?: { source?: string; edition?: string; certainty?: string } | string | null;
  fix?: { label: string; changes: Values } | null; reason?: string | null; title?: string;
}
interface Checked {
  findings: Finding[]; site?: Values | null; approvals?: any[]; shapes?: { features: { geometry: GeoJSON.Geometry; properties: Values }[] };
}
interface Ghost {
  type: string; like: Values; x: number; y: number; bearing_deg: number; snapped: Snapped | null; seen: boolean; turned?: boolean;
}
/** The next day on which something is due at a sign. */
interface Due { on: string; why: 'inspection' | 'first_inspection' | 'film' | 'earmarking' }
/** By what signs are told apart: the class of each, how a class looks and is called, and a sign to show it by. */
interface Theme {
  classOf(values: Values): string; styles: Record<string, FamilyStyle>; label(key: string): string; sample(key: string): Properties;
}
interface Act { id: number; changes: Changes; label: string }

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
/** What the table beside the map lists, signs or areas: its rows in order, and what can be done in a cell. */
interface TableSubject {
  COLUMNS: string[]; FILTERS: string[]; order: { by: string; down: boolean };
  /** Whether several rows can be selected, to be changed at once. */
  isMarked: boolean;
  about(name: string): { label: string; unit: string };
  /** A row that is not known yet is undefined. */
  rowsNow(): ({ id: number } | undefined)[];
  /** The rows from `from` up to `to` are seen. */
  want?(from: number, to: number): void;
  /** How many are listed, of how many, and from where. */
  countText(shown: number): string;
  content(name: string, row: { id: number }): Content[];
  /** Why a column cannot be typed; empty where it can. */
  fixed(name: string): string;
  /** Whether the list cannot be sorted by a column now, which is told. */
  cannotSort?(name: string): boolean;
  field(name: string): FieldInfo;
  input(name: string, value: any): Input;
  valueOf(id: number, name: string): any;
  take(id: number, name: string, value: any): void;
  nameOf(id: number): string;
  inHand(): number | null;
  isUnsaved(id: number): boolean;
  choose(id: number): void;
  /** Ends the selected rows, or where none is the one named. */
  end(id: number): void;
  /** What else a key does with the row under the cursor. */
  keys?: Record<string, (id: number) => void>;
  /** Whether the list is that of what is in view. */
  followsView(): boolean;
}

/** What is to be ended, and how. */
interface EndQuestion { title: string; what: string; end(day: string, why: string): void }
/** What a stale save is about: names, both versions, and what becomes of the choice. */
interface MergeSubject {
  what: string; old: Values; theirs: Values; label(name: string): string; show(name: string, values: Values): string | HTMLElement;
  settle(changes: Changes): void; again(): void;
}

interface PlanNews extends AreaNews {
  chosen: number | null; rows: null; draft: number; saved: number; journal: null; access: null; ghost: null; view: null; selection: null;
  undoing: boolean; ghostMoved: null; checked: null; untrue: null;
  mode: string; desk: null; paint: PlanOverlay;
  conflict: { id: number; mine: Changes; base: SignRow; current: PlanFeature; about?: MergeSubject };
}

interface PlanSource extends Source {
  rows: Map<number, SignRow>;
  drafts: Map<number, Changes>;
  bases: Map<number, SignRow>;
  loadArea(area: number): Promise<void>;
  areaHasMore: boolean;
  get(path: string, parameters: Record<string, string | number>, signal?: AbortSignal | null): Promise<any>;
  keepAll(features: PlanFeature[]): void;
  release(ids: Iterable<number>): void;
  valuesOf(id: number): Values | null;
  placeOf(id: number): Metres | null;
  put(feature: PlanFeature): void;
  putMany(features: PlanFeature[]): void;
  putAt: Map<number, number>;
  renew(): Promise<void>;
  drop(id: number): void;
  setDraft(id: number, changes: Changes | null): void;
  listed(): SignRow[];
  reload(layer?: LayerName): Promise<void>;
  tooMany: boolean;
  held: Partial<Record<LayerName, Held>>;
}

interface SignagePlan extends PlanAreas {
  // bench.js, from utm.js
  toMetres(longitude: number, latitude: number): Metres;
  toDegrees(x: number, y: number): Metres;
  // snap.js
  ringArea(points: Metres[]): number;
  nearestOnLine(line: Metres[], at: Metres): Nearest;
  nearestPoint(at: Metres, points: Metres[], within_m: number): Metres | null;
  nearestEdge(at: Metres, edges: Metres[][], within_m: number): Metres | null;
  snapToRoad(at: Metres, roads: SnapRoad[], rule: SnapRule, reach_m: number): Snapped | null;
  snapTo(at: Metres, ground: SnapGround, rule: SnapRule, reach: SnapReach): Snapped;
  // bench.js: what all others stand on
  on<Name extends keyof PlanNews>(name: Name, listener: (news: PlanNews[Name]) => void): void;
  tell<Name extends keyof PlanNews>(name: Name, news: PlanNews[Name]): void;
  say(key: string, values?: Record<string, string | number>): string;
  speak(sentence: string, more?: { alarm?: boolean }): void;
  toast(sentence: string, more?: { alarm?: boolean; action?: [string, () => void] }): void;
  options: PlanOptions;
  fields: Record<string, FieldInfo>;
  areaFields: Record<string, FieldInfo>;
  show(name: string, value: any, info?: FieldInfo): string;
  measured(name: string, value: any): string;
  decimal(value: number, digits: number): string;
  dayText(day: string): string;
  put<E extends HTMLElement>(id: string): E;
  typeIcon(type: string, family?: string): HTMLElement;
  today(): string;
  mode(): string;
  setMode(name: string): void;
  /** By mode: what a key does, and whether it did anything. */
  keyboards: Record<string, (event: KeyboardEvent, isOnMap: boolean) => boolean>;
  /** By key, in every mode and wherever nobody types. */
  shortcuts: Record<string, () => void>;
  /** By layer: asks for rows again after a step was taken back. */
  refreshers: Record<string, (ids: number[]) => Promise<void>>;
  keep(key: string, value: unknown): void;
  kept<T>(key: string): T | null;
  keepHere(key: string, value: unknown): void;
  keptHere(key: string): any;
  // api.js
  who(): string;
  token(): string;
  leave(): Promise<void>;
  setToken(token: string): void;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>;
  askFile(path: string): Promise<Asked & { name: string }>;
  write(method: string, path: string, body: unknown, version?: number): Promise<Asked>;
  passOn(going: Element, to: string): void;
  allWritten(): Promise<void>;
  askForToken: () => Promise<boolean>;
  problemText(asked: Asked): string;
  // signs.js
  PlanSource: new (address: string, limit: number, changed: () => void, report: (news: News) => void) => PlanSource;
  source: PlanSource;
  // journal.js
  remember(entry: JournalEntry): void;
  undo(): Promise<void>;
  redo(): Promise<void>;
  nextUndo(): JournalEntry | null;
  nextRedo(): JournalEntry | null;
  unwritten?: Unwritten;
  // many.js
  setOf(answer: Asked): number[];
  changeAll(properties: Values, seen: string, label: string, why?: string): Promise<Asked>;
  changeMany(acts: Act[], label: string): Promise<Asked>;
  endMany(ids: number[], on: string, why: string): Promise<void>;
  // desk.js
  chosen(): number | null;
  choose(id: number | null, more?: { pan?: boolean; quiet?: boolean }): void;
  takeUp(id: number, how?: { pan?: boolean; quiet?: boolean }): Promise<void>;
  draft(id: number, changes: Changes, label: string, soon?: boolean): void;
  dropDraft(id: number): void;
  save(id: number): Promise<boolean>;
  saveAll(): Promise<void>;
  create(values: Changes, label: string): Promise<number | null>;
  end(ids: number[], on: string, why: string): Promise<void>;
  nameOf(id: number): string;
  bodyOf(changes: Changes): { properties: Values; geometry?: GeoJSON.Point };
  refresh(ids: number[]): Promise<void>;
  settle(id: number, mine: Changes, base: SignRow, current: PlanFeature): void;
  // watch.js
  watch(): void;
  lookNow(): Promise<void>;
  // view.js
  ARROWS: Record<string, Metres>;
  latLngOf(at: Metres): L.LatLng;
  middle(): Metres;
  metresAt(event: MouseEvent): Metres;
  metresPerPixel(): number;
  keepInSight(at: Metres): void;
  showAll(places: Metres[]): void;
  // ground.js
  roadsOf(shape: Shape): SnapRoad[];
  edgesOf(shape: Shape): Metres[][];
  shapesNear(layer: LayerName, at: Metres, reach_m: number): Shape[];
  shapesUnder(layer: LayerName, at: Metres): Shape[];
  shapesAt(layer: LayerName, at: Metres): Promise<Shape[]>;
  // placing.js
  ghost(): Ghost | null;
  lastType(): string;
  startPlacing(type: string | null, like?: Values | null): void;
  stopPlacing(): void;
  moveGhost(at: Metres, free: boolean): void;
  turnGhost(bearing_deg: number): void;
  placeGhost(): Promise<void>;
  snapAt(at: Metres, values: Values, free: boolean, but?: number | null): Snapped;
  snapping(): boolean;
  setSnapping(on: boolean): void;
  // overlay.js
  Overlay: new () => PlanOverlay;
  overlay: PlanOverlay;
  // hand.js, keys.js
  setUpHand(): void;
  setUpKeys(): void;
  nudge(east: number, north: number): void;
  turn(degrees: number): void;
  startNew(): void;
  copyChosen(): void;
  snapHere(): void;
  // dialogs.js
  openDialog(id: string): HTMLDialogElement;
  askEnd(question: EndQuestion): void;
  endOfSigns(ids: number[]): EndQuestion;
  // listing.js, areas/listing.js
  setUpPlaceColumns(): void;
  tables: Record<'signs' | 'areas', TableSubject>;
  inOrder<Row extends { id: number }>(rows: Row[], down: boolean, rank: (row: Row) => string | number): Row[];
  // far.js
  far: {
    /** Whether there are more rows than are loaded. */
    isOn(): boolean;
    /** As many as the server has of them; those that are not known yet are undefined. */
    rows(): (SignRow | undefined)[];
    want(from: number, to: number): void;
    query(): Record<string, string>;
    total(): number | null;
    holds(id: number): boolean;
    leave(): void;
    selectAll(on: boolean): void;
    hasAll(): boolean;
    toggle(id: number): void;
    leftOut(): number[];
  };
  setUpFar(): void;
  // form.js, findings.js, grid.js, grid_rows.js, grid_edit.js, bulk.js, merge.js
  setUpForm(): void;
  setUpFindings(): void;
  checked(): Checked | null;
  siteOf(values: Values): Promise<Values | null>;
  findingLine(finding: Finding, ...more: Content[]): HTMLElement;
  lightOf(findings: { severity: string }[]): 'error' | 'warning' | 'hint' | 'good';
  showLight(id: string, shown: string, sentence: string): void;
  metresIn(input: HTMLInputElement): number | null;
  inputFor(name: string, value: any, info?: FieldInfo): HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  valueFrom(name: string, input: HTMLElement, info?: FieldInfo): { value: any; wrong: string };
  setUpGrid(): void;
  gridRows: {
    /** What is listed now. */
    subject(): TableSubject;
    head(shown: ({ id: number } | undefined)[]): HTMLElement;
    /** The line of the row at place `i`, counted from 0. */
    line(row: { id: number } | undefined, i: number): HTMLElement;
  };
  /** Types in a cell; false where that cannot be. `ended` is told where the cursor goes, null where it was left. */
  editCell(at: TableSubject, cell: HTMLElement, typed: string, ended: (step: { down: number; right: number } | null) => void): boolean;
  selected: Set<number>;
  isSelected(id: number): boolean;
  countSelected(): number;
  isAllSelected(rows: ({ id: number } | undefined)[]): boolean;
  selectNone(): void;
  toggleSelected(id: number): void;
  selectAll(rows: ({ id: number } | undefined)[], on: boolean): void;
  /** Asks for the day on which the selected signs end; where none is, the one named. */
  endSelected(id: number): void;
  setUpBulk(): void;
  drawBulk(): void;
  setUpMerge(): void;
  setUpDialogs(): void;
  // due.js, themes.js, panels.js, layers.js
  monthsLater(day: string, months: number): string;
  dueOf(values: Values): Due | null;
  dueClass(values: Values): string;
  dueText(values: Values): string;
  DUE_CLASSES: string[];
  themes: Record<string, Theme>;
  panel(id: string, opened?: () => void, closed?: () => void): (on: boolean) => void;
  setUpLayers(): void;
  // measuring.js, spot.js
  measures(line: Metres[], ring: boolean): { legs: number[]; length_m: number; area_m2: number };
  setUpMeasuring(): void;
  copyText(text: string): Promise<void>;
  showSpot(at: Metres | null, go?: boolean): void;
  setUpSpot(): void;
  // printing.js
  fetchFile(path: string, button: HTMLElement): Promise<string>;
  printSheet(button: HTMLElement): Promise<void>;
  setUpPrinting(): void;
  // go.js
  load(): void;
  map: L.Map;
  scene: Scene;
}

/** The canvas above the scene: what is being placed, turned, measured. */
interface PlanOverlay {
  hold: { kind: 'drag' | 'turn'; id: number; from: Metres; snapped: Snapped | null } | null;
  draw(): void;
  refresh(): void;
  handleAt(): { x: number; y: number } | null;
  toScreen(at: Metres): { x: number; y: number };
  ctx: Ctx;
  label(text: string, x: number, y: number): void;
}

declare var signagePlan: SignagePlan;
