// Keys for the entry that has the focus (or something in it); the page says which. It works without this too.
'use strict';

(() => {
  const TYPING = 'input:not([type="checkbox"]), textarea, select';
  const entries = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-entry]')]);

  /** @param {HTMLElement | undefined} entry */
  const focus = (entry) => {
    if (!entry) return;
    entry.focus({ preventScroll: true });
    entry.scrollIntoView({ block: 'nearest' });
  };

  /** @param {HTMLElement | null} here @param {number} step */
  const move = (here, step) => {
    const all = entries();
    focus(all[here ? all.indexOf(here) + step : 0]);
  };

  /** @param {HTMLElement} entry @param {string} key */
  const act = (entry, key) => {
    const found = /** @type {HTMLElement | null} */ (entry.querySelector(`[data-key="${key}"]`));
    if (found instanceof HTMLDetailsElement) {
      found.open = true;
      /** @type {HTMLElement | null} */ (found.querySelector(TYPING))?.focus();
    } else {
      found?.click();
    }
    return found !== null;
  };

  /** @param {HTMLElement} target @param {HTMLElement | null} entry @param {string} key */
  const arrow = (target, entry, key) => {
    if (!entry && target !== document.body && target.id !== 'content') return false;
    move(entry, key === 'arrowdown' ? 1 : -1);
    return true;
  };

  /** @param {HTMLElement} target @param {HTMLElement | null} entry @param {string} key */
  const press = (target, entry, key) => {
    if (key === 'arrowdown' || key === 'arrowup') return arrow(target, entry, key);
    if (!entry) return false;
    if (key === 'x') {
      /** @type {HTMLInputElement | null} */ (entry.querySelector('[name="chosen"]'))?.click();
      return true;
    }
    return ['a', 'k', 'r', 'j', 'u'].includes(key) && act(entry, key);
  };

  document.addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const entry = /** @type {HTMLElement | null} */ (target.closest('[data-entry]'));
    if (event.key === 'Escape' && entry) focus(entry);
    if (!target.matches(TYPING) && press(target, entry, event.key.toLowerCase())) event.preventDefault();
  });

  // What was settled together is gone from the list, and the next entry has the focus.
  document.addEventListener('htmx:afterSwap', () => {
    const done = /** @type {HTMLElement | null} */ (document.querySelector('[data-settled]:not([data-told])'));
    if (!done) return;
    done.dataset['told'] = '';
    for (const pair of (done.dataset['settled'] ?? '').split(',').slice(1)) {
      document.getElementById(pair.split(':')[0] ?? '')?.remove();
    }
    const all = entries();
    focus(all[all.indexOf(done) + 1] ?? done);
    const said = document.getElementById('desk-said');
    if (said) said.textContent = done.querySelector('[data-said]')?.textContent ?? '';
  });
})();
