// One screen of firms: letters choose, the sum follows. Everything works without this.
'use strict';

(() => {
  const KEYS = /** @type {Record<string, string>} */ ({ j: 'here', u: 'moved', w: 'gone', k: 'corrected' });
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById('confirm-form'));
  const sum = document.getElementById('confirm-sum');
  const submit = document.getElementById('confirm-submit');
  if (!form || !sum || !submit) return;
  const label = /** @type {HTMLElement} */ (submit.querySelector('.kern-label'));

  /** @param {string} verdict */
  const chosen = (verdict) => form.querySelectorAll(`input[type="radio"][value="${verdict}"]:checked`).length;

  const tell = () => {
    const here = chosen('here');
    const firms = form.querySelectorAll('fieldset').length;
    sum.textContent = Object.values(KEYS).reduce(
      (text, verdict) => text.replace(`{${verdict}}`, String(chosen(verdict))),
      sum.dataset.text ?? '',
    );
    const key = here === firms ? 'all' : here === 0 ? 'none' : here === 1 ? 'one' : 'other';
    label.textContent = (submit.dataset[key] ?? '').replace('{n}', String(here));
  };

  /**
   * The fields of the verdict, else the next firm: where somebody goes on.
   * @param {HTMLElement} firm
   * @param {string} verdict
   */
  const goOn = (firm, verdict) => {
    const own = /** @type {HTMLElement | null} */ (
      firm.querySelector(`[data-verdict="${verdict}"] :is(select, input)`)
    );
    const next = firm.closest('li')?.nextElementSibling?.querySelector('input[type="radio"]:checked');
    const target = own ?? /** @type {HTMLElement | null} */ (next) ?? submit;
    target.focus();
    // A field that was hidden just now may be taken for one in sight, though it lies under the bar.
    target.scrollIntoView({ block: 'nearest' });
  };

  form.addEventListener('change', tell);
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    const target = /** @type {HTMLInputElement} */ (event.target);
    const verdict = KEYS[event.key.toLowerCase()];
    if (!verdict || event.ctrlKey || event.altKey || event.metaKey || target.type !== 'radio') return;
    const firm = /** @type {HTMLElement} */ (target.closest('fieldset'));
    const radio = /** @type {HTMLInputElement | null} */ (firm.querySelector(`input[value="${verdict}"]`));
    event.preventDefault();
    if (!radio) return; // not for this role to answer
    radio.checked = true;
    radio.focus();
    tell();
    goOn(firm, verdict);
  });
  // Enter in a text field would send everything: it goes to the next firm instead.
  form.addEventListener('keydown', (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (event.key === 'Enter' && target.tagName === 'INPUT' && !event.defaultPrevented) event.preventDefault();
  });
  // What was chosen is lost by a reload or a link: the browser asks first.
  let isSent = false;
  const isTouched = () =>
    [...form.elements].some((one) => one instanceof HTMLInputElement && one.type === 'radio' && one.checked !== one.defaultChecked);
  form.addEventListener('submit', () => {
    isSent = true;
  });
  window.addEventListener('beforeunload', (event) => {
    if (!isSent && isTouched()) event.preventDefault();
  });
  // A browser that comes back here sets the answers again after this script has run, and fires no change.
  window.addEventListener('pageshow', () => {
    isSent = false;
    tell();
  });
  tell();
})();
