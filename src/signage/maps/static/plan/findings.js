// @ts-check
'use strict';
/* What the rules say of the sign in hand, also while it is moved: the traffic light, and each finding with its source and its mend. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say, put } = plan;
  const { el } = app;
  const PAUSE_MS = 160;
  const MARKS = { error: '✕', warning: '!', hint: 'i', excepted: '≈', good: '✓' };

  /** @type {Checked | null} */
  let judged = null;
  let judgedAt = '';
  /** @type {number | null} */
  let judgedId = null;
  let timer = 0;
  let asked = 0;
  let undoing = false;
  /** Reasons that are being written, by rule, and for which sign: a new judgement takes none away. @type {Map<string, string>} */
  const begun = new Map();
  /** @type {number | null} */
  let begunFor = null;

  /** @type {() => Checked | null} */
  const checked = () => judged;

  /** @type {(values: Values) => string} */
  const place = ({ x, y }) => `${x} ${y}`;

  /** @type {(values: Values, id: number | null) => Promise<Asked>} */
  const judge = (values, id) => {
    if (id !== null && !plan.token()) return plan.ask('GET', `signs/${id}/findings`);
    const { x, y, ...given } = values;
    const body = { type: 'Feature', ...plan.bodyOf({ ...given, x, y }), ...(id === null ? {} : { id }) };
    return plan.ask('POST', 'signs/check', body);
  };

  /** Where something new would stand: as judged last if that was just here, else asked for. @type {SignagePlan['siteOf']} */
  const siteOf = async (values) => {
    if (judged && judgedAt === place(values)) return judged.site || null;
    const answer = await judge(values, null);
    return (answer.ok && answer.body.site) || null;
  };

  /**
   * What is to be judged: what is being set, else the sign in hand with what is not saved of it.
   * @type {() => { values: Values, id: number | null } | null}
   */
  const subject = () => {
    const ghost = plan.ghost();
    if (ghost) {
      const { like, type, x, y, bearing_deg } = ghost;
      return { values: { ...like, type, x, y, bearing_deg, state: 'planned' }, id: null };
    }
    const id = plan.chosen();
    const row = id === null ? null : plan.source.rows.get(id);
    return row ? { values: { x: row.x, y: row.y, ...plan.source.drafts.get(row.id) }, id: row.id } : null;
  };

  /** Whoever has the findings read out hears them when they are those of what is on screen. @type {(busy: boolean) => void} */
  const tellBusy = (busy) => put('plan-findings').setAttribute('aria-busy', String(busy));

  const look = async () => {
    timer = 0;
    const about = subject();
    const mine = (asked += 1);
    if (!about || (about.id === null && !plan.token())) {
      judged = null;
      show(null);
      plan.overlay.refresh(); // its sight triangles go with it
      tellBusy(false);
      return;
    }
    const answer = await judge(about.values, about.id);
    if (mine !== asked) return;
    judged = answer.ok ? answer.body : null;
    [judgedAt, judgedId] = [place(about.values), about.id];
    show(answer);
    tellBusy(timer !== 0);
    plan.tell('checked', null);
    plan.overlay.refresh();
  };

  const lookSoon = () => {
    clearTimeout(timer);
    tellBusy(true);
    if (!judged && subject()) showLight('plan-light', 'off', say('checking'));
    timer = undoing ? 0 : setTimeout(look, PAUSE_MS); // what is being taken back may be gone in a moment
  };

  // -- what is shown ---------------------------------------------------------------------------------------------------

  /** @type {SignagePlan['lightOf']} */
  const lightOf = (findings) => {
    const worst = (/** @type {string} */ severity) => findings.some((one) => one.severity === severity);
    return worst('error') ? 'error' : worst('warning') ? 'warning' : worst('hint') ? 'hint' : 'good';
  };

  /** @type {(value: any, unit: string | undefined) => string} */
  const measure = (value, unit) => {
    if (typeof value !== 'number') return String(value);
    // Metres to the centimetre, as on the data sheet.
    const text = unit === 'm' ? plan.decimal(value, 2)
      : value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: unit === 'mm' ? 0 : 2 });
    return unit ? `${text} ${unit}` : text;
  };

  /** What is measured fails, so it lies on the wrong side of what is required. @type {(measured: any, required: any) => string} */
  const bound = (measured, required) =>
    typeof measured !== 'number' || typeof required !== 'number' || measured === required ? 'required'
      : measured > required ? 'at_most' : 'at_least';

  /** @type {(finding: Finding) => string} */
  const figures = ({ measured, required, unit }) => app.joined([
    // A bare number says nothing: what was found has it in words.
    (measured ?? '') === '' || (required ?? unit ?? '') === '' ? null : say('measured', { value: measure(measured, unit) }),
    required === null || required === undefined ? null : say(bound(measured, required), { value: measure(required, unit) }),
  ], ' · ');

  /** @type {(citation: Finding['citation']) => string} */
  const cited = (citation) => {
    if (!citation || typeof citation === 'string') return citation || '';
    const { source, edition, certainty } = /** @type {Values} */ (citation);
    return app.joined([source, edition, certainty && say(`certainty_${certainty}`)], ', ');
  };

  /** The sign in hand, where what is shown is about it: another one may be in hand before it is judged. */
  const inHand = () => (plan.chosen() === judgedId ? judgedId : null);

  /** @type {(fix: NonNullable<Finding['fix']>) => void} */
  const mend = ({ label, changes }) => {
    const id = inHand();
    if (id === null) return;
    const { geometry, ...others } = changes;
    const [x, y] = geometry ? plan.toMetres(geometry.coordinates[0], geometry.coordinates[1]) : [];
    plan.draft(id, { ...others, ...(geometry ? { x, y } : {}) }, `${plan.nameOf(id)}: ${label}`);
    plan.save(id);
  };

  /** A reason makes a finding an exception that is kept with the sign. @type {(rule: string, title: string) => HTMLElement} */
  const reasoning = (rule, title) => {
    const value = begun.get(rule) || '';
    const input = el('input', { type: 'text', 'aria-label': say('reason_for', { what: title }), maxlength: 200, value });
    const give = () => {
      const id = inHand();
      const reason = input.value.trim();
      if (!reason) {
        plan.toast(say('reason_first'), { alarm: true });
        input.focus();
      }
      if (id === null || !reason) return;
      const exceptions = { ...(plan.source.valuesOf(id)?.exceptions || {}), [rule]: { reason } };
      begun.delete(rule);
      plan.draft(id, { exceptions }, say('did_reason', { what: plan.nameOf(id) }));
      plan.save(id);
    };
    input.addEventListener('keydown', (event) => { if (event.key === 'Enter') give(); });
    input.addEventListener('input', () => begun.set(rule, input.value));
    const made = el('details.reasoning', { open: begun.has(rule) }, el('summary', {}, say('reason')),
      el('div.row', {}, input, el('button', { type: 'button', onclick: give }, say('keep_reason'))));
    made.addEventListener('toggle', () => {
      if (made.open) {
        begun.set(rule, input.value);
        made.scrollIntoView({ block: 'nearest' });
      } else begun.delete(rule);
    });
    return made;
  };

  /**
   * A finding in words, whatever it is about, and what can be done about it.
   * @type {SignagePlan['findingLine']}
   */
  const findingLine = (finding, ...more) => {
    const { severity, message, rule } = finding;
    const { exception } = /** @type {Values} */ (finding);
    const numbers = figures(finding);
    return el(`li.finding.${severity}`, { 'data-rule': rule },
      el('p.what', {}, el('span.mark', { 'aria-hidden': 'true' }, MARKS[/** @type {'hint'} */ (severity)] || '·'),
        el('span.unseen', {}, `${say(`severity_${severity}`)}: `), message),
      numbers ? el('p.figures', {}, numbers) : null,
      exception ? el('p.figures', {}, say('exception', { reason: exception.reason, who: exception.who || '–' })) : null,
      finding.citation ? el('p.cited', {}, cited(finding.citation)) : null, ...more);
  };

  /** @type {(rule: string) => void} */
  const takeBack = (rule) => {
    const id = inHand();
    if (id === null) return;
    const exceptions = { ...plan.source.valuesOf(id)?.exceptions };
    delete exceptions[rule];
    plan.draft(id, { exceptions }, say('did_reason_back', { what: plan.nameOf(id) }));
    plan.save(id);
  };

  /** What can be done about a finding of the sign in hand. @type {(finding: Finding) => (HTMLElement | null)[]} */
  const remedies = ({ fix, rule, severity, message, title }) => {
    if (!plan.token() || plan.chosen() === null || plan.ghost()) return [];
    if (severity === 'excepted') return [el('button.mend', { type: 'button', onclick: () => takeBack(rule) }, say('reason_back'))];
    return [fix ? el('button.mend', { type: 'button', onclick: () => mend(fix) }, fix.label) : null,
      reasoning(rule, title || message)];
  };

  /** @type {(finding: Finding) => HTMLElement} */
  const line = (finding) => findingLine(finding, ...remedies(finding));

  /** @type {(approvals: Values[]) => HTMLElement | null} */
  const whoMustSayYes = (approvals) => {
    const lines = approvals.map((one) => el('li', {}, el('span.role', {}, say(`role_${one.role}`)),
      el('span', {}, one.message), el('span.cited', {}, cited(one.citation))));
    return lines.length ? el('details.approvals', { open: isOpen(), id: 'plan-approvals' },
      el('summary', {}, say('approvals_n', { n: lines.length })), el('ul', {}, ...lines)) : null;
  };

  const isOpen = () => Boolean(/** @type {HTMLDetailsElement | null} */ (put('plan-approvals'))?.open);

  /** @type {(site: Values | null | undefined) => string} */
  const siteText = (site) => {
    if (!site?.road) return '';
    const { road, side, to_edge_m: edge, clearance_m: clearance } = site;
    return app.joined([road.number || road.name, side && say('on_side', { side }),
      edge === null ? null : say(edge < 0 ? 'in_road' : 'to_edge', { m: plan.decimal(Math.abs(edge), 2) }),
      clearance !== null && clearance >= 0 && say('clearance', { m: plan.decimal(clearance, 2) }),
      road.speed_kmh && `${road.speed_kmh} km/h`,
      road.in_town === null ? null : say(road.in_town ? 'in_town' : 'outside')], ' · ');
  };

  /** A sentence that stays the same is not told again. @type {SignagePlan['showLight']} */
  const showLight = (id, shown, sentence) => {
    const text = put(`${id}-text`);
    put(id).dataset.light = shown;
    if (text.textContent !== sentence) text.textContent = sentence;
  };

  /**
   * Whoever works on a finding by keyboard stays at it when all are drawn anew; where it is gone, at the next one, else at the light.
   * @type {(box: HTMLElement, was: HTMLElement) => void}
   */
  const comeBack = (box, was) => {
    const rule = /** @type {HTMLElement | null} */ (was.closest('.finding'))?.dataset.rule || '';
    const same = `[data-rule="${CSS.escape(rule)}"]`;
    const places = [`${same} ${was.localName}`, `${same} :is(button, summary)`, '.finding :is(button, summary)'];
    const [now] = places.map((one) => /** @type {HTMLElement | null} */ (box.querySelector(one))).filter((one) => one !== null);
    (now || put('plan-light')).focus({ preventScroll: true });
    if (now instanceof HTMLInputElement && was instanceof HTMLInputElement) now.setSelectionRange(was.selectionStart, was.selectionEnd);
  };

  /** @type {(answer: Asked | null) => void} */
  const show = (answer) => {
    const box = put('plan-findings');
    if (begunFor !== plan.chosen()) begun.clear();
    begunFor = plan.chosen();
    const was = /** @type {HTMLElement | null} */ (box.contains(document.activeElement) ? document.activeElement : null);
    if (!answer || !judged) {
      showLight('plan-light', 'off', say(answer ? 'check_unavailable' : 'check_nothing'));
      box.replaceChildren();
      return;
    }
    const { findings, site, approvals = [] } = judged;
    const shown = lightOf(findings);
    showLight('plan-light', shown, say(`light_${shown}`));
    const told = siteText(site);
    const lines = findings.map((one) => line(one));
    const parts = [told ? el('p.site', {}, told) : null,
      lines.length ? el('ul.findings', plan.token() ? {} : { tabindex: '0' }, ...lines) : null, whoMustSayYes(approvals)];
    box.replaceChildren(...parts.filter((part) => part !== null));
    if (was) comeBack(box, was);
  };

  plan.setUpFindings = () => {
    plan.on('chosen', lookSoon);
    plan.on('saved', lookSoon);
    plan.on('ghost', lookSoon);
    plan.on('ghostMoved', lookSoon);
    plan.on('access', lookSoon);
    plan.on('untrue', lookSoon);
    plan.on('undoing', (on) => {
      undoing = on;
      lookSoon();
    });
    plan.on('draft', (id) => { if (id === plan.chosen()) lookSoon(); });
    show(null);
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ checked, siteOf, findingLine, lightOf, showLight }));
}
