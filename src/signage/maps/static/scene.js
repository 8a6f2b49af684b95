// @ts-check
'use strict';
/* The drawing: one canvas in Leaflet's overlay pane, from the ground up to the names. */
{
  const app = globalThis.signageMap;
  const { COLOUR, FROM, ROADS, FONT } = app;
  const L = globalThis.L;
  const CELL = 30;

  const numberFont = `700 12px ${FONT}`;

  app.Scene = L.Renderer.extend({
    options: { padding: 0.25, pane: 'overlayPane' },

    initialize(source, shown) {
      L.Renderer.prototype.initialize.call(this, {});
      Object.assign(this, { source, shown, chosen: null, overBaseMap: false, hits: [] });
    },

    _initContainer() {
      this._container = L.DomUtil.create('canvas', 'scene');
      this._container.setAttribute('aria-hidden', 'true');
      this.ctx = this._container.getContext('2d');
    },

    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = Math.min(globalThis.devicePixelRatio || 1, 3);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * ratio;
      this._container.height = size.y * ratio;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this.ratio = ratio;
      this.draw();
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
      this.taken = new app.Taken();
      ctx.setTransform(this.ratio, 0, 0, this.ratio, -bounds.min.x * this.ratio, -bounds.min.y * this.ratio);
      ctx.clearRect(bounds.min.x, bounds.min.y, bounds.max.x - bounds.min.x, bounds.max.y - bounds.min.y);
      this.drawGround();
      if (this.zoom < app.BLOBS_BELOW) this.drawFromAfar();
      else this.drawFromNear();
      this.drawMunicipalityNames();
      this.ringChosen();
    },

    /** What the reader sees of the drawing, which is larger. */
    window() {
      const min = this._map.containerPointToLayerPoint([0, 0]);
      const size = this._map.getSize();
      return [min.x, min.y, min.x + size.x, min.y + size.y];
    },

    visible(layer) {
      if (!this.shown.has(layer) || this.zoom < FROM[layer]) return [];
      const [[west, north], [east, south]] = [[this.view[0], this.view[1]], [this.view[2], this.view[3]]]
        .map(([x, y]) => [(x + this.origin.x) / this.scale, (y + this.origin.y) / this.scale]);
      return this.source.shapes(layer).filter((shape) => app.overlap(shape.box, [west, north, east, south]));
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
          ctx.moveTo(this.x(part[0]), this.y(part[1]));
          for (let i = 2; i < part.length; i += 2) ctx.lineTo(this.x(part[i]), this.y(part[i + 1]));
          if (closed) ctx.closePath();
        }
      }
    },

    paint(shapes, { fill = '', stroke = '', width = 1, dash = [] }) {
      if (!shapes.length) return;
      const { ctx } = this;
      this.trace(shapes, true);
      if (fill) {
        ctx.fillStyle = fill;
        ctx.fill('evenodd');
      }
      if (!stroke) return;
      ctx.setLineDash(dash);
      ctx.lineJoin = 'round';
      ctx.strokeStyle = stroke;
      ctx.lineWidth = width;
      ctx.stroke();
      ctx.setLineDash([]);
    },

    drawGround() {
      const plain = !this.overBaseMap;
      const municipalities = this.visible('municipalities');
      const backdrop = plain ? this.visible('backdrops') : [];
      const kind = (name) => backdrop.filter((shape) => shape.properties.kind === name);
      if (plain) for (const shape of municipalities) this.paint([shape], { fill: COLOUR.ground });
      const areas = this.zoom >= app.BLOBS_BELOW ? this.visible('areas') : [];
      for (const area of areas) this.paint([area], { fill: plain ? COLOUR.area : 'rgba(245,240,227,0.35)' });
      this.paint(kind('green'), { fill: COLOUR.green });
      this.paint(kind('water'), { fill: COLOUR.water, stroke: COLOUR.waterLine });
      this.paint(kind('plot'), { fill: COLOUR.plot, stroke: COLOUR.plotEdge, width: 1.2 });
      this.paint(kind('building'), { fill: COLOUR.building, stroke: this.zoom > 15 ? COLOUR.buildingEdge : '' });
      for (const area of areas) this.paint([area], { stroke: COLOUR.areaEdge, width: plain ? 1.6 : 2.5, dash: [6, 4] });
      if (plain) this.drawRoads();
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
          this.trace(roads.filter((road) => (road.properties.road_class || 'G') === roadClass), false);
          ctx.strokeStyle = casing ? COLOUR.casing : style.colour;
          ctx.lineWidth = app.roadWidth(roadClass, this.zoom) + (casing ? 2 * style.casing : 0);
          ctx.stroke();
        }
      }
      ctx.lineCap = 'butt';
    },

    /** Areas whose discs would cover each other are one group at the place of the largest, which names it. */
    areaGroups() {
      const tenants = (shape) => shape.properties.tenant_count || 0;
      const groups = [];
      for (const shape of [...this.visible('areas')].sort((a, b) => tenants(b) - tenants(a) || a.id - b.id)) {
        const [x, y, r] = [this.x(shape.at[0]), this.y(shape.at[1]), app.blobRadius(tenants(shape))];
        const host = groups.find((group) => Math.hypot(group.x - x, group.y - y) < (group.r + r) * 0.85);
        if (!host) groups.push({ members: [shape], count: shape.properties.tenant_count, x, y, r });
        else {
          host.members.push(shape);
          if (host.count !== undefined) host.count += tenants(shape);
        }
      }
      return groups.map((group) => ({ ...group, r: app.blobRadius(group.count) }));
    },

    /** The district: areas as discs with their number of tenants and their name. */
    drawFromAfar() {
      const { ctx } = this;
      const groups = this.areaGroups();
      for (const { members, x, y, r } of groups) {
        this.taken.take([x - r, y - r, x + r, y + r]);
        this.hits.push(members.length > 1 ? { cluster: members, x, y, r } : { shape: members[0], x, y, r });
      }
      for (const { members, count, x, y } of [...groups].reverse()) {
        app.drawBlob(ctx, count, x, y, members[0].properties.number);
      }
      for (const { members, x, y, r } of groups) {
        const lines = app.inLines(members[0].properties.name || '', 16)
          .map((text) => ({ text, font: `600 13px ${FONT}`, height: 15, colour: COLOUR.text }));
        if (members.length > 1) {
          const text = app.count('more_areas', members.length - 1);
          lines.push({ text, font: `500 11.5px ${FONT}`, height: 14, colour: COLOUR.soft });
        }
        const [side, under] = [r + 6, r + 8 + lines.length * 7.5];
        app.drawLabel(ctx, this.taken, lines, x, y,
          [[side, 0, 'left'], [-side, 0, 'right'], [0, under, 'center'], [0, -under, 'center']], this.window());
      }
    },

    /** One area: its signs, tenants and names. */
    drawFromNear() {
      for (const place of this.signPlaces()) this.taken.take(place.box);
      if (this.zoom < 17) this.drawAreaNames();
      if (!this.overBaseMap) this.drawRoadNames();
      this.drawTenants();
      this.drawSigns();
    },

    drawAreaNames() {
      for (const { at, box, properties } of this.visible('areas')) {
        const lines = app.inLines(properties.name || '', 20)
          .map((text) => ({ text, font: `700 ${this.zoom < 14.5 ? 14 : 16}px ${FONT}`, height: 19, colour: COLOUR.text }));
        if (properties.tenant_count !== undefined) {
          const text = app.count('count_tenants', properties.tenant_count);
          lines.push({ text, font: `500 12px ${FONT}`, height: 16, colour: COLOUR.soft });
        }
        const [x, y] = [this.x(at[0]), this.y(at[1])];
        const [above, under] = [this.y(box[1]) - y - lines.length * 10, this.y(box[3]) - y + lines.length * 10];
        app.drawLabel(this.ctx, this.taken, lines, x, y,
          [0, -36, 36, above, under].map((dy) => [0, dy, 'center']), this.window());
      }
    },

    drawTenants() {
      const size = Math.min(22, 16 + (this.zoom - 15) * 2);
      const half = size / 2 + 1;
      const numbered = [];
      for (const shape of this.visible('tenants')) {
        const [x, y] = [this.x(shape.at[0]), this.y(shape.at[1])];
        const dot = !this.taken.claim([x - half, y - half, x + half, y + half]);
        this.hits.push({ shape, x, y, r: dot ? 5 : half });
        if (dot) app.drawTenant(this.ctx, shape.properties.number, x, y, { size, dot });
        else numbered.push({ shape, x, y });
      }
      for (const { shape, x, y } of numbered) app.drawTenant(this.ctx, shape.properties.number, x, y, { size });
      if (this.zoom < 16.5) return;
      for (const { shape, x, y } of numbered) this.nameTenant(shape.properties.name || '', x, y, half);
    },

    nameTenant(name, x, y, half) {
      const lines = app.inLines(name.length > 60 ? `${name.slice(0, 58)} …` : name, 18)
        .map((text) => ({ text, font: `500 12px ${FONT}`, height: 14, colour: COLOUR.text }));
      const tall = half + 4 + lines.length * 7;
      app.drawLabel(this.ctx, this.taken, lines, x, y,
        [[half + 6, 0, 'left'], [0, tall, 'center'], [-half - 6, 0, 'right'], [0, -tall, 'center']]);
    },

    drawRoadNames() {
      if (this.zoom < 14.5) return;
      const size = this.zoom < 16 ? 11 : 12.5;
      for (const { parts, properties } of this.visible('roads')) {
        const style = ROADS[properties.road_class] || ROADS.G;
        const points = Array.from(parts[0], (value, i) => (i % 2 ? this.y(value) : this.x(value)));
        if (properties.number && style.plate) {
          app.drawPlate(this.ctx, this.taken, properties.number, points, this.view, style);
        }
        const named = properties.name && (!style.plate || this.zoom >= 15.5);
        if (named) app.drawAlong(this.ctx, this.taken, properties.name, points, this.view, size);
      }
    },

    /** Where the signs go; those that would lie on each other become one cluster, until one is close enough. */
    signPlaces() {
      const near = this.zoom >= 17;
      const r = this.zoom < 14 ? 6 : this.zoom < 15.5 ? 9 : near ? 13 : 11;
      const cells = new Map();
      this.visible('signs').forEach((shape, i) => {
        const [x, y] = [this.x(shape.at[0]), this.y(shape.at[1])];
        const key = near ? i : `${Math.floor((x + this.origin.x) / CELL)},${Math.floor((y + this.origin.y) / CELL)}`;
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push({ shape, x, y });
      });
      return [...cells.values()].map((members) => {
        const x = members.reduce((sum, member) => sum + member.x, 0) / members.length;
        const y = members.reduce((sum, member) => sum + member.y, 0) / members.length;
        const reach = members.length > 1 ? 17 : r + 3;
        return { members, x, y, r: members.length > 1 ? 16 : r, box: [x - reach, y - reach, x + reach, y + reach] };
      });
    },

    drawSigns() {
      for (const { members, x, y, r } of this.signPlaces()) {
        if (members.length > 1) {
          app.drawCluster(this.ctx, members.length, x, y);
          this.hits.push({ cluster: members.map((member) => member.shape), x, y, r });
        } else this.drawSign(members[0].shape, x, y, r);
      }
    },

    drawSign(shape, x, y, r) {
      const { bearing_deg: bearing, number } = shape.properties;
      const angle = bearing === undefined || bearing === null ? null : app.screenAngle(bearing, shape.at);
      app.drawSign(this.ctx, shape.properties, x, y, { r, angle, fan: this.zoom >= 16 });
      this.hits.push({ shape, x, y, r });
      if (this.zoom < 16 || !number) return;
      const lines = [{ text: number, font: numberFont, height: 15, colour: COLOUR.text }];
      app.drawLabel(this.ctx, this.taken, lines, x, y,
        [[r + 7, 0, 'left'], [-r - 7, 0, 'right'], [0, r + 13, 'center'], [0, -r - 13, 'center']]);
    },

    drawMunicipalityNames() {
      if (this.zoom < 9.5 || this.zoom >= 14) return;
      const font = `500 ${this.zoom < 11 ? 11 : 12.5}px ${FONT}`;
      for (const { at, properties } of this.visible('municipalities')) {
        const lines = [{ text: properties.name || '', font, height: 15, colour: COLOUR.borderText }];
        const [x, y] = [this.x(at[0]), this.y(at[1])];
        app.drawLabel(this.ctx, this.taken, lines, x, y, [[0, 0, 'center'], [0, -22, 'center'], [0, 22, 'center']]);
      }
    },

    /** A ring around the chosen point; from afar around the disc that an area is then. */
    ringChosen() {
      if (this.chosen && (this.chosen.dimension === 0 || this.zoom < app.BLOBS_BELOW)) {
        const hit = this.hits.find(({ shape }) => shape && shape.layer === this.chosen.layer && shape.id === this.chosen.id);
        app.drawRing(this.ctx, this.x(this.chosen.at[0]), this.y(this.chosen.at[1]), (hit ? hit.r : 8) + 6);
      }
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
      const place = [(point.x + this.origin.x) / this.scale, (point.y + this.origin.y) / this.scale];
      const area = this.visible('areas').find((shape) => app.contains(shape.parts, place));
      return area ? { shape: area, x: point.x, y: point.y, r: 0 } : null;
    },
  });
}
