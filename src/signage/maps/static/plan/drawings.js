// @ts-check
'use strict';
/* Drawings inside the page, made of SVG elements: what a sign's face looks like, and how long a driver can read it. */
{
  const plan = globalThis.signagePlan;
  const { say, decimal } = plan;
  const ARROWS = { ahead: 'M0 50V-50M-34 -12L0 -50L34 -12', left: 'M50 0H-50M-12 -34L-50 0L-12 34', right: 'M-50 0H50M12 -34L50 0L12 34' };

  /**
   * An SVG element; text goes in as text.
   * @type {SignagePlan['svg']}
   */
  const svg = (name, attributes = {}, ...children) => {
    const made = globalThis.L.SVG.create(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) made.setAttribute(key, String(value));
    }
    made.append(...children.filter((child) => child !== null));
    return /** @type {SVGElement} */ (made);
  };

  // -- the face of a sign, in millimetres ------------------------------------------------------------------------------

  const LOGO_MM = 200;
  const MARGIN_MM = 20;
  const ARROW = 1.3; // of the letter height, with its gap to the text
  const GAP_MM = 14;
  const [LEAST_MM, USUAL_MM] = [300, 1200]; // rows narrower than this are no width of a sign
  const CAPITAL = 0.7; // of the size, in the typeface that the rules measure with

  /** @type {(face: Face, values: Values) => number} */
  const widthOf = (face, values) => {
    const widest = Math.max(0, ...face.slots.map((slot) => slot.width_mm || 0));
    return widest > LEAST_MM ? widest : values.width_mm || USUAL_MM;
  };

  /** @type {(slot: FaceSlot) => string} */
  const spoken = ({ text, direction, distance_m: distance }) =>
    [direction && say(`direction_${direction}`), text, distance && say('metres', { m: distance })].filter(Boolean).join(' ');

  /** Distances as signs tell them. @type {(metres: number) => string} */
  const far = (metres) => (metres >= 1000 ? `${decimal(metres / 1000, metres % 1000 ? 1 : 0)} km` : `${decimal(metres, 0)} m`);

  /** @type {(direction: 'ahead' | 'left' | 'right', x: number, y: number, size: number) => SVGElement} */
  const arrow = (direction, x, y, size) =>
    svg('path', { class: 'arrow', d: ARROWS[direction], transform: `translate(${x} ${y}) scale(${size / 100})` });

  /** What logo and arrow take of a row, and the margins. @type {(slot: FaceSlot, letter: number) => number} */
  const takenOf = ({ has_logo: logo, direction }, letter) => 2 * MARGIN_MM + (logo ? LOGO_MM : 0) + (direction ? ARROW * letter : 0);

  /** @type {(slot: FaceSlot, y: number, size: { width: number, high: number, letter: number }) => SVGElement} */
  const slotView = (slot, y, { width, high, letter }) => {
    const [own, middle] = [slot.width_mm || width, y + high / 2];
    const { direction, distance_m: distance } = slot;
    const logo = MARGIN_MM + (direction && direction !== 'right' ? ARROW * letter : 0);
    const from = logo + (slot.has_logo ? LOGO_MM : 0);
    const room = own - takenOf(slot, letter);
    const size = letter / CAPITAL;
    const wide = plan.textWidth(slot.text, size);
    const end = Math.max(width, from + wide); // what stands beside the board stands beside what sticks out, too
    return svg('g', { class: wide > room ? 'slot over' : 'slot' },
      svg('rect', { class: 'board', x: 0, y, width: own, height: high, rx: high / 14 }),
      slot.has_logo ? svg('rect', { class: 'logo', x: logo - MARGIN_MM / 2, y: y + high / 10, width: LOGO_MM - MARGIN_MM,
        height: high * 0.8 }) : null,
      wide > room ? svg('rect', { class: 'excess', x: from + room, y, width: Math.max(wide - room, 10), height: high }) : null,
      svg('text', { x: from, y: middle + letter / 2, 'font-size': size }, slot.text),
      direction ? arrow(direction, direction === 'right' ? own - MARGIN_MM - letter / 2 : MARGIN_MM + letter / 2, middle, letter) : null,
      distance ? svg('text', { class: 'far', x: end + high * 0.2, y: middle + letter * 0.35, 'font-size': size * 0.62 }, far(distance))
        : null);
  };

  /**
   * The face true to scale, texts in the typeface in which they are measured: what does not fit sticks out.
   * @type {SignagePlan['faceView']}
   */
  const faceView = (face, values) => {
    const letter = face.letter_height_mm || 126;
    const width = widthOf(face, values);
    const high = Math.max(letter * 1.6, 90);
    const height = Math.max(face.slots.length, 1) * (high + GAP_MM) - GAP_MM;
    const over = Math.max(0, ...face.slots.map((slot) => takenOf(slot, letter) + plan.textWidth(slot.text, letter / CAPITAL) - width));
    const left = 20;
    const told = face.slots.some((slot) => slot.distance_m) ? letter * 3.6 : 0;
    const right = over + 20 + told;
    const small = (left + width + right) / 30;
    const label = face.slots.length ? say('face_says', { rows: face.slots.map(spoken).join('; ') }) : say('face_empty');
    return svg('svg', {
      class: `face-view ${values.family === 'official' ? 'official' : 'guide'}`, role: 'img', 'aria-label': label,
      viewBox: `${-left} -16 ${left + width + right} ${height + 68 + small * 1.35}`,
    },
    svg('rect', { class: 'post', x: -8, y: -10, width: width + 16, height: height + 20, rx: 10 }),
    ...face.slots.map((slot, at) => slotView(slot, at * (high + GAP_MM), { width, high, letter })),
    svg('path', { class: 'measure', d: `M0 ${height + 28}v24M0 ${height + 40}H${width}M${width} ${height + 28}v24` }),
    svg('text', { class: 'far', x: width / 2, y: height + 52 + small, 'font-size': small, 'text-anchor': 'middle' },
      `${decimal(width, 0)} mm`));
  };

  const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));

  /** @type {SignagePlan['textWidth']} */
  const textWidth = (text, size) => {
    ruler.font = '600 100px "Barlow", "Fira Sans Condensed", sans-serif';
    return ruler.measureText(text).width * size / 100;
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ svg, faceView, textWidth }));
}
