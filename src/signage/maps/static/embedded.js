// @ts-check
'use strict';
/* The shapes of rows, and where they come from in a page that holds all of them. `source.js` answers alike. */
{
  const app = globalThis.signageMap;
  /** @type {LayerName[]} */
  const LAYERS = ['municipalities', 'backdrops', 'roads', 'areas', 'tenants', 'signs'];

  /** @type {LayerName[]} */
  const COUNTED = ['areas', 'tenants', 'signs'];

  /** Whether a shape was made of this very state of a row. @type {(shape: Shape | undefined, feature: Feature) => boolean} */
  const isOf = (shape, { properties: { version, changed_at: since } }) =>
    version !== undefined && shape?.properties.version === version && shape.properties.changed_at === since;

  /**
   * What is `known` already in the same version is not made anew.
   * @type {(layer: LayerName, collection: Collection | undefined, known?: Shape[]) => Shape[]}
   */
  const shapesOf = (layer, collection, known = []) => {
    const { features = [], tenant_counts: counts = {}, sign_counts: signs = {} } = collection || {};
    const before = new Map(known.map((shape) => [shape.id, shape]));
    const shapes = features.flatMap((feature) => {
      const shape = before.get(feature.id);
      return (shape && isOf(shape, feature) ? shape : app.shapeOf(layer, feature)) || [];
    });
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

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ LAYERS, COUNTED, shapesOf, EmbeddedSource }));
}
