// @ts-check
'use strict';
/*
 * Where the shapes come from: out of the page itself, or from the API by bounding box. Both answer alike:
 * `shapes(layer)` is what is known for the view, `update(box, zoom, layers)` brings it up to date and calls `changed`.
 */
{
  const app = globalThis.signageMap;
  /** @type {LayerName[]} */
  const LAYERS = ['municipalities', 'backdrops', 'roads', 'areas', 'tenants', 'signs'];

  /** @type {LayerName[]} */
  const COUNTED = ['areas', 'tenants', 'signs'];

  /** @type {(layer: LayerName, collection: Collection | undefined) => Shape[]} */
  const shapesOf = (layer, collection) => {
    const { features = [], tenant_counts: counts = {}, sign_counts: signs = {} } = collection || {};
    const shapes = features.flatMap((feature) => app.shapeOf(layer, feature) || []);
    for (const shape of shapes) {
      if (shape.id in counts) shape.properties.tenant_count = counts[shape.id];
      if (shape.id in signs) shape.properties.sign_count = signs[shape.id];
    }
    return shapes;
  };

  /**
   * Firms nobody has placed yet: the search finds them, and leads to their area.
   * @type {(layer: LayerName, features: Feature[]) => PlacelessRow[]}
   */
  const placelessOf = (layer, features) => features.filter((feature) => !feature.geometry)
    .map((feature) => app.placelessShape(layer, feature));

  /** @type {(shapes: (layer: LayerName) => Shape[]) => Record<LayerName, Shape[]>} */
  const perLayer = (shapes) =>
    /** @type {Record<LayerName, Shape[]>} */ (Object.fromEntries(LAYERS.map((layer) => [layer, shapes(layer)])));

  /** Data that stand in the page: everything is known from the start. */
  class EmbeddedSource {
    /**
     * @param {Partial<Record<LayerName, Collection>>} data
     * @param {() => void} changed
     */
    constructor(data, changed) {
      this.everything = perLayer((layer) => shapesOf(layer, data[layer]));
      this.placeless = placelessOf('tenants', (data.tenants || {}).features || []);
      this.view = perLayer(() => []);
      this.changed = changed;
      /** @type {IndexEntry[] | null} */
      this.index = null;
    }

    /**
     * @param {Box} box
     * @param {number} _zoom
     * @param {LayerName[]} layers
     */
    update(box, _zoom, layers) {
      for (const layer of LAYERS) {
        this.view[layer] = layers.includes(layer)
          ? this.everything[layer].filter((shape) => app.overlap(shape.box, box)) : [];
      }
      this.changed();
    }

    /** @param {LayerName} layer */
    shapes(layer) {
      return this.view[layer];
    }

    /**
     * @param {LayerName} layer
     * @param {number} id
     */
    find(layer, id) {
      return this.everything[layer].find((shape) => shape.id === id);
    }

    /** @param {Row} row */
    async areaOf({ properties }) {
      return properties.area === undefined ? null : this.find('areas', properties.area);
    }

    /** @returns {Cluster[]} */
    clusters() {
      return [];
    }

    get more() {
      return false;
    }

    /** Nothing has to come. */
    get idle() {
      return false;
    }

    async isEmpty() {
      return !COUNTED.some((layer) => this.everything[layer].length);
    }

    /** @param {string} query */
    async search(query) {
      this.index = this.index || app.searchIndex(this);
      const found = app.searchIn(this.index, query);
      return found.length ? { found, nearest: false } : { found: app.nearestIn(this.index, query), nearest: true };
    }
  }

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
      const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
      const answer = await fetch(`${this.address}/${path}?${query}`, {
        signal, headers: { accept: 'application/geo+json, application/json' },
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
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

    /**
     * @param {Box} box
     * @param {number} _zoom
     * @param {LayerName[]} layers
     * @param {Box} wide
     */
    update(box, _zoom, layers, wide = box) {
      this.active = layers;
      const wanted = layers.filter((layer) => !this.serves(this.held[layer], box) && !this.isComing(layer, box));
      for (const layer of wanted) this.load(layer, wide);
      this.changed();
    }

    /**
     * @param {LayerName} layer
     * @param {Box} box
     */
    async load(layer, box) {
      this.waiting[layer]?.abort();
      const mine = (this.waiting[layer] = new AbortController());
      this.coming[layer] = box;
      this.report({ busy: true });
      try {
        this.held[layer] = (await this.crowd(layer, box, mine.signal)) || (await this.rowsOf(layer, box, mine.signal));
        this.failures.delete(layer);
        this.changed();
      } catch {
        if (mine.signal.aborted) return;
        this.failures.add(layer);
      }
      if (this.waiting[layer] === mine) delete this.waiting[layer];
      this.report({ busy: Object.keys(this.waiting).length > 0, failed: this.failures.size > 0 });
    }

    /**
     * The rows of a box, or their numbers where they are too many.
     * @param {LayerName} layer
     * @param {Box} box
     * @param {AbortSignal} signal
     * @returns {Promise<Held>}
     */
    async rowsOf(layer, box, signal) {
      /** @type {Collection} */
      const found = await this.get(layer, { bbox: app.bboxText(box), limit: this.limit }, signal);
      const more = (found.links || []).some((link) => link.rel === 'next');
      const clusters = more && COUNTED.includes(layer) ? await this.count(layer, box, signal) : null;
      return { box, more, clusters, shapes: clusters ? [] : shapesOf(layer, found) };
    }

    /**
     * The numbers of a box beside one that had too many rows: to ask for those first would be in vain. Null where they may be few enough.
     * @param {LayerName} layer
     * @param {Box} box
     * @param {AbortSignal} signal
     * @returns {Promise<Held | null>}
     */
    async crowd(layer, box, signal) {
      const held = this.held[layer];
      if (!held?.clusters || (box[2] - box[0]) * 2 < held.box[2] - held.box[0]) return null;
      const clusters = await this.count(layer, box, signal);
      const rows = clusters.reduce((sum, { count }) => sum + count, 0);
      return rows > this.limit ? { box, more: true, clusters, shapes: [] } : null;
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
      const counts = answer.tenant_counts || {};
      const rows = (answer.features || []).flatMap((feature) => {
        const { layer = 'areas' } = feature.properties;
        if (!feature.geometry) return app.placelessShape(layer, feature);
        const shape = app.shapeOf(layer, feature);
        if (shape && layer === 'areas' && shape.id in counts) shape.properties.tenant_count = counts[shape.id];
        return shape || [];
      });
      const found = app.onePerStreet(rows).slice(0, app.MOST_RESULTS);
      return { found, nearest: Boolean(answer.nearest) };
    }
  }

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ LAYERS, EmbeddedSource, ApiSource }));
}
