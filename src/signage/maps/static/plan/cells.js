// @ts-check
'use strict';
/* Input fields made from the inventory's table of columns, for the form, the table and the bulk edit alike. */
{
  const plan = globalThis.signagePlan;
  const { say, fields } = plan;
  const app = globalThis.signageMap;
  const { el, word } = app;

  /** @type {(options: [string, string][], value: string) => HTMLSelectElement} */
  const select = (options, value) => {
    const made = el('select', {}, el('option', { value: '' }, '–'),
      ...options.map(([code, text]) => el('option', { value: code, selected: code === value }, text)));
    made.value = value;
    return made;
  };

  /** Nothing as nothing. @type {(value: any) => string} */
  const plainNumber = (value) => (typeof value === 'number' ? app.numberText(value) : value ?? '');

  /**
   * The coordinate that a field holds, as people of the page's language write it; null where it is no number, which is told.
   * @type {SignagePlan['metresIn']}
   */
  const metresIn = (input) => {
    const metres = app.numberOf(input.value, { unit: 'm' });
    const isNumber = Number.isFinite(metres) && metres !== 0;
    input.setAttribute('aria-invalid', String(!isNumber));
    if (!isNumber) plan.toast(`${input.labels?.[0]?.textContent || ''}: ${say('no_number')}`, { alarm: true });
    return isNumber ? metres : null;
  };

  /**
   * The field's input, holding the value.
   * @type {SignagePlan['inputFor']}
   */
  const inputFor = (name, value, info = fields[name]) => {
    const { kind, choices, longest } = info;
    if (kind === 'choice') return select(choices.map((code) => [code, word(name, code)]), value || '');
    if (kind === 'bool') return select([['true', say('yes')], ['false', say('no')]], String(value ?? ''));
    if (kind === 'date') return set(el('input', { type: 'date' }), value || '');
    if (kind === 'real' || kind === 'int') {
      return set(el('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off' }), plainNumber(value));
    }
    if (name === 'note') return set(el('textarea', { rows: 2 }), value || '');
    return set(el('input', { type: 'text', autocomplete: 'off', maxlength: longest }), value ?? '');
  };

  /** @template {HTMLInputElement | HTMLTextAreaElement} T @param {T} input @param {any} value */
  const set = (input, value) => Object.assign(input, { value: String(value) });

  /** @type {(info: FieldInfo, text: string) => { value: any, wrong: string }} */
  const numberFrom = ({ name, lowest, highest, kind, unit }, text) => {
    const value = app.numberOf(text, { unit: unit || '' });
    const [low, high] = [lowest ?? -Infinity, highest ?? Infinity];
    if (!Number.isFinite(value) || (kind === 'int' && !Number.isInteger(value))) return { value: null, wrong: say('no_number') };
    if (value < low || value > high) return { value: null, wrong: say('out_of_range', { low: lowest ?? '–', high: highest ?? '–' }) };
    return { value: name === 'bearing_deg' ? value % 360 : value, wrong: '' };
  };

  /**
   * What the input says, or what is wrong with it; empty is null.
   * @type {SignagePlan['valueFrom']}
   */
  const valueFrom = (name, input, info = fields[name]) => {
    const text = /** @type {HTMLInputElement} */ (input).value.trim();
    const { kind } = info;
    if (!text) return { value: null, wrong: '' };
    if (kind === 'real' || kind === 'int') return numberFrom(info, text);
    if (kind === 'bool') return { value: text === 'true', wrong: '' };
    return { value: text, wrong: '' };
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ inputFor, valueFrom, metresIn }));
}
