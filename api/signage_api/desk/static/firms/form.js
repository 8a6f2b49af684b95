// @ts-check
'use strict';
/* The form of a firm: addresses of the address file are offered while somebody types, and fill in the rest. */
{
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-addresses]'));
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById('address'));
  const list = document.getElementById('address-list');
  /** @type {FirmAddress[]} */
  let found = [];
  let asked = 0;

  /** @type {(name: string, text: string) => void} */
  const fill = (name, text) => {
    const field = document.getElementById(name);
    if (!(field instanceof HTMLInputElement)) return;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };

  const take = () => {
    const known = found.find(({ label }) => label === input?.value);
    if (!known || !input) return false;
    for (const name of /** @type {const} */ (['street', 'house_number', 'postcode', 'place'])) fill(name, known[name]);
    fill('geometry', known.position);
    input.value = '';
    return true;
  };

  const look = async () => {
    if (!form || !input || !list) return;
    const answer = await fetch(`${form.dataset.addresses}?${new URLSearchParams({ q: input.value })}`);
    if (!answer.ok) return;
    found = (await answer.json()).addresses;
    list.replaceChildren(...found.map(({ label }) => {
      const option = document.createElement('option');
      option.value = label;
      return option;
    }));
  };

  input?.addEventListener('input', () => {
    clearTimeout(asked);
    if (!take() && input.value.trim().length >= 3) asked = setTimeout(look, 200);
  });
  document.getElementById('asks')?.focus();
}
