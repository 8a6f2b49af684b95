// @ts-check
'use strict';
/* Symbols on a canvas, used by the map and by its legend alike. All sizes in CSS pixels. */
{
  const app = globalThis.signageMap;
  const { COLOUR, FAMILY, STATE, PICTOGRAMS, FONT, el } = app;
  /** @type {Record<string, Path2D>} */
  const pictograms = Object.fromEntries(Object.entries(PICTOGRAMS).map(([type, path]) => [type, new Path2D(path)]));

  /** @type {Record<Exclude<FamilyStyle['shape'], 'circle' | 'square'>, { corners: number, turn: number, grow: number, down?: number }>} */
  const POLYGONS = {
    diamond: { corners: 4, turn: 0, grow: 1.2 }, triangle: { corners: 3, turn: 0, grow: 1.45, down: 0.22 },
    pentagon: { corners: 5, turn: 0, grow: 1.16, down: 0.06 }, hexagon: { corners: 6, turn: 0, grow: 1.12 },
    octagon: { corners: 8, turn: Math.PI / 8, grow: 1.06 },
  };

  /** @type {(ctx: Ctx, shape: FamilyStyle['shape'], x: number, y: number, r: number) => void} */
  const outline = (ctx, shape, x, y, r) => {
    ctx.beginPath();
    if (shape === 'square') ctx.roundRect(x - r * 0.92, y - r * 0.92, r * 1.84, r * 1.84, r * 0.3);
    else if (shape === 'circle') ctx.arc(x, y, r, 0, 2 * Math.PI);
    else {
      const { corners, turn, grow, down = 0 } = POLYGONS[shape];
      for (let i = 0; i < corners; i += 1) {
        const angle = turn + (i * 2 * Math.PI) / corners;
        ctx.lineTo(x + Math.sin(angle) * r * grow, y + down * r - Math.cos(angle) * r * grow);
      }
      ctx.closePath();
    }
  };

  /**
   * The arrow out of a sign's face, the way it looks. Visitors' pages show their own view as a fan: no one shape means both.
   * @type {(ctx: Ctx, x: number, y: number, r: number, angle: number, colour: string) => void}
   */
  const arrow = (ctx, x, y, r, angle, colour) => {
    const [shaft, barb] = [r * 0.17, r * 0.58];
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(angle);
    ctx.beginPath();
    ctx.moveTo(0, -r * 2.45);
    ctx.lineTo(barb, -r * 1.65);
    ctx.lineTo(shaft, -r * 1.65);
    ctx.lineTo(shaft, -r * 0.9);
    ctx.lineTo(-shaft, -r * 0.9);
    ctx.lineTo(-shaft, -r * 1.65);
    ctx.lineTo(-barb, -r * 1.65);
    ctx.closePath();
    ctx.fillStyle = colour;
    ctx.strokeStyle = COLOUR.halo;
    ctx.lineWidth = 2.4;
    ctx.lineJoin = 'round';
    ctx.stroke();
    ctx.fill();
    ctx.restore();
  };

  /** @type {(ctx: Ctx, x: number, y: number, mark: string) => void} */
  const badge = (ctx, x, y, mark) => {
    ctx.beginPath();
    ctx.arc(x, y, 6.2, 0, 2 * Math.PI);
    ctx.fillStyle = COLOUR.alarm;
    ctx.strokeStyle = COLOUR.halo;
    ctx.lineWidth = 1.5;
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = COLOUR.halo;
    ctx.font = `800 9.5px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(mark, x, y + 0.5);
  };

  /** @type {(ctx: Ctx, x: number, y: number, r: number, colour: string) => void} */
  const cross = (ctx, x, y, r, colour) => {
    ctx.beginPath();
    ctx.moveTo(x - r, y - r); ctx.lineTo(x + r, y + r);
    ctx.moveTo(x + r, y - r); ctx.lineTo(x - r, y + r);
    ctx.strokeStyle = COLOUR.halo;
    ctx.lineWidth = 4;
    ctx.stroke();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    ctx.stroke();
  };

  /** @type {(family: FamilyStyle, state: StateStyle) => string} */
  const inkOf = (family, state) => {
    if (state.ended) return COLOUR.ended;
    return family.edge || family.fill;
  };

  /** @type {(family: FamilyStyle, state: StateStyle) => string} */
  const onFace = (family, state) => {
    if (state.open) return inkOf(family, state);
    return state.ended ? COLOUR.halo : family.ink;
  };

  /** @type {(ctx: Ctx, family: FamilyStyle, state: StateStyle, x: number, y: number, r: number) => void} */
  const body = (ctx, family, state, x, y, r) => {
    const ink = inkOf(family, state);
    outline(ctx, family.shape, x, y, r + 1.6);
    ctx.fillStyle = COLOUR.halo;
    ctx.fill();
    outline(ctx, family.shape, x, y, r);
    ctx.fillStyle = state.open ? COLOUR.halo : state.ended ? COLOUR.ended : family.fill;
    ctx.fill();
    if (!state.open && !family.edge) return;
    ctx.setLineDash(state.open ? [r * 0.42, r * 0.26] : []);
    ctx.lineWidth = state.open ? Math.max(1.5, r * 0.18) : 1.2;
    ctx.strokeStyle = ink;
    ctx.stroke();
    ctx.setLineDash([]);
  };

  /** @type {(ctx: Ctx, type: string | undefined, x: number, y: number, r: number, ink: string) => void} */
  const pictogram = (ctx, type, x, y, r, ink) => {
    if (r < 8 || !type || !pictograms[type]) return;
    const scale = (r * 1.3) / 16;
    ctx.save();
    ctx.translate(x - 8 * scale, y - 8 * scale);
    ctx.scale(scale, scale);
    ctx.fillStyle = ink;
    ctx.fill(pictograms[type]);
    ctx.restore();
  };

  /**
   * A sign of radius `r`, facing `angle` (null: unknown). Family shows as shape and colour, type as pictogram, state as
   * dashes, cross or badge, so that nothing hangs on colour alone. `style` stands in for that of the family.
   * @type {SignageMap['drawSign']}
   */
  const drawSign = (ctx, sign, x, y, { r, angle = null, style }) => {
    const { family, state } = looksOf(sign, style);
    if (angle !== null) arrow(ctx, x, y, r, angle, inkOf(family, state));
    drawFace(ctx, sign.type, family, state, x, y, r);
  };

  /** @type {(sign: Properties, style: FamilyStyle | undefined) => { family: FamilyStyle, state: StateStyle }} */
  const looksOf = (sign, style) => ({
    family: style || FAMILY[sign.family || 'guide'] || FAMILY.guide, state: STATE[sign.state || ''] || {},
  });

  /**
   * A sign but for its arrow.
   * @type {(ctx: Ctx, type: string | undefined, family: FamilyStyle, state: StateStyle, x: number, y: number, r: number) => void}
   */
  const drawFace = (ctx, type, family, state, x, y, r) => {
    body(ctx, family, state, x, y, r);
    pictogram(ctx, type, x, y, r, onFace(family, state));
    if (state.ended && r >= 6) cross(ctx, x + r * 0.75, y + r * 0.75, 3.4, COLOUR.ended);
    if (state.mark && r >= 5) badge(ctx, x + r * 0.8, y - r * 0.8, state.mark);
  };

  /** Faces drawn once for each look: a view has a thousand signs and a dozen looks. @type {Map<string, HTMLCanvasElement>} */
  const stamps = new Map();
  const MOST_STAMPS = 400;
  app.onNightfall(() => stamps.clear());

  /** @type {(type: string | undefined, family: FamilyStyle, state: StateStyle, r: number, ratio: number) => HTMLCanvasElement} */
  const stampOf = (type, family, state, r, ratio) => {
    const { shape, fill, ink, edge } = family;
    const key = [type, shape, fill, ink, edge, state.open, state.mark, state.ended, r, ratio].join();
    const known = stamps.get(key);
    if (known) return known;
    const side = Math.ceil((2 * r * 1.5 + 16) * ratio);
    const stamp = el('canvas', { width: side, height: side });
    const ctx = /** @type {Ctx} */ (stamp.getContext('2d'));
    ctx.scale(ratio, ratio);
    drawFace(ctx, type, family, state, side / 2 / ratio, side / 2 / ratio, r);
    if (stamps.size >= MOST_STAMPS) stamps.clear();
    stamps.set(key, stamp);
    return stamp;
  };

  /**
   * As `drawSign`, on a canvas with `ratio` pixels for one of CSS, at the nearest whole pixel.
   * @type {SignageMap['stampSign']}
   */
  const stampSign = (ctx, sign, x, y, { r, angle = null, style }, ratio) => {
    const { family, state } = looksOf(sign, style);
    if (angle !== null) arrow(ctx, x, y, r, angle, inkOf(family, state));
    const stamp = stampOf(sign.type, family, state, r, ratio);
    const side = stamp.width / ratio;
    const [left, top] = [x - side / 2, y - side / 2].map((edge) => Math.round(edge * ratio) / ratio);
    ctx.drawImage(stamp, left, top, side, side);
  };

  /**
   * A tenant: a square with its number on the map, without one a small square.
   * @type {SignageMap['drawTenant']}
   */
  const drawTenant = (ctx, number, x, y, { size, dot = false }) => {
    const text = number === undefined || dot ? '' : String(number);
    const width = text ? Math.max(size, text.length * size * 0.34 + size * 0.46) : 7;
    const height = text ? size : 7;
    ctx.beginPath();
    ctx.roundRect(x - width / 2, y - height / 2, width, height, text ? 4 : 2);
    ctx.fillStyle = COLOUR.tenant;
    ctx.strokeStyle = COLOUR.halo;
    ctx.lineWidth = text ? 2 : 1.5;
    ctx.stroke();
    ctx.fill();
    if (!text) return;
    ctx.fillStyle = COLOUR.halo;
    ctx.font = `700 ${Math.round(size * 0.6)}px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, x, y + 0.5);
  };

  /** @type {SignageMap['blobRadius']} */
  const blobRadius = (count) => Math.min(24, 9.5 + Math.sqrt(count || 0) * 1.5);

  /**
   * An area from far away: a disc with its number of tenants, or where that is not known its short key.
   * @type {SignageMap['drawBlob']}
   */
  const drawBlob = (ctx, count, x, y, key = '') => {
    const r = blobRadius(count);
    ctx.beginPath();
    ctx.arc(x, y, r + 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = `${COLOUR.blob}2e`;
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = COLOUR.blob;
    ctx.strokeStyle = COLOUR.halo;
    ctx.lineWidth = 2;
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = COLOUR.halo;
    ctx.font = `700 ${count === undefined ? 10 : r > 16 ? 13 : 12}px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(count === undefined ? String(key).slice(0, 3) : String(count), x, y + 0.5);
  };

  /**
   * Several signs that would lie on each other: their number in a ring, of which each class has its share.
   * @type {SignageMap['drawCluster']}
   */
  const drawCluster = (ctx, count, x, y, classes = new Map([[COLOUR.guide, count]])) => {
    const r = count > 99 ? 17 : 14;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = COLOUR.halo;
    ctx.fill();
    ctx.lineWidth = 4;
    let from = -Math.PI / 2;
    for (const [colour, share] of [...classes].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))) {
      const to = from + (2 * Math.PI * share) / count;
      ctx.beginPath();
      ctx.arc(x, y, r, from, to);
      ctx.strokeStyle = colour;
      ctx.stroke();
      from = to;
    }
    ctx.fillStyle = COLOUR.text;
    ctx.font = `700 12px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(count > 999 ? '999+' : String(count), x, y + 0.5);
  };

  /** @type {SignageMap['drawRing']} */
  const drawRing = (ctx, x, y, r) => {
    for (const { width, colour } of [{ width: 6, colour: COLOUR.halo }, { width: 3, colour: COLOUR.chosen }]) {
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
    }
  };

  /**
   * A small canvas with the very symbol the map draws.
   * @type {SignageMap['sample']}
   */
  const sample = (draw, width = 36, height = 36) => {
    const ratio = 2;
    const canvas = app.el('canvas', { width: width * ratio, height: height * ratio, 'aria-hidden': 'true' });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const ctx = /** @type {Ctx} */ (canvas.getContext('2d'));
    ctx.scale(ratio, ratio);
    draw(ctx, width / 2, height / 2);
    return canvas;
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({
    drawSign, stampSign, drawBadge: badge, drawTenant, drawBlob, drawCluster, drawRing, blobRadius, sample,
  }));
}
