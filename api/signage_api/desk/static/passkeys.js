// Asks the device for a passkey and sends its answer as an ordinary form. Without this script the forms stay
// hidden: password and code remain.
'use strict';

{
  // A question is forgotten after five minutes; a page that is left open asks anew for a while.
  const renewedMs = 4 * 60_000;
  const mostRenewals = 8;
  /** What the browser offers beside the field for the address, until somebody presses a button. */
  let offered = new AbortController();

  /** @param {string} text bytes as base64url */
  function passkeyBytes(text) {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  /** @param {ArrayBuffer | null} bytes */
  function passkeyText(bytes) {
    if (!bytes) return null;
    const plain = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
    return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  }

  /** @param {{ id: string, type: string }[] | undefined} named */
  function passkeyList(named) {
    return (named ?? []).map((one) => ({ type: /** @type {const} */ ('public-key'), id: passkeyBytes(one.id) }));
  }

  /** @param {PasskeyQuestion} question */
  function makePasskey(question) {
    const publicKey = /** @type {PublicKeyCredentialCreationOptions} */ (/** @type {unknown} */ ({
      ...question,
      challenge: passkeyBytes(question.challenge),
      user: { ...question.user, id: passkeyBytes(question.user?.id ?? '') },
      excludeCredentials: passkeyList(question.excludeCredentials),
    }));
    return navigator.credentials.create({ publicKey });
  }

  /**
   * @param {PasskeyQuestion} question
   * @param {CredentialRequestOptions} [how]
   */
  function findPasskey(question, how = {}) {
    const publicKey = /** @type {PublicKeyCredentialRequestOptions} */ (/** @type {unknown} */ ({
      ...question,
      challenge: passkeyBytes(question.challenge),
      allowCredentials: passkeyList(question.allowCredentials),
    }));
    return navigator.credentials.get({ ...how, publicKey });
  }

  /** @param {PublicKeyCredential} key */
  function passkeyAnswer(key) {
    const said = /** @type {Partial<AuthenticatorAttestationResponse & AuthenticatorAssertionResponse>} */ (key.response);
    const response = { clientDataJSON: passkeyText(key.response.clientDataJSON) };
    if (said.attestationObject) {
      Object.assign(response, { attestationObject: passkeyText(said.attestationObject) });
    } else {
      Object.assign(response, {
        authenticatorData: passkeyText(said.authenticatorData ?? null),
        signature: passkeyText(said.signature ?? null),
        userHandle: passkeyText(said.userHandle ?? null),
      });
    }
    return JSON.stringify({ id: key.id, rawId: passkeyText(key.rawId), type: key.type, response });
  }

  /**
   * What the service wants to be shown.
   * @param {HTMLFormElement} form
   * @returns {Promise<PasskeyQuestion>}
   */
  async function passkeyQuestion(form) {
    const fields = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    const body = new URLSearchParams({ form_token: fields['form_token'] ?? '' });
    const answer = await fetch(form.dataset['question'] ?? '', { method: 'POST', body, redirect: 'error' });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  /**
   * Fill the form with the device's answer and send it.
   * @param {HTMLFormElement} form
   * @param {PasskeyQuestion} question
   * @param {Credential | null} key
   */
  function sendPasskey(form, question, key) {
    if (!(key instanceof PublicKeyCredential)) throw new Error('no passkey');
    /** @type {[string, string][]} */
    const given = [['challenge', question.challenge], ['answer', passkeyAnswer(key)]];
    for (const [name, value] of given) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value;
    }
    form.submit();
  }

  /** @param {HTMLFormElement} form */
  async function usePasskey(form) {
    offered.abort(); // a browser answers one question at a time
    const question = await passkeyQuestion(form);
    const key = await (form.dataset['passkey'] === 'add' ? makePasskey(question) : findPasskey(question));
    sendPasskey(form, question, key);
  }

  /**
   * Let the browser offer passkeys where it fills in addresses. Where it cannot, or the service does not
   * answer, there is nothing to say: button and password are on the page.
   * @param {HTMLFormElement} form
   * @param {AbortController} until
   * @param {number} [renewals]
   * @returns {Promise<void>}
   */
  async function offerPasskeys(form, until, renewals = mostRenewals) {
    const question = await passkeyQuestion(form);
    const signal = AbortSignal.any([until.signal, AbortSignal.timeout(renewedMs)]);
    try {
      sendPasskey(form, question, await findPasskey(question, { mediation: 'conditional', signal }));
    } catch (error) {
      if (until.signal.aborted || !signal.aborted || renewals === 0) throw error;
      return offerPasskeys(form, until, renewals - 1);
    }
  }

  function offerAnew() {
    const until = offered = new AbortController();
    const form = document.querySelector('form[data-passkey-offered]');
    if (!(form instanceof HTMLFormElement) || !PublicKeyCredential.isConditionalMediationAvailable) return;
    PublicKeyCredential.isConditionalMediationAvailable()
      .then((can) => (can ? offerPasskeys(form, until) : undefined))
      .catch(() => undefined);
  }

  /** @param {HTMLFormElement} form */
  function setUpPasskeyForm(form) {
    const said = /** @type {HTMLElement} */ (form.querySelector('[data-said]'));
    const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      said.textContent = '';
      button.disabled = true;
      usePasskey(form).catch((/** @type {Error} */ error) => {
        button.disabled = false;
        // A person who cancels, a key that is not there and one that is there already look alike, on purpose.
        const isTheirs = ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name);
        said.textContent = (isTheirs ? form.dataset['cancelled'] : form.dataset['failed']) ?? '';
        button.focus();
        offerAnew();
      });
    });
  }

  if (typeof PublicKeyCredential === 'function') {
    for (const form of document.querySelectorAll('form[data-passkey]')) {
      setUpPasskeyForm(/** @type {HTMLFormElement} */ (form));
    }
    offerAnew();
  }
}
