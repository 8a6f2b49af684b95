// @ts-check
'use strict';
/* Numbers as people type them, and as they are put before people to be typed over: one reader for all fields and pages. */
{
  const app = globalThis.signageMap;
  const language = document.documentElement.lang || 'de';
  const GROUPS = language === 'de' ? '.' : ',';

  /** A text of digits in threes, `1.200` or `5.634.567`. @type {(text: string, mark: string) => boolean} */
  const isGrouped = (text, mark) => {
    const [first, ...rest] = text.split(mark);
    return /^[1-9]\d{0,2}$/.test(first) && rest.length > 0 && rest.every((part) => /^\d{3}$/.test(part));
  };

  /** Digits with marks of one or two kinds, without their sign. @type {(text: string, groups: string) => number} */
  const valueOf = (text, groups) => {
    const marks = text.match(/[.,]/g) || [];
    const last = marks.at(-1) || '';
    if (new Set(marks).size === 2) { // the last mark is the decimal one, and there is one of it
      const [whole, part] = text.split(last);
      const other = last === '.' ? ',' : '.';
      return text.split(last).length === 2 && isGrouped(whole, other) ? Number(`${whole.replaceAll(other, '')}.${part}`) : NaN;
    }
    const asGroups = isGrouped(text, last) && (marks.length > 1 || groups.includes(last));
    if (marks.length > 1 || asGroups) return asGroups ? Number(text.replaceAll(last, '')) : NaN;
    return Number(text.replace(',', '.'));
  };

  /**
   * `1,5`, `1.5`, `1.200,5`, `-0,25`, `3 m` with its `unit`; NaN where it is no number. Where one mark stands before three digits (`1.200`)
   * it parts thousands if it is one of `groups`: what the page's language has for them, unless said.
   * @type {SignageMap['numberOf']}
   */
  const numberOf = (typed, { unit = '', groups = GROUPS } = {}) => {
    const bare = typed.replace(/[\s\u00a0\u2009\u202f]/g, '').replace('−', '-');
    const text = unit && bare.endsWith(unit) ? bare.slice(0, -unit.length) : bare;
    const [, sign, digits] = /^([-+]?)(\d[\d.,]*)$/.exec(text) || [];
    if (!digits) return NaN;
    return valueOf(digits, groups) * (sign === '-' ? -1 : 1);
  };

  /** As `numberOf` reads it in this language, thousands not parted. @type {SignageMap['numberText']} */
  const numberText = (value, digits = null) => {
    const text = digits === null ? String(Math.round(value * 1000) / 1000) : value.toFixed(digits);
    return language === 'de' ? text.replace('.', ',') : text;
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ numberOf, numberText }));
}
