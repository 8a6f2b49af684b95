// @ts-check
'use strict';
/* Names on the canvas that never lie on each other: whoever comes first, stays. */
{
  const app = globalThis.signageMap;
  const { COLOUR, FONT } = app;
  const JOINED = /[\u0590-\u08ff\u0900-\u0dff]/; // scripts whose letters cannot stand apart

  const [CELL, ROW] = [64, 1 << 16];

  /** The places taken in one drawing, in a grid of cells so that thousands stay quick. */
  class Taken {
    constructor() {
      /** @type {Map<number, Box[]>} */
      this.cells = new Map();
    }

    /**
     * The cells that a box touches.
     * @param {Box} box
     * @returns {number[]}
     */
    keys([left, top, right, bottom]) {
      const [first, last] = [Math.floor(top / CELL), Math.floor(bottom / CELL)];
      const [from, to] = [Math.floor(left / CELL), Math.floor(right / CELL)];
      const found = [];
      for (let i = from; i <= to; i += 1) for (let j = first; j <= last; j += 1) found.push(i * ROW + j);
      return found;
    }

    /** @param {Box} box */
    isFree(box) {
      for (const key of this.keys(box)) {
        const cell = this.cells.get(key);
        if (cell) for (const other of cell) if (app.overlap(box, other)) return false;
      }
      return true;
    }

    /** @param {Box} box */
    take(box) {
      for (const key of this.keys(box)) {
        const cell = this.cells.get(key);
        if (cell) cell.push(box);
        else this.cells.set(key, [box]);
      }
    }

    /**
     * Takes the box where it is free; answers whether it was.
     * @param {Box} box
     */
    claim(box) {
      if (!this.isFree(box)) return false;
      this.take(box);
      return true;
    }
  }

  /** Widths of texts by font, which a map asks for again at every move. @type {Map<string, Map<string, number>>} */
  const measured = new Map();
  const MOST_WIDTHS = 20_000; // of one font

  /** @type {(ctx: Ctx, text: string, font: string) => number} */
  const widthOf = (ctx, text, font) => {
    let known = measured.get(font);
    if (!known || known.size > MOST_WIDTHS) measured.set(font, known = new Map());
    let width = known.get(text);
    if (width === undefined) {
      ctx.font = font;
      known.set(text, width = ctx.measureText(text).width);
    }
    return width;
  };

  /** @type {(ctx: Ctx, text: string, x: number, y: number, colour: string, halo?: number) => void} */
  const withHalo = (ctx, text, x, y, colour, halo = 3.5) => {
    ctx.lineJoin = 'round';
    ctx.strokeStyle = COLOUR.glow;
    ctx.lineWidth = halo;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  };

  /**
   * Words in lines of about `wide` characters; a single word is never broken.
   * @type {SignageMap['inLines']}
   */
  const inLines = (text, wide) => {
    const lines = [''];
    for (const part of text.split(/\s+/)) {
      const last = lines[lines.length - 1];
      if (last && last.length + part.length >= wide) lines.push(part);
      else lines[lines.length - 1] = last ? `${last} ${part}` : part;
    }
    return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]} …`] : lines;
  };

  /**
   * Lines of text around or beside a point. `places` are offsets tried in turn: [dx, dy, align], the offset being that
   * of the block's middle. A label stays within `inside` if its point does. Answers whether a place was free.
   * @type {SignageMap['drawLabel']}
   */
  const drawLabel = (ctx, taken, lines, x, y, places, inside = null) => {
    const width = Math.max(...lines.map((line) => widthOf(ctx, line.text, line.font)));
    const height = lines.reduce((sum, line) => sum + line.height, 0);
    for (const [dx, dy, align] of places) {
      const left = x + dx - (align === 'left' ? 0 : align === 'right' ? width : width / 2);
      const top = y + dy - height / 2;
      /** @type {Box} */
      const box = [left - 2, top - 1, left + width + 2, top + height + 1];
      if (inside && app.covers(inside, [x, y, x, y]) && !app.covers(inside, box)) continue;
      if (!taken.claim(box)) continue;
      let lineTop = top;
      for (const line of lines) {
        ctx.font = line.font;
        ctx.textAlign = align;
        ctx.textBaseline = 'middle';
        withHalo(ctx, line.text, x + dx, lineTop + line.height / 2, line.colour);
        lineTop += line.height;
      }
      return true;
    }
    return false;
  };

  /**
   * Where on a line of pixels the distance `along` lies, and which way the line runs there.
   * @type {(points: number[], lengths: number[], along: number) => Letter}
   */
  const placeOn = (points, lengths, along) => {
    let i = 1;
    while (i < lengths.length - 1 && lengths[i] < along) i += 1;
    const [x1, y1, x2, y2] = [points[2 * i - 2], points[2 * i - 1], points[2 * i], points[2 * i + 1]];
    const part = (along - lengths[i - 1]) / (lengths[i] - lengths[i - 1] || 1);
    return { x: x1 + (x2 - x1) * part, y: y1 + (y2 - y1) * part, angle: Math.atan2(y2 - y1, x2 - x1) };
  };

  /** @type {(points: number[]) => number[]} */
  const lengthsOf = (points) => {
    const lengths = [0];
    for (let i = 2; i < points.length; i += 2) {
      lengths.push(lengths[lengths.length - 1] + Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]));
    }
    return lengths;
  };

  /** @type {(from: number, to: number) => number} */
  const turn = (from, to) => Math.abs(Math.atan2(Math.sin(to - from), Math.cos(to - from)));

  /**
   * The places of the letters from `start` on; null where the line bends too much or leaves the view.
   * @type {(points: number[], lengths: number[], widths: number[], start: number, view: Box) => Letter[] | null}
   */
  const lettersOn = (points, lengths, widths, start, view) => {
    /** @type {Letter[]} */
    const places = [];
    let along = start;
    for (const width of widths) {
      const place = placeOn(points, lengths, along + width / 2);
      const last = places[places.length - 1];
      const outside = place.x < view[0] || place.x > view[2] || place.y < view[1] || place.y > view[3];
      if (outside || (last && turn(last.angle, place.angle) > 0.45)) return null;
      places.push(place);
      along += width;
    }
    return turn(places[0].angle, places[places.length - 1].angle) > 1.3 ? null : places;
  };

  /** @type {(points: number[]) => number[]} */
  const reversed = (points) => {
    const turned = [];
    for (let i = points.length - 2; i >= 0; i -= 2) turned.push(points[i], points[i + 1]);
    return turned;
  };

  /** @type {(place: Letter) => Box} */
  const boxOf = ({ x, y }) => [x - 6, y - 6, x + 6, y + 6];

  /**
   * A road's name letter by letter along the line, upright; nothing where it does not fit.
   * @type {SignageMap['drawAlong']}
   */
  const drawAlong = (ctx, taken, text, line, view, size) => {
    if (JOINED.test(text)) return false;
    const font = `600 ${size}px ${FONT}`;
    const letters = [...text].map((letter) => widthOf(ctx, letter, font));
    const width = letters.reduce((sum, each) => sum + each, 0);
    const lengths = lengthsOf(line);
    const free = lengths[lengths.length - 1] - width - 12;
    if (free < 0) return false;
    for (const points of [line, reversed(line)]) {
      const along = points === line ? lengths : lengthsOf(points);
      for (const share of [0.5, 0.3, 0.7, 0.15, 0.85]) {
        const start = 6 + free * share;
        if (Math.cos(placeOn(points, along, start + width / 2).angle) < -0.02) continue; // it would stand on its head
        const places = lettersOn(points, along, letters, start, view);
        if (!places || !places.every((place) => taken.isFree(boxOf(place)))) continue;
        for (const place of places) taken.take(boxOf(place));
        ctx.font = font;
        drawLetters(ctx, [...text], places);
        return true;
      }
    }
    return false;
  };

  /** @type {(ctx: Ctx, letters: string[], places: Letter[]) => void} */
  const drawLetters = (ctx, letters, places) => {
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    for (const pass of /** @type {const} */ (['strokeText', 'fillText'])) {
      ctx.strokeStyle = COLOUR.glow;
      ctx.lineWidth = 3;
      ctx.fillStyle = COLOUR.text;
      places.forEach(({ x, y, angle }, i) => {
        ctx.save();
        ctx.translate(x, y);
        ctx.rotate(angle);
        ctx[pass](letters[i], 0, 0.5);
        ctx.restore();
      });
    }
  };

  /**
   * A road's number on its plate, where the road is in view and nothing else stands.
   * @type {SignageMap['drawPlate']}
   */
  const drawPlate = (ctx, taken, text, line, view, plate, ink = COLOUR.text) => {
    const font = `700 11px ${FONT}`;
    const half = widthOf(ctx, text, font) / 2 + 5;
    const lengths = lengthsOf(line);
    for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const { x, y } = placeOn(line, lengths, lengths[lengths.length - 1] * share);
      if (x < view[0] + half || x > view[2] - half || y < view[1] + 9 || y > view[3] - 9) continue;
      if (!taken.claim([x - half - 40, y - 30, x + half + 40, y + 30])) continue;
      ctx.beginPath();
      ctx.roundRect(x - half, y - 8, half * 2, 16, 3);
      ctx.fillStyle = plate;
      ctx.strokeStyle = ink;
      ctx.lineWidth = 1;
      ctx.fill();
      ctx.stroke();
      ctx.fillStyle = ink;
      ctx.font = font;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillText(text, x, y + 0.5);
      return true;
    }
    return false;
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ Taken, inLines, drawLabel, drawAlong, drawPlate }));
}
