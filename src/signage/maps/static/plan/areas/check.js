// @ts-check
'use strict';
/* What is wrong with the outline, asked while it is drawn and dragged: one question at a time, the newest outline next. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, outline } = plan;
  const { el } = app;

  /** @type {OutlineFinding[]} */
  let findings = [];
  let [asking, waiting] = [false, false];
  let asked = '';
  let answered = true;
  /** The municipality that a new area lies in. @type {string | null} */
  let under = null;

  const areaFindings = () => findings;
  const areaFaults = () => findings.filter(({ severity }) => severity === 'error');

  /** What is to be judged: the outline in hand, else what the pen has drawn. @type {() => Values | null} */
  const subject = () => {
    if (!plan.atAreas() || !plan.token()) return null;
    const [work, pen, tip] = [plan.areaWork(), plan.pen(), plan.penTip()];
    if (pen?.kind === 'area' && tip) {
      const points = tip.kind === 'close' ? pen.points : [...pen.points, tip.to];
      return points.length > 2 ? { geometry: outline.write([[points]]) } : null;
    }
    if (!work || !work.now.polygons.length) return null;
    const { municipality } = work.now.values;
    const isGiven = municipality && (work.id !== null || municipality !== under);
    return {
      ...(work.id === null ? {} : { id: work.id }), geometry: outline.write(work.now.polygons),
      properties: isGiven ? { municipality } : {},
    };
  };

  /** @type {(body: Values) => Promise<void>} */
  const ask = async (body) => {
    const answer = await plan.ask('POST', 'areas/check', body);
    answered = answer.ok;
    if (!answered) asked = ''; // to be asked again when anything happens
    findings = answer.ok ? answer.body.findings : [];
    const work = plan.areaWork();
    if (!answer.ok || work?.id !== null || plan.pen()) return;
    const { municipality } = work.now.values; // what the planner chose stays
    if (!municipality || municipality === under) plan.setAreaValues({ municipality: answer.body.municipality }, '');
    under = answer.body.municipality;
  };

  const look = async () => {
    if (asking) {
      waiting = true;
      return;
    }
    const body = subject();
    const text = JSON.stringify(body);
    if (text === asked) return;
    [asking, asked] = [true, text];
    if (body) await ask(body);
    else findings = [];
    asking = false; // eslint-disable-line require-atomic-updates -- one question at a time
    show(Boolean(body));
    plan.overlay.refresh();
    if (!waiting) return;
    waiting = false;
    look();
  };

  // -- in words --------------------------------------------------------------------------------------------------------

  /** @type {(finding: OutlineFinding) => void} */
  const mend = ({ fix }) => {
    if (!fix || !plan.areaWork()) return;
    plan.reshapeTo(outline.read(fix.changes.geometry), `${plan.areaName()}: ${fix.label}`);
  };

  /** @type {(finding: OutlineFinding) => void} */
  const goThere = ({ shape }) => {
    const spots = (shape?.type === 'MultiPoint' ? shape.coordinates : shape?.type === 'MultiPolygon' ? shape.coordinates.flat(2) : [])
      .map(([longitude, latitude]) => globalThis.L.latLng(latitude, longitude));
    if (spots.length) plan.map.fitBounds(globalThis.L.latLngBounds(spots), { padding: [80, 80], maxZoom: 19, animate: false });
  };

  /** The sentence has the measure already. @type {SignagePlan['withoutFigures']} */
  const withoutFigures = (finding) => ({ ...finding, measured: null, required: null });

  /** @type {(finding: OutlineFinding) => HTMLElement} */
  const line = (finding) => plan.findingLine(withoutFigures(finding),
    el('div.row', {},
      finding.fix && plan.areaWork()
        ? el('button.mend', { type: 'button', onclick: () => mend(finding) }, finding.fix.label) : null,
      finding.shape ? el('button.mend', { type: 'button', onclick: () => goThere(finding) }, say('area.go_there')) : null));

  /** @type {(isAsked: boolean) => void} */
  const show = (isAsked) => {
    const known = say(answered ? `area.light_${plan.lightOf(findings)}` : 'check_unavailable');
    const sentence = isAsked ? known : say('area.check_nothing');
    plan.showLight('plan-area-light', isAsked && answered ? plan.lightOf(findings) : 'off', sentence);
    const list = findings.length ? el('ul.findings', {}, ...findings.map(line)) : '';
    const focused = put('plan-area-findings').contains(document.activeElement);
    put('plan-area-findings').replaceChildren(list);
    if (focused) put('plan-area-light').focus();
    plan.tell('areaChecked', null);
  };

  plan.setUpAreaCheck = () => {
    plan.on('area', look);
    plan.on('pen', look);
    plan.on('penMoved', look);
    plan.on('mode', look);
    plan.on('access', look);
    show(false);
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ areaFindings, areaFaults, withoutFigures }));
}
