/**
 * What the scripts of the desk's table of firms give each other through `deskFirms`, for the type checker; nothing of it is served.
 * Plain scripts, one after the other (api/signage_api/desk/firms/table.py): saving, grid, choosing, pasting, start, and map when asked for.
 */

/** A row as the service sends it (api/signage_api/desk/firms/columns.py); `at` in degrees, longitude first. */
interface FirmSent { id: number; version: number; state: string; cells: Record<string, string>; at: [number, number] | null }
interface FirmReply {
  detail?: string; change_set?: number | null; rows?: FirmSent[]; gone?: number[]; current?: FirmSent[];
  problems?: Record<string, string>; refused?: Record<string, Record<string, string>>; signs?: string;
}
interface FirmPreview { id: number; name?: string; changed: Record<string, [string, string]>; problems: Record<string, string>; stale: boolean }
/** Row -> field -> what was typed. */
type FirmChanges = Map<HTMLTableRowElement, Record<string, string>>;
interface FirmAnswer { status: number; body: any }
interface FirmField { label: string; kind: string; longest: number }
interface FirmAddress {
  label: string; street: string; house_number: string; postcode: string; place: string; position: string; at: [number, number] | null;
}

interface DeskFirms {
  /** `fields` are those that this person may write in some row; `places_firms`: whether the place too. */
  data: { fields: Record<string, FirmField>; places_firms: boolean; areas: [number, string][]; telling: string[]; places: string; addresses: boolean };
  say(key: string, values?: Record<string, string | number>): string;
  el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes?: Record<string, unknown>, ...children: (Node | string | null)[]): HTMLElementTagNameMap[K];
  byId(id: string): HTMLElement;
  tell(text: string, more?: { alarm?: boolean, offer?: HTMLElement | null }): void;
  post(path: string, body: unknown): Promise<FirmAnswer>;
  get(path: string): Promise<any>;
  dialog(title: string, content: Node[], buttons: [string, string, string][]): Promise<string>;
  rowOf(id: number): HTMLTableRowElement | null;
  versionOf(row: HTMLElement): number;
  nameOf(row: HTMLElement): string;
  cellOf(row: HTMLElement, name: string): HTMLTableCellElement | null;
  show(sent: FirmSent): void;
  save(changes: FirmChanges): Promise<boolean>;
  takeBack(): void;
  undoOffer(): HTMLElement;
  doAgain(): void;
  goOnAsHappened(row: HTMLElement, cells: Record<string, string>): void;
  /** The cell of the grid that has the cursor. */
  cursor: { row: number; column: number };
  rows(): HTMLTableRowElement[];
  at(row: number, column: number): HTMLElement | null;
  moveTo(row: number, column: number, more?: { focus?: boolean, extend?: boolean }): void;
  range(): { top: number; bottom: number; left: number; right: number };
  mayWrite(row: HTMLElement, name: string): boolean;
  edit(cell: HTMLElement, typed?: string | null): void;
  isEditing(): boolean;
  activeRow(): HTMLTableRowElement | null;
  onMove: (() => void)[];
  onShown: ((sent: FirmSent) => void)[];
  mark(row: HTMLTableRowElement, on: boolean): void;
  markTo(row: HTMLTableRowElement): void;
  markAll(): void;
  countMarked(): void;
  setUpGrid(): void;
  setUpClipboard(): void;
}

declare var deskFirms: DeskFirms;
