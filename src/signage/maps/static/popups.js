// @ts-check
'use strict';
/* What stands in a popup. Everything is text in elements made here. */
{
  const app = globalThis.signageMap;
  const { el, say, word, count } = app;

  /** @type {(rows: [name: string, value: Content][]) => HTMLElement} */
  const facts = (rows) => {
    const present = rows.filter(([, value]) => value !== null && value !== undefined && value !== '');
    return el('dl.facts', {}, ...present.flatMap(([name, value]) => [el('dt', {}, say(name)), el('dd', {}, value)]));
  };

  /** @type {(...children: Content[]) => HTMLElement} */
  const heading = (...children) => el('h2', { tabindex: '-1' }, ...children);

  /** @type {(properties: Properties, name: 'type' | 'family' | 'state' | 'kind' | 'road_class') => string | null} */
  const coded = (properties, name) => (properties[name] ? word(name, properties[name]) : null);

  /** @type {SignageMap['joined']} */
  const joined = (parts, by) => parts.filter((part) => part !== null && part !== undefined && part !== '' && part !== false).join(by);

  /** @type {SignageMap['nameOf']} */
  const nameOf = (source, layer, id) => {
    const found = id === undefined || id === null ? null : source.find(layer, id);
    return found?.properties.name ?? null;
  };

  /**
   * `7K3M-9QX4`, as the code is printed on the sign.
   * @type {SignageMap['codeText']}
   */
  const codeText = (code) => (/^.{8}$/.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : code);

  /** @type {(bearing: number) => string} */
  const compass = (bearing) => {
    const names = say('compass').split(' ');
    return names[Math.round(bearing / (360 / names.length)) % names.length];
  };

  /**
   * The way a face looks, and its reader the other way.
   * @type {(bearing: number) => string}
   */
  const facing = (bearing) =>
    say('faces', { where: `${compass(bearing)} (${Math.round(bearing)}°)`, reader: compass(bearing + 180) });

  /**
   * The way to the sign's own page; none from disk unless the public address is known, none for signs that carry no code by law.
   * @type {(row: Row) => HTMLElement | null}
   */
  const signPage = ({ id, properties }) => {
    const { api, public_url: home } = app.options;
    if (!(api || home) || !properties.code || properties.family !== 'guide') return null;
    if (!api) return el('p.qr', {}, el('a', { href: `${home}/${properties.code}` }, say('open_page')));
    const picture = {
      src: `${app.options.api}/signs/${id}/qr.svg`, width: 112, height: 138, loading: 'lazy',
      alt: say('qr', { code: codeText(properties.code) }),
    };
    return el('p.qr', {}, el('img', picture), el('a', { href: `/${properties.code}` }, say('open_page')));
  };

  /** @type {(row: Row, source: Source) => Content[]} */
  const signPopup = (row, source) => {
    const p = row.properties;
    const stopping = p.stopping_place && p.stopping_place !== 'none'
      ? joined([word('stopping_place', p.stopping_place), p.lorries_fit ? say('lorries_fit') : null], ', ') : null;
    return [
      heading(p.number ? `${say('sign')} ${p.number}` : say('sign')),
      p.name ? el('p.lead', {}, p.name) : null,
      facts([
        ['type', coded(p, 'type')],
        ['family', coded(p, 'family')],
        ['state', coded(p, 'state')],
        ['where', joined([p.street, nameOf(source, 'areas', p.area)], ' · ')],
        ['facing', typeof p.bearing_deg === 'number' ? facing(p.bearing_deg) : null],
        ['stopping', stopping],
        ['code', p.code ? el('code', {}, codeText(p.code)) : null],
      ]),
      signPage(row),
    ];
  };

  /** @type {(row: Row, source: Source) => Content[]} */
  const tenantPopup = ({ properties: p, placeless }, source) => [
    heading(p.number === undefined ? null : el('span.number', {}, String(p.number)), ' ', p.name || say('unnamed')),
    placeless ? el('p.lead', {}, say('placeless_firm')) : null,
    facts([
      ['address', joined([joined([p.street, p.house_number], ' '), joined([p.postcode, p.place], ' ')], ', ')],
      ['activity', p.activity],
      ['area', nameOf(source, 'areas', p.area)],
      ['lorry', p.lorry_note],
    ]),
  ];

  /** @type {SignageMap['municipalityName']} */
  const municipalityName = (source, ags) => {
    const found = source.shapes('municipalities').find((shape) => shape.properties.ags === ags);
    return found?.properties.name ?? null;
  };

  /** @type {(row: Row, source: Source, zoomTo: (shape: Shape) => void) => Content[]} */
  const areaPopup = (row, source, zoomTo) => {
    const p = row.properties;
    return [
      heading(p.name || say('unnamed')),
      p.tenant_count === undefined ? null : el('p.lead', {}, count('count_tenants', p.tenant_count)),
      facts([['kind', coded(p, 'kind')], ['municipality', municipalityName(source, p.municipality)]]),
      row.placeless ? null : el('p', {}, el('button', { type: 'button', onclick: () => zoomTo(row) }, say('zoom_here'))),
    ];
  };

  /** @type {(row: Row) => Content[]} */
  const roadPopup = ({ properties: p }) => [
    heading(p.name || p.number || say('unnamed')),
    facts([['type', coded(p, 'road_class')]]),
  ];

  /** @type {(row: Row) => Content[]} */
  const municipalityPopup = ({ properties: p }) => [
    heading(p.name || say('unnamed')),
    el('p.lead', {}, joined([say('municipality'), p.ags], ' ')),
  ];

  /** A place that was typed, in both ways to write it. @type {SignageMap['spotContent']} */
  const spotContent = (at) => {
    const { metres, degrees } = app.spelled(at);
    return el('div.card', {}, heading(say('typed')), facts([['typed_metres', metres], ['typed_degrees', degrees]]));
  };

  /** @type {Partial<Record<LayerName, (row: Row, source: Source, zoomTo: (shape: Shape) => void) => Content[]>>} */
  const MAKERS = { signs: signPopup, tenants: tenantPopup, areas: areaPopup, roads: roadPopup, municipalities: municipalityPopup };

  /**
   * The popup's content as an element.
   * @type {SignageMap['popupContent']}
   */
  const popupContent = (row, source, zoomTo) =>
    el('div.card', { 'data-layer': row.layer },
      ...(MAKERS[row.layer]?.(row, source, zoomTo) ?? []));

  /**
   * One line about a shape: for the tooltip and the list of results.
   * @type {SignageMap['shortName']}
   */
  const shortName = ({ layer, properties: p }) => {
    if (layer === 'signs') return joined([p.number || say('sign'), p.name], ' · ');
    if (layer === 'tenants') return joined([p.number, p.name], ' · ');
    return p.name || String(p.number || say('unnamed'));
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({
    popupContent, spotContent, shortName, codeText, municipalityName, nameOf, joined,
  }));
}
