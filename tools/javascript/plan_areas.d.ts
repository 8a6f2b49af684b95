/** What the scripts give each other that draw and edit areas on the planner's page (src/signage/maps/static/plan/areas/). */

/** Polygons of rings of points, the outer ring first, without the closing point; in metres. */
type Polygons = Metres[][][];
/** A point of an outline, by its number in ring and part. */
interface Place { part: number; ring: number; point: number }

interface OutlineTools {
  read(geometry: GeoJSON.Geometry | null): Polygons;
  write(outline: Polygons): GeoJSON.MultiPolygon;
  line(points: Metres[]): GeoJSON.LineString;
  places(outline: Polygons): Place[];
  ring(outline: Polygons, at: Place): Metres[];
  point(outline: Polygons, at: Place): Metres | null;
  move(outline: Polygons, at: Place, to: Metres): Polygons;
  insert(outline: Polygons, at: Place, to: Metres): Polygons;
  remove(outline: Polygons, at: Place): Polygons;
  dropRing(outline: Polygons, at: Place): Polygons;
  after(outline: Polygons, at: Place, by: number): Place | null;
  middleAfter(outline: Polygons, at: Place): Metres;
  vertexNear(outline: Polygons, to: Metres, within_m: number): Place | null;
  edgeNear(outline: Polygons, to: Metres, within_m: number): { at: Place; to: Metres } | null;
  area(outline: Polygons): number;
  partAround(outline: Polygons, points: Metres[]): number;
  same(one: unknown, other: unknown): boolean;
}

interface AreaState { polygons: Polygons; values: Values }
interface AreaStep { label: string; state: AreaState }
/** The area in hand: `stored` as the server has it, `now` as it is drawn, `held` what it was before the drag that is under way. */
interface AreaWork {
  id: number | null; version: number | null; stored: AreaState; now: AreaState; past: AreaStep[]; future: AreaStep[]; at: Place | null; held?: AreaState;
}

type AreaTool = 'area' | 'part' | 'hole' | 'split' | 'merge';
interface Pen {
  kind: Exclude<AreaTool, 'merge'>; points: Metres[]; undone: Metres[]; entry(from: 'points' | 'undone'): JournalEntry | null;
}
interface OutlineSnap { to: Metres; kind: 'corner' | 'edge' | 'close' | 'none'; name: string }
interface OutlineFinding extends Finding { shape: GeoJSON.Geometry | null; neighbour: number | null }

type Reshaping = { kind: 'split'; line: Metres[]; values: { name?: string; number?: string } } | { kind: 'merge'; ids: number[]; keep: number };
interface ReshapedMove { layer: string; id: number; name: string | null; from_area: number; number: number | null; new_number: number | null }
/** What a split or a merger does, or in a preview would do, as the API says it. */
interface Reshaped {
  change_set: number | null; areas: PlanFeature[]; moved: ReshapedMove[]; counts: Record<string, number>;
  unplaced: { layer: string; id: number; name: string | null }[]; findings: OutlineFinding[][];
}
interface FoundOutline {
  id: number; geometry: GeoJSON.Geometry; properties: Values; values: Values; municipality: string | null; findings: OutlineFinding[];
}

interface AreaNews {
  area: null; point: null; areaChosen: number | null; areaConflict: PlanFeature; areaAnswered: Asked; areaChecked: null;
  pen: null; penMoved: null; reshaping: null; others: null;
}

interface PlanAreas {
  outline: OutlineTools;
  // desk.js
  areaWork(): AreaWork | null;
  areaIsChanged(): boolean;
  areaName(): string;
  chooseArea(id: number | null, more?: { pan?: boolean }): Promise<void>;
  startArea(polygons: Polygons, values?: Values): void;
  dropArea(): void;
  saveArea(): Promise<boolean>;
  endArea(day: string, why: string): Promise<void>;
  reshapeTo(polygons: Polygons, label: string, at?: Place | null): void;
  showReshaped(polygons: Polygons, at: Place): void;
  letGoReshaped(): void;
  setAreaValues(values: Values, label: string): void;
  pickPoint(at: Place | null): void;
  showWholeArea(): void;
  renewArea(): Promise<void>;
  takeOver(current: PlanFeature, now: AreaState, label: string): void;
  // pen.js
  pen(): Pen | null;
  penTip(): OutlineSnap | null;
  takePen(kind: Pen['kind'], points?: Metres[]): void;
  dropPen(): void;
  movePen(to: Metres, free: boolean): void;
  setPoint(): void;
  backPoint(): void;
  againPoint(): void;
  finishPen(): void;
  snapOutline(to: Metres, free: boolean): OutlineSnap;
  // check.js
  areaFindings(): OutlineFinding[];
  areaFaults(): OutlineFinding[];
  areaIsPlaced(): Promise<void>;
  withoutFigures(finding: OutlineFinding): OutlineFinding;
  setUpAreaCheck(): void;
  // hand.js, keys.js
  setUpAreaHand(): void;
  outlineSnapped: () => OutlineSnap | null;
  walkPoints(by: 1 | -1, toRing?: boolean): void;
  nudgePoint(east: number, north: number): void;
  addPoint(): void;
  deletePoint(): void;
  snapPoint(): void;
  settlePoint(): void;
  // panel.js, start.js
  hectares(m2: number): string;
  outlineText(polygons: Polygons): string;
  pointText(at: Place): string;
  byName(shapes: Shape[]): Shape[];
  areaInput(name: string, value: any): Input;
  askAreaEnd(): void;
  saveKnowingly(isSure?: boolean): Promise<boolean>;
  setUpAreaPanel(): void;
  // listing.js
  setUpAreaListing(): void;
  useAreaTool(tool: AreaTool): Promise<void>;
  setUpAreas(): void;
  atAreas(): boolean;
  // reshape.js
  startSplit: (line: Metres[]) => void;
  startMerge: () => void;
  dropReshaping(): void;
  reshaped(): Reshaped | null;
  picking(): boolean;
  pick(id: number | null): void;
  setUpReshape(): void;
  // file.js
  filedOutlines(): GeoJSON.Geometry[];
  setUpAreaFile(): void;
}
