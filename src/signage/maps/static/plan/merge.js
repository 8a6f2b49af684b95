// @ts-check
'use strict';
/* Somebody else was quicker: both versions side by side, and a choice for each field. Nothing is lost until the planner says so. */
{
  const plan = globalThis.signagePlan;
  const { say, put, measured } = plan;
  const { el } = globalThis.signageMap;
  const KEPT = new Set(['id', 'version', 'changed_at', 'x', 'y', 'source', 'source_name', 'source_id']);

  /** @type {(feature: PlanFeature) => Values} */
  const valuesOf = ({ geometry, properties }) => {
    const [x, y] = geometry?.type === 'Point' ? plan.toMetres(geometry.coordinates[0], geometry.coordinates[1]) : [null, null];
    return { ...properties, x, y };
  };

  /** @type {(a: any, b: any) => boolean} */
  const same = (a, b) => (a ?? null) === (b ?? null) || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

  /** @type {(values: Values) => string} */
  const placeText = ({ x, y }) => (typeof x === 'number' ? `${plan.decimal(x, 2)} / ${plan.decimal(y, 2)}` : '');

  /** @type {(name: string, values: Values) => string} */
  const text = (name, values) => (name === 'place' ? placeText(values) : measured(name, values[name])) || '–';

  /**
   * The fields in which one of the two differs from what both began with; `place` stands for both coordinates.
   * @type {(mine: Changes, base: Values, theirs: Values) => { name: string, by: 'mine' | 'theirs' | 'both' }[]}
   */
  const differing = (mine, base, theirs) => {
    const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter((name) => !KEPT.has(name));
    const moved = [mine.x !== undefined, Math.hypot(theirs.x - base.x, theirs.y - base.y) > 0.02];
    /** @type {[string, boolean, boolean][]} */
    const rows = [['place', moved[0], moved[1]],
      ...names.map((name) => /** @type {[string, boolean, boolean]} */ (
        [name, name in mine, name in theirs && !same(theirs[name], base[name])]))];
    return rows.filter(([, byMe, byThem]) => byMe || byThem)
      .map(([name, byMe, byThem]) => ({ name, by: byMe && byThem ? 'both' : byMe ? 'mine' : 'theirs' }));
  };

  /** @type {(name: string, whose: 'mine' | 'theirs', shown: string | HTMLElement, checked: boolean) => HTMLElement} */
  const choice = (name, whose, shown, checked) => el('td', {}, el('label.choice', {},
    el('input', { type: 'radio', name: `merge-${name}`, value: whose, checked }), el('span', {}, shown)));

  /** @type {PlanNews['conflict'][]} */
  const queue = [];

  /** A sign, unless it says itself what it is. @type {(news: PlanNews['conflict']) => MergeSubject} */
  const subject = ({ id, base, current, about }) => about || {
    what: plan.nameOf(id), old: { ...base.values, x: base.x, y: base.y }, theirs: valuesOf(current),
    label: (name) => (name === 'place' ? say('place_field') : plan.fields[name]?.label || name), show: text,
    settle: (changes) => plan.settle(id, changes, base, current), again: () => plan.save(id),
  };

  const next = () => {
    const [first] = queue;
    if (!first) return;
    const { mine } = first;
    const { what, old, theirs, label, show: shown } = subject(first);
    const wanted = { ...theirs, ...mine };
    const rows = differing(mine, old, theirs);
    put('plan-merge-what').textContent = say('merge_what', { what });
    put('plan-merge-rows').replaceChildren(...rows.map(({ name, by }) => el('tr', { 'data-field': name },
      el('th', { scope: 'row' }, label(name)),
      el('td', {}, shown(name, old) || '–'),
      choice(name, 'mine', shown(name, by === 'theirs' ? old : wanted) || '–', by !== 'theirs'),
      choice(name, 'theirs', shown(name, theirs) || '–', by === 'theirs'))));
    plan.openDialog('plan-merge');
  };

  /** What is to be written over the row as it is now. @type {() => Changes} */
  const taken = () => {
    const { mine } = queue[0];
    const { old, theirs } = subject(queue[0]);
    /** @type {Changes} */
    const found = {};
    for (const input of put('plan-merge-rows').querySelectorAll('input')) {
      if (!input.checked || input.value !== 'mine') continue;
      const name = input.name.slice('merge-'.length);
      const from = /** @type {Values} */ ({ ...old, ...mine });
      for (const one of name === 'place' ? ['x', 'y'] : [name]) if (!same(from[one], theirs[one])) found[one] = from[one] ?? null;
    }
    return 'x' in found || 'y' in found ? { ...found, x: mine.x ?? old.x, y: mine.y ?? old.y } : found;
  };

  /** @type {(changes: Changes) => void} */
  const close = (changes) => {
    const { what, settle } = subject(/** @type {PlanNews['conflict']} */ (queue.shift()));
    /** @type {HTMLDialogElement} */ (put('plan-merge')).close();
    settle(changes);
    if (!Object.keys(changes).length) plan.toast(say('merge_theirs_kept', { what }));
    next();
  };

  plan.setUpMerge = () => {
    plan.on('conflict', (news) => {
      if (queue.some(({ id, about }) => id === news.id && !about === !news.about)) return;
      queue.push(news);
      if (queue.length === 1) next();
    });
    put('plan-merge-save').addEventListener('click', () => close(taken()));
    put('plan-merge-theirs').addEventListener('click', () => close({}));
    // Escape decides nothing: the change stays on the map, unsaved, and can be taken up again.
    put('plan-merge').addEventListener('cancel', (event) => {
      event.preventDefault();
      const { what, again } = subject(/** @type {PlanNews['conflict']} */ (queue.shift()));
      /** @type {HTMLDialogElement} */ (put('plan-merge')).close();
      plan.toast(say('merge_later', { what }), { alarm: true, action: [say('merge_again'), again] });
      next();
    });
  };
}
