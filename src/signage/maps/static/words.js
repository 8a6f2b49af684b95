// @ts-check
'use strict';
/* What the page may say, and its one way to make elements: text goes in as text, never as markup. */
globalThis.signageMap = /** @type {SignageMap} */ ({});
{
  const app = globalThis.signageMap;

  /**
   * The JSON block with this id; null where the page has none.
   * @type {SignageMap['read']}
   */
  const read = (/** @type {string} */ id) => {
    const block = document.getElementById(id);
    return block ? JSON.parse(block.textContent || 'null') : null;
  };

  const spoken = read('signage-words');
  const numbers = new Intl.NumberFormat(spoken.language);

  /**
   * The sentence `key` with its {names} filled in.
   * @type {SignageMap['say']}
   */
  const say = (key, values = {}) =>
    Object.entries(values).reduce(
      (text, [name, value]) => text.split(`{${name}}`).join(typeof value === 'number' ? numbers.format(value) : value),
      spoken.texts[key] || key);

  /**
   * The form of `key` that goes with the number.
   * @type {SignageMap['count']}
   */
  const count = (key, n) => say(`${key}.${n === 1 ? 'one' : 'other'}`, { n });

  /**
   * The word on screen for a coded value; the value itself where the table has none.
   * @type {SignageMap['word']}
   */
  const word = (property, code) => (spoken.words[property] || {})[code] || String(code);

  /**
   * An element with attributes and children; strings become text nodes, null and '' are left out.
   * `on*` attributes are listeners.
   * @type {SignageMap['el']}
   */
  const el = (name, attributes = {}, ...children) => {
    const [tag, ...classes] = name.split('.');
    const made = document.createElement(tag);
    if (classes.length) made.className = classes.join(' ');
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === 'function') made.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? '' : String(value));
    }
    for (const child of children) {
      if (child !== null && child !== undefined && child !== '') made.append(typeof child === 'number' ? String(child) : child);
    }
    return /** @type {any} */ (made);
  };

  /** @type {(text: string, umlaut: string) => string} */
  const fold = (text, umlaut) =>
    String(text).toLowerCase()
      .replace(/[äöü]/g, (letter) => ({ ä: 'a', ö: 'o', ü: 'u' })[letter] + umlaut)
      .replace(/ß/g, 'ss')
      .normalize('NFKD').replace(/[\u0300-\u036f]/g, '');

  /**
   * Both ways a reader may type the text, `mueller` and `muller`, and the same without blanks and hyphens.
   * @type {SignageMap['foldings']}
   */
  const foldings = (text) => {
    const found = new Set([fold(text, 'e'), fold(text, '')]);
    for (const form of [...found]) found.add(form.replace(/[\s\-./]+/g, ''));
    return [...found];
  };

  /** @type {SignageMap['byId']} */
  const byId = (id) => /** @type {any} */ (document.getElementById(id));

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({
    read, say, count, word, el, foldings, byId, options: read('signage-options'),
  }));
}
