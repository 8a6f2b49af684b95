// @ts-check
'use strict';
/* The panel of layers: what is drawn, by what the signs are told apart, and what that means. The tab remembers what was chosen. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, themes } = plan;
  const { el, SWITCHES } = app;
  let theme = 'family';

  /** The rows in sight, whatever is drawn of them. */
  const inView = () => {
    const bounds = plan.map.getBounds();
    return [...plan.source.rows.keys()].map((id) => /** @type {Values} */ (plan.source.valuesOf(id))).filter((values) => {
      const [longitude, latitude] = plan.toDegrees(values.x, values.y);
      return bounds.contains([latitude, longitude]);
    });
  };

  /** Whether a base map shows a layer's things itself, and ours are not drawn over them. @type {(layer: LayerName) => boolean} */
  const isBelow = (layer) => {
    const { overBaseMap, overPhoto } = plan.scene;
    return overBaseMap && (layer === 'backdrops' || (layer === 'roads' && !overPhoto));
  };

  /** @type {(layer: LayerName) => string} */
  const countOf = (layer) => {
    if (isBelow(layer)) return say('layers.below');
    if (plan.map.getZoom() < app.FROM[layer]) return say('layers.nearer');
    const clusters = plan.source.clusters(layer);
    if (clusters.length) return clusters.reduce((sum, { count }) => sum + count, 0).toLocaleString(document.documentElement.lang);
    const box = app.boxOfBounds(plan.map.getBounds());
    const near = plan.source.shapes(layer).filter((shape) => app.overlap(shape.box, box));
    const rows = layer === 'signs' ? inView() : layer === 'roads' ? app.onePerStreet(near) : near;
    return rows.length.toLocaleString(document.documentElement.lang);
  };

  /** @type {(key: string, n: number) => HTMLElement} */
  const legendRow = (key, n) => {
    const { styles, label, sample } = themes[theme];
    return el('li', { 'data-class': key }, picture(sample(key), styles[key]), el('span.means', {}, label(key)), el('span.count', {}, n));
  };

  /** @type {(sign: Properties, style?: FamilyStyle) => HTMLElement} */
  const picture = (sign, style) => app.sample((ctx, x, y) => app.drawSign(ctx, sign, x, y, { r: 9, style }), 30, 28);

  /** What the marks of the states mean, which stay whatever the signs are told apart by. */
  const marks = () => [['planned', 'planned'], ['defective', 'defective'], ['unauthorised', 'unauthorised'], ['out_of_service', 'out']]
    .map(([state, word]) => el('li', {}, picture({ state }), el('span.means', {}, app.say(`legend_${word}`))))
    .concat(el('li', {}, app.sample((ctx, x, y) => app.drawBadge(ctx, x, y, '≠'), 30, 28), el('span.means', {}, say('layers.wrong'))));

  const drawLegend = () => {
    const values = inView();
    const tooMany = plan.source.tooMany;
    /** @type {Record<string, number>} */
    const counts = {};
    for (const one of values) counts[themes[theme].classOf(one)] = (counts[themes[theme].classOf(one)] || 0) + 1;
    put('plan-legend-note').textContent = tooMany ? say('layers.too_many') : say('layers.in_view', { n: values.length });
    const keys = Object.keys(themes[theme].styles).filter((key) => key !== 'none' || counts[key]);
    const rows = keys.map((key) => legendRow(key, tooMany ? 0 : counts[key] || 0));
    put('plan-legend').replaceChildren(...rows, ...(theme === 'state' ? [] : marks()));
    put('plan-legend').classList.toggle('uncounted', tooMany);
  };

  const drawCounts = () => {
    for (const layer of SWITCHES) put(`plan-count-${layer}`).textContent = countOf(layer);
  };

  let waiting = 0;
  const draw = () => {
    waiting = 0;
    if (put('plan-layers').hidden) return;
    drawCounts();
    drawLegend();
  };
  const drawSoon = () => {
    if (!waiting) waiting = requestAnimationFrame(draw);
  };

  /** @type {(name: string) => void} */
  const setTheme = (name) => {
    theme = name in themes ? name : 'family';
    const { classOf, styles } = themes[theme];
    plan.scene.styleOf = theme === 'family' ? null : (sign) => styles[classOf(sign)];
    plan.keep('theme', theme);
    plan.scene.refresh();
    drawSoon();
  };

  /** @type {(layer: LayerName) => HTMLElement} */
  const layerSwitch = (layer) => {
    const box = el('input', { type: 'checkbox', name: layer, checked: plan.scene.shown.has(layer) });
    box.addEventListener('change', () => {
      if (box.checked) plan.scene.shown.add(layer);
      else plan.scene.shown.delete(layer);
      plan.keep('hidden', SWITCHES.filter((name) => !plan.scene.shown.has(name)));
      plan.load();
      plan.scene.refresh();
      drawSoon();
      plan.speak(say(box.checked ? 'layers.is_shown' : 'layers.is_hidden', { what: app.say(layer) }));
    });
    return el('label', {}, box, el('span', {}, app.say(layer)), el('span.count', { id: `plan-count-${layer}` }));
  };

  plan.setUpLayers = () => {
    for (const name of /** @type {LayerName[]} */ (plan.kept('hidden') || [])) plan.scene.shown.delete(name);
    put('plan-layer-switches').append(...SWITCHES.map(layerSwitch));
    const select = /** @type {HTMLSelectElement} */ (put('plan-theme'));
    select.append(...Object.keys(themes).map((name) => el('option', { value: name }, say(`layers.by_${name}`))));
    select.addEventListener('change', () => {
      setTheme(select.value);
      plan.speak(say('layers.told_by', { what: say(`layers.by_${theme}`) }));
    });
    setTheme(plan.kept('theme') || 'family');
    select.value = theme;
    plan.panel('plan-layers', drawSoon);
    for (const news of /** @type {const} */ (['rows', 'view', 'draft'])) plan.on(news, drawSoon);
    app.onNightfall(drawSoon);
  };
}
