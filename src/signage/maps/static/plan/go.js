// @ts-check
'use strict';
/* Puts the planner's page together: map, data, tools, table. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const L = globalThis.L;
  const { say, put, options } = plan;
  const { el } = app;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const FETCH_MARGIN = 0.35;
  /** @type {L.LatLngBoundsLiteral} */
  const HOME = [[50.5, 10.35], [51.1, 11.3]]; // both districts

  const map = L.map('signage_map', {
    zoomControl: false, attributionControl: false, minZoom: 6, maxZoom: 22, zoomSnap: 0.5, doubleClickZoom: false, keyboardPanDelta: 80,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
  });
  L.control.zoom({ zoomInTitle: app.say('zoom_in'), zoomOutTitle: app.say('zoom_out') }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  plan.map = map;

  // -- data ------------------------------------------------------------------------------------------------------------

  /** @type {Set<string>} */
  const shown = new Set(options.layers);
  let failed = false;
  const changed = () => {
    if (plan.scene?.isDragged()) return; // what came ahead is drawn when the map stands still
    plan.scene?.refresh();
    if (!failed) plan.tell('view', null);
  };
  /** @type {(news: News) => void} */
  const report = (news) => {
    if ('busy' in news) {
      put('signage-progress').hidden = !news.busy;
      put('signage_map').setAttribute('aria-busy', String(news.busy));
    }
    if ('failed' in news && news.failed !== failed) {
      failed = Boolean(news.failed);
      if (failed) plan.toast(app.say('failed'), { alarm: true, action: [app.say('retry'), () => load()] });
      else put('plan-notice').hidden = true;
    }
  };
  plan.source = new plan.PlanSource(options.api, options.limit, changed, report);
  plan.scene = new app.Scene(plan.source, shown);

  /** What signs snap to and what the table lists is needed whether it is drawn or not. */
  const needed = () => {
    /** @type {LayerName[]} */
    const always = ['municipalities', 'roads', 'areas', 'signs'];
    return app.LAYERS.filter((layer) => (always.includes(layer) || shown.has(layer)) && map.getZoom() >= app.FROM[layer]);
  };
  const load = () => {
    const bounds = map.getBounds();
    plan.source.update(app.boxOfBounds(bounds, 0.02), map.getZoom(), needed(), app.boxOfBounds(bounds, FETCH_MARGIN));
  };
  plan.load = load;
  /** While the map is dragged, what comes into view is asked for already; one question at a time. */
  const loadAhead = () => { if (plan.source.idle) load(); };

  const firstView = () => {
    const [zoom, lat, lon] = location.hash.slice(1).split('/').map(Number);
    if (location.hash && [zoom, lat, lon].every(Number.isFinite)) map.setView([lat, lon], zoom);
    else if (options.bounds) {
      const [west, south, east, north] = options.bounds;
      map.fitBounds([[south, west], [north, east]], { padding: [24, 24], maxZoom: 17 });
    } else map.fitBounds(HOME);
  };

  const keepHash = () => {
    const { lat, lng } = map.getCenter();
    history.replaceState(null, '', `#${app.joined([map.getZoom(), lat.toFixed(5), lng.toFixed(5), maps.text()], '/')}`);
  };

  // -- base maps and whose they are ------------------------------------------------------------------------------------

  /** Hosts that do not answer: told once, not at every move of the map. @type {Set<string>} */
  const silent = new Set();
  const again = () => {
    silent.clear();
    maps.again();
  };
  const maps = new app.BaseMaps(map, plan.scene, {
    changed: () => {
      plan.keep('maps', maps.text());
      keepHash();
      giveCredit();
    },
    silent: (name) => {
      if (!silent.has(name)) plan.toast(app.say('base_silent', { name }), { action: [app.say('retry'), again] });
      silent.add(name);
    },
    answered: (name) => { silent.delete(name); },
    under: () => plan.tell('view', null),
  });

  const credits = el('div.credits');
  const Credits = L.Control.extend({ options: { position: 'bottomright' }, onAdd: () => credits });
  new Credits().addTo(map);

  /** Whose map and whose boundaries are seen. */
  const giveCredit = () => {
    const sources = new Set(plan.source.shapes('municipalities').map((shape) => shape.properties.source).filter(Boolean));
    const words = app.joined([...maps.credits(), ...[...sources].slice(0, 3)], ' · ');
    if (credits.dataset.says === words && credits.firstChild) return;
    credits.dataset.says = words;
    credits.replaceChildren(words, words ? ' · ' : '', el('a', { href: 'https://leafletjs.com', rel: 'noreferrer' }, 'Leaflet'));
  };
  giveCredit();
  plan.on('view', giveCredit);

  // -- tools -----------------------------------------------------------------------------------------------------------

  const palette = () => {
    const last = plan.ghost()?.type || plan.lastType();
    put('plan-palette').replaceChildren(...Object.keys(app.PICTOGRAMS).map((type, i) => {
      const name = app.word('type', type);
      const state = { 'aria-pressed': String(Boolean(plan.ghost()) && last === type), 'data-type': type, title: `${name} (${i + 1})` };
      const button = el('button.type', { type: 'button', ...state },
        plan.typeIcon(type), el('span', {}, type), el('span.unseen', {}, name));
      button.addEventListener('click', () => place(type));
      return button;
    }));
    const start = put('plan-place');
    start.setAttribute('aria-pressed', String(Boolean(plan.ghost())));
    start.querySelector('span')?.replaceChildren(plan.ghost() ? say('stop_placing') : say('place'));
    put('plan-place-hint').textContent = plan.ghost() ? say('place_hint', { type: app.word('type', last) }) : '';
    put('plan-snap').setAttribute('aria-pressed', String(plan.snapping()));
    map.getContainer().classList.toggle('placing', Boolean(plan.ghost()));
  };

  /** @type {(type: string | null) => Promise<void>} */
  const place = async (type) => {
    if (!plan.token() && !(await plan.askForToken())) return;
    plan.startPlacing(type);
    map.getContainer().focus({ preventScroll: true });
  };

  const history_ = () => {
    /** @type {[string, JournalEntry | null, string][]} */
    const buttons = [['plan-undo', plan.nextUndo(), 'undo'], ['plan-redo', plan.nextRedo(), 'redo']];
    for (const [id, entry, word] of buttons) {
      const button = /** @type {HTMLButtonElement} */ (put(id));
      button.disabled = !entry;
      const what = entry ? `${say(word)}: ${entry.label}` : '';
      button.title = what || say(`nothing_${word}`);
      button.lastElementChild?.replaceChildren(what || say(word));
    }
    const [undo, redo] = buttons.map(([id]) => /** @type {HTMLButtonElement} */ (put(id)));
    if (undo.disabled) plan.passOn(undo, redo.disabled ? 'signage_map' : redo.id);
    if (redo.disabled) plan.passOn(redo, undo.disabled ? 'signage_map' : undo.id);
    put('plan-next-undo').textContent = plan.nextUndo()?.label || '';
  };

  const table = () => {
    const button = put('plan-table-button');
    button.addEventListener('click', () => {
      const isHidden = document.body.classList.toggle('no-table');
      button.setAttribute('aria-expanded', String(!isHidden));
      button.textContent = say(isHidden ? 'table_show' : 'table_hide');
      button.title = isHidden ? '' : say('table_hide_long');
      map.invalidateSize({ animate: false });
    });
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  };

  // -- go --------------------------------------------------------------------------------------------------------------

  const wanted = maps.inAddress() || plan.kept('maps') || '';
  firstView();
  maps.fill(app.byId('signage-base-maps'));
  maps.take(wanted);
  plan.scene.addTo(map);
  plan.overlay = new plan.Overlay();
  plan.setUpDialogs();
  plan.setUpForm();
  plan.setUpFindings();
  plan.setUpFace();
  plan.setUpReview();
  plan.setUpWrong();
  plan.setUpFar();
  plan.setUpPlaceColumns();
  plan.setUpGrid();
  plan.setUpBulk();
  plan.setUpMerge();
  plan.setUpHand();
  plan.setUpKeys();
  plan.setUpLayers();
  plan.setUpAreas();
  plan.setUpMeasuring();
  plan.setUpSpot();
  plan.setUpPrinting();
  table();
  palette();
  history_();
  plan.on('ghost', palette);
  plan.on('journal', history_);
  put('plan-place').addEventListener('click', () => (plan.ghost() ? plan.stopPlacing() : place(null)));
  put('plan-snap').addEventListener('click', () => plan.setSnapping(!plan.snapping()));
  put('plan-undo').addEventListener('click', () => plan.undo());
  put('plan-redo').addEventListener('click', () => plan.redo());
  app.onNightfall(() => { plan.scene.refresh(); plan.overlay.refresh(); palette(); plan.tell('rows', null); });
  app.findPlaces(plan.source);
  app.search = new app.Search(plan.source, (/** @type {Row | TypedSpot} */ row) => {
    if (row.layer !== 'place' && row.placeless) return;
    plan.showSpot(row.layer === 'place' ? row.metres : null, true);
    if (row.layer === 'place') return;
    if (row.dimension === 0) map.setView(app.toLatLng(row.at), Math.max(map.getZoom(), 17), { animate: false });
    else map.fitBounds(app.boundsOfBox(row.box), { padding: [40, 40], maxZoom: 18, animate: false });
    if (row.layer === 'areas' && plan.atAreas()) plan.chooseArea(row.id);
    if (row.layer === 'signs') plan.takeUp(row.id);
  });
  map.on('drag', loadAhead);
  map.on('moveend', () => { keepHash(); load(); plan.tell('view', null); });
  addEventListener('keydown', () => put('signage_map').classList.add('keyed'), true);
  addEventListener('pointerdown', () => put('signage_map').classList.remove('keyed'), true);
  // What was not saved yet goes on its way when the tab is left.
  addEventListener('pagehide', () => { plan.saveAll(); });
  load();
  const last = plan.keptHere('chosen');
  if (last !== null) plan.takeUp(last);
  if (options.area !== null) plan.source.loadArea(options.area).catch(() => report({ failed: true }));
  plan.watch();
}
