// A password can be looked at, and how long it is is said while it is typed; nothing is sent before the form.
'use strict';

(() => {
  const SHORTEST = 12;
  const isGerman = document.documentElement.lang === 'de';

  /** @param {string} german @param {string} english @returns {string} */
  const said = (german, english) => (isGerman ? german : english);

  /** @param {number} length @returns {string} */
  const judged = (length) => {
    if (length === 0) return '';
    if (length < SHORTEST) return said(`Noch ${SHORTEST - length} Zeichen`, `${SHORTEST - length} more characters`);
    if (length < 15) return said('Länge: ausreichend', 'Length: good enough');
    return length < 20 ? said('Länge: gut', 'Length: good') : said('Länge: sehr gut', 'Length: very good');
  };

  /** @param {HTMLInputElement} field */
  const offerToShow = (field) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'kern-btn kern-btn--tertiary desk-show';
    button.setAttribute('aria-pressed', 'false');
    const label = document.createElement('span');
    label.className = 'kern-label';
    label.textContent = said('Passwort anzeigen', 'Show password');
    button.append(label);
    button.addEventListener('click', () => {
      const isShown = field.type === 'password';
      field.type = isShown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(isShown));
    });
    field.form?.addEventListener('submit', () => { field.type = 'password'; });
    field.after(button);
  };

  /** @param {HTMLInputElement} field */
  const sayLength = (field) => {
    const note = document.createElement('p');
    note.className = 'kern-body desk-strength';
    note.setAttribute('role', 'status');
    field.after(note);
    field.addEventListener('input', () => {
      const text = judged([...field.value.normalize('NFC')].length);
      if (note.textContent !== text) note.textContent = text;
    });
  };

  for (const field of document.querySelectorAll('input[type="password"]')) {
    if (field instanceof HTMLInputElement) {
      offerToShow(field);
      if (field.name === 'password' && field.autocomplete === 'new-password') sayLength(field);
    }
  }
})();
