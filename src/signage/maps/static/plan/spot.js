// @ts-check
'use strict';
/*
 * A place by its coordinates: under the pointer, typed into the search, or pointed at with the second button; copied in metres and degrees,
 * and with a sign set on it.
 */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put } = plan;
  const { COLOUR } = app;

  /** @type {Metres | null} */
  let spot = null;
  /** Where the mouse is on the map. @type {Metres | null} */
  let pointer = null;

  /** @type {SignagePlan['copyText']} */
  const copyText = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      plan.toast(say('at.copied', { text }));
    } catch { // without TLS, or where the reader forbids it: shown, to be taken by hand
      plan.toast(say('at.not_copied', { text }), { alarm: true });
    }
  };

  const draw = () => {
    const card = put('plan-spot');
    card.hidden = !spot;
    plan.overlay.refresh();
    if (!spot) return;
    const { metres, degrees } = app.written(spot);
    put('plan-spot-metres').textContent = metres;
    put('plan-spot-degrees').textContent = degrees;
    put('plan-spot-place').textContent = say('at.place', { type: app.word('type', plan.lastType()) });
  };

  /** @type {SignagePlan['showSpot']} */
  const showSpot = (at, go = false) => {
    spot = at;
    if (at && go) plan.map.setView(plan.latLngOf(at), Math.max(plan.map.getZoom(), 18), { animate: false });
    draw();
    if (!at) return;
    const { metres, degrees } = app.written(at);
    plan.speak(say('at.shown', { metres, degrees }));
    if (go) put('plan-spot-place').focus({ preventScroll: true });
  };

  const close = () => {
    showSpot(null);
    plan.map.getContainer().focus({ preventScroll: true });
  };

  /** Exactly here, whatever there is to snap to. */
  const place = async () => {
    if (!spot || (!plan.token() && !(await plan.askForToken()))) return;
    plan.startPlacing(null);
    plan.moveGhost(spot, true);
    showSpot(null);
    await plan.placeGhost();
  };

  /** A cross with a ring: not a sign, and seen on any ground. @type {(overlay: PlanOverlay) => void} */
  const paint = (overlay) => {
    if (!spot) return;
    const { ctx } = overlay;
    const { x, y } = overlay.toScreen(spot);
    for (const [width, colour] of /** @type {[number, string][]} */ ([[6, COLOUR.halo], [2.5, COLOUR.chosen]])) {
      ctx.beginPath();
      ctx.arc(x, y, 9, 0, 2 * Math.PI);
      for (const [dx, dy] of [[0, -1], [0, 1], [-1, 0], [1, 0]]) {
        ctx.moveTo(x + dx * 4, y + dy * 4);
        ctx.lineTo(x + dx * 18, y + dy * 18);
      }
      ctx.lineWidth = width;
      ctx.strokeStyle = colour;
      ctx.stroke();
    }
  };

  plan.setUpSpot = () => {
    const where = put('plan-where');
    plan.map.on('mousemove', ({ latlng }) => {
      pointer = plan.toMetres(latlng.lng, latlng.lat);
      const [x, y] = pointer;
      where.textContent = `25832: ${plan.decimal(x, 1)} / ${plan.decimal(y, 1)} · ${
        plan.decimal(latlng.lat, 6)} / ${plan.decimal(latlng.lng, 6)}`;
    });
    plan.map.on('mouseout', () => { pointer = null; });
    plan.map.on('contextmenu', ({ latlng, originalEvent }) => {
      originalEvent.preventDefault();
      showSpot(plan.toMetres(latlng.lng, latlng.lat));
    });
    plan.on('paint', paint);
    plan.shortcuts.c = () => copyText(app.written(pointer || plan.middle()).metres);
    plan.shortcuts.C = () => copyText(app.written(pointer || plan.middle()).degrees);
    plan.shortcuts.k = () => {
      showSpot(plan.middle());
      put('plan-spot-metres').parentElement?.querySelector('button')?.focus();
    };
    for (const button of put('plan-spot').querySelectorAll('[data-copy]')) {
      button.addEventListener('click', () => copyText(put(/** @type {HTMLElement} */ (button).dataset.copy || '').textContent || ''));
    }
    put('plan-spot-place').addEventListener('click', place);
    put('plan-spot-close').addEventListener('click', close);
    put('plan-spot').addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      close();
    });
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ copyText, showSpot }));
}
