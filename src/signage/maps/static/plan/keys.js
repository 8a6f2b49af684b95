// @ts-check
'use strict';
/* The keyboard: everything the hand can do, in steps that have a name. The help panel lists them. */
{
  const plan = globalThis.signagePlan;
  const { say, toast, ARROWS } = plan;

  /** @type {() => boolean} */
  const mayWrite = () => {
    if (plan.token()) return true;
    plan.askForToken();
    return false;
  };

  /** @type {SignagePlan['nudge']} */
  const nudge = (east, north) => {
    const ghost = plan.ghost();
    if (ghost) {
      plan.moveGhost([ghost.x + east, ghost.y + north], true);
      plan.keepInSight([ghost.x + east, ghost.y + north]);
      return;
    }
    const id = plan.chosen();
    const values = id === null ? null : plan.source.valuesOf(id);
    if (id === null || !values || !mayWrite()) return;
    plan.draft(id, { x: values.x + east, y: values.y + north }, say('did_move', { what: plan.nameOf(id) }), true);
    plan.keepInSight([values.x + east, values.y + north]);
  };

  /** @type {(bearing: number | undefined, degrees: number) => number} */
  const turnedBy = (bearing, degrees) => Math.round(((bearing || 0) + degrees + 360) * 10) / 10 % 360;

  /** @type {SignagePlan['turn']} */
  const turn = (degrees) => {
    const [ghost, id] = [plan.ghost(), plan.chosen()];
    const values = ghost || id === null ? null : plan.source.valuesOf(id);
    if (!(ghost || values) || !mayWrite()) return;
    const bearing_deg = turnedBy((ghost || values)?.bearing_deg, degrees);
    if (ghost) plan.turnGhost(bearing_deg);
    else if (id !== null && values) {
      plan.draft(id, { bearing_deg }, say('did_turn', { what: plan.nameOf(id) }), true);
      plan.keepInSight([values.x, values.y]);
    }
    plan.speak(`${plan.decimal(bearing_deg, 0)}°`);
  };

  const startNew = () => {
    if (mayWrite()) plan.startPlacing(null);
    plan.map.getContainer().focus({ preventScroll: true });
  };

  const copyChosen = () => {
    const id = plan.chosen();
    const values = id === null ? null : plan.source.valuesOf(id);
    if (values && mayWrite()) {
      plan.startPlacing(values.type, values);
      plan.keepInSight([values.x, values.y]);
    }
    plan.map.getContainer().focus({ preventScroll: true });
  };

  /** To the next sign of the list. @type {(step: 1 | -1) => void} */
  const walk = (step) => {
    const ids = plan.source.listed().map((row) => row.id)
      .sort((a, b) => plan.nameOf(a).localeCompare(plan.nameOf(b), 'de', { numeric: true }));
    if (!ids.length) return;
    const at = ids.indexOf(plan.chosen() ?? -1);
    plan.choose(ids[at < 0 ? 0 : (at + step + ids.length) % ids.length], { pan: true });
  };

  /** Snap what is being set, else the chosen sign, where it stands. */
  const snapHere = () => {
    const ghost = plan.ghost();
    if (ghost) {
      plan.moveGhost([ghost.x, ghost.y], false);
      return;
    }
    const id = plan.chosen();
    const values = id === null ? null : plan.source.valuesOf(id);
    if (id === null || !values || !mayWrite()) return;
    const { x, y, kind, bearing_deg } = plan.snapAt([values.x, values.y], values, false, id);
    if (kind === 'none') toast(say('nothing_to_snap'));
    else {
      const facing = bearing_deg === null ? {} : { bearing_deg: Math.round(bearing_deg * 10) / 10 % 360 };
      plan.draft(id, { x, y, ...facing }, say('did_snap', { what: plan.nameOf(id) }));
      plan.save(id);
      plan.keepInSight([x, y]);
    }
  };

  /** What is being set is not there yet, and the sign it is a copy of is not meant. */
  const endChosen = () => {
    const id = plan.chosen();
    if (id !== null && !plan.ghost()) plan.askEnd(plan.endOfSigns([id]));
  };

  /** From wherever the focus is to what stands of the chosen sign beside the map: some forty stops of the tab key lie between. */
  const goToForm = () => {
    if (plan.chosen() === null) toast(say('nothing_chosen'));
    else plan.put('plan-sign-title').focus();
  };

  /** @type {(event: KeyboardEvent) => boolean} */
  const onMap = (event) => {
    const arrow = ARROWS[event.key];
    if (arrow && (plan.ghost() || plan.chosen() !== null)) {
      const metres = event.shiftKey ? 10 : event.altKey ? 0.1 : 1;
      nudge(arrow[0] * metres, arrow[1] * metres);
      return true;
    }
    const ghost = plan.ghost();
    if (event.key === 'Enter' && ghost) {
      plan.moveGhost([ghost.x, ghost.y], event.altKey);
      plan.placeGhost();
      return true;
    }
    return false;
  };

  /** @type {Record<string, (event: KeyboardEvent) => void>} */
  const PLAIN = {
    n: startNew, e: goToForm, r: () => turn(15), R: () => turn(-15), d: copyChosen, s: snapHere,
    Delete: endChosen,
    PageDown: () => walk(1), PageUp: () => walk(-1), b: () => plan.nextOpen(),
  };

  /** Free of the keyboard's language: next to M on all of them. @type {(event: KeyboardEvent) => boolean} */
  const byPlace = ({ code, shiftKey }) => {
    const step = { Comma: -1, Period: 1 }[code];
    if (step) turn(step * (shiftKey ? 5 : 1));
    const type = /^Digit([1-7])$/.exec(code);
    if (type && plan.ghost() && !shiftKey) plan.startPlacing(Object.keys(globalThis.signageMap.PICTOGRAMS)[Number(type[1]) - 1]);
    return Boolean(step) || Boolean(type && plan.ghost() && !shiftKey);
  };

  /** @type {(event: KeyboardEvent) => boolean} */
  const withControl = (event) => {
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return false;
    if (key === 'y' || event.shiftKey) plan.redo();
    else plan.undo();
    return true;
  };

  /** @type {(event: KeyboardEvent) => boolean} */
  const anywhere = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return false;
    if (event.key === 'Escape') {
      if (plan.ghost()) plan.stopPlacing();
      else return false;
      return true;
    }
    if (byPlace(event)) return true;
    const act = PLAIN[event.key] || PLAIN[event.key.toLowerCase()];
    if (act) act(event);
    return Boolean(act);
  };

  plan.keyboards.signs = (event, isOnMap) => (isOnMap && onMap(event)) || anywhere(event);

  /** @type {(event: KeyboardEvent, isOnMap: boolean) => boolean} */
  const dispatch = (event, isOnMap) => {
    if ((event.ctrlKey || event.metaKey) && withControl(event)) return true;
    if (plan.keyboards[plan.mode()]?.(event, isOnMap)) return true;
    const shortcut = event.altKey || event.ctrlKey || event.metaKey ? null : plan.shortcuts[event.key];
    shortcut?.();
    return Boolean(shortcut);
  };

  plan.shortcuts['?'] = () => { plan.openDialog('plan-help'); };

  plan.setUpKeys = () => {
    const box = plan.map.getContainer();
    // Before Leaflet, which pans with the arrows.
    addEventListener('keydown', (event) => {
      const target = /** @type {Element} */ (event.target);
      if (event.defaultPrevented || target.closest('dialog, input, select, textarea, [role="grid"]')) {
        const typing = target.closest('input:not([type="checkbox"]), textarea, dialog');
        if (!typing && (event.ctrlKey || event.metaKey) && withControl(event)) event.preventDefault();
        return;
      }
      if (dispatch(event, target === box)) {
        event.preventDefault();
        event.stopPropagation();
      }
    }, true);
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ nudge, turn, startNew, copyChosen, snapHere }));
}
