// @ts-check
'use strict';
/*
 * Writing to the API: in the session of whoever has signed in at the desk, or with a token, which stays in this tab and
 * leaves the address before anything else happens.
 */
{
  const plan = globalThis.signagePlan;
  const { say } = plan;
  const address = plan.options.api;
  const MOST_KEPT_ALIVE = 30_000; // browsers send at most 64 kB after the page is gone

  let bearer = plan.kept('token') || '';
  const given = /^#token=(.+)$/.exec(location.hash);
  if (given) {
    history.replaceState(null, '', location.pathname + location.search);
    bearer = decodeURIComponent(given[1]).trim();
    plan.keep('token', bearer);
  }

  /** Who has signed in at the desk, if anybody. @type {SignedIn | null} */
  let me = null;

  const who = () => (bearer ? '' : me?.name || '');

  /** What opens writing; empty where nothing on this page may be written. */
  const token = () => bearer || (me && (me.writes.signs.length || me.writes.areas.length) ? me.form_token : '');

  /** @type {SignagePlan['setToken']} */
  const setToken = (text) => {
    bearer = text.trim();
    plan.keep('token', bearer || null);
    plan.tell('access', null);
  };

  /** @type {(answer: Response) => Promise<any>} */
  const bodyOf = async (answer) => {
    try {
      return await answer.json();
    } catch {
      return null;
    }
  };

  /** What goes with every question; a token where there is one. @type {(accept: string) => Record<string, string>} */
  const introduced = (accept) => ({
    accept: `${accept}, application/json`, 'accept-language': document.documentElement.lang,
    ...(bearer ? { authorization: `Bearer ${bearer}` } : me ? { 'x-form-token': me.form_token } : {}),
  });

  /**
   * Status 0 where nobody answers.
   * @type {SignagePlan['ask']}
   */
  const ask = async (method, path, body, headers = {}) => {
    const sent = { ...introduced('application/geo+json'), ...headers };
    const isFile = body instanceof Blob;
    if (body !== undefined) sent['content-type'] = isFile ? 'application/octet-stream' : 'application/json';
    const text = body === undefined ? null : isFile ? body : JSON.stringify(body);
    const keepalive = method === 'PATCH' && String(text).length < MOST_KEPT_ALIVE; // what is written last outlives the page
    try {
      const answer = await fetch(`${address}/${path}`, { method, headers: sent, cache: 'no-store', keepalive, body: text });
      return { path, status: answer.status, ok: answer.ok, headers: answer.headers, body: await bodyOf(answer) };
    } catch {
      return { path, status: 0, ok: false, headers: null, body: null };
    }
  };

  /**
   * A file, sent to whoever has the token with what is theirs alone; `body` is its bytes, or what is wrong.
   * @type {SignagePlan['askFile']}
   */
  const askFile = async (path) => {
    try {
      const answer = await fetch(`${address}/${path}`, { headers: introduced('application/pdf') });
      const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') || '')?.[1] || '';
      const body = await (answer.ok ? answer.blob() : bodyOf(answer));
      return { path, status: answer.status, ok: answer.ok, headers: answer.headers, name, body };
    } catch {
      return { path, status: 0, ok: false, headers: null, name: '', body: null };
    }
  };

  /** @type {SignagePlan['write']} */
  const send = async (method, path, body, version) => {
    /** @type {Record<string, string>} */
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
    const answer = await ask(method, path, body, headers);
    if (answer.status !== 401) return answer;
    return (await plan.askForToken()) ? send(method, path, body, version) : answer;
  };

  /** What is being written. @type {Set<Promise<Asked>>} */
  const underWay = new Set();

  /**
   * As `ask`; without a right to write the planner is asked for the token, and the write is tried again.
   * @type {SignagePlan['write']}
   */
  const write = (...sent) => {
    const work = send(...sent).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  };

  /** When what is being written is answered. @type {SignagePlan['allWritten']} */
  const allWritten = async () => { await Promise.allSettled(underWay); };

  /** Find out who has signed in; the cookie itself no script can read. */
  const meet = async () => {
    const answer = await ask('GET', 'me');
    me = answer.ok && answer.body?.form_token ? answer.body : null;
    if (me) plan.tell('access', null);
  };

  /** Forget the token, or sign out of the desk. @type {SignagePlan['leave']} */
  const leave = async () => {
    if (bearer || !me) return setToken('');
    const headers = { 'x-form-token': me.form_token, 'hx-request': 'true' };
    me = null;
    await fetch('/logout', { method: 'POST', headers });
    return plan.tell('access', null);
  };

  /**
   * Why a write was refused, in the words of the service, with each field at fault by its name on screen.
   * @type {SignagePlan['problemText']}
   */
  const problemText = ({ path, status, body }) => {
    if (!status) return say('no_answer');
    const columns = path.startsWith('areas') ? plan.areaFields : plan.fields;
    const label = (/** @type {string} */ name) => columns[name]?.label || say(`field_${name}`);
    const faults = Object.entries(body?.problems || {}).map(([name, text]) => `${label(name)}: ${text}`);
    return faults.length ? faults.join(' ') : body?.detail || body?.title || say('refused', { status });
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    who, token, setToken, leave, ask, askFile, write, allWritten, problemText,
  }));
  if (!bearer) meet();
}
