// @ts-check
'use strict';
/* An area that somebody else has saved meanwhile: both versions in the merge dialog, the outlines as pictures. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, outline, areaFields } = plan;
  const { el, COLOUR } = app;
  const [WIDE, HIGH] = [150, 96];

  /** One outline over the other, which is drawn dotted. @type {(polygons: Polygons, other: Polygons) => HTMLElement} */
  const picture = (polygons, other) => {
    const points = [...polygons, ...other].flat(2);
    const [west, south] = [0, 1].map((i) => Math.min(...points.map((at) => at[i])));
    const [east, north] = [0, 1].map((i) => Math.max(...points.map((at) => at[i])));
    const scale = Math.min((WIDE - 10) / (east - west || 1), (HIGH - 10) / (north - south || 1));
    const canvas = el('canvas.outline', { width: WIDE * 2, height: HIGH * 2, 'aria-hidden': 'true' });
    const ctx = /** @type {Ctx} */ (canvas.getContext('2d'));
    ctx.scale(2, 2);
    const trace = (/** @type {Polygons} */ shape) => {
      ctx.beginPath();
      for (const ring of shape.flat()) {
        ring.forEach(([x, y], i) => {
          const at = /** @type {const} */ ([5 + (x - west) * scale, HIGH - 5 - (y - south) * scale]);
          if (i) ctx.lineTo(...at);
          else ctx.moveTo(...at);
        });
        ctx.closePath();
      }
    };
    trace(polygons);
    ctx.fillStyle = 'rgba(217,72,15,0.16)';
    ctx.fill('evenodd');
    ctx.strokeStyle = COLOUR.chosen;
    ctx.lineWidth = 2;
    ctx.stroke();
    trace(other);
    ctx.setLineDash([3, 3]);
    ctx.strokeStyle = COLOUR.text;
    ctx.lineWidth = 1.2;
    ctx.stroke();
    return canvas;
  };

  /** @type {(state: AreaState) => Values} */
  const flat = ({ polygons, values }) => ({
    ...Object.fromEntries(Object.entries(values).filter(([name]) => name in areaFields)), outline: polygons,
  });

  /** @type {(values: Values) => AreaState} */
  const stateFrom = ({ outline: polygons, ...values }) => ({ polygons, values });

  /** @type {(current: PlanFeature) => void} */
  const ask = (current) => {
    const work = plan.areaWork();
    if (!work || work.id === null) return;
    const theirs = { polygons: outline.read(current.geometry), values: current.properties };
    const [old, here, there] = [work.stored, work.now, theirs].map(flat);
    const mine = Object.fromEntries(Object.entries(here).filter(([name, value]) => !outline.same(value ?? null, old[name] ?? null)));
    plan.tell('conflict', {
      id: work.id, mine, current, base: { id: work.id, version: work.version || 0, values: old, x: 0, y: 0, at: [0, 0] },
      about: {
        what: plan.areaName(), old, theirs: there,
        label: (name) => (name === 'outline' ? say('field_geometry') : areaFields[name]?.label || name),
        show: (name, values) => (name === 'outline'
          ? el('span', {}, picture(values.outline, values === there ? here.outline : there.outline), plan.outlineText(values.outline))
          : plan.show(name, values[name], areaFields[name])),
        settle: (changes) => {
          plan.takeOver(current, stateFrom({ ...there, ...changes }), say('did_merge', { what: plan.areaName() }));
          if (Object.keys(changes).length) plan.saveArea();
        },
        again: () => plan.saveArea(),
      },
    });
  };

  plan.on('areaConflict', ask);
}
