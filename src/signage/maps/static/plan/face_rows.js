// @ts-check
'use strict';
/* The rows of a face as fields: direction, destination, distance, firm, logo; added, moved and taken out by mouse and by keyboard. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put } = plan;
  const { el } = app;
  const SIGNS = { ahead: '↑', left: '←', right: '→', '': '·' };

  /** @type {FaceWork} */
  let work = { letter: null, width: null, slots: [], official: false };
  let changed = () => {};

  /** Names of the firms round about, by which a row knows whose it is. @type {Map<string, number>} */
  let firms = new Map();

  /** @type {(at: number, name: string) => void} */
  const focus = (at, name) => {
    const row = put('plan-face-rows').children[at];
    const input = /** @type {HTMLElement | null} */ (row?.querySelector(`[data-part="${name}"]`));
    input?.focus();
  };

  /** @type {(at: number, more: Partial<FaceSlot>) => void} */
  const write = (at, more) => {
    work.slots[at] = { ...work.slots[at], ...more };
    changed();
  };

  /** @type {(at: number, slots?: FaceSlot[]) => void} */
  const insert = (at, slots = [{ text: '', direction: work.slots[at - 1]?.direction }]) => {
    work.slots.splice(at, 0, ...slots);
    draw();
    changed();
    focus(at + slots.length - 1, 'text');
  };

  /** @type {(at: number) => void} */
  const remove = (at) => {
    work.slots.splice(at, 1);
    draw();
    changed();
    if (work.slots.length) focus(Math.min(at, work.slots.length - 1), 'text');
    else put('plan-face-add').focus();
  };

  /** @type {(at: number, step: 1 | -1, part: string) => void} */
  const move = (at, step, part) => {
    const to = at + step;
    if (to < 0 || to >= work.slots.length) return;
    [work.slots[at], work.slots[to]] = [work.slots[to], work.slots[at]];
    draw();
    changed();
    focus(to, part);
    plan.speak(say('face_moved', { what: work.slots[to].text, n: to + 1 }));
  };

  /** A firm's own name makes the row the firm's. @type {(at: number, text: string) => void} */
  const name = (at, text) => {
    const before = isFirm(work.slots[at]);
    work.slots[at] = { ...work.slots[at], text, tenant: firms.get(text.trim().toLocaleLowerCase()) };
    if (isFirm(work.slots[at]) !== before) {
      draw();
      focus(at, 'text');
    }
    changed();
  };

  /** @type {(slot: FaceSlot) => boolean} */
  const isFirm = (slot) => slot.is_single_firm ?? Boolean(slot.tenant);

  /** Several lines at once, from a list somebody has. @type {(event: ClipboardEvent, at: number) => void} */
  const paste = (event, at) => {
    const lines = (event.clipboardData?.getData('text') || '').split(/\r?\n/).map((one) => one.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    const { direction } = work.slots[at];
    const slots = lines.map((line) => ({ text: line.split('\t')[0].slice(0, 200), direction }));
    if (!work.slots[at].text) work.slots.splice(at, 1);
    insert(at, slots);
  };

  /** @type {(event: KeyboardEvent, at: number, part: string) => void} */
  const keys = (event, at, part) => {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) move(at, event.key === 'ArrowUp' ? -1 : 1, part);
    else if (part === 'text' && event.key === 'Enter') insert(at + 1);
    else if (part === 'text' && event.key === 'Backspace' && !work.slots[at].text) remove(at);
    else return;
    event.preventDefault();
  };

  /** @type {(slot: FaceSlot, at: number) => HTMLElement} */
  const directions = (slot, at) => el('span.ways', { role: 'radiogroup', 'aria-label': say('face_direction', { n: at + 1 }) },
    .../** @type {('ahead' | 'left' | 'right' | '')[]} */ (['ahead', 'left', 'right', '']).map((way) => {
      const on = (slot.direction || '') === way;
      const input = el('input', { type: 'radio', name: `plan-face-way-${at}`, checked: on, 'data-part': on ? 'way' : null });
      input.addEventListener('change', () => write(at, { direction: way || undefined }));
      const title = say(`direction_${way || 'none'}`);
      return el('label', { title }, input, el('span', { 'aria-hidden': 'true' }, SIGNS[way]), el('span.unseen', {}, title));
    }));

  /** @type {(at: number, part: 'firm' | 'logo', on: boolean, wrote: (on: boolean) => void) => HTMLElement} */
  const tick = (at, part, on, wrote) => {
    const input = el('input', { type: 'checkbox', checked: on, 'data-part': part });
    input.addEventListener('change', () => wrote(input.checked));
    const title = say(`face_${part}_why`);
    return el('label.tick', { title }, input, el('span', {}, say(`face_${part}`)), el('span.unseen', {}, ` ${at + 1}`));
  };

  /** @type {(slot: FaceSlot, at: number) => HTMLElement} */
  const reason = (slot, at) => {
    const input = el('input', { type: 'text', maxlength: 200, 'data-part': 'reason', id: `plan-face-reason-${at}` });
    input.value = slot.reason || '';
    input.addEventListener('input', () => write(at, { reason: input.value || undefined }));
    return el('p.why', {}, el('label', { for: input.id }, say('face_reason')), input);
  };

  /** @type {(slot: FaceSlot, at: number) => HTMLElement} */
  const distance = (slot, at) => {
    const label = say('face_distance', { n: at + 1 });
    const input = el('input', {
      type: 'text', inputmode: 'numeric', autocomplete: 'off', 'data-part': 'far', 'aria-label': label, placeholder: 'm',
    });
    input.value = slot.distance_m === undefined ? '' : app.numberText(slot.distance_m);
    input.addEventListener('input', () => {
      const metres = input.value.trim() ? app.numberOf(input.value, { unit: 'm' }) : null;
      const wrong = metres !== null && !(metres >= 0 && metres <= 500_000);
      input.setAttribute('aria-invalid', String(wrong));
      if (!wrong) write(at, { distance_m: metres ?? undefined });
    });
    return input;
  };

  /** @type {(slot: FaceSlot, at: number) => HTMLElement} */
  const row = (slot, at) => {
    const label = say('face_text', { n: at + 1 });
    const text = el('input', {
      type: 'text', maxlength: 200, autocomplete: 'off', list: 'plan-face-names', 'data-part': 'text', 'aria-label': label,
    });
    text.value = slot.text;
    text.addEventListener('input', () => name(at, text.value));
    text.addEventListener('paste', (event) => paste(event, at));
    const button = (/** @type {string} */ part, /** @type {string} */ sign, /** @type {() => void} */ act, off = false) =>
      el('button.small', { type: 'button', onclick: act, 'data-part': part, disabled: off, title: say(`face_${part}`) },
        el('span', { 'aria-hidden': 'true' }, sign), el('span.unseen', {}, `${say(`face_${part}`)}: ${at + 1}`));
    const made = el('li.face-row', {},
      button('up', '▲', () => move(at, -1, 'up'), at === 0),
      button('down', '▼', () => move(at, 1, 'down'), at === work.slots.length - 1),
      directions(slot, at), text, distance(slot, at),
      tick(at, 'firm', isFirm(slot), (on) => { write(at, { is_single_firm: on }); draw(); focus(at, 'firm'); }),
      tick(at, 'logo', Boolean(slot.has_logo), (on) => write(at, { has_logo: on || undefined })),
      button('remove', '✕', () => remove(at)),
      work.official && isFirm(slot) ? reason(slot, at) : null);
    made.addEventListener('keydown', (event) => {
      const part = /** @type {HTMLElement} */ (event.target).dataset.part;
      if (part) keys(event, at, part);
    });
    return made;
  };

  const draw = () => put('plan-face-rows').replaceChildren(...work.slots.map(row));

  /**
   * Show the rows of `next`, which is changed as they are; `told` is called after each change.
   * @type {SignagePlan['editRows']}
   */
  const editRows = (next, told) => {
    work = next;
    changed = told;
    draw();
  };

  /** @type {SignagePlan['offerFirms']} */
  const offerFirms = (rows, others) => {
    firms = new Map(rows.map((one) => [String(one.properties.name).trim().toLocaleLowerCase(), one.id]));
    const names = [...others, ...rows.map((one) => String(one.properties.name))];
    put('plan-face-names').replaceChildren(...[...new Set(names)].map((value) => el('option', { value })));
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ editRows, offerFirms, addRow: () => insert(work.slots.length) }));
}
