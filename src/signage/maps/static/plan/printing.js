// @ts-check
'use strict';
/*
 * A map for paper, true to scale: the frame on the map is what one sheet shows, and is moved by hand or by arrows; the service sets the
 * PDF. Also the data sheet of the chosen sign.
 */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, options, ARROWS } = plan;
  const { el, COLOUR } = app;

  const wish = { what: 'frame', scale: 1000, paper: 'A3', orientation: 'landscape', ...plan.kept('print') };
  /** The middle of the sheet. @type {Metres | null} */
  let middle = null;
  /** @type {{ from: Metres, pointer: Metres } | null} */
  let held = null;
  /** @type {((on: boolean) => void) | null} */
  let show = null;

  const isOn = () => plan.mode() === 'print';

  /** Metres on the ground that a sheet shows, across and up. @type {() => Metres} */
  const size = () => {
    const [across, up] = options.papers[wish.paper][wish.orientation];
    return [(across * wish.scale) / 1000, (up * wish.scale) / 1000];
  };

  /** @type {() => Metres[]} */
  const corners = () => {
    const [[x, y], [across, up]] = [middle || [0, 0], size()];
    return [[-1, 1], [1, 1], [1, -1], [-1, -1]].map(([e, n]) => [x + (e * across) / 2, y + (n * up) / 2]);
  };

  /** @type {() => L.LatLngBounds} */
  const bounds = () => globalThis.L.latLngBounds(corners().map(plan.latLngOf));

  /** So that the whole frame is in sight, beside the panel. */
  const look = () => {
    const room = plan.map.getSize().x > 700 ? 310 : 12;
    plan.map.fitBounds(bounds(), { paddingTopLeft: [64, 24], paddingBottomRight: [room, 40], animate: false });
  };

  /** @type {() => boolean} */
  const isInSight = () => plan.map.getBounds().contains(bounds());

  /** Too small to be moved with care. @type {() => boolean} */
  const isTiny = () => size()[0] / plan.metresPerPixel() < plan.map.getSize().x / 4;

  const tell = () => {
    const [across, up] = size().map((metres) => plan.decimal(metres, 0));
    const values = { across, up, scale: plan.decimal(wish.scale, 0), paper: wish.paper };
    put('plan-print-shows').textContent = wish.what === 'area' ? say('print.shows_area', { ...values, area: options.area_name })
      : say('print.shows', values);
    for (const id of ['plan-print-here', 'plan-print-fit']) put(id).hidden = wish.what === 'area';
    put('plan-print-fault').textContent = '';
    plan.keep('print', wish);
    plan.overlay.refresh();
  };

  /** The largest scale and the way of the paper at which the area fits on one sheet. */
  const fitArea = () => {
    const area = options.area === null ? undefined : plan.source.find('areas', options.area);
    const flat = area ? area.parts.flatMap((part) => Array.from({ length: part.length / 2 }, (_, i) => {
      const { lat, lng } = app.toLatLng([part[2 * i], part[2 * i + 1]]);
      return plan.toMetres(lng, lat);
    })) : [];
    if (!flat.length) return;
    const [xs, ys] = [flat.map(([x]) => x), flat.map(([, y]) => y)];
    const [west, south, east, north] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    middle = [(west + east) / 2, (south + north) / 2];
    const ways = options.scales.flatMap((scale) => ['landscape', 'portrait'].map((orientation) => ({ scale, orientation })));
    const fitting = ways.find(({ scale, orientation }) => {
      const [across, up] = options.papers[wish.paper][orientation];
      return (across * scale) / 1000 >= east - west + (12 * scale) / 1000 && (up * scale) / 1000 >= north - south + (12 * scale) / 1000;
    });
    Object.assign(wish, fitting || { scale: options.scales.at(-1) });
    for (const name of /** @type {const} */ (['scale', 'orientation'])) input(name).value = String(wish[name]);
    tell();
    look();
  };

  /** @type {(name: string) => HTMLSelectElement} */
  const input = (name) => put(`plan-print-${name}`);

  // -- the PDF ---------------------------------------------------------------------------------------------------------

  /** @type {SignagePlan['fetchFile']} */
  const fetchFile = async (path, button) => {
    if (button.getAttribute('aria-busy')) return '';
    const said = button.textContent;
    button.setAttribute('aria-busy', 'true'); // not disabled: it keeps the focus
    button.textContent = say('print.working');
    const answer = await plan.askFile(path);
    button.removeAttribute('aria-busy');
    button.textContent = said;
    if (!answer.ok) return plan.problemText(answer);
    const address = URL.createObjectURL(answer.body);
    const link = el('a', { href: address, download: answer.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    plan.toast(say('print.done', { name: answer.name }));
    return '';
  };

  const print = async () => {
    const { scale, paper, orientation } = wish;
    const [longitude, latitude] = plan.toDegrees(...(middle || plan.middle()));
    /** @type {Record<string, string>} */
    const subject = wish.what === 'area' ? { area: String(options.area) } : { centre: `${longitude.toFixed(7)},${latitude.toFixed(7)}` };
    const query = new URLSearchParams({ ...subject, scale: String(scale), paper, orientation });
    put('plan-print-fault').textContent = '';
    put('plan-print-fault').textContent = await fetchFile(`print.pdf?${query}`, put('plan-print-go'));
  };

  /** @type {SignagePlan['printSheet']} */
  const printSheet = async (button) => {
    const id = plan.chosen();
    if (id === null) return;
    await plan.saveAll();
    const fault = await fetchFile(`signs/${id}/sheet.pdf`, button);
    if (fault) plan.toast(fault, { alarm: true });
  };

  // -- moving the frame ------------------------------------------------------------------------------------------------

  /** @type {(event: PointerEvent) => boolean} */
  const isInside = (event) => {
    if (!middle || wish.what === 'area') return false;
    const [[x, y], [across, up]] = [plan.metresAt(event), size()];
    return Math.abs(x - middle[0]) <= across / 2 && Math.abs(y - middle[1]) <= up / 2;
  };

  /** @type {(event: PointerEvent) => void} */
  const down = (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!isOn() || event.button || !event.isPrimary || target.closest('.leaflet-control, button, a') || !isInside(event) || !middle) return;
    held = { from: middle, pointer: plan.metresAt(event) };
    plan.map.dragging.disable();
  };

  /** @type {(event: PointerEvent) => void} */
  const move = (event) => {
    if (!isOn()) return;
    const box = plan.map.getContainer();
    if (!held) {
      if (box.contains(/** @type {Node} */ (event.target))) box.style.cursor = isInside(event) ? 'move' : '';
      return;
    }
    const [x, y] = plan.metresAt(event);
    middle = [held.from[0] + x - held.pointer[0], held.from[1] + y - held.pointer[1]];
    plan.overlay.refresh();
  };

  const up = () => {
    if (!held) return;
    held = null;
    plan.map.dragging.enable();
  };

  /** Steps on paper: 10 mm; with Shift 50, with Alt 1. @type {(event: KeyboardEvent, isOnMap: boolean) => boolean} */
  const key = (event, isOnMap) => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey) return false;
    if (event.key === 'Escape') {
      show?.(false);
      put('plan-print-button').focus();
      return true;
    }
    if (!isOnMap || !arrow || !middle || wish.what === 'area') return false;
    const step = (wish.scale * (event.shiftKey ? 50 : event.altKey ? 1 : 10)) / 1000;
    middle = [middle[0] + arrow[0] * step, middle[1] + arrow[1] * step];
    if (!isInSight()) look();
    plan.speak(say('print.moved', { metres: app.written(middle).metres }));
    plan.overlay.refresh();
    return true;
  };

  /** The rest of the map is veiled. @type {(overlay: PlanOverlay) => void} */
  const paint = (overlay) => {
    if (!isOn() || !middle || wish.what === 'area') return;
    const { ctx } = overlay;
    const line = corners().map((at) => overlay.toScreen(at));
    const { x: width, y: height } = plan.map.getSize();
    const trace = () => {
      line.forEach(({ x, y }, i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
      ctx.closePath();
    };
    ctx.beginPath();
    ctx.rect(0, 0, width, height);
    trace();
    ctx.fillStyle = 'rgba(15, 25, 35, 0.4)';
    ctx.fill('evenodd');
    ctx.beginPath();
    trace();
    ctx.lineWidth = 5;
    ctx.strokeStyle = COLOUR.halo;
    ctx.stroke();
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = COLOUR.chosen;
    ctx.stroke();
    const top = { x: (line[0].x + line[1].x) / 2, y: (line[0].y + line[1].y) / 2 };
    overlay.label(`1:${plan.decimal(wish.scale, 0)} · ${wish.paper} ${say(`print.${wish.orientation}`)}`, top.x, Math.max(14, top.y + 18));
  };

  const opened = () => {
    plan.stopPlacing();
    plan.setMode('print');
    if (!middle || !isInSight()) middle = plan.middle();
    tell();
    if (!isInSight() || isTiny()) look();
    plan.map.getContainer().focus({ preventScroll: true });
  };

  const closed = () => {
    up();
    plan.map.getContainer().style.cursor = '';
    if (isOn()) plan.setMode('signs');
    plan.overlay.refresh();
  };

  plan.setUpPrinting = () => {
    const hasArea = options.area !== null;
    put('plan-print-what-field').hidden = !hasArea;
    put('plan-print-fit').classList.toggle('gone', !hasArea);
    if (!hasArea) wish.what = 'frame';
    input('scale').append(...options.scales.map((scale) => el('option', { value: scale }, `1:${plan.decimal(scale, 0)}`)));
    input('paper').append(...Object.keys(options.papers).map((name) => el('option', { value: name }, name)));
    for (const name of /** @type {const} */ (['what', 'scale', 'paper', 'orientation'])) {
      input(name).value = String(wish[name]);
      input(name).addEventListener('change', () => {
        Object.assign(wish, { [name]: name === 'scale' ? Number(input(name).value) : input(name).value });
        tell();
        if (wish.what === 'frame' && name !== 'what') look();
      });
    }
    show = plan.panel('plan-print', opened, closed);
    plan.on('mode', (mode) => { if (mode !== 'print') show?.(false); });
    plan.on('paint', paint);
    plan.keyboards.print = key;
    plan.shortcuts.p = () => put('plan-print-button').click();
    plan.map.getContainer().addEventListener('pointerdown', down, true);
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    put('plan-print-go').addEventListener('click', print);
    put('plan-print-here').addEventListener('click', () => {
      middle = plan.middle();
      tell();
    });
    put('plan-print-fit').addEventListener('click', fitArea);
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ fetchFile, printSheet }));
}
