// @ts-check
'use strict';
/*
 * Where the shapes come from: out of the page itself (embedded.js), or from the API by bounding box. Both answer alike:
 * `shapes(layer)` is what is known for the view, `update(box, zoom, layers)` brings it up to date and calls `changed`.
 */
{
  const app = globalThis.signageMap;
  const { COUNTED, shapesOf } = app;
  const CROWDED = ['tenants', 'signs']; // their numbers are asked for first where nothing is known yet

  /** Data of the server: asked for by box, kept until the view leaves it. */
  class ApiSource {
    /**
     * @param {string} address
     * @param {number} limit
     * @param {() => void} changed
     * @param {(news: News) => void} report
     */
    constructor(address, limit, changed, report) {
      this.address = address;
      this.limit = limit;
      this.changed = changed;
      this.report = report;
      /** @type {LayerName[]} */
      this.active = [];
      /** @type {Partial<Record<LayerName, Held>>} */
      this.held = {};
      /** @type {Partial<Record<LayerName, AbortController>>} */
      this.waiting = {};
      /** @type {Partial<Record<LayerName, Box>>} */
      this.coming = {};
      /** What was asked for last. @type {Box | null} */
      this.view = null;
      /** Where the reader went last. @type {Spot} */
      this.way = [0, 0];
      /** The next drawing, after which what lies ahead is asked for. */
      this.frame = 0;
      /** @type {Set<LayerName>} */
      this.failures = new Set();
    }

    /**
     * What the API answers at `path`: a feature or a collection of them; an error where it does not answer well.
     * @param {string} path
     * @param {Record<string, string | number>} parameters
     * @param {AbortSignal | null} [signal]
     * @returns {Promise<any>}
     */
    async get(path, parameters, signal = null) {
      return (await this.answer(path, parameters, signal)).json();
    }

    /**
     * As `get`, with the answer's head.
     * @param {string} path
     * @param {Record<string, string | number>} parameters
     * @param {AbortSignal | null} signal
     */
    async answer(path, parameters, signal) {
      const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
      const answer = await fetch(`${this.address}/${path}?${query}`, {
        signal, headers: { accept: 'application/geo+json, application/json' },
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer;
    }

    /**
     * Whether what is held covers the view; a cut-off answer does not serve a view of half its width.
     * @param {Held | undefined} held
     * @param {Box} box
     */
    serves(held, box) {
      if (!held || !app.covers(held.box, box)) return false;
      return !held.more || box[2] - box[0] > (held.box[2] - held.box[0]) / 2.5;
    }

    /**
     * Whether what is on its way covers the view.
     * @param {LayerName} layer
     * @param {Box} box
     */
    isComing(layer, box) {
      const coming = this.waiting[layer] && this.coming[layer];
      return Boolean(coming && app.covers(coming, box) && (box[2] - box[0]) * 2.5 > coming[2] - coming[0]);
    }

    /** Whether nothing is on its way. */
    get idle() {
      return !Object.keys(this.waiting).length;
    }

    /** Whether the view is so near the edge of what is held that the next step leaves it. @param {LayerName} layer @param {Box} box */
    isNearEdge(layer, box) {
      const held = this.held[layer];
      const near = held?.more ? app.NEAR / 2 : app.NEAR; // numbers are asked for as a whole, rows only where they are new
      const [x, y] = [(box[2] - box[0]) * near, (box[3] - box[1]) * near];
      return !this.waiting[layer] && !app.covers(held?.box || box, [box[0] - x, box[1] - y, box[2] + x, box[3] + y]);
    }

    /**
     * @param {Box} box
     * @param {number} _zoom
     * @param {LayerName[]} layers
     * @param {Box} wide
     */
    update(box, _zoom, layers, wide = box) {
      const isOther = layers.join() !== this.active.join();
      this.active = layers;
      const way = app.wayOf(this.view, box);
      if (way) [this.view, this.way] = [box, way];
      const ask = (/** @type {LayerName} */ layer) => {
        const known = this.held[layer];
        this.load(layer, wide, known, known && app.onwards(box, wide, known.box, this.way));
      };
      const isServed = (/** @type {LayerName} */ layer) => this.serves(this.held[layer], box);
      for (const layer of layers) if (!isServed(layer) && !this.isComing(layer, box)) ask(layer);
      this.askAhead(() => layers.filter((layer) => isServed(layer) && this.isNearEdge(layer, box)).forEach(ask));
      if (isOther) this.changed();
    }

    /** What is beyond the view waits until the view is drawn; a view that has moved on asks for its own. @param {() => void} ask */
    askAhead(ask) {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => setTimeout(ask));
    }

    /**
     * Asks for a box; where some is `known`, only for what lacks of `next`, which may reach further.
     * @param {LayerName} layer
     * @param {Box} box
     * @param {Held} [known]
     * @param {Box} [next]
     */
    async load(layer, box, known, next = box) {
      this.waiting[layer]?.abort();
      const mine = (this.waiting[layer] = new AbortController());
      this.coming[layer] = box;
      this.report({ busy: true });
      try {
        const found = (known && (await this.rest(layer, next, known, mine.signal)))
          || (await this.crowd(layer, box, mine.signal)) || (await this.rowsOf(layer, box, mine.signal));
        const isAhead = Boolean(this.view) && this.serves(this.held[layer], /** @type {Box} */ (this.view));
        this.held[layer] = found;
        this.failures.delete(layer);
        if (this.waiting[layer] === mine) delete this.waiting[layer];
        // What is not in sight yet is drawn at once for all layers.
        if (!isAhead || this.idle) this.changed();
      } catch {
        if (mine.signal.aborted) return;
        this.failures.add(layer);
        if (this.waiting[layer] === mine) delete this.waiting[layer];
        if (this.idle) this.changed();
      }
      this.report({ busy: Object.keys(this.waiting).length > 0, failed: this.failures.size > 0 });
    }

    /**
     * The rows of a box of which some are known: only those of the rest are asked for. Null where that does not do: the store has
     * changed since, the boxes hardly meet, or there are too many rows.
     * @param {LayerName} layer
     * @param {Box} box
     * @param {Held} known
     * @param {AbortSignal} signal
     * @returns {Promise<Held | null>}
     */
    async rest(layer, box, known, signal) {
      const parts = known.more || !known.state ? null : app.beyond(box, known.box);
      if (!parts) return null;
      const found = await Promise.all(parts.map((part) => this.rowsOf(layer, part, signal, known.shapes)));
      if (found.some(({ more, state }) => more || state !== known.state)) return null;
      const here = known.shapes.filter((shape) => app.overlap(shape.box, box));
      const all = new Map([...here, ...found.flatMap(({ shapes }) => shapes)].map((shape) => [shape.id, shape]));
      return { ...known, box, shapes: [...all.values()] };
    }

    /**
     * The rows of a box, or their numbers where they are too many.
     * @param {LayerName} layer
     * @param {Box} box
     * @param {AbortSignal} signal
     * @param {Shape[]} [known]
     * @returns {Promise<Held>}
     */
    async rowsOf(layer, box, signal, known = this.held[layer]?.shapes) {
      const answer = await this.answer(layer, { bbox: app.bboxText(box), limit: this.limit }, signal);
      /** @type {Collection} */
      const found = await answer.json();
      const more = (found.links || []).some((link) => link.rel === 'next');
      const clusters = more && COUNTED.includes(layer) ? await this.count(layer, box, signal) : null;
      return { box, more, clusters, shapes: clusters ? [] : shapesOf(layer, found, known), state: answer.headers.get('etag') };
    }

    /**
     * The numbers of a box beside one that had too many rows, or of the first of all: to ask for those first may be in vain. Null where
     * the rows are few enough, or may be.
     * @param {LayerName} layer
     * @param {Box} box
     * @param {AbortSignal} signal
     * @returns {Promise<Held | null>}
     */
    async crowd(layer, box, signal) {
      const held = this.held[layer];
      if (!held && !CROWDED.includes(layer)) return null;
      if (held && (!held.clusters || (box[2] - box[0]) * 2 < held.box[2] - held.box[0])) return null;
      const clusters = await this.count(layer, box, signal);
      const rows = clusters.reduce((sum, { count }) => sum + count, 0);
      return rows > this.limit ? { box, more: true, clusters, shapes: [], state: null } : null;
    }

    /**
     * Where there are more rows than can be shown, their numbers by squares.
     * @param {LayerName} layer
     * @param {Box} box
     * @param {AbortSignal} signal
     * @returns {Promise<Cluster[]>}
     */
    async count(layer, box, signal) {
      const found = await this.get(`${layer}/clusters`, { bbox: app.bboxText(box), cells: 24 }, signal);
      return found.features.flatMap((/** @type {Feature & { bbox: Degrees }} */ feature) => {
        const shape = app.shapeOf(layer, feature);
        return shape ? { at: shape.at, count: feature.properties.count, box: app.boxOfDegrees(feature.bbox) } : [];
      });
    }

    /** @param {LayerName} layer */
    clusters(layer) {
      const held = this.held[layer];
      return held && held.clusters && this.active.includes(layer) ? held.clusters : [];
    }

    /** @param {LayerName} layer */
    shapes(layer) {
      const held = this.held[layer];
      return held && this.active.includes(layer) ? held.shapes : [];
    }

    /**
     * @param {LayerName} layer
     * @param {number} id
     */
    find(layer, id) {
      return this.held[layer]?.shapes.find((shape) => shape.id === id);
    }

    /**
     * The area of a row, asked for where it is out of view; null where it has none or nobody answers.
     * @param {Row} row
     */
    async areaOf({ properties }) {
      if (properties.area === undefined) return null;
      const held = this.find('areas', properties.area);
      if (held) return held;
      return this.get(`areas/${properties.area}`, {}).then((feature) => app.shapeOf('areas', feature), () => null);
    }

    get more() {
      return this.active.some((layer) => this.held[layer]?.more && !this.held[layer]?.clusters);
    }

    async isEmpty() {
      return !(await this.get('areas', { limit: 1 })).features.length;
    }

    /**
     * @param {string} query
     * @param {AbortSignal} signal
     */
    async search(query, signal) {
      /** @type {Collection} */
      const answer = await this.get('search', { q: query.slice(0, 80), limit: 20 }, signal);
      const { tenant_counts: counts = {}, area_names: areas = {} } = answer;
      const rows = (answer.features || []).flatMap((feature) => {
        const { layer = 'areas', area = 0 } = feature.properties;
        if (areas[area]) feature.properties.area_name = areas[area];
        if (!feature.geometry) return app.placelessShape(layer, feature);
        const shape = app.shapeOf(layer, feature);
        if (shape && layer === 'areas' && shape.id in counts) shape.properties.tenant_count = counts[shape.id];
        return shape || [];
      });
      const found = app.onePerStreet(rows).slice(0, app.MOST_RESULTS);
      return { found, nearest: Boolean(answer.nearest) };
    }
  }

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ ApiSource }));
}
