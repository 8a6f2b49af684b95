// @ts-check
'use strict';
/* What the table of firms sends and shows: cells are saved one after the other under the version that was seen, and can be taken back. */
globalThis.deskFirms = /** @type {any} */ ({ onMove: [], onShown: [] });
{
  const firms = globalThis.deskFirms;
  const PATH = '/desk/firms';

  /** @type {(id: string) => any} */
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent || 'null');
  /** @type {Record<string, string>} */
  const words = read('firms-words');

  /** @type {DeskFirms['say']} */
  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, String(value)), words[key] || key);

  /** Text goes in as text, never as markup; `on*` are listeners. @type {DeskFirms['el']} */
  const el = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
      else if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : String(value));
    }
    made.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child !== null && child !== '')));
    return made;
  };

  const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

  /** @type {DeskFirms['tell']} */
  const tell = (text, { alarm = false, offer = null } = {}) => {
    const line = byId('firms-state-line');
    line.classList.toggle('alarm', alarm);
    line.replaceChildren(text, ...(offer ? [' ', offer] : []));
  };

  const token = () => JSON.parse(document.body.getAttribute('hx-headers') || '{}')['x-form-token'] || '';

  /** The session is over: to the way in, and back here from there. */
  const signIn = () => location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);

  /** Status 0 where nobody answers. @type {DeskFirms['post']} */
  const post = async (path, body) => {
    try {
      const answer = await fetch(PATH + path, {
        method: 'POST', body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', accept: 'application/json', 'x-form-token': token() },
      });
      if (answer.redirected) signIn();
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 0, body: {} };
    }
  };

  /** @type {DeskFirms['get']} */
  const get = async (path) => {
    const answer = await fetch(path, { headers: { accept: 'application/json' } });
    if (!answer.redirected) return answer.json();
    signIn();
    return new Promise(() => {}); // the page is left
  };

  /**
   * Asks, and gives the value of the button that was pressed; '' for Escape. Buttons are [value, label, kind].
   * @type {DeskFirms['dialog']}
   */
  const dialog = (title, content, buttons) => new Promise((resolve) => {
    const made = buttons.map(([value, label, kind]) =>
      el('button', { type: 'submit', value, class: `kern-btn kern-btn--${kind}` }, el('span', { class: 'kern-label' }, label)));
    const form = el('form', { method: 'dialog' }, ...content, el('div', { class: 'firms-buttons' }, ...made));
    const heading = el('h2', { class: 'kern-heading-medium', id: 'firms-dialog-title' }, title);
    const box = el('dialog', { class: 'firms-dialog', 'aria-labelledby': 'firms-dialog-title' }, heading, form);
    const before = document.activeElement;
    box.addEventListener('close', () => {
      box.remove();
      if (before instanceof HTMLElement) before.focus();
      resolve(box.returnValue);
    });
    document.body.append(box);
    box.showModal();
  });

  // -- rows ------------------------------------------------------------------------------------------------------------

  /** @type {DeskFirms['rowOf']} */
  const rowOf = (id) => document.querySelector(`#firms-grid tr[data-id="${id}"]`);
  /** @type {DeskFirms['versionOf']} */
  const versionOf = (row) => Number(row.dataset.version);
  /** @type {DeskFirms['nameOf']} */
  const nameOf = (row) => row.dataset.name || '';
  /** @type {DeskFirms['cellOf']} */
  const cellOf = (row, name) => row.querySelector(`td[data-name="${name}"]`);

  /** Show a row as it is stored now. @type {DeskFirms['show']} */
  const show = (sent) => {
    const row = rowOf(sent.id);
    if (!row) return;
    row.dataset.version = String(sent.version);
    row.dataset.name = sent.cells.name;
    row.className = `kern-table__row firms-${sent.state}`;
    const tick = /** @type {HTMLInputElement | null} */ (row.querySelector('input[name="firm"]'));
    if (tick) tick.value = `${sent.id}:${sent.version}`;
    for (const [name, text] of Object.entries(sent.cells)) {
      const cell = cellOf(row, name);
      if (cell && !cell.classList.contains('editing') && cell.textContent !== text) cell.textContent = text;
    }
    for (const heard of firms.onShown) heard(sent);
  };

  // -- saving ----------------------------------------------------------------------------------------------------------

  /** One after the other: each sends the version that the one before it left. @type {Promise<unknown>} */
  let queue = Promise.resolve();
  /** Change sets that can be taken back, and those of takings back that can be done again. @type {number[]} */
  const done = [];
  /** @type {number[]} */
  const undone = [];

  /** @type {(row: HTMLElement, cells: Record<string, string>, state: string) => void} */
  const mark = (row, cells, state) => {
    for (const name of Object.keys(cells)) {
      const cell = cellOf(row, name);
      cell?.classList.remove('saving', 'saved', 'refused');
      if (state) cell?.classList.add(state);
      if (state === 'refused') cell?.setAttribute('aria-invalid', 'true');
      else cell?.removeAttribute('aria-invalid');
      if (state === 'saved') setTimeout(() => cell?.classList.remove('saved'), 2500);
    }
  };

  /** @type {DeskFirms['save']} */
  const save = (changes) => {
    for (const [row, cells] of changes) {
      mark(row, cells, 'saving');
      for (const [name, text] of Object.entries(cells)) cellOf(row, name)?.replaceChildren(text);
    }
    tell(say('saving'));
    const job = queue.then(() => send(changes));
    queue = job.catch(() => false);
    return job;
  };

  /** @type {(changes: FirmChanges) => Promise<boolean>} */
  const send = async (changes) => {
    const rows = [...changes].map(([row, cells]) => ({ id: Number(row.dataset.id), version: versionOf(row), cells }));
    const { status, body } = await post('/cells', { rows });
    for (const [row, cells] of changes) mark(row, cells, status === 200 ? 'saved' : 'refused');
    if (status === 200) return stored(changes, body);
    if (status === 409 && body.current) return conflict(changes, body.current);
    tell(status ? say('failed', { why: whyOf(body) }) : say('offline'), { alarm: true });
    return false;
  };

  /** @type {(body: FirmReply) => string} */
  const whyOf = (body) => {
    const [first] = Object.values(body.refused || {});
    const [name, why] = Object.entries(first || body.problems || {})[0] || ['', body.detail || ''];
    const label = firms.data.fields[name]?.label;
    return label ? `${label}: ${why}` : why;
  };

  /** @type {(changes: FirmChanges, body: FirmReply) => boolean} */
  const stored = (changes, body) => {
    for (const sent of body.rows || []) show(sent);
    if (body.change_set) {
      done.push(body.change_set);
      undone.length = 0;
    }
    const offer = body.change_set ? el('span', {}, offerOf(changes), ' ', undoOffer()) : null;
    if (body.signs) tell(`${say('saved')} ${body.signs}`, { offer: el('span', {}, signsLink(), ' ', offer) });
    else tell(say('saved'), { offer });
    return true;
  };

  /** To what is to be changed on signs. @type {() => HTMLElement} */
  const signsLink = () => el('a', { href: '/desk/signs' }, say('to_signs'));

  /** What keys have in Ctrl+Z, for who has none. @type {DeskFirms['undoOffer']} */
  const undoOffer = () => el('button', { type: 'button', onclick: () => firms.takeBack() }, say('undo'));

  /** A firm's new name or place may be more than a correction. @type {(changes: FirmChanges) => HTMLElement | null} */
  const offerOf = (changes) => {
    const [[row, cells]] = [...changes];
    if (changes.size > 1 || !Object.keys(cells).some((name) => firms.data.telling.includes(name))) return null;
    const link = el('button', { type: 'button', onclick: () => firms.goOnAsHappened(row, cells) }, say('happened_link'));
    return el('span', {}, `${say('happened_more')} `, link);
  };

  /** Undo the correction and enter the same with its day. @type {DeskFirms['goOnAsHappened']} */
  const goOnAsHappened = async (row, cells) => {
    const number = done.pop();
    if (number) await post('/take-back', { change_set: number });
    const areas = new Map(firms.data.areas.map(([id, name]) => [name, String(id)]));
    const given = Object.entries(cells).map(([name, text]) => [name, name === 'area' && areas.size ? areas.get(text) || '' : text]);
    location.assign(`${PATH}/${row.dataset.id}/${'name' in cells ? 'rename' : 'move'}?${new URLSearchParams(given)}`);
  };

  /**
   * Both versions of every cell; the person says which one stays.
   * @type {(changes: FirmChanges, current: FirmSent[]) => Promise<boolean>}
   */
  const conflict = async (changes, current) => {
    const mine = new Map([...changes].map(([row, cells]) => [Number(row.dataset.id), cells]));
    const lines = current.flatMap((sent) => Object.entries(mine.get(sent.id) || {}).map(([name, text]) => el('li', {},
      el('strong', {}, say('cell_of', { name: sent.cells.name, column: firms.data.fields[name]?.label || name })),
      el('br'), say('theirs', { text: sent.cells[name] || say('empty') }), el('br'), say('mine', { text: text || say('empty') }))));
    const list = el('ul', { class: 'firms-similar' }, ...lines);
    const answer = await dialog(say('conflict'), [list], [['mine', say('take_mine'), 'primary'], ['', say('take_theirs'), 'secondary']]);
    for (const sent of current) show(sent);
    for (const [row, cells] of changes) mark(row, cells, '');
    if (answer !== 'mine') {
      for (const sent of current) show(sent);
      tell('');
      return false;
    }
    for (const [row, cells] of changes) for (const [name, text] of Object.entries(cells)) cellOf(row, name)?.replaceChildren(text);
    return send(changes);
  };

  // -- undo ------------------------------------------------------------------------------------------------------------

  /** @type {(from: number[], to: number[], none: string, said: string) => void} */
  const turn = (from, to, none, said) => {
    const job = async () => {
      const number = from.pop();
      if (!number) {
        tell(say(none));
        return;
      }
      const { status, body } = await post('/take-back', { change_set: number });
      if (status !== 200) {
        from.push(number);
        tell(status ? say('failed', { why: whyOf(body) }) : say('offline'), { alarm: true });
        return;
      }
      for (const sent of body.rows) show(sent);
      for (const id of body.gone) rowOf(id)?.remove();
      to.push(body.change_set);
      tell(say(said));
    };
    queue = queue.then(job, job);
  };

  Object.assign(firms, /** @satisfies {Partial<DeskFirms>} */ ({
    data: read('firms-data'), say, el, byId, tell, post, get, dialog, rowOf, versionOf, nameOf, cellOf, show, save, goOnAsHappened,
    undoOffer,
    takeBack: () => turn(done, undone, 'nothing_to_undo', 'undone'),
    doAgain: () => turn(undone, done, 'nothing_to_redo', 'redone'),
  }));
}
