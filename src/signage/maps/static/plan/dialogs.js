// @ts-check
'use strict';
/* The page's dialogs: the token, the end of a sign, the help. Each is the browser's own, which keeps the focus inside. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put } = plan;
  const { el } = app;

  /** @type {SignagePlan['openDialog']} */
  const openDialog = (id) => {
    const dialog = /** @type {HTMLDialogElement} */ (put(id));
    if (!dialog.open) dialog.showModal();
    return dialog;
  };

  // -- the token -------------------------------------------------------------------------------------------------------

  /** @type {Promise<boolean> | null} */
  let asking = null;

  /** @type {() => Promise<boolean>} */
  const askOnce = () => new Promise((answered) => {
    const dialog = openDialog('plan-token');
    const [input, fault] = [/** @type {HTMLInputElement} */ (put('plan-token-text')), put('plan-token-fault')];
    input.value = '';
    fault.textContent = plan.token() ? say('token_refused') : '';
    const form = /** @type {HTMLFormElement} */ (put('plan-token-form'));
    let fits = false;
    form.onsubmit = async (event) => {
      event.preventDefault();
      const before = plan.token();
      plan.setToken(input.value);
      const answer = await plan.ask('GET', 'changes?limit=1');
      fits = answer.ok;
      if (fits) dialog.close();
      else {
        plan.setToken(answer.status === 401 ? '' : before);
        fault.textContent = answer.status === 401 ? say('token_refused') : plan.problemText(answer);
        input.focus();
      }
    };
    dialog.onclose = () => answered(fits);
    input.focus();
  });

  plan.askForToken = () => {
    asking = asking || askOnce().finally(() => { asking = null; });
    return asking;
  };

  const showAccess = () => {
    const [state, button] = [put('plan-access'), put('plan-access-button')];
    const [may, name] = [Boolean(plan.token()), plan.who()];
    document.body.classList.toggle('reading', !may);
    put('plan-desk-link').hidden = !name; // a token opens no desk
    if (name) state.textContent = say(may ? 'writes_as' : 'reads_as', { name });
    else state.textContent = say(may ? 'may_write' : 'read_only');
    button.textContent = say(may || name ? 'leave' : 'enter');
  };

  // -- the end of a sign -----------------------------------------------------------------------------------------------

  /** @type {(day: string, why: string) => void} */
  let ending = () => {};

  /** @type {SignagePlan['endOfSigns']} */
  const endOfSigns = (ids) => ({
    title: say('end_title'), what: ids.length === 1 ? plan.nameOf(ids[0]) : say('count_signs', { n: ids.length }),
    end: (day, why) => plan.end(ids, day, why),
  });

  /** @type {SignagePlan['askEnd']} */
  const askEnd = (question) => {
    ending = question.end;
    const dialog = openDialog('plan-end');
    put('plan-end-title').textContent = question.title;
    put('plan-end-what').textContent = question.what;
    const day = /** @type {HTMLInputElement} */ (put('plan-end-day'));
    day.value = plan.today();
    dialog.querySelector('input')?.focus();
  };

  const setUpEnd = () => {
    /** @type {HTMLFormElement} */ (put('plan-end-form')).addEventListener('submit', (event) => {
      event.preventDefault();
      const [day, why] = ['plan-end-day', 'plan-end-why'].map((id) => /** @type {HTMLInputElement} */ (put(id)).value);
      /** @type {HTMLDialogElement} */ (put('plan-end')).close();
      ending(day, why);
    });
  };

  // -- help ------------------------------------------------------------------------------------------------------------

  /** `Umschalt+R|dreht`: a line each, in the words of the language file. */
  const fillHelp = () => {
    const text = say(plan.mode() === 'areas' ? 'area.help_keys' : 'help_keys');
    const lines = text.split('\n').map((line) => line.split('|')).filter((parts) => parts.length === 2);
    put('plan-help-keys').replaceChildren(...lines.flatMap(([keys, what]) => [
      el('dt', {}, ...keys.trim().split(' ').flatMap((key, i) => [i ? ' ' : '', key === '/' ? '/' : el('kbd', {}, key)])),
      el('dd', {}, what.trim()),
    ]));
  };

  plan.setUpDialogs = () => {
    fillHelp();
    plan.on('mode', fillHelp);
    setUpEnd();
    showAccess();
    plan.on('access', showAccess);
    for (const button of document.querySelectorAll('dialog [data-close]')) {
      button.addEventListener('click', () => button.closest('dialog')?.close());
    }
    put('plan-access-button').addEventListener('click', () => {
      if (plan.token() || plan.who()) plan.leave();
      else plan.askForToken();
    });
    /** @type {HTMLAnchorElement} */ (put('plan-login')).search = `next=${encodeURIComponent(location.pathname + location.search)}`;
    put('plan-help-button').addEventListener('click', () => openDialog('plan-help'));
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ openDialog, askEnd, endOfSigns }));
}
