// @ts-check
'use strict';
/* The map beside the table: the firms of the filter; the one under the cursor gets its place by a click, by dragging, or typed. */
{
  const firms = globalThis.deskFirms;
  const app = globalThis.signageMap;
  const L = globalThis.L;
  const { say, el, byId } = firms;
  const ACCENT = '#171a8b';
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

  const canvas = el('div', { class: 'firms-map-canvas', id: 'firms-map' });
  const title = el('p', { class: 'kern-body', id: 'firms-map-title' }, say('map_hint'));
  const button = el('button', { type: 'button', class: 'kern-btn kern-btn--secondary', 'aria-pressed': 'false' },
    el('span', { class: 'kern-label' }, say('map_place')));
  const options = el('datalist', { id: 'firms-map-addresses' });
  const input = el('input', { class: 'kern-form-input__input', id: 'firms-map-text', type: 'text', list: options.id, autocomplete: 'off' });
  const form = el('form', { class: 'firms-map-form' }, button,
    el('div', { class: 'kern-form-input' }, el('label', { class: 'kern-label', for: input.id }, say('map_coordinates')), input, options),
    el('button', { type: 'submit', class: 'kern-btn kern-btn--secondary' }, el('span', { class: 'kern-label' }, say('map_set'))));
  byId('firms-map-part').replaceChildren(title, canvas, ...(firms.data.places_firms ? [form] : []));

  const map = L.map(canvas, {
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, minZoom: 6, maxZoom: 20, preferCanvas: true,
    zoomControl: false,
  });
  L.control.zoom({ zoomInTitle: app.say('zoom_in'), zoomOutTitle: app.say('zoom_out') }).addTo(map);
  map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noreferrer">Leaflet</a>');
  const pin = L.marker([0, 0], {
    draggable: firms.data.places_firms, keyboard: false, autoPan: true,
    icon: L.divIcon({ className: 'firms-pin', iconSize: [24, 24], iconAnchor: [12, 24] }),
  });
  /** @type {Map<number, L.CircleMarker>} */
  const marks = new Map();
  /** @type {Map<number, L.LatLng>} */
  const places = new Map();
  /** @type {FirmAddress[]} */
  let suggested = [];
  /** Until the firms have come the map shows no place yet, and may be asked for none. */
  let hasView = false;
  /** Firms that were shown anew before the list came: it may be older. @type {Set<number>} */
  const early = new Set();

  // -- base map --------------------------------------------------------------------------------------------------------

  const ground = /** @type {any} */ ({ overBaseMap: false, overPhoto: false, refresh: () => {} });
  const maps = new app.BaseMaps(map, ground, { changed: () => {}, silent: () => {}, answered: () => {} });
  maps.take('');
  for (const credit of maps.credits()) map.attributionControl.addAttribution(escaped(credit));

  /** Leaflet takes its credits as markup. @type {(text: string) => string} */
  function escaped(text) {
    return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  }

  // -- firms -----------------------------------------------------------------------------------------------------------

  /** @type {(id: number, at: [number, number] | null) => void} */
  const put = (id, at) => {
    marks.get(id)?.remove();
    marks.delete(id);
    places.delete(id);
    if (!at) return;
    const spot = L.latLng(at[1], at[0]);
    places.set(id, spot);
    const mark = L.circleMarker(spot, { radius: 6, color: '#fff', weight: 2, fillColor: ACCENT, fillOpacity: 1 });
    mark.on('click', (event) => {
      L.DomEvent.stopPropagation(event);
      const row = firms.rowOf(id);
      if (row) firms.moveTo(row.rowIndex, firms.cursor.column, { focus: false });
    });
    marks.set(id, mark.addTo(map));
  };

  const active = () => Number(firms.activeRow()?.dataset.id || 0);

  const follow = () => {
    const row = firms.activeRow();
    const spot = places.get(active());
    title.textContent = !row?.dataset.id ? say('map_hint')
      : spot ? say('map_of', { name: firms.nameOf(row) }) : `${say('map_of', { name: firms.nameOf(row) })}: ${say('map_none')}`;
    if (!spot || !hasView) {
      pin.remove();
      return;
    }
    pin.setLatLng(spot).addTo(map);
    if (!map.getBounds().pad(-0.1).contains(spot)) map.panTo(spot, { animate: !calm });
  };

  const loadFirms = async () => {
    const { firms: found } = /** @type {{ firms: FirmSent[] }} */ (await firms.get(firms.data.places));
    for (const { id, at } of found) if (!early.has(id)) put(id, at);
    const spots = [...places.values()];
    if (spots.length) map.fitBounds(L.latLngBounds(spots), { padding: [30, 30], maxZoom: 17, animate: false });
    else map.setView([50.8, 10.9], 10);
    hasView = true;
    await loadGround();
    follow();
    canvas.dataset.firms = String(places.size);
  };

  // What lies below the firms also where no base map is configured; the first is the lowest.
  /** @type {[string, L.PathOptions][]} */
  const beneath = [
    ['municipalities', { color: '#8a91a3', weight: 1, fill: false }],
    ['areas', { color: '#6b4c00', weight: 2, fillColor: '#e8b84a', fillOpacity: 0.2 }],
    ['roads', { color: '#fff', weight: 3 }],
  ];

  const loadGround = async () => {
    const box = map.getBounds().pad(0.5).toBBoxString();
    const answers = await Promise.all(beneath.map(([layer]) => firms.get(`/api/v1/${layer}?bbox=${box}`)));
    answers.reverse().forEach((answer, number) => {
      const shapes = (answer.features || []).map((/** @type {GeoJSON.Feature} */ one) => ({ ...one, properties: {} }));
      const style = beneath[beneath.length - 1 - number][1];
      L.geoJSON(shapes, { interactive: false, style }).addTo(map).bringToBack();
    });
  };

  // -- setting a place -------------------------------------------------------------------------------------------------

  /** @type {(on: boolean) => void} */
  const placing = (on) => {
    button.setAttribute('aria-pressed', String(on));
    canvas.classList.toggle('placing', on);
  };
  const isPlacing = () => button.getAttribute('aria-pressed') === 'true';

  /** @type {(cells: Record<string, string>) => Promise<void>} */
  const set = async (cells) => {
    const row = firms.activeRow();
    placing(false);
    if (!row?.dataset.id) {
      firms.tell(say('map_choose'), { alarm: true });
      return;
    }
    const isKept = await firms.save(new Map([[row, cells]]));
    follow();
    if (isKept) firms.tell(say('map_set_here', { name: firms.nameOf(row) }), { offer: firms.undoOffer() });
  };

  /** @type {(spot: L.LatLng) => string} */
  const degrees = (spot) => `${spot.lat.toFixed(7)}, ${spot.lng.toFixed(7)}`;

  button.addEventListener('click', () => placing(!isPlacing()));
  map.on('click', (event) => { if (isPlacing()) set({ geometry: degrees(event.latlng) }); });
  pin.on('dragend', () => set({ geometry: degrees(pin.getLatLng()) }));
  canvas.addEventListener('keydown', (event) => { if (event.key === 'Escape') placing(false); });

  let asked = 0;
  const suggest = () => {
    clearTimeout(asked);
    if (!firms.data.addresses || input.value.trim().length < 3) return;
    asked = setTimeout(async () => {
      const { addresses } = await firms.get(`/desk/firms/addresses?${new URLSearchParams({ q: input.value })}`);
      suggested = addresses;
      options.replaceChildren(...suggested.map(({ label }) => el('option', { value: label })));
    }, 200);
  };
  input.addEventListener('input', suggest);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    const known = suggested.find(({ label }) => label === text);
    if (known) {
      const { street, house_number, postcode, place, position } = known;
      set({ street, house_number, postcode, place, geometry: position });
    } else if (app.readCoordinates(text)?.at) set({ geometry: text });
    else firms.tell(say('map_bad'), { alarm: true });
  });

  firms.onMove.push(follow);
  firms.onShown.push((sent) => {
    if (!hasView) early.add(sent.id);
    put(sent.id, sent.at);
    if (sent.id === active()) follow();
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(canvas);
  loadFirms();
}
