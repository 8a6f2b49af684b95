/** What a sign says on the planner's page: faces, their pictures and the reading-time meter; as plan.d.ts. */

/** How long a driver can read, on which metres before the sign (`lost_m`: from there on it is out of view). */
interface Reading {
  cautious_m: number; favourable_m: number; cautious_s: number; favourable_s: number; required_s: number; lost_m: number; speed_kmh: number;
}
/** A row of a face (src/signage/domain/faces.py). */
interface FaceSlot {
  id?: number; text: string; direction?: 'ahead' | 'left' | 'right' | undefined; distance_m?: number | undefined; tenant?: number | undefined;
  is_single_firm?: boolean; reason?: string | undefined; has_logo?: boolean | undefined; width_mm?: number | undefined;
}
interface Face { letter_height_mm?: number; slots: FaceSlot[] }
/** A face while it is entered: one width for all rows, null where they differ; `board`: of the sign, where it grows with them. */
interface FaceWork { letter: number | null; width: number | null; slots: FaceSlot[]; official: boolean; board?: number }

/** A sign of the page's area with what is to be said of it. */
interface JudgedSign { id: number; number: string | null; findings: Finding[] }

interface SignagePlan {
  // bench.js: what a new sign of a type begins with
  usual: Record<string, Values>;
  // review.js
  setUpReview(): void;
  nextOpen(): void;
  // wrong.js
  setUpWrong(): void;
  /** What stands on the sign and is no longer true, in sentences. */
  wrongTexts(id: number): string[];
  // drawings.js, meter.js, face_rows.js, face.js
  svg(name: string, attributes?: Record<string, string | number | null | undefined>, ...children: (Node | string | null)[]): SVGElement;
  faceView(face: Face, values: Values): SVGElement;
  textWidth(text: string, size: number): number;
  meterView(time: Reading): SVGElement;
  editRows(work: FaceWork, changed: () => void): void;
  addRow(): void;
  offerFirms(rows: PlanFeature[], others: string[]): void;
  setUpFace(): void;
}
