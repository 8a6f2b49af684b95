// @ts-check
'use strict';
/* The signs of the view as rows that can be changed: as the server has them, and over that what is not saved yet. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  /** What ApiSource has and its type does not tell. */
  const Base = /** @type {new (address: string, limit: number, changed: () => void, report: (news: News) => void) => Source & {
    address: string, limit: number, active: LayerName[], held: Partial<Record<LayerName, Held>>,
    load(layer: LayerName, box: Box, known?: Held, next?: Box): Promise<void>,
    get(path: string, parameters: Values, signal?: AbortSignal | null): Promise<any> }}
  */ (/** @type {unknown} */ (app.ApiSource));

  /** @type {(values: Values) => boolean} */
  const isOver = (values) => Boolean(values.valid_to && values.valid_to <= plan.today());

  /** A sign as the server has it. What it measures in metres is reckoned when somebody asks: a view has thousands. */
  class Row {
    /**
     * @param {number} id
     * @param {Values} values
     * @param {GeoJSON.Position} position
     * @param {Spot} at
     */
    constructor(id, values, position, at) {
      this.id = id;
      this.version = /** @type {number} */ (values.version);
      this.values = values;
      this.position = position;
      this.at = at;
      /** @type {Metres | null} */
      this.metres = null;
    }

    get place() {
      this.metres ||= plan.toMetres(this.position[0], this.position[1]);
      return this.metres;
    }

    get x() {
      return this.place[0];
    }

    get y() {
      return this.place[1];
    }
  }

  class PlanSource extends Base {
    /**
     * @param {string} address
     * @param {number} limit
     * @param {() => void} changed
     * @param {(news: News) => void} report
     */
    constructor(address, limit, changed, report) {
      super(address, limit, changed, report);
      /** @type {Map<number, SignRow>} */
      this.rows = new Map();
      /** @type {Map<number, Changes>} */
      this.drafts = new Map();
      /** The row that a draft began from: what others write meanwhile must not slip under it. @type {Map<number, SignRow>} */
      this.bases = new Map();
      /** @type {Map<number, Shape>} */
      this.drawn = new Map();
      /** Whether the page's area has more signs than are loaded. */
      this.areaHasMore = false;
      /** When a row was last answered to a write. @type {Map<number, number>} */
      this.putAt = new Map();
    }

    /** Whether the view has more signs than can be worked on; then their numbers are shown. */
    get tooMany() {
      return this.clusters('signs').length > 0;
    }

    /**
     * @override
     * @param {LayerName} layer
     * @param {Box} box
     * @param {Held} [known]
     * @param {Box} [next]
     */
    async load(layer, box, known, next) {
      const [before, began] = [this.held.signs, Date.now()];
      await super.load(layer, box, known, next);
      if (layer === 'signs' && this.held.signs && this.held.signs !== before) this.absorb(this.held.signs, began);
      else if ((layer === 'areas' || layer === 'municipalities') && plan.atAreas()) plan.tell('rows', null);
    }

    /**
     * Take over what the server told of a box; what it no longer tells of there is gone, unless it was written since.
     * @param {Held} held
     * @param {number} began
     */
    absorb(held, began) {
      const told = new Set(held.shapes.map((shape) => shape.id));
      for (const [id, { at }] of this.rows) {
        const isHere = app.covers(held.box, [...at, ...at]);
        if (isHere && !held.more && !told.has(id) && (this.putAt.get(id) || 0) < began) this.forget(id);
        else if (!isHere && !this.isWanted(id)) this.forget(id);
      }
      for (const shape of held.shapes) this.keepShape(shape);
      plan.tell('rows', null);
    }

    /** Whether a row is kept although it is out of view. @param {number} id */
    isWanted(id) {
      const { area } = plan.options;
      if (area !== null && this.rows.get(id)?.values.area === area) return true;
      return plan.far.holds(id) || id === plan.chosen() || this.drafts.has(id) || plan.selected.has(id);
    }

    /** As `keep`; what is known in this version needs nothing. @param {Shape} shape */
    keepShape(shape) {
      const { id, properties, at } = shape;
      const known = this.rows.get(id);
      const { version } = /** @type {Values} */ (properties);
      if (known && known.version >= version) return;
      const { lat, lng } = app.toLatLng(at);
      this.rows.set(id, new Row(id, properties, [lng, lat], at));
      if (this.drafts.has(id)) this.drawn.delete(id);
      else this.drawn.set(id, shape);
    }

    /**
     * Take over a row, unless a newer version of it is known.
     * @param {number} id
     * @param {Values} values
     * @param {GeoJSON.Position} position
     */
    keep(id, values, position) {
      const known = this.rows.get(id);
      if (known && known.version > values.version) return;
      const more = known && known.version === values.version ? known.values : {}; // staff were told more than everybody is
      const [x, y] = app.boxOfDegrees([position[0], position[1], position[0], position[1]]);
      this.rows.set(id, new Row(id, { ...more, ...values }, position, [x, y]));
      this.drawn.delete(id);
    }

    /** @param {number} id */
    forget(id) {
      this.rows.delete(id);
      this.drafts.delete(id);
      this.bases.delete(id);
      this.drawn.delete(id);
    }

    /** Take over one row as the server answered it. @param {PlanFeature} feature */
    put(feature) {
      this.putMany([feature]);
    }

    /** Take over rows as the server answered them. @param {PlanFeature[]} features */
    putMany(features) {
      for (const { id, geometry, properties } of features) {
        if (geometry?.type !== 'Point' || isOver(properties)) this.forget(id);
        else this.keep(id, properties, geometry.coordinates);
        this.putAt.set(id, Date.now());
      }
      plan.tell('rows', null);
      this.redraw();
    }

    /** Take over what the table lists; whoever calls tells of it. @param {PlanFeature[]} features */
    keepAll(features) {
      for (const { id, geometry, properties } of features) {
        if (geometry?.type === 'Point') this.keep(id, properties, geometry.coordinates);
      }
    }

    /** Rows that the table lists no more: forgotten, unless they are wanted otherwise. @param {Iterable<number>} ids */
    release(ids) {
      const told = new Set((this.held.signs?.shapes || []).map((shape) => shape.id));
      for (const id of ids) if (!told.has(id) && !this.isWanted(id)) this.forget(id);
    }

    /** @param {number} id */
    drop(id) {
      this.forget(id);
      plan.tell('rows', null);
      this.redraw();
    }

    /**
     * @param {number} id
     * @param {Changes | null} changes
     */
    setDraft(id, changes) {
      const row = this.rows.get(id);
      if (changes) this.drafts.set(id, changes);
      else this.drafts.delete(id);
      if (!changes) this.bases.delete(id);
      else if (row && !this.bases.has(id)) this.bases.set(id, row);
      this.drawn.delete(id);
      plan.tell('draft', id);
      this.redraw();
    }

    redraw() {
      plan.scene?.refresh();
      plan.overlay?.refresh();
    }

    /** The sign as the planner sees it. @param {number} id @returns {Values | null} */
    valuesOf(id) {
      const row = this.rows.get(id);
      return row ? { ...row.values, x: row.x, y: row.y, ...this.drafts.get(id) } : null;
    }

    /** @param {number} id @returns {Metres | null} */
    placeOf(id) {
      const values = this.valuesOf(id);
      return values ? [values.x, values.y] : null;
    }

    /** @param {number} id @returns {Shape} */
    shapeOf(id) {
      const known = this.drawn.get(id);
      if (known) return known;
      const { x, y, ...properties } = /** @type {Values} */ (this.valuesOf(id));
      const geometry = /** @type {GeoJSON.Point} */ ({ type: 'Point', coordinates: plan.toDegrees(x, y) });
      const made = /** @type {Shape} */ (app.shapeOf('signs', { id, properties, geometry }));
      this.drawn.set(id, made);
      return made;
    }

    /**
     * @override
     * @param {LayerName} layer
     */
    shapes(layer) {
      if (layer !== 'signs') return super.shapes(layer);
      if (!this.active.includes('signs')) return [];
      const shown = this.tooMany ? [...this.rows.keys()].filter((id) => id === plan.chosen()) : [...this.rows.keys()];
      return shown.map((id) => this.shapeOf(id));
    }

    /**
     * @override
     * @param {LayerName} layer
     * @param {number} id
     */
    find(layer, id) {
      return layer === 'signs' && this.rows.has(id) ? this.shapeOf(id) : super.find(layer, id);
    }

    /** The rows of the table: those of the page's area, else those in view. */
    listed() {
      const { area } = plan.options;
      const rows = [...this.rows.values()];
      if (area !== null) return rows.filter((row) => row.values.area === area);
      if (!plan.map || this.tooMany) return [];
      const view = app.boxOfBounds(plan.map.getBounds());
      return rows.filter(({ at }) => app.covers(view, [...at, ...at]));
    }

    /** Ask again for what is held of a layer. @param {LayerName} layer */
    async reload(layer = 'signs') {
      const held = this.held[layer];
      if (held) await this.load(layer, held.box);
    }

    /** Ask again for all that is in view; what is out of view and not in hand is forgotten. */
    async renew() {
      for (const id of [...this.rows.keys()]) {
        if (id !== plan.chosen() && !this.drafts.has(id) && !plan.far.holds(id)) this.forget(id);
      }
      const { area } = plan.options;
      await Promise.all([this.reload('signs'), area === null ? null : this.loadArea(area)]);
    }

    /** All signs of an area, wherever the view is. @param {number} area */
    async loadArea(area) {
      const found = await this.get('signs', { area, limit: this.limit });
      this.areaHasMore = (found.links || []).some((/** @type {{ rel: string }} */ link) => link.rel === 'next');
      this.keepAll(found.features);
      plan.tell('rows', null);
    }
  }

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ PlanSource }));
}
