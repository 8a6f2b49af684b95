// @ts-check
'use strict';
/* The canvas above the map: what is being placed, moved and turned, how far it is from the road, and the triangles to keep clear. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { COLOUR, FONT } = app;
  const HANDLE_PX = 48;
  const SHADES = { error: '198,40,40', hint: '214,140,0' };

  class Overlay {
    constructor() {
      this.canvas = app.el('canvas.plan-overlay', { 'aria-hidden': 'true' });
      this.ctx = /** @type {Ctx} */ (this.canvas.getContext('2d'));
      this.request = 0;
      /** @type {PlanOverlay['hold']} */
      this.hold = null;
      plan.map.getContainer().append(this.canvas);
      plan.map.on('move zoom resize viewreset', () => this.refresh());
      plan.map.on('zoomstart', () => { this.canvas.hidden = true; });
      plan.map.on('zoomend', () => { this.canvas.hidden = false; this.refresh(); });
    }

    refresh() {
      if (!this.request) this.request = requestAnimationFrame(() => { this.request = 0; this.draw(); });
    }

    /** @param {Metres} at */
    toScreen(at) {
      const [longitude, latitude] = plan.toDegrees(...at);
      return plan.map.latLngToContainerPoint([latitude, longitude]);
    }

    draw() {
      const { ctx, canvas } = this;
      const { x: width, y: height } = plan.map.getSize();
      const ratio = Math.min(devicePixelRatio || 1, 3);
      if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
        [canvas.width, canvas.height] = [width * ratio, height * ratio];
        [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
      }
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, width, height);
      this.drawShapes();
      this.drawHeld();
      this.drawGhost();
      plan.tell('paint', this);
    }

    /** Sight triangles and what else the checks want seen. */
    drawShapes() {
      for (const { geometry, properties } of plan.checked()?.shapes?.features || []) {
        const shade = properties.hit ? SHADES.error : SHADES.hint;
        const several = geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
        const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : several;
        for (const rings of polygons) this.polygon(rings, `rgba(${shade},${properties.hit ? 0.3 : 0.12})`, `rgb(${shade})`);
      }
    }

    /** @param {GeoJSON.Position[][]} rings @param {string} fill @param {string} stroke */
    polygon(rings, fill, stroke) {
      const { ctx } = this;
      ctx.beginPath();
      for (const ring of rings) {
        ring.forEach(([longitude, latitude], i) => {
          const { x, y } = plan.map.latLngToContainerPoint([latitude, longitude]);
          if (i) ctx.lineTo(x, y);
          else ctx.moveTo(x, y);
        });
        ctx.closePath();
      }
      ctx.fillStyle = fill;
      ctx.fill('evenodd');
      ctx.setLineDash([6, 4]);
      ctx.lineWidth = 1.6;
      ctx.strokeStyle = stroke;
      ctx.stroke();
      ctx.setLineDash([]);
    }

    /** Where the handle is by which the chosen sign is turned; null where there is none. */
    handleAt() {
      const id = plan.chosen();
      const values = id === null || !plan.token() || plan.ghost() ? null : plan.source.valuesOf(id);
      if (!values || plan.map.getZoom() < 15) return null;
      const { x, y } = this.toScreen([values.x, values.y]);
      const angle = this.screenAngle(values);
      return { x: x + Math.sin(angle) * HANDLE_PX, y: y - Math.cos(angle) * HANDLE_PX };
    }

    /** @param {Values} values */
    screenAngle(values) {
      const [longitude, latitude] = plan.toDegrees(values.x, values.y);
      const [x, y] = app.boxOfDegrees([longitude, latitude, longitude, latitude]);
      return app.screenAngle(values.bearing_deg || 0, [x, y]);
    }

    drawHeld() {
      const handle = this.handleAt();
      const id = plan.chosen();
      const values = id === null ? null : plan.source.valuesOf(id);
      if (!values) return;
      const at = this.toScreen([values.x, values.y]);
      if (this.hold?.kind === 'drag') this.drawWay(this.hold.from, [values.x, values.y], this.hold.snapped);
      if (!handle) return;
      this.line(at, handle, COLOUR.chosen, [3, 3]);
      this.knob(handle.x, handle.y);
      if (this.hold?.kind === 'turn') this.label(`${plan.decimal(values.bearing_deg || 0, 0)}°`, handle.x, handle.y - 22);
    }

    /** @param {number} x @param {number} y */
    knob(x, y) {
      const { ctx } = this;
      ctx.beginPath();
      ctx.arc(x, y, 8, 0, 2 * Math.PI);
      ctx.fillStyle = COLOUR.halo;
      ctx.fill();
      ctx.lineWidth = 2.5;
      ctx.strokeStyle = COLOUR.chosen;
      ctx.stroke();
      ctx.beginPath();
      ctx.arc(x, y, 3.6, -0.4, Math.PI * 1.35);
      ctx.lineWidth = 1.6;
      ctx.stroke();
    }

    /** How far a sign was dragged, and where it snapped. @param {Metres} from @param {Metres} to @param {Snapped | null} snapped */
    drawWay(from, to, snapped) {
      const [start, end] = [this.toScreen(from), this.toScreen(to)];
      this.line(start, end, COLOUR.soft, [2, 4]);
      this.drawSnap(snapped, to);
      this.label(`${plan.decimal(Math.hypot(to[0] - from[0], to[1] - from[1]), 1)} m`, end.x, end.y + 30);
    }

    /** The line from the road's axis, and the clearance kept. @param {Snapped | null} snapped @param {Metres} at */
    drawSnap(snapped, at) {
      if (!snapped || snapped.kind === 'none') return;
      const { x, y } = this.toScreen(at);
      if (snapped.foot) this.line(this.toScreen(snapped.foot), { x, y }, COLOUR.chosen, []);
      const { ctx } = this;
      ctx.beginPath();
      ctx.arc(x, y, 17, 0, 2 * Math.PI);
      ctx.lineWidth = 2;
      ctx.strokeStyle = COLOUR.chosen;
      ctx.stroke();
      this.label(plan.say(`snapped_${snapped.kind}`, { m: plan.decimal(snapped.clearance_m || 0, 2) }), x, y - 32);
    }

    drawGhost() {
      const ghost = plan.ghost();
      if (!ghost || !ghost.seen) return;
      const { x, y } = this.toScreen([ghost.x, ghost.y]);
      this.drawSnap(ghost.snapped, [ghost.x, ghost.y]);
      const { ctx } = this;
      ctx.globalAlpha = 0.85;
      const look = { family: 'guide', ...ghost.like, type: ghost.type, state: 'planned' };
      app.drawSign(ctx, look, x, y, { r: 12, angle: this.screenAngle(ghost) });
      ctx.globalAlpha = 1;
    }

    /** @param {{ x: number, y: number }} a @param {{ x: number, y: number }} b @param {string} colour @param {number[]} dash */
    line(a, b, colour, dash) {
      const { ctx } = this;
      ctx.setLineDash(dash);
      ctx.lineWidth = 2;
      ctx.strokeStyle = colour;
      ctx.beginPath();
      ctx.moveTo(a.x, a.y);
      ctx.lineTo(b.x, b.y);
      ctx.stroke();
      ctx.setLineDash([]);
    }

    /** @param {string} text @param {number} x @param {number} y */
    label(text, x, y) {
      const { ctx } = this;
      ctx.font = `600 12.5px ${FONT}`;
      const half = ctx.measureText(text).width / 2 + 8;
      ctx.beginPath();
      ctx.roundRect(x - half, y - 11, half * 2, 22, 6);
      ctx.fillStyle = COLOUR.text;
      ctx.fill();
      ctx.fillStyle = COLOUR.halo;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillText(text, x, y + 0.5);
    }
  }

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ Overlay }));
}
