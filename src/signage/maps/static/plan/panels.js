// @ts-check
'use strict';
/* Panels over the map, each opened and closed by its button: one at a time, Escape leads back to the button. */
{
  const plan = globalThis.signagePlan;
  const { put } = plan;
  /** @type {Map<string, (on: boolean) => void>} */
  const panels = new Map();
  /** The panel whose choices outlive a reload. */
  const KEPT = 'panel';

  /** @type {SignagePlan['panel']} */
  const panel = (id, opened = () => {}, closed = () => {}) => {
    const [box, button] = [put(id), put(`${id}-button`)];
    const show = (/** @type {boolean} */ on) => {
      if (box.hidden !== on) return;
      if (on) for (const [other, turn] of panels) if (other !== id) turn(false);
      box.hidden = !on;
      button.setAttribute('aria-expanded', String(on));
      if (on) opened();
      else closed();
      const open = [...panels.keys()].find((name) => !put(name).hidden);
      plan.keep(KEPT, open || null);
    };
    panels.set(id, show);
    const close = () => {
      show(false);
      button.focus();
    };
    button.addEventListener('click', (event) => {
      show(box.hidden);
      const byKey = !event.detail && document.activeElement === button;
      if (byKey && !box.hidden) /** @type {HTMLElement | null} */ (box.querySelector('input, select'))?.focus();
    });
    box.querySelector('[data-panel-close]')?.addEventListener('click', close);
    for (const place of [box, button]) {
      place.addEventListener('keydown', (event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || box.hidden) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      });
    }
    if (plan.kept(KEPT) === id) show(true);
    return show;
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ panel }));
}
