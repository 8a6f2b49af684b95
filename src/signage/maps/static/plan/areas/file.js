// @ts-check
'use strict';
/* Outlines out of a file: chosen or dropped on the map, looked at with what is wrong with each, and taken over one by one. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, toast, outline } = plan;
  const { el } = app;
  const [MOST_BYTES, MOST_SHOWN] = [50e6, 50];

  /** @type {FoundOutline[]} */
  let found = [];

  const filedOutlines = () => found.map(({ geometry }) => geometry);

  /** @type {(one: FoundOutline) => string} */
  const nameOf = ({ id, values, properties }) =>
    values.name || Object.values(properties).find((value) => typeof value === 'string' && value) || say('area.file_row', { n: id });

  const close = () => {
    found = [];
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

  /** @type {(body: Values) => void} */
  const show = ({ features, notes, remarks }) => {
    found = features;
    put('plan-file').hidden = false;
    const told = [...notes, ...remarks.map((/** @type {Values} */ { row, message }) => say('area.file_remark', { n: row, what: message }))];
    put('plan-file-notes').replaceChildren(...firstOf(told, (/** @type {string} */ text) => el('li', {}, text)));
    put('plan-file-list').replaceChildren(...firstOf(found, line));
    put('plan-file-title').textContent = say('area.file_title', { n: found.length });
    put('plan-file-title').focus();
    plan.showAll(found.flatMap(({ geometry }) => outline.read(geometry)).flat(2));
  };

  /** @type {(file: File | undefined) => Promise<void>} */
  const read = async (file) => {
    if (!file || (!plan.token() && !(await plan.askForToken()))) return;
    if (file.size > MOST_BYTES) {
      toast(say('area.file_large'), { alarm: true });
      return;
    }
    toast(say('area.file_reading', { what: file.name }));
    const answer = await plan.write('POST', 'areas/outline', file);
    if (answer.ok) {
      show(answer.body);
      put('plan-notice').hidden = true;
    } else toast(say('area.file_refused', { what: file.name, why: plan.problemText(answer) }), { alarm: true });
  };

  plan.setUpAreaFile = () => {
    const [input, box] = [/** @type {HTMLInputElement} */ (put('plan-file-input')), plan.map.getContainer()];
    put('plan-tool-file').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      read(input.files?.[0]);
      input.value = '';
    });
    put('plan-file-close').addEventListener('click', close);
    plan.on('mode', (mode) => { if (mode === 'signs') close(); });
    box.addEventListener('dragover', (event) => { if (plan.mode() === 'areas') event.preventDefault(); });
    box.addEventListener('drop', (event) => {
      if (plan.mode() !== 'areas') return;
      event.preventDefault();
      read(event.dataTransfer?.files[0]);
    });
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ filedOutlines }));
}
