'use strict';
/* global signageFinding */
// In a published page, which no service answers for: the list is searched (with finding.js, which stands before it in the same
// file) and ordered by the page itself, as Renderer.in_order does it in the service.
// What is said beside the list in each language, and the headings of its groups.
/** @type {Record<string, { none: string, near: string, former: string, groups: string[] }>} */
const TEXTS = {};
addEventListener('load', () => {
  const list = document.querySelector('.l');
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById('q'));
  const form = field?.form, choices = [...document.querySelectorAll('.ord button')];
  if (!list || !field || !form) return;
  const { LONGEST, folded, found, had } = signageFinding;

  // Groups of directions by the arrow before a way; without a facing of the sign it is the compass that counts.
  const texts = TEXTS[document.documentElement.lang] ?? { none: '', near: '', former: '', groups: [] };
  const arrows = document.querySelector('#map .v') ? '●←↑→↓' : '●    ↑↗→↘↓↙←↖';
  const rows = [...list.children].map((row, place) => {
    const way = row.querySelector('.d'), arrow = way?.querySelector('i')?.textContent ?? '';
    const [, length, unit] = /([\d.,]+)\u00a0(\S+)/.exec(way?.textContent ?? '') ?? ['', '0', ''];
    const said = signageFinding.told(row);
    return {
      ...said, row, place, number: parseInt(said.text, 10),
      group: arrow && arrows.includes(arrow) ? arrows.indexOf(arrow) : texts.groups.length - 1,
      metres: parseFloat(length.replace(',', '.')) * (/^.m|^.м/.test(unit) ? 1e3 : 1),
    };
  });
  /** @typedef {typeof rows[number]} Row */

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
    const { words, firms: fitting, near } = found(rows, field.value);
    said.replaceChildren();
    if (!fitting.length) say('none', { query: field.value.slice(0, LONGEST) });
    else if (near) say('near');
    for (const row of near ? [] : fitting) {
      const before = row.former.find((name) => words.some((word) => folded(name).includes(word)));
      if (before && words.some((word) => had(row, word) && !row.text.includes(word))) say('former', { before, now: row.name });
    }
    show(near && order === 'place' ? fitting : [...fitting].sort(compared));
  };
  for (const part of document.querySelectorAll('form[hidden],.ord[hidden],.up[hidden]')) part.removeAttribute('hidden');
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
