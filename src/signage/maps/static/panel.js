// @ts-check
'use strict';
/* Layer switch and legend: a column beside the map, on a narrow screen a sheet over it. */
{
  const app = globalThis.signageMap;
  const { el, say, word, byId, sample } = app;

  /** @type {(draw: Draw, text: string) => HTMLElement} */
  const row = (draw, text) => el('li', {}, sample(draw), el('span', {}, text));
  /** @type {(properties: Properties, more?: Partial<SignLook>) => Draw} */
  const sign = (properties, more = {}) => (ctx, x, y) => app.drawSign(ctx, properties, x, y, { r: 9.5, ...more });

  /** @type {Draw} */
  const areaSample = (ctx, x, y) => {
    ctx.beginPath();
    ctx.roundRect(x - 13, y - 9, 26, 18, 2);
    ctx.fillStyle = app.COLOUR.area;
    ctx.fill();
    ctx.setLineDash([5, 3]);
    ctx.strokeStyle = app.COLOUR.areaEdge;
    ctx.lineWidth = 1.6;
    ctx.stroke();
  };

  const legend = () => [
    el('ul.legend', {},
      row((ctx, x, y) => app.drawBlob(ctx, 3, x, y), say('legend_blob')),
      row(areaSample, say('legend_area')),
      row((ctx, x, y) => app.drawTenant(ctx, 14, x, y, { size: 18 }), say('legend_tenant')),
      ...Object.keys(app.FAMILY).map((family) => row(sign({ family, state: 'mounted' }), word('family', family))),
      row((ctx, x, y) => sign({ family: 'guide' }, { r: 7, angle: 0.9 })(ctx, x - 6, y + 4), say('legend_facing')),
      row(sign({ family: 'guide', type: 'INF', state: 'planned' }), say('legend_planned')),
      row(sign({ family: 'guide', type: 'INF', state: 'defective' }), say('legend_defective')),
      row(sign({ family: 'advertising', state: 'unauthorised' }), say('legend_unauthorised')),
      row(sign({ family: 'guide', type: 'INF', state: 'out_of_service' }), say('legend_out')),
      row((ctx, x, y) => app.drawCluster(ctx, 5, x, y), say('legend_cluster'))),
    el('h3', {}, say('legend_types')),
    el('ul.legend', {}, ...Object.keys(app.PICTOGRAMS).map((type) => {
      const family = ['STR', 'AMT'].includes(type) ? 'official' : 'guide';
      return row(sign({ type, family, state: 'mounted' }, { r: 10.5 }), word('type', type));
    })),
  ];

  /**
   * A checkbox per layer; `turned(name, on)` tells of each change.
   * @type {(shown: Set<string>, turned: (name: string, on: boolean) => void) => HTMLElement[]}
   */
  const switches = (shown, turned) => app.SWITCHES.map((name) => {
    const box = el('input', { type: 'checkbox', name, checked: shown.has(name) });
    box.addEventListener('change', () => turned(name, box.checked));
    return el('label', {}, box, el('span', {}, say(name)));
  });

  /** Fill the panel, and open and close it where it is a sheet; gives what closes it and leaves the focus. */
  app.setUpPanel = (shown, turned) => {
    const [panel, opener] = [byId('signage-panel'), byId('signage-open-panel')];
    byId('signage-layers').append(...switches(shown, turned));
    const draw = () => byId('signage-legend').replaceChildren(...legend());
    draw();
    app.onNightfall(draw);
    const show = (/** @type {boolean} */ on) => {
      panel.classList.toggle('open', on);
      opener.setAttribute('aria-expanded', String(on));
    };
    const open = (/** @type {boolean} */ on) => {
      show(on);
      (on ? byId('signage-close-panel') : opener).focus();
    };
    opener.addEventListener('click', () => open(!panel.classList.contains('open')));
    byId('signage-close-panel').addEventListener('click', () => open(false));
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && panel.classList.contains('open')) open(false);
    });
    // Who goes on to the map or the search is done with the sheet.
    for (const id of /** @type {const} */ (['signage_map', 'signage-open-search'])) {
      byId(id).addEventListener('pointerdown', () => show(false));
    }
    return () => show(false);
  };
}
