// @ts-check
'use strict';
/* The drawing: one canvas in Leaflet's overlay pane, the ground and what was chosen; the marks on it are in marks.js. */
{
  const app = globalThis.signageMap;
  const { COLOUR, FROM, ROADS } = app;
  const L = globalThis.L;
  const AT_ONCE = 20;
  const CLOSE_PX = 0.6;
  const renderer = /** @type {RendererInside} */ (/** @type {unknown} */ (L.Renderer.prototype));

  /** @type {Drawing & { includes: object[], options: object } & ThisType<Scene>} */
  const drawing = {
    includes: [app.marks],
    options: { padding: 0.25, pane: 'overlayPane' },

    initialize(source, shown) {
      renderer.initialize.call(this, {});
      Object.assign(this, { source, shown, chosen: null, overBaseMap: false, overPhoto: false, hits: [], styleOf: null, isWrong: null });
      Object.assign(this, { inView: new Map(), places: null });
    },

    _initContainer() {
      this._container = L.DomUtil.create('canvas', 'scene');
      this._container.setAttribute('aria-hidden', 'true');
      this.ctx = /** @type {Ctx} */ (this._container.getContext('2d'));
    },

    _destroyContainer() {
      this._container.remove();
      Reflect.deleteProperty(this, '_container');
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      renderer._update.call(this);
      const size = this._bounds.getSize();
      const ratio = Math.min(globalThis.devicePixelRatio || 1, 3);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this.ratio = ratio;
      this.resize(Math.round(size.x * ratio), Math.round(size.y * ratio));
      cancelAnimationFrame(this.request);
      this.request = 0;
      this.draw();
    },

    /** A canvas of another size is another one to the browser: it is left as it is where the map only moved. */
    resize(width, height) {
      const { _container: canvas, ratio } = this;
      if (canvas.width === width && canvas.height === height) return;
      Object.assign(canvas, { width, height });
      Object.assign(canvas.style, { width: `${width / ratio}px`, height: `${height / ratio}px` });
    },

    _updatePaths() {},

    /** Draw again before the next frame. */
    refresh() {
      if (this.request) return;
      this.request = requestAnimationFrame(() => {
        this.request = 0;
        if (this._map && this._bounds && !this._map._animatingZoom) this.draw();
      });
    },

    /** Whether the reader is dragging the map this moment. */
    isDragged() {
      const { dragging } = /** @type {{ dragging?: { moving(): boolean } }} */ (/** @type {unknown} */ (this._map || {}));
      return Boolean(dragging?.moving());
    },

    /** Which layers the view needs now. */
    layersAt(zoom) {
      return app.LAYERS.filter((layer) => this.shown.has(layer) && zoom >= FROM[layer]);
    },

    draw() {
      const { ctx, _bounds: bounds } = this;
      this.zoom = this._map.getZoom();
      this.scale = 256 * 2 ** this.zoom;
      this.origin = this._map.getPixelOrigin();
      this.view = [bounds.min.x, bounds.min.y, bounds.max.x, bounds.max.y];
      this.hits = [];
      this.inView.clear();
      this.places = null;
      this.taken = new app.Taken();
      ctx.setTransform(this.ratio, 0, 0, this.ratio, -bounds.min.x * this.ratio, -bounds.min.y * this.ratio);
      ctx.clearRect(bounds.min.x, bounds.min.y, bounds.max.x - bounds.min.x, bounds.max.y - bounds.min.y);
      this.drawGround();
      if (this.zoom < app.BLOBS_BELOW) this.drawFromAfar();
      else this.drawFromNear();
      this.drawCounts();
      this.drawMunicipalityNames();
      this.ringChosen();
    },

    /** What the reader sees of the drawing, which is larger. */
    window() {
      const min = this._map.containerPointToLayerPoint([0, 0]);
      const size = this._map.getSize();
      return [min.x, min.y, min.x + size.x, min.y + size.y];
    },

    /** The shapes of a layer that this drawing shows; looked up once for each drawing. */
    visible(layer) {
      if (!this.shown.has(layer) || this.zoom < FROM[layer]) return [];
      const known = this.inView.get(layer);
      if (known) return known;
      const [[west, north], [east, south]] = [[this.view[0], this.view[1]], [this.view[2], this.view[3]]]
        .map(([x, y]) => [(x + this.origin.x) / this.scale, (y + this.origin.y) / this.scale]);
      const found = this.source.shapes(layer).filter((shape) => app.overlap(shape.box, [west, north, east, south]));
      this.inView.set(layer, found);
      return found;
    },

    x(x) {
      return x * this.scale - this.origin.x;
    },

    y(y) {
      return y * this.scale - this.origin.y;
    },

    trace(shapes, closed) {
      const { ctx } = this;
      ctx.beginPath();
      for (const shape of shapes) {
        for (const part of shape.parts) {
          let [fromX, fromY] = [this.x(part[0]), this.y(part[1])];
          ctx.moveTo(fromX, fromY);
          for (let i = 2; i < part.length; i += 2) {
            const [x, y] = [this.x(part[i]), this.y(part[i + 1])];
            // Corners that nobody can tell apart are drawn as one: each costs the same, from afar too.
            if (i + 2 < part.length && Math.abs(x - fromX) < CLOSE_PX && Math.abs(y - fromY) < CLOSE_PX) continue;
            ctx.lineTo(x, y);
            [fromX, fromY] = [x, y];
          }
          if (closed) ctx.closePath();
        }
      }
    },

    paint(shapes, { fill = '', stroke = '', width = 1, dash = [] }) {
      const { ctx } = this;
      Object.assign(ctx, { fillStyle: fill, strokeStyle: stroke, lineWidth: width, lineJoin: 'round' });
      ctx.setLineDash(dash);
      this.traceInParts(shapes, true, () => {
        if (fill) ctx.fill('evenodd');
        if (stroke) ctx.stroke();
      });
      ctx.setLineDash([]);
    },

    /** A few at a time: the browser's work at a path grows faster than the path. */
    traceInParts(shapes, closed, draw) {
      for (let i = 0; i < shapes.length; i += AT_ONCE) {
        this.trace(shapes.slice(i, i + AT_ONCE), closed);
        draw();
      }
    },

    drawGround() {
      const plain = !this.overBaseMap;
      const municipalities = this.visible('municipalities');
      const backdrop = plain ? this.visible('backdrops') : [];
      const kind = (/** @type {string} */ name) => backdrop.filter((shape) => shape.properties.kind === name);
      if (plain) for (const shape of municipalities) this.paint([shape], { fill: COLOUR.ground });
      const areas = this.zoom >= app.BLOBS_BELOW ? this.visible('areas') : [];
      for (const area of areas) this.paint([area], { fill: plain ? COLOUR.area : COLOUR.areaVeil });
      this.paint(kind('green'), { fill: COLOUR.green });
      this.paint(kind('water'), { fill: COLOUR.water, stroke: COLOUR.waterLine });
      this.paint(kind('plot'), { fill: COLOUR.plot, stroke: COLOUR.plotEdge, width: 1.2 });
      this.paint(kind('building'), { fill: COLOUR.building, stroke: this.zoom > 15 ? COLOUR.buildingEdge : '' });
      for (const area of areas) this.paint([area], { stroke: COLOUR.areaEdge, width: plain ? 1.6 : 2.5, dash: [6, 4] });
      if (plain) this.drawRoads();
      else if (this.overPhoto) this.traceRoads();
      this.outlineChosen();
      if (this.zoom < 16) this.paint(municipalities, { stroke: COLOUR.border, width: 1.1, dash: [7, 3, 1.5, 3] });
    },

    drawRoads() {
      const { ctx } = this;
      const roads = this.visible('roads');
      ctx.lineCap = 'round';
      ctx.lineJoin = 'round';
      for (const casing of [true, false]) {
        for (const [roadClass, style] of Object.entries(ROADS)) {
          if (casing && !style.casing) continue;
          ctx.strokeStyle = casing ? COLOUR.casing : style.colour;
          ctx.lineWidth = app.roadWidth(roadClass, this.zoom) + (casing ? 2 * style.casing : 0);
          const mine = roads.filter((road) => (road.properties.road_class || 'G') === roadClass);
          this.traceInParts(mine, false, () => ctx.stroke());
        }
      }
      ctx.lineCap = 'butt';
    },

    /** Over a picture from the air, which shows the carriageway itself: its line as the rules know it, bright on dark. */
    traceRoads() {
      const { ctx } = this;
      const roads = this.visible('roads');
      ctx.lineCap = 'round';
      ctx.lineJoin = 'round';
      for (const [width, colour] of /** @type {const} */ ([[4.5, 'rgba(12,20,28,0.6)'], [2, '#ffffff']])) {
        this.trace(roads, false);
        ctx.strokeStyle = colour;
        ctx.lineWidth = width;
        ctx.stroke();
      }
      ctx.lineCap = 'butt';
    },

    /** A ring around the chosen point; from afar around the disc that an area is then. */
    ringChosen() {
      const { chosen } = this;
      if (!chosen || (chosen.dimension !== 0 && this.zoom >= app.BLOBS_BELOW)) return;
      const hit = this.hits.find(({ shape }) => shape && shape.layer === chosen.layer && shape.id === chosen.id);
      app.drawRing(this.ctx, this.x(chosen.at[0]), this.y(chosen.at[1]), (hit ? hit.r : 8) + 6);
    },

    outlineChosen() {
      if (!this.chosen || this.chosen.dimension === 0 || this.zoom < app.BLOBS_BELOW) return;
      this.trace([this.chosen], this.chosen.dimension === 2);
      this.ctx.strokeStyle = COLOUR.chosen;
      this.ctx.lineWidth = 3;
      this.ctx.stroke();
    },

    /** What lies at Leaflet's layer point, within `reach` pixels: a shape, a cluster, or null. */
    at(point, reach) {
      let best = null;
      for (const hit of this.hits) {
        const away = Math.hypot(hit.x - point.x, hit.y - point.y) - hit.r;
        if (away <= reach && (!best || away <= best.away)) best = { ...hit, away };
      }
      if (best || this.zoom < app.BLOBS_BELOW) return best;
      /** @type {Spot} */
      const place = [(point.x + this.origin.x) / this.scale, (point.y + this.origin.y) / this.scale];
      const area = this.visible('areas').find((shape) => app.contains(shape.parts, place));
      return area ? { shape: area, x: point.x, y: point.y, r: 0 } : null;
    },
  };

  app.Scene = L.Renderer.extend(drawing);
}
