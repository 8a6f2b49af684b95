// @ts-check
'use strict';
/* What stands on the ground: areas, tenants, signs, their names; methods of the scene. */
{
  const app = globalThis.signageMap;
  const { COLOUR, FROM, ROADS, FONT } = app;
  const CELL = 30;
  const numberFont = `700 12px ${FONT}`;

  /**
   * The groups with those inside others that they would cover; one that takes others in grows, and may cover more.
   * @type {(groups: Group[]) => Group[]}
   */
  const gathered = (groups) => {
    /** @type {Group[]} */
    const kept = [];
    for (const group of groups) {
      const host = kept.find((other) => Math.hypot(other.x - group.x, other.y - group.y) < other.r + group.r);
      if (!host) kept.push(group);
      else {
        host.members.push(...group.members);
        if (host.count !== undefined) host.count += group.count || 0;
        host.r = app.blobRadius(host.count);
      }
    }
    return kept.length < groups.length ? gathered(kept) : kept;
  };

  app.marks = {
    /** Areas whose discs would cover each other are one group at the place of the largest, which names it. */
    areaGroups() {
      const tenants = (/** @type {Shape} */ shape) => shape.properties.tenant_count || 0;
      const areas = [...this.visible('areas')].sort((a, b) => tenants(b) - tenants(a) || a.id - b.id);
      return gathered(areas.map((shape) => {
        const count = shape.properties.tenant_count;
        return { members: [shape], count, x: this.x(shape.at[0]), y: this.y(shape.at[1]), r: app.blobRadius(count) };
      }));
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
        /** @type {Line[]} */
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
      if (!this.overBaseMap || this.overPhoto) this.drawRoadNames();
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
      this.takeArrows();
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
        const style = ROADS[properties.road_class || 'G'] || ROADS.G;
        const points = Array.from(parts[0], (value, i) => (i % 2 ? this.y(value) : this.x(value)));
        if (properties.number && style.plate) {
          app.drawPlate(this.ctx, this.taken, String(properties.number), points, this.view, style.plate, style.ink);
        }
        if (properties.name && (!style.plate || this.zoom >= 15.5)) {
          app.drawAlong(this.ctx, this.taken, properties.name, points, this.view, size);
        }
      }
    },

    /** Where the signs go; those that would lie on each other become one cluster, until one is close enough. */
    signPlaces() {
      this.places = this.places || this.findPlaces();
      return this.places;
    },

    findPlaces() {
      const near = this.zoom >= 17;
      const r = this.zoom < 14 ? 6 : this.zoom < 15.5 ? 9 : near ? 13 : 11;
      /** @type {Map<string | number, SignPlace['members']>} */
      const cells = new Map();
      this.visible('signs').forEach((shape, i) => {
        const [x, y] = [this.x(shape.at[0]), this.y(shape.at[1])];
        const key = near ? i : `${Math.floor((x + this.origin.x) / CELL)},${Math.floor((y + this.origin.y) / CELL)}`;
        const cell = cells.get(key);
        if (cell) cell.push({ shape, x, y });
        else cells.set(key, [{ shape, x, y }]);
      });
      return [...cells.values()].map((members) => {
        const x = members.reduce((sum, member) => sum + member.x, 0) / members.length;
        const y = members.reduce((sum, member) => sum + member.y, 0) / members.length;
        const reach = members.length > 1 ? 17 : r + 3;
        return { members, x, y, r: members.length > 1 ? 16 : r, box: [x - reach, y - reach, x + reach, y + reach] };
      });
    },

    /** Names keep off the signs' arrows; the firms' numbers do not, for they must not give way. */
    takeArrows() {
      for (const { members, x, y, r } of this.signPlaces()) {
        const [first] = members;
        const bearing = members.length === 1 && first ? first.shape.properties.bearing_deg : null;
        if (!first || typeof bearing !== 'number') continue;
        const angle = app.screenAngle(bearing, first.shape.at);
        const [tipX, tipY, half] = [x + Math.sin(angle) * r * 1.8, y - Math.cos(angle) * r * 1.8, r * 0.6];
        this.taken.take([tipX - half, tipY - half, tipX + half, tipY + half]);
      }
    },

    drawSigns() {
      for (const { members, x, y, r } of this.signPlaces()) {
        if (members.length > 1) {
          app.drawCluster(this.ctx, members.length, x, y, this.sharesOf(members));
          this.hits.push({ cluster: members.map((member) => member.shape), x, y, r });
        } else this.drawSign(members[0].shape, x, y, r);
      }
    },

    /** How many of each class, by the colour that tells the class apart. */
    sharesOf(members) {
      const shares = new Map();
      for (const { shape: { properties } } of members) {
        const { fill, edge } = this.styleOf?.(properties) || app.FAMILY[properties.family || 'guide'] || app.FAMILY.guide;
        const colour = fill === COLOUR.halo ? edge || fill : fill; // hollow is what is not on record
        shares.set(colour, (shares.get(colour) || 0) + 1);
      }
      return shares;
    },

    drawSign(shape, x, y, r) {
      const { bearing_deg: bearing, number } = shape.properties;
      const angle = bearing === undefined || bearing === null ? null : app.screenAngle(bearing, shape.at);
      app.stampSign(this.ctx, shape.properties, x, y, { r, angle, style: this.styleOf?.(shape.properties) }, this.ratio);
      if (this.isWrong?.(shape.id)) app.drawBadge(this.ctx, x - r * 0.8, y - r * 0.8, '≠');
      this.hits.push({ shape, x, y, r });
      if (this.zoom < 16 || !number) return;
      const lines = [{ text: String(number), font: numberFont, height: 15, colour: COLOUR.text }];
      const isRinged = this.chosen?.layer === shape.layer && this.chosen.id === shape.id;
      const off = isRinged ? r + 5 : r; // beside the ring, not under it
      app.drawLabel(this.ctx, this.taken, lines, x, y,
        [[off + 7, 0, 'left'], [-off - 7, 0, 'right'], [0, off + 13, 'center'], [0, -off - 13, 'center']]);
    },

    /** Numbers by squares, where the server has too many rows to send; a click goes nearer. */
    drawCounts() {
      /** @type {LayerName[]} */
      const counted = ['areas', 'tenants', 'signs'];
      for (const layer of counted) {
        if (!this.shown.has(layer) || this.zoom < FROM[layer]) continue;
        for (const { at, count, box } of this.source.clusters(layer)) {
          const [x, y] = [this.x(at[0]), this.y(at[1])];
          (layer === 'signs' ? app.drawCluster : app.drawBlob)(this.ctx, count, x, y);
          this.hits.push({ square: box, x, y, r: 16 });
        }
      }
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
  };
}
