'use strict';
/* global signageFinding */
// Fetched once the page of a sign is there. The list is searched while one types: the service is asked, with all it knows of
// typing errors, branches and former names; without network the list itself is searched (finding.js). The form does the same
// without this. The texts (`signageLive`) and finding.js stand before it in the same file, behind it what hands an entry on.

(() => {
  const texts = window.signageLive[document.documentElement.lang];
  if (!texts) { return; }
  const PAUSE_MS = 250; // of who types, before the service is asked
  const PATIENCE_MS = 1500; // before the list itself is looked through meanwhile
  const WORD_MS = 2000; // a word that stands so long is finished
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.l > li')]);

  /** @param {string} name @param {string} text */
  const element = (name, text = '') => Object.assign(document.createElement(name), { textContent: text });

  /** @param {Element | null} part @param {boolean} isShown */
  const setShown = (part, isShown) => {
    if (part instanceof HTMLElement || part instanceof SVGElement) { part.style.display = isShown ? '' : 'none'; }
  };

  /** @param {HTMLElement} row */
  const anchorOf = (row) => row.id.slice(1);

  /** What the list itself knows of these words. @param {string} words @returns {FoundFirms} */
  const foundHere = (words) => {
    const listed = rows.map((row) => ({ ...signageFinding.told(row), anchor: anchorOf(row) }));
    const { firms: fitting, near } = signageFinding.found(listed, words);
    const firms = fitting.map(({ anchor }) => anchor);
    const form = texts.found[new Intl.PluralRules(texts.language).select(firms.length)] ?? texts.found['other'] ?? '';
    const heading = firms.length ? form.replace('{n}', String(firms.length)) : texts.none.replace('{query}', () => words);
    return { firms, heading, notes: near && firms.length ? [texts.near] : [], missed: false };
  };

  /** @param {HTMLInputElement} field @param {HTMLElement} title */
  const searchAsTyped = (field, title) => {
    const code = location.pathname.split('/')[1] ?? '';
    const told = title.parentElement?.insertBefore(element('div'), title.nextSibling);
    const status = Object.assign(element('p'), { className: 'skip' });
    status.setAttribute('role', 'status');
    field.form?.after(status);
    const all = { firms: rows.map(anchorOf), heading: title.textContent ?? '', notes: [], missed: false };
    const counted = new Set();
    let asking = new AbortController();
    let [typing, word, missed] = [0, 0, ''];
    const waitForMore = () => { word = setTimeout(finish, WORD_MS); };

    const words = () => field.value.replace(/\s+/g, ' ').trim();

    /** @param {string} query @param {RequestInit} how @param {string} done @returns {Promise<FoundFirms>} */
    const ask = async (query, how, done = '') => {
      const asked = new URLSearchParams({ q: query, lang: document.documentElement.lang });
      const answer = await fetch(`/${code}/found?${asked}${done}`, how);
      if (!answer.ok) { throw new Error(answer.statusText); }
      return answer.json();
    };

    /** The links to other languages and orders take the words along. @param {string} query */
    const takeAlong = (query) => {
      for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('nav a,.ord a'))) {
        const address = new URL(link.href);
        address.searchParams.delete('q');
        if (query) { address.searchParams.set('q', query); }
        link.href = address.search + address.hash;
      }
    };

    const clear = () => {
      const link = Object.assign(element('a', texts.clear), { className: 'w', href: `?lang=${document.documentElement.lang}` });
      link.addEventListener('click', (click) => {
        click.preventDefault();
        field.value = '';
        field.focus();
        search().catch(() => undefined);
      });
      const line = element('p');
      line.append(link);
      return line;
    };

    /** @param {FoundFirms} found @param {string} query */
    const show = (found, query) => {
      const wanted = new Set(found.firms);
      for (const row of rows) {
        setShown(row, wanted.has(anchorOf(row)));
        setShown(document.getElementById(`m${anchorOf(row)}`), wanted.has(anchorOf(row)));
      }
      for (const group of document.querySelectorAll('.gh')) {
        const list = group.nextElementSibling;
        const isShown = [...list?.children ?? []].some((row) => wanted.has(row.id.slice(1)));
        setShown(group, isShown);
        setShown(list, isShown);
      }
      title.textContent = found.heading;
      const notes = found.notes.map((note) => Object.assign(element('p', note), { className: 's' }));
      told?.replaceChildren(...notes, ...query ? [clear()] : []);
      status.textContent = [found.heading, ...found.notes].join(' ');
      takeAlong(query);
    };

    /** Tells the service once of a finished word that it did not find: it counts that, and nothing else. */
    const finish = () => {
      clearTimeout(word);
      if (missed && missed === words() && !counted.has(missed)) {
        counted.add(missed);
        ask(missed, { keepalive: true }, '&done=1').catch(() => undefined);
      }
    };

    const search = async () => {
      clearTimeout(typing);
      clearTimeout(word);
      asking.abort();
      asking = new AbortController();
      const { signal } = asking;
      const query = words();
      missed = '';
      if (!query) {
        show(all, '');
        status.textContent = all.heading;
        return;
      }
      const impatience = setTimeout(() => { if (!signal.aborted) { show(foundHere(query), query); } }, PATIENCE_MS);
      const found = await ask(query, { signal }).catch(() => foundHere(query));
      clearTimeout(impatience);
      if (signal.aborted) { return; }
      show(found, query);
      missed = found.missed ? query : '';
      waitForMore();
    };

    field.addEventListener('input', () => {
      clearTimeout(typing);
      clearTimeout(word);
      typing = setTimeout(() => { search().catch(() => undefined); }, PAUSE_MS);
    });
    field.addEventListener('change', finish);
    field.form?.addEventListener('submit', (sent) => {
      sent.preventDefault();
      search().then(() => {
        finish();
        title.tabIndex = -1;
        title.focus();
      }).catch(() => undefined);
    });
  };

  const field = /** @type {HTMLInputElement | null} */ (document.getElementById('q'));
  const title = document.getElementById('list');
  // A page that the form led to holds only what was found: there the form goes on.
  if (field && title && !field.defaultValue) { searchAsTyped(field, title); }
})();
