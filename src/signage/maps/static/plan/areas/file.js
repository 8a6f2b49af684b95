// @ts-check
'use strict';
/*
 * Outlines out of a file: chosen or dropped on the map, looked at with what is wrong with each, and taken over one by one. Where the file
 * has several tables, or does not say its coordinate system, the planner does.
 */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, toast, outline } = plan;
  const { el } = app;
  const [MOST_BYTES, MOST_SHOWN] = [50e6, 50];

  /** @type {FoundOutline[]} */
  let found = [];
  /** The file that is looked at, and what the planner said of it. @type {{ file: File, layer: string, crs: string } | null} */
  let looked = null;

  const filedOutlines = () => found.map(({ geometry }) => geometry);

  /** @type {(one: FoundOutline) => string} */
  const nameOf = ({ id, values, properties }) =>
    values.name || Object.values(properties).find((value) => typeof value === 'string' && value) || say('area.file_row', { n: id });

  const close = () => {
    [found, looked] = [[], null];
    plan.passOn(put('plan-file'), 'plan-tool-file');
    put('plan-file').hidden = true;
    plan.overlay.refresh();
  };

  /** @type {(one: FoundOutline) => Promise<void>} */
  const asNew = async (one) => {
    await plan.chooseArea(null);
    if (plan.areaWork()) return;
    const { municipality, values, geometry } = one;
    plan.startArea(outline.read(geometry), { ...(municipality ? { municipality } : {}), name: nameOf(one), ...values });
    close();
    plan.showWholeArea();
  };

  /** @type {(one: FoundOutline) => void} */
  const asOutline = ({ geometry }) => {
    plan.reshapeTo(outline.read(geometry), say('area.did_file', { what: plan.areaName() }));
    close();
    plan.showWholeArea();
  };

  /** @type {(one: FoundOutline) => HTMLElement} */
  const line = (one) => {
    const light = plan.lightOf(one.findings);
    const title = nameOf(one);
    return el('li', { 'data-light': light }, el('strong', {}, title), el('span', {}, ` ${plan.outlineText(outline.read(one.geometry))}`),
      one.findings.length ? el('ul.findings', {}, ...one.findings.map((finding) => plan.findingLine(plan.withoutFigures(finding)))) : null,
      el('div.row', {},
        el('button', { type: 'button', onclick: () => asNew(one) }, say('area.file_new'), el('span.unseen', {}, `: ${title}`)),
        plan.areaWork()
          ? el('button', { type: 'button', onclick: () => asOutline(one) }, say('area.file_replace', { what: plan.areaName() })) : null));
  };

  /** As many as a person reads, and how many there are beside. @type {<T>(all: T[], shown: (one: T) => HTMLElement) => HTMLElement[]} */
  const firstOf = (all, shown) => {
    const more = all.length - MOST_SHOWN;
    return [...all.slice(0, MOST_SHOWN).map(shown), ...(more > 0 ? [el('li.soft', {}, say('preview_more', { n: more }))] : [])];
  };

  /**
   * One choice about the file, read anew when it is made.
   * @type {(name: 'layer' | 'crs', label: string, options: [string, string][], value: string) => HTMLElement}
   */
  const choice = (name, label, options, value) => {
    const select = el('select', { id: `plan-file-${name}` },
      ...options.map(([key, text]) => el('option', { value: key, selected: key === value }, text)));
    select.addEventListener('change', () => {
      if (looked) read({ ...looked, ...(name === 'layer' ? { crs: '' } : {}), [name]: select.value });
    });
    return el('div.field', {}, el('label', { for: select.id }, label), select);
  };

  /** The tables of the file, where it has several. @type {(answer: Values) => HTMLElement | string} */
  const tableChoice = ({ table = '', tables = [] }) => {
    if (tables.length < 2) return '';
    const names = tables.map((/** @type {string} */ name) => [name, name]);
    return choice('layer', say('area.file_table'), table ? names : [['', say('area.file_choose')], ...names], table);
  };

  /** The systems, where it names none, or one that leads rows elsewhere. @type {(answer: Values) => HTMLElement | string} */
  const crsChoice = ({ crs, crs_stated: isStated, crs_choices: systems, remarks }) => {
    if (!crs || (isStated && !remarks.length && !looked?.crs)) return '';
    const known = systems.map((/** @type {Values} */ one) => [one.crs, `${one.title} · ${one.crs}`]);
    if (!systems.some((/** @type {Values} */ one) => one.crs === crs)) known.unshift([crs, crs.slice(0, 40)]);
    return choice('crs', say(isStated ? 'area.file_crs' : 'area.file_crs_guessed'), known, crs);
  };

  /** @type {(told: Values) => void} */
  const show = (answer) => {
    const { features, notes = [], remarks = [] } = answer;
    found = features;
    put('plan-file').hidden = false;
    put('plan-file-choices').replaceChildren(tableChoice(answer), crsChoice(answer));
    const told = [...notes, ...remarks.map((/** @type {Values} */ { row, message }) => say('area.file_remark', { n: row, what: message }))];
    put('plan-file-notes').replaceChildren(...firstOf(told, (/** @type {string} */ text) => el('li', {}, text)));
    put('plan-file-list').replaceChildren(...firstOf(found, line));
    put('plan-file-title').textContent = answer.table ? say('area.file_title', { n: found.length, what: looked?.file.name || '' })
      : say('area.file_several', { what: looked?.file.name || '' });
    plan.showAll(found.flatMap(({ geometry }) => outline.read(geometry)).flat(2));
  };

  /** @type {(wanted: NonNullable<typeof looked>) => Promise<void>} */
  const read = async (wanted) => {
    const { file, layer, crs } = wanted;
    looked = wanted;
    const query = new URLSearchParams({ ...(layer ? { layer } : {}), ...(crs ? { crs } : {}) });
    toast(say('area.file_reading', { what: file.name }));
    const answer = await plan.write('POST', `areas/outline?${query}`, file);
    if (looked !== wanted) return; // closed, or asked for otherwise
    const focused = document.activeElement?.id || '';
    if (answer.ok) show(answer.body);
    else if (answer.body?.tables) show({ features: [], tables: answer.body.tables });
    else {
      toast(say('area.file_refused', { what: file.name, why: plan.problemText(answer) }), { alarm: true });
      return;
    }
    put('plan-notice').hidden = true;
    (put(focused.startsWith('plan-file-') ? focused : 'plan-file-title') || put('plan-file-title')).focus();
  };

  /** @type {(file: File | undefined) => Promise<void>} */
  const take = async (file) => {
    if (!file || (!plan.token() && !(await plan.askForToken()))) return;
    if (file.size > MOST_BYTES) toast(say('area.file_large'), { alarm: true });
    else await read({ file, layer: '', crs: '' });
  };

  plan.setUpAreaFile = () => {
    const [input, box] = [/** @type {HTMLInputElement} */ (put('plan-file-input')), plan.map.getContainer()];
    put('plan-tool-file').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      take(input.files?.[0]);
      input.value = '';
    });
    put('plan-file-close').addEventListener('click', close);
    plan.on('mode', (mode) => { if (mode === 'signs') close(); });
    box.addEventListener('dragover', (event) => { if (plan.mode() === 'areas') event.preventDefault(); });
    box.addEventListener('drop', (event) => {
      if (plan.mode() !== 'areas') return;
      event.preventDefault();
      take(event.dataTransfer?.files[0]);
    });
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ filedOutlines }));
}
