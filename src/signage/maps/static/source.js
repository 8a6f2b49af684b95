// @ts-check
'use strict';
/*
 * Where the shapes come from: out of the page itself, or from the API by bounding box. Both answer alike:
 * `shapes(layer)` is what is known for the view, `update(box, zoom, layers)` brings it up to date and calls `changed`.
 */
{
  const app = globalThis.signageMap;
  const LAYERS = ['municipalities', 'backdrops', 'roads', 'areas', 'tenants', 'signs'];

  const COUNTED = ['areas', 'tenants', 'signs'];

  const shapesOf = (layer, collection) => {
    const { features = [], tenant_counts: counts = {} } = collection || {};
    const shapes = features.map((feature) => app.shapeOf(layer, feature)).filter(Boolean);
    for (const shape of shapes) if (shape.id in counts) shape.properties.tenant_count = counts[shape.id];
    return shapes;
  };

  /** Firms nobody has placed yet: the search finds them, and leads to their area. */
  const placelessOf = (layer, features) => features.filter((feature) => !feature.geometry)
    .map((feature) => app.placelessShape(layer, feature));

  /** Data that stand in the page: everything is known from the start. */
  class EmbeddedSource {
    constructor(data, changed) {
      this.everything = Object.fromEntries(LAYERS.map((layer) => [layer, shapesOf(layer, data[layer])]));
      this.placeless = placelessOf('tenants', (data.tenants || {}).features || []);
      this.view = Object.fromEntries(LAYERS.map((layer) => [layer, []]));
      this.changed = changed;
    }

    update(box, zoom, layers) {
      for (const layer of LAYERS) {
        this.view[layer] = layers.includes(layer)
          ? this.everything[layer].filter((shape) => app.overlap(shape.box, box)) : [];
      }
      this.changed();
    }

    shapes(layer) {
      return this.view[layer];
    }

    find(layer, id) {
      return this.everything[layer].find((shape) => shape.id === id);
    }

    async areaOf(shape) {
      return this.find('areas', shape.properties.area);
    }

    clusters() {
      return [];
    }

    get more() {
      return false;
    }

    async isEmpty() {
      return !['areas', 'signs', 'tenants'].some((layer) => this.everything[layer].length);
    }

    async search(query) {
      this.index = this.index || app.searchIndex(this);
      const found = app.searchIn(this.index, query);
      return found.length ? { found, nearest: false } : { found: app.nearestIn(this.index, query), nearest: true };
    }
  }

  /** Data of the server: asked for by box, kept until the view leaves it. */
  class ApiSource {
    constructor(address, limit, changed, report) {
      this.address = address;
      this.limit = limit;
      this.changed = changed;
      this.report = report;
      this.active = [];
      this.held = {};
      this.waiting = {};
      this.failures = new Set();
    }

    async get(path, parameters, signal) {
      const answer = await fetch(`${this.address}/${path}?${new URLSearchParams(parameters)}`, {
        signal, headers: { accept: 'application/geo+json, application/json' },
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    }

    /** Whether what is held covers the view; a cut-off answer does not serve a view of half its width. */
    serves(held, box) {
      if (!held || !app.covers(held.box, box)) return false;
      return !held.more || box[2] - box[0] > (held.box[2] - held.box[0]) / 2.5;
    }

    update(box, zoom, layers, wide = box) {
      this.active = layers;
      const wanted = layers.filter((layer) => !this.serves(this.held[layer], box));
      for (const layer of wanted) this.load(layer, wide);
      this.changed();
    }

    async load(layer, box) {
      if (this.waiting[layer]) this.waiting[layer].abort();
      const mine = (this.waiting[layer] = new AbortController());
      this.report({ busy: true });
      try {
        const found = await this.get(layer, { bbox: app.bboxText(box), limit: this.limit }, mine.signal);
        const more = (found.links || []).some((link) => link.rel === 'next');
        const clusters = more && COUNTED.includes(layer) ? await this.count(layer, box, mine.signal) : null;
        this.held[layer] = { box, more, clusters, shapes: clusters ? [] : shapesOf(layer, found) };
        this.failures.delete(layer);
        this.changed();
      } catch (error) {
        if (mine.signal.aborted) return;
        this.failures.add(layer);
      }
      if (this.waiting[layer] === mine) delete this.waiting[layer];
      this.report({ busy: Object.keys(this.waiting).length > 0, failed: this.failures.size > 0 });
    }

    /** Where there are more rows than can be shown, their numbers by squares. */
    async count(layer, box, signal) {
      const found = await this.get(`${layer}/clusters`, { bbox: app.bboxText(box), cells: 24 }, signal);
      return found.features.map((feature) => {
        const { at } = app.shapeOf(layer, feature);
        return { at, count: feature.properties.count, box: app.boxOfDegrees(feature.bbox) };
      });
    }

    clusters(layer) {
      const held = this.held[layer];
      return held && held.clusters && this.active.includes(layer) ? held.clusters : [];
    }

    shapes(layer) {
      const held = this.held[layer];
      return held && this.active.includes(layer) ? held.shapes : [];
    }

    find(layer, id) {
      return ((this.held[layer] || {}).shapes || []).find((shape) => shape.id === id);
    }

    /** The area of a row, asked for where it is out of view; null where it has none or nobody answers. */
    async areaOf({ properties }) {
      if (properties.area === undefined) return null;
      const held = this.find('areas', properties.area);
      if (held) return held;
      return this.get(`areas/${properties.area}`, {}).then((feature) => app.shapeOf('areas', feature), () => null);
    }

    get more() {
      return this.active.some((layer) => this.held[layer] && this.held[layer].more && !this.held[layer].clusters);
    }

    async isEmpty() {
      return !(await this.get('areas', { limit: 1 })).features.length;
    }

    async search(query, signal) {
      const answer = await this.get('search', { q: query.slice(0, 80), limit: 20 }, signal);
      const counts = answer.tenant_counts || {};
      const shapes = answer.features.map((feature) => {
        const { layer } = feature.properties;
        if (!feature.geometry) return app.placelessShape(layer, feature);
        const shape = app.shapeOf(layer, feature);
        if (shape && layer === 'areas' && shape.id in counts) shape.properties.tenant_count = counts[shape.id];
        return shape;
      });
      const found = app.onePerStreet(shapes.filter(Boolean)).slice(0, app.MOST_RESULTS);
      return { found, nearest: Boolean(answer.nearest) };
    }
  }

  Object.assign(app, { LAYERS, EmbeddedSource, ApiSource });
}
