'use strict';
// Finds firms in the list of a page without asking the service, as signage.services.scan_search does it there: for published pages,
// and for those of the service without network.
// Words of branches as visitors name them (all; the German ones), filled in by signage_api.visitor.style for published pages, whose
// entries say their branches.
/** @type {[string[], string[]][]} */
const BRANCHES = [];
/* exported signageFinding */
const signageFinding = (() => {
  const [LONGEST, MOST_WORDS, SHORTEST_PART, WHOLE, INSIDE] = [80, 6, 4, 3, 5];
  const letters = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' };
  /** @param {string} text */
  const folded = (text) => text.toLowerCase().replace(/[ßæøœłđı]/g, (letter) => letters[/** @type {keyof typeof letters} */ (letter)])
    .normalize('NFKD').replace(/\p{M}/gu, '').replace(/([aou])e/g, '$1');
  /** @param {string} text */
  const partsOf = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  /** What an entry says of its firm. @param {Element} row */
  const told = (row) => {
    const [number, name, line] = ['.n', 'h3', 'h3+.s'].map((part) => row.querySelector(part)?.firstChild?.textContent ?? '');
    const business = folded(`${name} ${line}`);
    return {
      name, business, text: `${parseInt(number, 10)} ${business}`,
      branches: (row.getAttribute('data-b') ?? '').split(' ').filter(Boolean).map(Number),
      former: (row.getAttribute('data-f') ?? '').split('|').filter(Boolean),
    };
  };
  /** @typedef {ReturnType<typeof told>} Told */

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
  /** Whether it had a name with that word. @param {Told} row @param {string} word */
  const had = (row, word) => row.former.some((name) => folded(name).includes(word));
  /**
   * The firms that fit, and whether only nearly; all for no search.
   * @template {Told} Firm @param {Firm[]} rows @param {string} query
   */
  const found = (rows, query) => {
    const words = folded(query.slice(0, LONGEST)).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
    if (!words.length) return { words, firms: rows, near: false };
    const meant = words.map(branchesOf), every = new Set(meant.flat());
    /** @param {Told} row @param {string} word @param {number} place */
    const says = (row, word, place) => row.text.includes(word) || had(row, word)
      || Boolean(meant[place].length && row.branches.some((branch) => every.has(branch)));
    /** @param {Told} row @param {string} word @param {number} place */
    const isPart = (row, word, place) => says(row, word, place) || partsOf(row.business).some((part) =>
      part.length >= SHORTEST_PART && word.length - part.length >= SHORTEST_PART && word.startsWith(part));
    for (const fits of [says, isPart]) {
      const fitting = rows.filter((row) => words.every((word, place) => fits(row, word, place)));
      if (fitting.length) return { words, firms: fitting, near: false };
    }
    if (!words.some(slips)) return { words, firms: /** @type {Firm[]} */ ([]), near: false };
    const ranked = rows.map((row) => ({ row, wrong: wrongLetters(words, partsOf(row.text)) })).filter(({ wrong }) => wrong !== null);
    ranked.sort((a, b) => Number(a.wrong) - Number(b.wrong));
    return { words, firms: ranked.map(({ row }) => row), near: true };
  };
  return { LONGEST, folded, found, had, told };
})();
