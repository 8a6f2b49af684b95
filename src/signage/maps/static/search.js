// @ts-check
'use strict';
/* The search box: a combobox over areas, tenants, signs, streets and municipalities, for the hand and for the keyboard. */
{
  const app = globalThis.signageMap;
  const { el, say, foldings, byId } = app;
  const MOST = 12;
  /** @type {LayerName[]} */
  const SEARCHED = ['areas', 'tenants', 'signs', 'roads', 'municipalities'];
  /** @type {Partial<Record<LayerName, string>>} */
  const KINDS = { areas: 'area', tenants: 'tenant', signs: 'sign', roads: 'street', municipalities: 'municipality' };

  /** @type {Record<string, (properties: Properties) => (string | number | undefined)[]>} */
  const wordsOf = {
    areas: (p) => [p.name, p.number],
    tenants: (p) => [p.name, p.activity],
    signs: (p) => [p.number, p.code, p.name],
    roads: (p) => [p.name, p.number],
    municipalities: (p) => [p.name, p.ags],
  };

  /** The shapes, with each street of many pieces once in its area. */
  app.onePerStreet = (shapes) => {
    const streets = new Set();
    return shapes.filter((shape) => {
      if (shape.layer !== 'roads') return true;
      const key = `${shape.properties.name}|${shape.properties.area}`;
      return Boolean(shape.properties.name) && !streets.has(key) && Boolean(streets.add(key));
    });
  };

  /** Everything the page itself carries, ready to be compared. */
  app.searchIndex = (source) => {
    const placed = SEARCHED.flatMap((layer) => source.everything[layer]);
    return app.onePerStreet([...placed, ...source.placeless]).map((shape) => {
      const { layer } = shape;
      const parts = wordsOf[layer](shape.properties).filter(Boolean).map(String);
      return { shape, text: ` ${parts.flatMap(foldings).join(' ')}`, first: foldings(parts[0] || '') };
    });
  };

  /** @type {(entry: IndexEntry, forms: string[]) => number} */
  const rankOf = (entry, forms) => {
    if (forms.some((form) => entry.first.some((first) => first.startsWith(form)))) return 0;
    if (forms.some((form) => entry.text.includes(` ${form}`))) return 1;
    const words = forms.map((form) => form.split(/\s+/));
    return words.some((parts) => parts.every((part) => entry.text.includes(part))) ? 2 : 3;
  };

  /** The best matches first; among equals areas, tenants, signs, streets, municipalities. */
  app.searchIn = (index, query) => {
    const forms = foldings(query.trim()).filter(Boolean);
    if (!forms.length) return [];
    /** @type {Row[][]} */
    const ranks = [[], [], []];
    for (const entry of index) {
      const rank = rankOf(entry, forms);
      if (rank < 3 && ranks[rank].length < MOST) ranks[rank].push(entry.shape);
    }
    return ranks.flat().slice(0, MOST);
  };

  /**
   * How many letters are wrong, missing or too many; more than `most` counts as `most + 1`.
   * @type {(typed: string, word: string, most: number) => number}
   */
  const distance = (typed, word, most) => {
    if (Math.abs(typed.length - word.length) > most) return most + 1;
    let before = Array.from({ length: word.length + 1 }, (_, i) => i);
    for (let i = 1; i <= typed.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= word.length; j += 1) {
        const changed = before[j - 1] + (typed[i - 1] === word[j - 1] ? 0 : 1);
        row.push(Math.min(changed, before[j] + 1, row[j - 1] + 1));
      }
      if (Math.min(...row) > most) return most + 1;
      before = row;
    }
    return Math.min(before[word.length], most + 1);
  };

  /**
   * What a word of this length may have wrong: numbers and short words nothing, or every sign is like the next.
   * @type {(word: string) => number}
   */
  const slips = (word) => (/\d/.test(word) || word.length < 4 ? 0 : word.length < 7 ? 1 : 2);

  /** @type {(typed: string, words: string[]) => number} */
  const wrongIn = (typed, words) => {
    const most = slips(typed);
    let best = most + 1;
    for (const word of words) {
      if (word.startsWith(typed)) return 0;
      if (most) best = Math.min(best, distance(typed, word, most), distance(typed, word.slice(0, typed.length), most));
    }
    return best > most ? Infinity : best;
  };

  /** What comes nearest to a query that nothing carries: all its words but for a slip or two. */
  app.nearestIn = (index, query) => {
    const typed = foldings(query.trim().slice(0, 80))[0].split(/[\s\-./]+/).filter(Boolean).slice(0, 6);
    if (!typed.some(slips)) return [];
    /** @type {{ shape: Row, wrong: number }[]} */
    const near = [];
    for (const { shape, text } of index) {
      const words = text.split(/[\s\-./]+/);
      const wrong = typed.reduce((sum, word) => sum + (sum === Infinity ? 0 : wrongIn(word, words)), 0);
      if (wrong < Infinity) near.push({ shape, wrong });
    }
    return near.sort((a, b) => a.wrong - b.wrong).slice(0, MOST).map(({ shape }) => shape);
  };

  /** The box and its list; `choose(shape)` is called with what the reader picked. */
  class Search {
    /**
     * @param {Source} source
     * @param {(row: any) => void} choose
     */
    constructor(source, choose) {
      this.source = source;
      this.choose = choose;
      /** @type {(Row | TypedSpot)[]} */
      this.found = [];
      this.active = -1;
      /** The query that `found` answers. */
      this.answered = '';
      this.timer = 0;
      /** @type {AbortController | null} */
      this.asking = null;
      this.form = byId('signage-search');
      this.input = byId('signage-query');
      this.list = byId('signage-results');
      this.status = byId('signage-found');
      this.opener = byId('signage-open-search');
      this.input.addEventListener('input', () => this.soon());
      this.input.addEventListener('keydown', (event) => this.key(event));
      this.input.addEventListener('focus', () => this.show(this.found.length > 0));
      this.form.addEventListener('submit', (event) => event.preventDefault());
      this.form.addEventListener('focusout', (event) => {
        if (!this.form.contains(/** @type {Node | null} */ (event.relatedTarget))) this.show(false);
      });
      this.opener.addEventListener('click', () => this.toggle(!this.form.classList.contains('open')));
    }

    /** @param {boolean} open */
    toggle(open) {
      this.form.classList.toggle('open', open);
      this.opener.setAttribute('aria-expanded', String(open));
      this.opener.textContent = say(open ? 'search_close' : 'search_open');
      if (open) this.input.focus();
    }

    soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.run(), app.options.api ? 180 : 30);
    }

    async run() {
      const query = this.input.value.trim();
      clearTimeout(this.timer);
      this.asking?.abort();
      const mine = (this.asking = new AbortController());
      try {
        const { found, nearest, why = '' } = query ? await this.source.search(query, mine.signal) : { found: [], nearest: false };
        if (!mine.signal.aborted) this.fill(found, query, nearest, why);
        this.answered = query;
      } catch {
        if (!mine.signal.aborted) this.tell(say('search_failed'));
      }
    }

    /**
     * @param {(Row | TypedSpot)[]} found
     * @param {string} query
     * @param {boolean} nearest
     * @param {string} [why]
     */
    fill(found, query, nearest, why = '') {
      this.found = found;
      const hint = nearest && found.length ? say('search_nearest', { q: query }) : '';
      this.list.replaceChildren(...(hint ? [this.line(hint)] : []), ...found.map((shape, i) => this.option(shape, i)));
      if (query && !found.length) this.tell(why || say('search_none', { q: query }));
      else {
        this.status.textContent = hint || (query ? app.count('search_count', found.length) : '');
        this.show(found.length > 0);
      }
      this.point(found.length ? 0 : -1);
    }

    /**
     * A sentence in place of results.
     * @param {string} sentence
     */
    tell(sentence) {
      this.found = [];
      this.status.textContent = sentence;
      this.list.replaceChildren(this.line(sentence));
      this.show(true);
    }

    /** @param {string} sentence */
    line(sentence) {
      return el('li.nothing', { role: 'option', 'aria-disabled': 'true' }, sentence);
    }

    /**
     * What stands below a result.
     * @param {Row | TypedSpot} shape
     */
    about(shape) {
      if (shape.layer === 'place') return shape.hint;
      const { area: id, area_name: name } = shape.properties;
      const isIn = shape.layer === 'tenants' || shape.layer === 'roads';
      const area = isIn ? name ?? app.nameOf(this.source, 'areas', id) : null;
      return app.joined([say(KINDS[shape.layer] || shape.layer), shape.placeless && say('placeless'), area], ' · ');
    }

    /**
     * @param {Row | TypedSpot} shape
     * @param {number} i
     */
    option(shape, i) {
      const made = el('li', { role: 'option', id: `signage-result-${i}`, 'aria-selected': 'false' },
        el('span.what', {}, app.shortName(shape)),
        el('span.kind', {}, this.about(shape)));
      made.addEventListener('pointerdown', (event) => event.preventDefault());
      made.addEventListener('click', () => this.pick(i));
      return made;
    }

    /** @param {boolean} open */
    show(open) {
      this.list.hidden = !open;
      this.input.setAttribute('aria-expanded', String(open));
    }

    /** @param {number} i */
    point(i) {
      this.active = i;
      this.list.querySelectorAll('li:not([aria-disabled])').forEach((item, at) => {
        item.setAttribute('aria-selected', String(at === i));
        if (at === i) item.scrollIntoView({ block: 'nearest' });
      });
      if (i < 0) this.input.removeAttribute('aria-activedescendant');
      else this.input.setAttribute('aria-activedescendant', `signage-result-${i}`);
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const n = this.found.length;
      if (event.key === 'Escape') {
        if (this.list.hidden) this.toggle(false);
        else this.show(false);
        event.preventDefault();
      } else if (event.key === 'Enter') {
        event.preventDefault();
        this.enter();
      } else if (n && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        event.preventDefault();
        this.show(true);
        this.point((this.active + (event.key === 'ArrowDown' ? 1 : n - 1)) % n);
      }
    }

    /** Take the marked result; who types faster than the search answers gets the first. */
    async enter() {
      if (this.answered !== this.input.value.trim()) await this.run();
      if (this.found.length) this.pick(Math.max(0, this.active));
    }

    /** @param {number} i */
    pick(i) {
      const shape = this.found[i];
      this.input.value = this.answered = app.shortName(shape);
      this.show(false);
      this.toggle(false);
      this.choose(shape);
    }
  }

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ Search, MOST_RESULTS: MOST }));
}
