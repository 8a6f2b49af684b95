'use strict';
// In a published page, which no service answers for: the list is searched and ordered by the page itself, as
// signage.services.scan_search and Renderer.in_order do it in the service.
// Words of branches as visitors name them (all; the German ones), filled in by signage_api.visitor.style.
/** @type {[string[], string[]][]} */
const BRANCHES = [];
// What is said beside the list in each language, and the headings of its groups.
/** @type {Record<string, { none: string, near: string, former: string, groups: string[] }>} */
const TEXTS = {};
addEventListener('load', () => {
  const list = document.querySelector('.l');
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById('q'));
  const form = field?.form, choices = [...document.querySelectorAll('.ord button')];
  if (!list || !field || !form) return;
  const [LONGEST, MOST_WORDS, SHORTEST_PART, WHOLE, INSIDE] = [80, 6, 4, 3, 5];
  const letters = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' };
  /** @param {string} text */
  const folded = (text) => text.toLowerCase().replace(/[ßæøœłđı]/g, (letter) => letters[/** @type {keyof typeof letters} */ (letter)])
    .normalize('NFKD').replace(/\p{M}/gu, '').replace(/([aou])e/g, '$1');
  /** @param {string} text */
  const partsOf = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // Groups of directions by the arrow before a way; without a facing of the sign it is the compass that counts.
  const texts = TEXTS[document.documentElement.lang] ?? { none: '', near: '', former: '', groups: [] };
  const arrows = document.querySelector('#map .v') ? '●←↑→↓' : '●    ↑↗→↘↓↙←↖';
  const rows = [...list.children].map((row, place) => {
    const way = row.querySelector('.d'), arrow = way?.querySelector('i')?.textContent ?? '';
    const [, length, unit] = /([\d.,]+)\u00a0(\S+)/.exec(way?.textContent ?? '') ?? ['', '0', ''];
    const [number, name, line] = ['.n', 'h3', 'h3+.s'].map((part) => row.querySelector(part)?.firstChild?.textContent ?? '');
    const business = folded(`${name} ${line}`);
    return {
      row, place, name, business, text: `${parseInt(number, 10)} ${business}`, number: parseInt(number, 10),
      group: arrow && arrows.includes(arrow) ? arrows.indexOf(arrow) : texts.groups.length - 1,
      metres: parseFloat(length.replace(',', '.')) * (/^.m|^.м/.test(unit) ? 1e3 : 1),
      branches: (row.getAttribute('data-b') ?? '').split(' ').filter(Boolean).map(Number),
      former: (row.getAttribute('data-f') ?? '').split('|').filter(Boolean),
    };
  });
  /** @typedef {typeof rows[number]} Row */

  /** @param {string} word */
  const branchesOf = (word) => {
    const plain = word.replace(/['’ʼ`]/g, '');
    /** @param {string} stem */
    const begins = (stem) => stem.length <= WHOLE ? plain === stem : plain.startsWith(stem);
    return BRANCHES.flatMap(([stems, german], place) =>
      stems.some(begins) || german.some((stem) => stem.length >= INSIDE && plain.includes(stem)) ? [place] : []);
  };
  /** How many letters of a word may be wrong. @param {string} word */
  const slips = (word) => word.length < 4 || /\p{N}/u.test(word) ? 0 : word.length < 7 ? 1 : 2;
  /** Letters wrong, missing, too many or two changed over. @param {string} one @param {string} other @param {number} most */
  const apart = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    /** @type {number[]} */
    let older = [], row = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i++) {
      const before = older;
      older = row;
      row = [i];
      for (let j = 1; j <= other.length; j++) {
        let best = Math.min(older[j] + 1, row[j - 1] + 1, older[j - 1] + Number(one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) best = Math.min(best, before[j - 2] + 1);
        row.push(best);
      }
    }
    return row[other.length];
  };
  /** @param {string[]} words @param {string[]} known */
  const wrongLetters = (words, known) => {
    let total = 0;
    for (const word of words) {
      const most = slips(word);
      const best = Math.min(...known.flatMap((part) => [part, part.slice(0, word.length)]).map((part) => apart(word, part, most)));
      if (!(best <= most)) return null;
      total += best;
    }
    return total;
  };
  /** @param {Row} row @param {string} word */
  const had = (row, word) => row.former.some((name) => folded(name).includes(word));
  /** The rows that fit, how, and nothing for no search. @param {string} query */
  const found = (query) => {
    const words = folded(query.slice(0, LONGEST)).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
    if (!words.length) return { words, rows, near: false };
    const meant = words.map(branchesOf), every = new Set(meant.flat());
    /** @param {Row} row @param {string} word @param {number} place */
    const says = (row, word, place) => row.text.includes(word) || had(row, word)
      || Boolean(meant[place].length && row.branches.some((branch) => every.has(branch)));
    /** @param {Row} row @param {string} word @param {number} place */
    const isPart = (row, word, place) => says(row, word, place) || partsOf(row.business).some((part) =>
      part.length >= SHORTEST_PART && word.length - part.length >= SHORTEST_PART && word.startsWith(part));
    for (const fits of [says, isPart]) {
      const fitting = rows.filter((row) => words.every((word, place) => fits(row, word, place)));
      if (fitting.length) return { words, rows: fitting, near: false };
    }
    if (!words.some(slips)) return { words, rows: [], near: false };
    const ranked = rows.map((row) => ({ row, wrong: wrongLetters(words, partsOf(row.text)) })).filter(({ wrong }) => wrong !== null);
    ranked.sort((a, b) => Number(a.wrong) - Number(b.wrong));
    return { words, rows: ranked.map(({ row }) => row), near: true };
  };

  const said = document.createElement('div');
  said.setAttribute('role', 'status');
  list.parentElement?.before(said);
  /** @param {'none' | 'near' | 'former'} name @param {Record<string, string>} values */
  const say = (name, values = {}) => {
    const line = said.appendChild(document.createElement('p'));
    line.className = 's';
    line.textContent = texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');
  };
  /** @type {'place' | 'number' | 'way'} */
  let order = 'place';
  /** @param {Row} a @param {Row} b */
  const compared = (a, b) => {
    const apartBy = order === 'way' ? a.group - b.group || a.metres - b.metres : order === 'number' ? a.number - b.number : 0;
    return apartBy || a.place - b.place;
  };
  /** @param {Row[]} shown */
  const show = (shown) => {
    for (const more of document.querySelectorAll('.gh,.gh+.l')) more.remove();
    list.replaceChildren();
    let into = list, last = -1;
    for (const { row, group } of shown) {
      if (order === 'way' && group !== last) {
        const heading = document.createElement('h2');
        [heading.className, heading.textContent] = ['gh', texts.groups[group] ?? ''];
        into.after(heading);
        into = document.createElement('ul');
        into.className = 'l';
        heading.after(into);
        last = group;
      }
      into.append(row);
    }
  };
  const search = () => {
    const { words, rows: fitting, near } = found(field.value);
    said.replaceChildren();
    if (!fitting.length) say('none', { query: field.value.slice(0, LONGEST) });
    else if (near) say('near');
    for (const row of near ? [] : fitting) {
      const before = row.former.find((name) => words.some((word) => folded(name).includes(word)));
      if (before && words.some((word) => had(row, word) && !row.text.includes(word))) say('former', { before, now: row.name });
    }
    show(near && order === 'place' ? fitting : [...fitting].sort(compared));
  };
  for (const part of document.querySelectorAll('form[hidden],.ord[hidden]')) part.removeAttribute('hidden');
  field.addEventListener('input', search);
  form.addEventListener('submit', (sent) => { sent.preventDefault(); search(); });
  /** @param {Event} clicked */
  const choose = ({ currentTarget }) => {
    const value = /** @type {HTMLElement} */ (currentTarget).getAttribute('value');
    order = value === 'way' || value === 'number' ? value : 'place';
    for (const choice of choices) choice.setAttribute('aria-pressed', String(choice === currentTarget));
    search();
  };
  for (const choice of choices) choice.addEventListener('click', choose);
});
