// @ts-check
'use strict';
/* What is wrong with the outline, asked while it is drawn and dragged: one question at a time, the newest outline next. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put, outline } = plan;
  const { el } = app;

  const LEAST_M2 = 1; // a line there and back is no outline yet

  /** @type {OutlineFinding[]} */
  let findings = [];
  let [asking, waiting] = [false, false];
  let answering = Promise.resolve();
  let asked = '';
  /** @type {'waiting' | 'known' | 'failed'} */
  let answer = 'known';
  /** Which area the findings are about. @type {number | 'new' | null} */
  let about = null;
  /** The municipality that a new area lies in. @type {string | null} */
  let under = null;
  /** The key that was proposed for a new area. @type {string | null} */
  let proposed = null;

  const areaFindings = () => findings;
  const areaFaults = () => findings.filter(({ severity }) => severity === 'error');

  /** Whether a new area has no key but the one that was proposed: what was typed stays, nothing too. @type {(work: AreaWork) => boolean} */
  const mayPropose = ({ id, now }) => id === null && (now.values.number || null) === proposed;

  /** What the area is to be, as far as its outline or what is proposed hangs on it. @type {(work: AreaWork) => Values} */
  const said = (work) => {
    const { municipality, name } = work.now.values;
    const isGiven = municipality && (work.id !== null || municipality !== under);
    return { ...(isGiven ? { municipality } : {}), ...(name && mayPropose(work) ? { name } : {}) };
  };

  /** What is to be judged: the outline in hand, else what the pen has drawn. @type {() => Values | null} */
  const subject = () => {
    if (!plan.atAreas() || !plan.token()) return null;
    const [work, pen, tip] = [plan.areaWork(), plan.pen(), plan.penTip()];
    if (pen?.kind === 'area' && tip) {
      const points = tip.kind === 'close' ? pen.points : [...pen.points, tip.to];
      return outline.area([[points]]) < LEAST_M2 ? null : { geometry: outline.write([[points]]) };
    }
    if (!work || !work.now.polygons.length) return null;
    const geometry = outline.write(work.now.polygons);
    return { ...(work.id === null ? {} : { id: work.id }), geometry, properties: said(work) };
  };

  /** What follows from where a new area lies, and from what it is called. @type {(work: AreaWork, told: Values) => void} */
  const fillIn = (work, told) => {
    const { municipality } = work.now.values; // what the planner chose stays
    if (!municipality || municipality === under) plan.setAreaValues({ municipality: told.municipality }, '');
    under = told.municipality;
    if (!mayPropose(work) || !told.number) return;
    proposed = told.number;
    plan.setAreaValues({ number: proposed }, '');
  };

  /** @type {(body: Values) => Promise<void>} */
  const ask = async (body) => {
    const mine = about;
    const reply = await plan.ask('POST', 'areas/check', body);
    if (about !== mine) return; // another area is in hand by now
    answer = reply.ok ? 'known' : 'failed';
    if (!reply.ok) asked = ''; // to be asked again when anything happens
    findings = reply.ok ? reply.body.findings : [];
    const work = plan.areaWork();
    if (reply.ok && work?.id === null && !plan.pen()) fillIn(work, reply.body);
  };

  /** What was found of one area says nothing of the next. @type {(body: Values | null) => void} */
  const turnTo = (body) => {
    const next = body && (body.id ?? 'new');
    if (next === about) return;
    [about, findings, answer, proposed] = [next, [], body ? 'waiting' : 'known', null];
    show(Boolean(body));
    plan.overlay.refresh();
  };

  const askInTurn = async () => {
    const body = subject();
    turnTo(body);
    const text = JSON.stringify(body);
    if (text === asked) return;
    [asking, asked] = [true, text];
    if (body) await ask(body);
    else findings = [];
    asking = false;
    show(Boolean(body));
    plan.overlay.refresh();
    if (!waiting) return;
    waiting = false;
    await askInTurn();
  };

  const look = () => {
    if (!asking) answering = askInTurn();
    else {
      turnTo(subject());
      waiting = true;
    }
  };

  /** Until nothing that was drawn waits for its answer. @type {SignagePlan['areaIsPlaced']} */
  const areaIsPlaced = () => answering;

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
    const light = answer === 'known' ? plan.lightOf(findings) : 'off';
    const known = say({ known: `area.light_${light}`, waiting: 'checking', failed: 'check_unavailable' }[answer]);
    plan.showLight('plan-area-light', isAsked ? light : 'off', isAsked ? known : say('area.check_nothing'));
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

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ areaFindings, areaFaults, areaIsPlaced, withoutFigures }));
}
