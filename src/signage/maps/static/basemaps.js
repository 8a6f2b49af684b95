// @ts-check
'use strict';
/* What lies under our layers and over the ground: base maps and overlays as configured, chosen and weighed by the reader. */
{
  const app = globalThis.signageMap;
  const { el, say } = app;
  const L = globalThis.L;
  const NONE = '-';
  const TOO_MANY_LOST = 4;

  /**
   * Asks for one picture, and for the others when it has come: a host that is away costs one request at each move of the map.
   * @type {Careful & ThisType<CarefulTiles>}
   */
  const careful = {
    inTurn(tile, ask) {
      this.waiting ||= [];
      if (this.reachable) ask();
      else if (this.asked?.parentNode) this.waiting.push(() => { if (tile.parentNode) ask(); });
      else {
        this.asked = tile;
        ask();
      }
    },
    came(tile, done) {
      [this.reachable, this.lost, this.asked] = [true, 0, undefined];
      done(undefined, tile);
      this.fire('answered');
      for (const next of this.waiting.splice(0)) next();
      if (this.gaps) this.redraw();
      this.gaps = false;
    },
    failed(tile, done, address) {
      done(new Error(address), tile);
      if (this.asked === tile) this.asked = undefined;
      this.lost = (this.lost || 0) + 1;
      if (this.reachable && this.lost < TOO_MANY_LOST) return;
      [this.reachable, this.gaps] = [false, true];
      this.waiting.length = 0;
      this.fire('silent');
    },
  };

  /** @type {{ createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement } & ThisType<CarefulTiles & L.TileLayer>} */
  const pictures = {
    createTile(coords, done) {
      const picture = el('img', { alt: '' });
      const address = this.getTileUrl(coords);
      picture.onload = () => this.came(picture, done);
      picture.onerror = () => this.failed(picture, done, address);
      this.inTurn(picture, () => { picture.src = address; });
      return picture;
    },
  };
  /** @type {new (url: string, options: L.TileLayerOptions) => L.GridLayer} */
  const CarefulTiles = /** @type {any} */ (L.TileLayer.extend({ ...careful, ...pictures }));
  /** @type {new (url: string, options: L.WMSOptions) => L.GridLayer} */
  const CarefulWMS = /** @type {any} */ (L.TileLayer.WMS.extend({ ...careful, ...pictures }));

  /** @type {(one: BaseMap) => L.GridLayer} */
  const layerOf = (one) => {
    const [west, south, east, north] = one.bounds;
    const settings = {
      maxNativeZoom: one.max_zoom, maxZoom: 22, opacity: one.opacity, className: one.photo ? '' : 'turns',
      pane: one.overlay ? 'foreignPane' : 'tilePane',
      ...(one.vector || west === undefined ? {} : { bounds: L.latLngBounds([south, west], [north, east]) }),
    };
    if (one.vector) return app.vectorLayer(one, settings);
    if (one.projection) return app.warpedLayer(one, settings, careful);
    if (!one.wms_layers) return new CarefulTiles(one.url, settings);
    return new CarefulWMS(one.url, {
      ...settings, layers: one.wms_layers, styles: one.wms_styles, version: one.wms_version,
      format: one.image_format, transparent: one.overlay,
    });
  };

  app.BaseMaps = class {
    /**
     * @param {L.Map} map
     * @param {Scene} scene
     * @param {BaseMapHooks} hooks
     */
    constructor(map, scene, hooks) {
      this.map = map;
      this.scene = scene;
      this.hooks = hooks;
      this.all = app.options.base_maps;
      /** @type {Map<string, L.GridLayer>} */
      this.layers = new Map();
      /** @type {Map<string, number>} */
      this.weights = new Map(this.all.map((one) => [one.key, one.opacity]));
      /** @type {Set<string>} */
      this.on = new Set();
      this.usual = this.bases()[0]?.key || NONE;
      this.base = NONE;
      if (this.all.length) map.createPane('foreignPane');
    }

    bases() { return this.all.filter((one) => !one.overlay); }

    overlays() { return this.all.filter((one) => one.overlay); }

    /** @type {(one: BaseMap) => string} */
    nameOf(one) { return document.documentElement.lang === 'de' ? one.name : one.english; }

    /** @type {(one: BaseMap) => L.GridLayer} */
    layer(one) {
      const made = this.layers.get(one.key) || layerOf(one);
      if (this.layers.has(one.key)) return made;
      this.layers.set(one.key, made);
      this.map.on('moveend', () => made.fire('again'));
      made.on('silent', () => {
        if (one.key === this.base) this.lieUnder(false);
        this.hooks.silent(this.nameOf(one));
      });
      made.on('answered', () => {
        if (one.key === this.base) this.lieUnder(true);
        this.hooks.answered(this.nameOf(one));
      });
      return made;
    }

    /**
     * Whether a base map is seen: without one our own ground is drawn, and it is opaque.
     * @type {(on: boolean) => void}
     */
    lieUnder(on) {
      if (this.scene.overBaseMap === on) return;
      this.scene.overBaseMap = on;
      this.scene.overPhoto = on && Boolean(this.all.find((one) => one.key === this.base)?.photo);
      this.map.getContainer().classList.toggle('over-base', on);
      this.scene.refresh();
      this.hooks.under?.();
    }

    /** @type {(key: string) => void} */
    choose(key) {
      for (const one of this.bases()) {
        if (one.key !== key && this.base === one.key) this.layer(one).remove();
      }
      if (key !== this.base) this.lieUnder(false);
      this.base = key;
      const chosen = this.bases().find((one) => one.key === key);
      if (chosen) this.layer(chosen).addTo(this.map);
      else this.base = NONE;
      this.hooks.changed();
    }

    /** @type {(one: BaseMap, on: boolean) => void} */
    turn(one, on) {
      if (on) this.on.add(one.key);
      else this.on.delete(one.key);
      const layer = this.layer(one);
      if (on) layer.addTo(this.map);
      else layer.remove();
      layer.setOpacity(this.weights.get(one.key) ?? one.opacity);
      this.hooks.changed();
    }

    /** @type {(one: BaseMap, weight: number) => void} */
    weigh(one, weight) {
      this.weights.set(one.key, weight);
      this.layer(one).setOpacity(weight);
      this.hooks.changed();
    }

    /** The choice for the page's address, empty while it is the usual one: `luftbild+flurstuecke@60`. */
    text() {
      const over = this.overlays().filter((one) => this.on.has(one.key))
        .map((one) => `+${one.key}@${Math.round((this.weights.get(one.key) ?? one.opacity) * 100)}`);
      return this.base === this.usual && !over.length ? '' : this.base + over.join('');
    }

    /** What the page's address says of them; to be read before the map is moved, which writes the address anew. */
    inAddress() { return location.hash.slice(1).split('/')[3] || ''; }

    /**
     * Show what an address or the last visit says; what is no longer configured is left out.
     * @type {(text: string) => void}
     */
    take(text) {
      const [base, ...over] = (text || this.usual).split('+');
      const weights = new Map(over.map((part) => /** @type {[string, string]} */ (part.split('@'))));
      for (const one of this.overlays()) {
        const weight = Number(weights.get(one.key)) / 100;
        if (weight > 0 && weight <= 1) this.weights.set(one.key, weight);
        if (this.on.has(one.key) !== weights.has(one.key)) this.turn(one, weights.has(one.key));
      }
      const known = base === NONE || this.bases().some((one) => one.key === base);
      this.choose(known && base ? base : this.usual);
      this.redraw?.();
    }

    /** Ask those again that did not answer. */
    again() {
      for (const one of this.all) {
        if (one.key === this.base || this.on.has(one.key)) this.layer(one).fire('again').redraw();
      }
    }

    /** Whose maps are seen. */
    credits() {
      return this.all.filter((one) => one.key === this.base || this.on.has(one.key)).map((one) => one.attribution);
    }

    /**
     * The chooser, into an element of the page; nothing where no map is configured.
     * @type {(place: HTMLElement) => void}
     */
    fill(place) {
      if (!this.all.length) return;
      this.redraw = () => place.replaceChildren(this.baseChoice(), this.overlayChoice());
      this.redraw();
    }

    baseChoice() {
      const choices = [...this.bases().map((one) => [one.key, this.nameOf(one)]), [NONE, say('base_none')]];
      const rows = choices.map(([key, name]) => {
        const radio = el('input', { type: 'radio', name: 'base_map', value: key, checked: key === this.base });
        radio.addEventListener('change', () => this.choose(radio.value));
        return el('label', {}, radio, el('span', {}, name));
      });
      return el('fieldset.base-maps', { hidden: choices.length === 1 }, el('legend', {}, say('base_maps')), ...rows);
    }

    overlayChoice() {
      const overlays = this.overlays();
      const rows = overlays.flatMap((one) => {
        const box = el('input', { type: 'checkbox', name: one.key, checked: this.on.has(one.key) });
        const word = say('opacity', { name: this.nameOf(one) });
        const weight = el('input', {
          type: 'range', min: 10, max: 100, step: 10, value: Math.round((this.weights.get(one.key) ?? one.opacity) * 100),
          'aria-label': word, title: word, hidden: !box.checked,
        });
        box.addEventListener('change', () => {
          weight.hidden = !box.checked;
          this.turn(one, box.checked);
        });
        weight.addEventListener('input', () => this.weigh(one, Number(weight.value) / 100));
        return [el('label', {}, box, el('span', {}, this.nameOf(one))), weight];
      });
      return el('fieldset.overlays', { hidden: !overlays.length }, el('legend', {}, say('overlays')), ...rows);
    }
  };
}
