'use strict';
// In a published page, which no service answers for: the list is searched and ordered by the page itself.
addEventListener('load', () => {
  const list = document.querySelector('.l');
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById('q'));
  if (!list || !field) return;
  const arrows = '●←↑→↓↖↗↘↙';
  /** @param {string} text */
  const folded = (text) => text.toLowerCase().replace(/ß/g, 'ss').replace(/ł/g, 'l').replace(/ı/g, 'i')
    .normalize('NFD').replace(/\p{M}/gu, '').replace(/([aou])e/g, '$1');
  const rows = [...list.children].map((row, place) => {
    const way = row.querySelector('.d')?.textContent ?? '';
    const [, length, unit] = /([\d.,]+)\u00a0(\S+)/.exec(way) ?? ['', '1e6', ''];
    const parts = [...row.querySelectorAll('.n,h3,h3~p')].map((part) => part.textContent);
    return {
      row, text: folded(parts.join(' ')), name: place, number: parseInt(parts[0] ?? '', 10),
      way: way ? arrows.indexOf(way.trim()[0] ?? '') * 1e6 + parseFloat(length.replace(',', '.')) * (/^.m|^.м/.test(unit) ? 1e3 : 1) : 1e9,
    };
  });
  const search = () => {
    const words = folded(field.value).split(/\s+/);
    for (const { row, text } of rows) row.toggleAttribute('hidden', !words.every((word) => text.includes(word)));
  };
  for (const part of document.querySelectorAll('form[hidden],.ord[hidden]')) part.removeAttribute('hidden');
  field.addEventListener('input', search);
  field.form?.addEventListener('submit', (sent) => { sent.preventDefault(); search(); });
  for (const choice of document.querySelectorAll('.ord button')) {
    choice.addEventListener('click', () => {
      const order = /** @type {'name' | 'number' | 'way'} */ (choice.getAttribute('value'));
      for (const other of document.querySelectorAll('.ord button')) {
        other.setAttribute('aria-pressed', String(other === choice));
      }
      list.append(...[...rows].sort((a, b) => a[order] - b[order] || a.name - b.name).map(({ row }) => row));
    });
  }
});
