// @ts-check
'use strict';
/* Puts the page together: Leaflet's map, the scene, its data, and what the reader can do with them. */
{
  const app = globalThis.signageMap;
  const { say, byId, options } = app;
  const L = globalThis.L;
  const narrow = matchMedia('(max-width: 760px)').matches;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  /** @type {L.LatLngBoundsLiteral} */
  const HOME = [[50.5, 10.35], [51.1, 11.3]]; // both districts
  const FETCH_MARGIN = 0.35;

  const map = L.map('signage_map', {
    zoomControl: false, attributionControl: false, minZoom: 6, maxZoom: 20, zoomSnap: 0.25,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
  });
  L.control.zoom({ zoomInTitle: say('zoom_in'), zoomOutTitle: say('zoom_out') }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);

  /** @type {Set<string>} */
  const shown = new Set(options.layers);
  const data = app.read('signage-data');
  const source = data
    ? new app.EmbeddedSource(data, () => changed())
    : new app.ApiSource(options.api, options.limit, () => changed(), (news) => report(news));
  const scene = new app.Scene(source, shown);

  // -- where to look ---------------------------------------------------------------------------------------------------

  const hashView = () => {
    const [zoom, lat, lon] = location.hash.slice(1).split('/').map(Number);
    return location.hash && [zoom, lat, lon].every(Number.isFinite) ? { zoom, at: L.latLng(lat, lon) } : null;
  };

  const firstView = () => {
    const wanted = hashView();
    if (wanted) map.setView(wanted.at, wanted.zoom);
    else if (options.centre) map.setView([options.centre[1], options.centre[0]], options.zoom || 14);
    else if (options.bounds) {
      const [west, south, east, north] = options.bounds;
      map.fitBounds([[south, west], [north, east]], { padding: narrow ? [12, 12] : [32, 32], maxZoom: 17 });
    } else map.fitBounds(HOME);
  };

  const keepHash = () => {
    if (location.protocol === 'about:') return; // a notebook's frame has no address of its own
    const { lat, lng } = map.getCenter();
    history.replaceState(null, '', `#${app.joined([map.getZoom(), lat.toFixed(5), lng.toFixed(5), maps.text()], '/')}`);
  };

  // -- what is known ---------------------------------------------------------------------------------------------------

  const state = { failed: false, empty: false, silent: '' };

  const tell = () => {
    const notice = byId('signage-notice');
    const sentence = state.failed ? say('failed') : state.silent ? say('base_silent', { name: state.silent })
      : source.more ? say('more') : state.empty ? say('empty') : '';
    if (notice.dataset.says === sentence) return;
    notice.dataset.says = sentence;
    notice.replaceChildren(sentence);
    const again = () => (state.failed ? load() : maps.again());
    if (state.failed || state.silent) notice.append(app.el('button', { type: 'button', onclick: again }, say('retry')));
    notice.hidden = !sentence;
  };

  /** @type {(news: News) => void} */
  const report = (news) => {
    if ('busy' in news) {
      byId('signage-progress').hidden = !news.busy;
      byId('signage_map').setAttribute('aria-busy', String(news.busy));
    }
    if ('failed' in news) state.failed = news.failed;
    tell();
  };

  const changed = () => {
    if (!data && scene.isDragged()) return; // what came ahead is drawn when the map stands still
    scene.refresh();
    giveCredit();
    tell();
  };

  const load = () => {
    const bounds = map.getBounds();
    source.update(app.boxOfBounds(bounds, data ? 0.3 : 0.02), map.getZoom(), scene.layersAt(map.getZoom()),
      app.boxOfBounds(bounds, FETCH_MARGIN));
  };

  /** While the map is dragged, what comes into view is asked for already; one question at a time. */
  const loadAhead = () => { if (source.idle) load(); };

  // -- base maps -------------------------------------------------------------------------------------------------------

  const { keep, kept } = app.memory('signage-map-');
  const maps = new app.BaseMaps(map, scene, {
    changed: () => {
      keep('maps', maps.text());
      keepHash();
      giveCredit();
    },
    silent: (name) => {
      state.silent = name;
      tell();
    },
    answered: (name) => {
      if (state.silent !== name) return;
      state.silent = '';
      tell();
    },
  });

  const credits = app.el('div.credits');
  const Credits = L.Control.extend({ options: { position: 'bottomright' }, onAdd: () => credits });
  new Credits().addTo(map);
  L.DomEvent.disableClickPropagation(credits);

  /** Whose map and whose boundaries are seen: both want to be named; on a narrow screen in full at a touch. */
  const giveCredit = () => {
    const sources = new Set(source.shapes('municipalities').map((shape) => shape.properties.source).filter(Boolean));
    const named = [...sources].slice(0, 3).map((name) => `${say('municipalities')}: ${name}`);
    const words = app.joined([...maps.credits(), ...named], ' · ');
    if (credits.dataset.says === words) return;
    credits.dataset.says = words;
    const full = [words, words ? ' · ' : '', app.el('a', { href: 'https://leafletjs.com', rel: 'noreferrer' }, 'Leaflet')];
    const owners = app.joined([...maps.credits(), ...sources], ' · ').replace(/\s*\([^)]*\)/g, '');
    if (narrow && owners) credits.replaceChildren(app.el('details', {}, app.el('summary', {}, owners), ...full));
    else credits.replaceChildren(...full);
  };

  // -- choosing --------------------------------------------------------------------------------------------------------

  const popup = L.popup({
    maxWidth: Math.min(300, innerWidth - 70), minWidth: 200, offset: [0, -6],
    autoPanPaddingTopLeft: [narrow ? 16 : 64, 16], autoPanPaddingBottomRight: [16, 16],
  });

  /** @type {(shape: Shape) => void} */
  const zoomTo = (shape) => {
    map.closePopup();
    map.fitBounds(app.boundsOfBox(shape.box), { padding: [40, 40], maxZoom: 18 });
    byId('signage_map').focus();
  };

  /** @type {(chosen: Shape | null, content: HTMLElement, latlng: L.LatLng, byKeyboard: boolean) => void} */
  const showCard = (chosen, content, latlng, byKeyboard) => {
    scene.chosen = chosen;
    document.body.classList.add('telling'); // a phone's controls make room
    closePanel();
    popup.setLatLng(latlng).setContent(content).openOn(map);
    const card = popup.getElement();
    const close = card?.querySelector('.leaflet-popup-close-button');
    close?.setAttribute('aria-label', say('close'));
    close?.setAttribute('title', say('close'));
    if (byKeyboard) card?.querySelector('h2')?.focus({ preventScroll: true });
    scene.refresh();
  };

  /** @type {(row: Row, latlng: L.LatLng, byKeyboard?: boolean) => void} */
  const choose = (row, latlng, byKeyboard = false) =>
    showCard(row.placeless ? null : row, app.popupContent(row, source, zoomTo), latlng, byKeyboard);

  /** @type {(spot: TypedSpot) => void} */
  const visitSpot = ({ metres }) => {
    const [longitude, latitude] = app.toDegrees(...metres);
    const at = L.latLng(latitude, longitude);
    map.setView(at, Math.max(map.getZoom(), 17), { animate: false });
    showCard(null, app.spotContent(metres), at, true);
  };

  /**
   * A firm without a position is told of in the middle of its area, or where the reader is if it has none.
   * @type {(row: Row) => Promise<void>}
   */
  const visitAreaOf = async (row) => {
    const area = await source.areaOf(row);
    if (area) map.fitBounds(app.boundsOfBox(area.box), { padding: [60, 60], maxZoom: 17, animate: false });
    choose(row, area ? app.toLatLng(area.at) : map.getCenter(), true);
    scene.chosen = area || null;
    scene.refresh();
  };

  /**
   * Go there and open it: a point close by, an area or street as a whole.
   * @type {(row: Row | TypedSpot) => void}
   */
  const visit = (row) => {
    if (row.layer === 'place') {
      visitSpot(row);
      return;
    }
    if (row.placeless) {
      visitAreaOf(row);
      return;
    }
    if (row.dimension === 0) map.setView(app.toLatLng(row.at), Math.max(map.getZoom(), 17), { animate: false });
    else map.fitBounds(app.boundsOfBox(row.box), { padding: [60, 60], maxZoom: 17, animate: false });
    choose(row, app.toLatLng(row.at), true);
  };

  /** @type {(hit: Hit) => L.LatLngBounds | null} */
  const boundsOfMany = ({ square, cluster }) => {
    if (square) return app.boundsOfBox(square);
    return cluster ? L.latLngBounds(cluster.map((shape) => app.toLatLng(shape.at))) : null;
  };

  /** @type {(point: L.Point, reach: number, byKeyboard: boolean) => void} */
  const open = (point, reach, byKeyboard) => {
    const hit = scene.at(point, reach);
    if (!hit) return;
    const { shape, x, y } = hit;
    const bounds = boundsOfMany(hit);
    if (bounds) {
      const zoom = Math.max(map.getZoom() + 1, Math.min(17, map.getBoundsZoom(bounds.pad(hit.square ? 0 : 0.2))));
      map.setView(bounds.getCenter(), zoom);
    } else if (shape) choose(shape, shape.dimension === 0 ? app.toLatLng(shape.at) : map.layerPointToLatLng([x, y]), byKeyboard);
  };

  map.on('click', (event) => {
    const { originalEvent: pointer } = event; // none where a program clicks
    const coarse = pointer instanceof PointerEvent && pointer.pointerType === 'touch';
    open(event.layerPoint, coarse ? 14 : 5, false);
  });
  map.on('popupclose', () => {
    scene.chosen = null;
    document.body.classList.remove('telling');
    scene.refresh();
    if (document.activeElement === document.body || byId('signage_map').contains(document.activeElement)) {
      byId('signage_map').focus({ preventScroll: true });
    }
  });
  byId('signage_map').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') map.closePopup(); // Leaflet hears it only while the map itself has the focus
  });
  // Leaflet focuses the map on a click too; the mark for the middle is for those who came by key.
  addEventListener('keydown', () => byId('signage_map').classList.add('keyed'), true);
  addEventListener('pointerdown', () => byId('signage_map').classList.remove('keyed'), true);
  byId('signage_map').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== byId('signage_map')) return;
    open(map.latLngToLayerPoint(map.getCenter()), 60, true);
  });

  const tip = L.tooltip({ direction: 'top', offset: [0, -14], className: 'tip', opacity: 1 });
  map.on('mousemove', (event) => {
    const hit = scene.at(event.layerPoint, 3);
    map.getContainer().classList.toggle('over', Boolean(hit));
    if (hit && hit.shape && hit.shape.dimension === 0 && hit.shape !== scene.chosen) {
      tip.setLatLng(app.toLatLng(hit.shape.at)).setContent(app.el('span', {}, app.shortName(hit.shape)));
      map.openTooltip(tip);
    } else map.closeTooltip(tip);
  });
  map.on('mouseout zoomstart', () => map.closeTooltip(tip));

  // -- go --------------------------------------------------------------------------------------------------------------

  const closePanel = app.setUpPanel(shown, (name, on) => {
    if (on) shown.add(name);
    else shown.delete(name);
    load();
  });
  app.findPlaces(source);
  app.search = new app.Search(source, visit);
  maps.fill(byId('signage-base-maps'));
  /** @type {(without: string) => void} */
  const goToAddress = (without) => {
    const wanted = maps.inAddress() || without; // read before the map is moved, which writes the address anew
    firstView();
    maps.take(wanted);
  };
  goToAddress(kept('maps') || '');
  scene.addTo(map);
  app.onNightfall(() => scene.refresh());
  /**
   * What the screen shows, as long as the page is laid out for paper, which has another shape.
   * @type {{ centre: L.LatLng, zoom: number } | null}
   */
  let screen = null;
  matchMedia('print').addEventListener('change', ({ matches: onPaper }) => {
    const seen = map.getBounds();
    if (onPaper) screen ??= { centre: map.getCenter(), zoom: map.getZoom() };
    map.invalidateSize({ animate: false, debounceMoveend: false });
    if (onPaper) map.fitBounds(seen, { animate: false });
    else if (screen) map.setView(screen.centre, screen.zoom, { animate: false });
    if (!onPaper) screen = null;
  });
  map.on('drag', loadAhead);
  map.on('moveend', () => {
    keepHash();
    load();
  });
  globalThis.addEventListener('hashchange', () => goToAddress(''));
  load();
  source.isEmpty().then((empty) => {
    state.empty = empty;
    tell();
  }, () => {}); // a server that fails to answer this fails to answer for the rows too, and that is told
  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ map, scene }));
}
