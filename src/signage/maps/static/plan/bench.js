// @ts-check
'use strict';
/* What the other scripts of the planner's page stand on: news between them, its words, its fields, what it keeps for this tab. */
{
  const plan = (globalThis.signagePlan = /** @type {SignagePlan} */ ({}));
  const app = globalThis.signageMap;
  const { el } = app;
  /** @type {Record<string, ((news: any) => void)[]>} */
  const listeners = {};
  const AGAIN_MS = 100;
  /** @type {{ language: string, fields: FieldInfo[], area_fields: FieldInfo[] }} */
  const spoken = /** @type {any} */ (app.read('signage-words'));

  /** @type {SignagePlan['on']} */
  const on = (name, listener) => {
    (listeners[name] ||= []).push(listener);
  };

  /** @type {SignagePlan['tell']} */
  const tell = (name, news) => {
    for (const listener of listeners[name] || []) listener(news);
  };

  /** @type {SignagePlan['say']} */
  const say = (key, values = {}) => app.say(`plan.${key}`, values);

  /** @type {SignagePlan['put']} */
  const put = (id) => /** @type {any} */ (document.getElementById(id));

  /**
   * Whoever works at what goes away goes on at `to`; else the next press of the tab key would begin at the top of the page.
   * @type {SignagePlan['passOn']}
   */
  const passOn = (going, to) => {
    if (going.contains(document.activeElement)) put(to).focus({ preventScroll: true });
  };

  /** A sentence that is to be heard again, by the region that says it. @type {Map<HTMLElement, number>} */
  const again = new Map();

  /**
   * One sentence to the ears alone. The same one once more is written by a later task than the one that empties the region: a change that
   * ends where it began is not heard.
   * @type {SignagePlan['speak']}
   */
  const speak = (sentence, { alarm = false } = {}) => {
    const voice = put(alarm ? 'plan-alarm' : 'plan-live');
    clearTimeout(again.get(voice));
    if (voice.textContent !== sentence) voice.textContent = sentence;
    else {
      voice.textContent = '';
      again.set(voice, setTimeout(() => { voice.textContent = sentence; }, AGAIN_MS));
    }
  };

  let leaving = 0;

  /**
   * One sentence to eyes and ears; an alarm stays until something else is said.
   * @type {SignagePlan['toast']}
   */
  const toast = (sentence, { alarm = false, action } = {}) => {
    const notice = put('plan-notice');
    speak(sentence, { alarm });
    notice.replaceChildren(sentence);
    if (action) notice.append(el('button', { type: 'button', onclick: action[1] }, action[0]));
    notice.classList.toggle('alarm', alarm);
    notice.hidden = false;
    clearTimeout(leaving);
    if (!alarm) leaving = setTimeout(() => { notice.hidden = true; }, action ? 12_000 : 6000);
  };

  // Made once: making one for each number of a table takes longer than all else that draws it.
  const numbers = new Intl.NumberFormat(spoken.language, { maximumFractionDigits: 2 });
  const days = new Intl.DateTimeFormat(spoken.language === 'en' ? 'en-GB' : spoken.language);
  const isoDays = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Berlin' });

  /** @type {SignagePlan['decimal']} */
  const decimal = (value, digits) =>
    value.toLocaleString(spoken.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

  /** @type {SignagePlan['dayText']} */
  const dayText = (day) => days.format(new Date(`${day}T00:00`));

  const [fields, areaFields] = [spoken.fields, spoken.area_fields]
    .map((list) => Object.fromEntries(list.map((field) => [field.name, field])));

  /** A face by its rows, exceptions by their reasons. @type {(kept: Values) => string} */
  const said = (kept) => (kept.slots || Object.values(kept)).map((/** @type {Values} */ one) => one.text || one.reason).join(' · ');

  /**
   * A value as a person reads it.
   * @type {SignagePlan['show']}
   */
  const show = (name, value, info = fields[name]) => {
    if (value === null || value === undefined || value === '') return '';
    const kind = info?.kind;
    if (kind === 'json') return said(value);
    if (kind === 'choice') return app.word(name, value);
    if (kind === 'bool') return say(value ? 'yes' : 'no');
    if (kind === 'date') return dayText(value);
    if (typeof value === 'number') return numbers.format(value);
    return name === 'code' ? app.codeText(value) : String(value);
  };

  /** With its unit. @type {SignagePlan['measured']} */
  const measured = (name, value) => {
    const { unit } = fields[name] || {};
    const text = show(name, value);
    return text && unit ? `${text}${unit === '°' ? '' : ' '}${unit}` : text;
  };

  /** @type {Map<string, string>} */
  const pictures = new Map();
  app.onNightfall(() => pictures.clear());

  /** @type {(type: string, family: string) => string} */
  const pictureOf = (type, family) => {
    const key = `${type} ${family}`;
    const known = pictures.get(key);
    if (known) return known;
    const canvas = el('canvas', { width: 56, height: 56 });
    const ctx = /** @type {Ctx} */ (canvas.getContext('2d'));
    ctx.scale(2, 2);
    app.drawSign(ctx, { type, family, state: 'mounted' }, 14, 14, { r: 11 });
    pictures.set(key, canvas.toDataURL());
    return pictures.get(key) || '';
  };

  /**
   * The symbol that the map draws, for a list or a button; drawn once for each type, for a table has hundreds.
   * @type {SignagePlan['typeIcon']}
   */
  const typeIcon = (type, family) => {
    const usual = ['STR', 'AMT'].includes(type) ? 'official' : 'guide';
    return el('img.type-icon', { src: pictureOf(type, family || usual), alt: '', width: 28, height: 28 });
  };

  // Of this tab alone, and gone with it: what can be undone, the token, the type last set.
  const { keep, kept } = app.memory('signage-plan-');
  // Of this page alone: the tab may go on to another area.
  /** @type {SignagePlan['keepHere']} */
  const keepHere = (key, value) => keep(key, [location.pathname, value]);
  /** @type {SignagePlan['keptHere']} */
  const keptHere = (key) => {
    const [page, value] = kept(key) || [];
    return page === location.pathname ? value : null;
  };

  let known = { day: '', until: 0 };
  /** The day where the signs stand, wherever the planner's clock is. */
  const today = () => {
    const now = Date.now();
    if (now > known.until) known = { day: isoDays.format(now), until: now + 1000 };
    return known.day;
  };

  let atWork = 'signs';
  const mode = () => atWork;

  /**
   * What the mouse and the keys are for now: signs, areas, or what else a script brings; one at a time.
   * @type {SignagePlan['setMode']}
   */
  const setMode = (name) => {
    if (name === atWork) return;
    atWork = name;
    document.body.dataset.mode = name;
    tell('mode', name);
  };

  const options = /** @type {PlanOptions} */ (app.options);
  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    on, tell, say, put, passOn, speak, toast, decimal, dayText, fields, areaFields, show, measured, typeIcon, options, today,
    keep, kept, keepHere, keptHere,
    usual: /** @type {any} */ (spoken).usual,
    mode, setMode, toMetres: app.toMetres, toDegrees: app.toDegrees, keyboards: {}, shortcuts: {}, refreshers: {},
  }));
}
