// @ts-check
'use strict';
/*
 * Base maps in another system of coordinates than a browser's map, or in tiles cut otherwise: what the host has of a tile's place is
 * fetched in its own system, and turned and bent onto a canvas. Where a place lies there, a series of polynomials says
 * (src/signage/maps/projections.py).
 */
{
  const app = globalThis.signageMap;
  const { el } = app;
  const L = globalThis.L;
  const SIDE = 512; // fewer cuts through names, fewer questions
  const FINEST_MESH = 16;
  const MOST_OFF = 0.1; // pixels by which the middle of a cell may lie beside its place; its last corner four times as far
  const MOST_ENLARGED = 1.25; // a WMTS's level is taken up to here before the next finer one
  // Of a WMTS for one of ours; seen from farther off than its levels are made for, there is nothing.
  const MOST_TILES = 48;
  const MOST_PIXELS = 1 << 26;

  /**
   * A Chebyshev series at x, by Clenshaw's recurrence.
   * @type {(coefficients: number[], x: number) => number}
   */
  const series = (coefficients, x) => {
    let [one, two] = [0, 0];
    for (let k = coefficients.length - 1; k > 0; k -= 1) [one, two] = [2 * x * one - two + coefficients[k], one];
    return x * one - two + coefficients[0];
  };

  /** @type {(rows: number[][], u: number, v: number) => number} */
  const surface = (rows, u, v) => series(rows.map((row) => series(row, v)), u);

  /**
   * Easting and northing of a place.
   * @type {(projection: Projection, at: L.LatLng) => Spot}
   */
  const placeOf = ({ bounds: [west, south, east, north], ...of }, at) => {
    const u = (2 * at.lng - west - east) / (east - west);
    const v = (2 * at.lat - south - north) / (north - south);
    return [surface(of.east, u, v), surface(of.north, u, v)];
  };

  /**
   * The points of a mesh over a rectangle, row by row, each with its place.
   * @type {(rect: Rect, steps: number, placed: (x: number, y: number) => Spot) => MeshPoint[][]}
   */
  const meshOf = ([left, top, right, bottom], steps, placed) => Array.from({ length: steps + 1 }, (_, row) => (
    Array.from({ length: steps + 1 }, (__, column) => {
      const [x, y] = [left + ((right - left) * column) / steps, top + ((bottom - top) * row) / steps];
      return { x, y, at: placed(x, y) };
    })
  ));

  /**
   * By how many units of the system the middles of a mesh's cells lie beside where straight lines would have them.
   * @type {(mesh: MeshPoint[][], placed: (x: number, y: number) => Spot) => number}
   */
  const bentBy = (mesh, placed) => {
    let most = 0;
    for (let row = 1; row < mesh.length; row += 1) {
      for (let column = 1; column < mesh.length; column += 1) {
        const [a, b, c, d] = [mesh[row - 1][column - 1], mesh[row][column], mesh[row - 1][column], mesh[row][column - 1]];
        const [x, y] = placed((a.x + b.x) / 2, (a.y + b.y) / 2);
        for (const [p, q] of [[a, b], [c, d]]) {
          most = Math.max(most, Math.hypot(x - (p.at[0] + q.at[0]) / 2, y - (p.at[1] + q.at[1]) / 2));
        }
      }
    }
    return most;
  };

  /**
   * Draw a source so that three of its points lie where they belong.
   * @type {(ctx: Ctx, source: WarpSource, corners: MeshPoint[]) => void}
   */
  const drawBy = (ctx, source, [p, q, r]) => {
    const { west, north, pixel } = source;
    const [[ax, ay], [bx, by], [cx, cy]] = [p, q, r].map(({ at: [x, y] }) => [(x - west) / pixel[0], (north - y) / pixel[1]]);
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    /** @type {(a: number, b: number, c: number) => Spot} */
    const slopes = (a, b, c) => [
      ((b - a) * (cy - ay) - (c - a) * (by - ay)) / area, ((c - a) * (bx - ax) - (b - a) * (cx - ax)) / area,
    ];
    const [xx, xy] = slopes(p.x, q.x, r.x);
    const [yx, yy] = slopes(p.y, q.y, r.y);
    ctx.transform(xx, yx, xy, yy, p.x - xx * ax - xy * ay, p.y - yx * ax - yy * ay);
    ctx.drawImage(source.picture, 0, 0, source.width, source.height);
  };

  /**
   * Only within a triangle. What two of them have of a pixel on their edge is added up (`lighter`): if they reached over each other
   * instead, their seams would show wherever a picture lets the ground through.
   * @type {(ctx: Ctx, corners: MeshPoint[]) => void}
   */
  const clipTo = (ctx, corners) => {
    ctx.beginPath();
    for (const { x, y } of corners) ctx.lineTo(x, y);
    ctx.clip();
  };

  /** @type {(canvas: HTMLCanvasElement, view: View, source: WarpSource) => void} */
  const draw = (canvas, { mesh, rect: [left, top, right, bottom] }, source) => {
    const ctx = /** @type {Ctx} */ (canvas.getContext('2d'));
    ctx.imageSmoothingQuality = 'high';
    ctx.beginPath();
    ctx.rect(left, top, right - left, bottom - top);
    ctx.clip();
    const cells = mesh.slice(1).flatMap((low, row) => (
      low.slice(1).map((corner, column) => [mesh[row][column], mesh[row][column + 1], low[column], corner])
    ));
    for (const [a, b, c, d] of cells) {
      for (const corners of cells.length > 1 ? [[a, b, c], [d, b, c]] : [[a, b, c]]) {
        ctx.save();
        if (cells.length > 1) clipTo(ctx, corners);
        ctx.globalCompositeOperation = 'lighter';
        drawBy(ctx, source, corners);
        ctx.restore();
      }
    }
  };

  /**
   * What a tile shows of the world: its part within the bounds, and a mesh over it that is fine enough.
   * @type {(coords: L.Coords, map: L.Map, projection: Projection) => View | null}
   */
  const viewOf = (coords, map, projection) => {
    const [west, south, east, north] = projection.bounds;
    const corner = coords.scaleBy(L.point(SIDE, SIDE));
    const first = map.project([north, west], coords.z).subtract(corner);
    const last = map.project([south, east], coords.z).subtract(corner);
    /** @type {Rect} */
    const rect = [Math.max(0, first.x), Math.max(0, first.y), Math.min(SIDE, last.x), Math.min(SIDE, last.y)];
    if (rect[0] >= rect[2] || rect[1] >= rect[3]) return null;
    /** @type {(x: number, y: number) => Spot} */
    const placed = (x, y) => placeOf(projection, map.unproject(corner.add([x, y]), coords.z));
    const [x, y] = [(rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2];
    const [[ex, nx], [dx, mx], [ey, ny]] = [placed(x, y), placed(x + 1, y), placed(x, y + 1)];
    /** @type {Spot} */
    const pixel = [Math.hypot(dx - ex, ey - ex), Math.hypot(mx - nx, ny - nx)];
    let mesh = meshOf(rect, 1, placed);
    for (let steps = 2; steps <= FINEST_MESH && bentBy(mesh, placed) > MOST_OFF * Math.min(...pixel); steps *= 2) {
      mesh = meshOf(rect, steps, placed);
    }
    const places = mesh.flat().map((one) => one.at);
    const [eastings, northings] = [places.map((one) => one[0]), places.map((one) => one[1])];
    const box = [Math.min(...eastings), Math.min(...northings), Math.max(...eastings), Math.max(...northings)];
    return { rect, mesh, pixel, box: /** @type {Degrees} */ (box) };
  };

  /**
   * One picture of a WMS, a little larger than the view.
   * @type {(one: BaseMap, view: View) => Wanted}
   */
  const askWMS = (one, { box, pixel }) => {
    const size = [0, 1].map((axis) => Math.ceil((box[axis + 2] - box[axis]) / pixel[axis]) + 2);
    const [west, north] = [box[0] - pixel[0], box[3] + pixel[1]];
    const [east, south] = [west + size[0] * pixel[0], north - size[1] * pixel[1]];
    const isNew = one.wms_version >= '1.3';
    const edges = isNew && one.projection?.north_first ? [south, west, north, east] : [west, south, east, north];
    const asked = {
      service: 'WMS', request: 'GetMap', version: one.wms_version, layers: one.wms_layers, styles: one.wms_styles, format: one.image_format,
      transparent: one.overlay, width: size[0], height: size[1], [isNew ? 'crs' : 'srs']: one.crs, bbox: edges.join(','),
    };
    const address = one.url + L.Util.getParamString(asked, one.url, true);
    return { west, north, pixel, width: size[0], height: size[1], pieces: [{ address, x: 0, y: 0, width: size[0], height: size[1] }] };
  };

  /** @type {(value: number, least: number, most: number) => number} */
  const within = (value, least, most) => Math.min(Math.max(Math.floor(value), least), most);

  /**
   * Which tiles of a level lie under a view: the first column and row, and how many.
   * @type {(level: TileLevel, view: View) => [number, number, number, number]}
   */
  const tilesUnder = ({ pixel, corner, tile, tiles: [all, deep] }, { box }) => {
    const [across, down] = tile.map((side) => side * pixel);
    const [left, right] = [within((box[0] - corner[0]) / across, 0, all), within((box[2] - corner[0]) / across, -1, all - 1)];
    const [top, bottom] = [within((corner[1] - box[3]) / down, 0, deep), within((corner[1] - box[1]) / down, -1, deep - 1)];
    return [left, top, Math.max(0, right - left + 1), Math.max(0, bottom - top + 1)];
  };

  /**
   * The level of a WMTS whose pixels are the most alike; the one before where that would take too many tiles.
   * @type {(one: BaseMap, view: View) => TileLevel | undefined}
   */
  const levelFor = ({ grid }, view) => {
    const alike = grid.findIndex((each) => each.pixel <= view.pixel[0] * MOST_ENLARGED);
    return grid.slice(Math.max(0, alike - 1), alike < 0 ? undefined : alike + 1).reverse().find((level) => {
      const [, , columns, rows] = tilesUnder(level, view);
      return columns * rows <= MOST_TILES && columns * rows * level.tile[0] * level.tile[1] <= MOST_PIXELS;
    });
  };

  /**
   * The tiles of a WMTS that lie under the view; null for too many.
   * @type {(one: BaseMap, view: View) => Wanted | null}
   */
  const askTiles = (one, view) => {
    const level = levelFor(one, view);
    if (!level) return null;
    const [left, top, columns, rows] = tilesUnder(level, view);
    const [width, height] = level.tile;
    const pieces = Array.from({ length: columns * rows }, (_, i) => {
      const [column, row] = [i % columns, Math.floor(i / columns)];
      const place = { z: encodeURI(level.level), x: left + column, y: top + row, s: 'abc'[(left + column + top + row) % 3], r: '' };
      return { address: L.Util.template(one.url, place), x: column * width, y: row * height, width, height };
    });
    const [west, north] = [level.corner[0] + left * width * level.pixel, level.corner[1] - top * height * level.pixel];
    return { west, north, pixel: [level.pixel, level.pixel], width: columns * width, height: rows * height, pieces };
  };

  /**
   * All pieces put together, once each has come or failed; null where none came.
   * @type {(wanted: Wanted, pictures: HTMLImageElement[], then: (source: WarpSource | null) => void) => void}
   */
  const fetchAll = (wanted, pictures, then) => {
    const whole = el('canvas', { width: wanted.width, height: wanted.height });
    const ctx = /** @type {Ctx} */ (whole.getContext('2d'));
    const told = { left: wanted.pieces.length, came: 0 };
    const settled = () => {
      told.left -= 1;
      if (!told.left) then(told.came ? { ...wanted, picture: whole } : null);
    };
    for (const { address, x, y, width, height } of wanted.pieces) {
      const picture = new Image();
      picture.onload = () => {
        told.came += 1;
        ctx.drawImage(picture, x, y, width, height);
        settled();
      };
      picture.onerror = settled;
      pictures.push(picture);
      picture.src = address;
    }
  };

  /**
   * How to stop asking for what a tile needs.
   * @type {WeakMap<HTMLElement, () => void>}
   */
  const dropped = new WeakMap();

  /** @type {(layer: L.GridLayer) => L.Map} */
  const mapOf = (layer) => /** @type {any} */ (layer)._map;

  /** @type {{ createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement } & ThisType<WarpedTiles>} */
  const warped = {
    createTile(coords, done) {
      const canvas = el('canvas', { width: SIDE, height: SIDE });
      const view = viewOf(coords, mapOf(this), this.one.projection);
      const wanted = view && (this.one.wms_layers ? askWMS : askTiles)(this.one, view);
      if (!view || !wanted?.pieces.length) {
        queueMicrotask(() => done(undefined, canvas));
        return canvas;
      }
      /** @type {HTMLImageElement[]} */
      const pictures = [];
      this.inTurn(canvas, () => fetchAll(wanted, pictures, (source) => {
        if (source) draw(canvas, view, source);
        if (source) this.came(canvas, done);
        else this.failed(canvas, done, wanted.pieces[0].address);
      }));
      dropped.set(canvas, () => {
        for (const one of pictures) [one.onload, one.onerror, one.src] = [null, null, ''];
      });
      return canvas;
    },
  };
  /** @type {SignageMap['warpedLayer']} */
  app.warpedLayer = (one, settings, careful) => {
    const Layer = /** @type {any} */ (L.GridLayer.extend({ ...careful, ...warped, one }));
    const layer = /** @type {L.GridLayer} */ (new Layer({ ...settings, tileSize: SIDE }));
    layer.on('tileunload', ({ tile }) => dropped.get(tile)?.());
    return layer;
  };
}
