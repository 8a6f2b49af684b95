// @ts-check
'use strict';
/* The switch between signs and areas, and the tools for areas. */
{
  const plan = globalThis.signagePlan;
  const { say, put, toast } = plan;
  /** Tools that change the area in hand. @type {AreaTool[]} */
  const OF_ONE = ['part', 'hole', 'split', 'merge'];
  /** @type {AreaTool[]} */
  const TOOLS = ['area', ...OF_ONE];

  /** @type {(tool: AreaTool) => Promise<boolean>} */
  const isReady = async (tool) => {
    if (!plan.token() && !(await plan.askForToken())) return false;
    if (tool === 'area') {
      await plan.chooseArea(null);
      return !plan.areaWork();
    }
    const work = plan.areaWork();
    if (!work) toast(say('area.choose_first'));
    else if ((tool === 'split' || tool === 'merge') && plan.areaIsChanged()) return plan.saveKnowingly();
    return Boolean(work);
  };

  /** @type {SignagePlan['useAreaTool']} */
  const useAreaTool = async (tool) => {
    if (plan.pen()?.kind === tool) {
      plan.dropPen();
      return;
    }
    plan.dropPen();
    plan.dropReshaping();
    if (!(await isReady(tool))) return;
    if (tool === 'merge') plan.startMerge();
    else plan.takePen(tool);
  };

  const showPen = () => {
    const pen = plan.pen();
    put('plan-pen').hidden = !pen;
    put('plan-area-none').hidden = Boolean(pen || plan.areaWork());
    for (const tool of TOOLS) put(`plan-tool-${tool}`).setAttribute('aria-pressed', String(pen?.kind === tool));
    put('plan-tool-area').querySelector('span')?.replaceChildren(say(pen?.kind === 'area' ? 'cancel' : 'area.draw'));
    plan.map.getContainer().classList.toggle('placing', Boolean(pen) || Boolean(plan.ghost()));
    if (!pen) return;
    put('plan-pen-text').textContent = say(`area.pen_${pen.kind}`);
    const least = pen.kind === 'split' ? 2 : 3;
    /** @type {HTMLButtonElement} */ (put('plan-pen-finish')).disabled = pen.points.length < least;
    /** @type {HTMLButtonElement} */ (put('plan-pen-back')).disabled = !pen.points.length;
  };

  const showTools = () => {
    for (const tool of OF_ONE) /** @type {HTMLButtonElement} */ (put(`plan-tool-${tool}`)).disabled = !plan.areaWork();
  };

  /** Without its layer there is no area to choose or to snap to. */
  const showLayer = () => {
    const box = /** @type {HTMLInputElement | null} */ (document.querySelector('#plan-layer-switches [name="areas"]'));
    if (box && !box.checked) box.click();
  };

  const atAreas = () => document.body.dataset.desk === 'areas';

  /** The desk stays as it is while something else, such as measuring, has the mouse. */
  const showMode = () => {
    const mode = plan.mode();
    if (mode === 'signs' || mode === 'areas') document.body.dataset.desk = mode;
    plan.keep('mode', atAreas() ? 'areas' : 'signs');
    put('plan-map-keys').textContent = say(mode === 'areas' ? 'area.map_keys' : 'map_keys');
    for (const one of ['signs', 'areas']) put(`plan-mode-${one}`).setAttribute('aria-pressed', String((one === 'areas') === atAreas()));
    plan.tell('desk', null);
    plan.overlay.refresh();
    if (mode !== 'areas') {
      plan.dropPen();
      return;
    }
    showLayer();
    plan.stopPlacing();
    plan.choose(null);
    const id = plan.keptHere('area-chosen') ?? plan.options.area;
    if (!plan.areaWork() && id !== null) plan.chooseArea(id);
  };

  /** Ctrl S saves from a field too, with what was just typed there. @type {(event: KeyboardEvent) => void} */
  const saveKey = (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    if (plan.mode() !== 'areas' || event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!field.closest('.areas :is(input, select, textarea)')) return;
    field.blur();
    field.focus();
    plan.saveKnowingly();
  };

  plan.setUpAreas = () => {
    plan.setUpAreaHand();
    plan.setUpAreaPanel();
    plan.setUpAreaListing();
    plan.setUpAreaCheck();
    plan.setUpReshape();
    plan.setUpAreaFile();
    plan.on('pen', showPen);
    plan.on('ghost', showPen);
    plan.on('area', showTools);
    plan.on('areaChosen', (id) => {
      showTools();
      plan.keepHere('area-chosen', id);
    });
    plan.on('mode', showMode);
    for (const one of ['signs', 'areas']) put(`plan-mode-${one}`).addEventListener('click', () => plan.setMode(one));
    for (const tool of TOOLS) put(`plan-tool-${tool}`).addEventListener('click', () => useAreaTool(tool));
    put('plan-pen-finish').addEventListener('click', plan.finishPen);
    put('plan-pen-back').addEventListener('click', plan.backPoint);
    put('plan-pen-drop').addEventListener('click', plan.dropPen);
    addEventListener('keydown', saveKey);
    showPen();
    showTools();
    if (plan.kept('mode') === 'areas') plan.setMode('areas');
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ useAreaTool, atAreas }));
}
