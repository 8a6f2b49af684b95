// @ts-check
'use strict';
/*
 * By what the signs on the map are told apart. Each class has a shape of its own beside its colour, so that nothing hangs on colour alone;
 * the pictogram of the type and the marks of the state stay.
 */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say } = plan;
  const [BLUE, GREEN, VIOLET, ORANGE] = ['#1b66c4', '#177a4b', '#7d3fb5', '#c2500a'];
  const [RED, OCHRE, GREY, TEAL] = ['#c62828', '#8a6a00', '#5f6b76', '#0c7489'];

  /** @type {(shape: FamilyStyle['shape'], fill: string) => FamilyStyle} */
  const look = (shape, fill) => ({ shape, fill, ink: '#ffffff' });

  /** For what is not on record: hollow, in grey. @type {FamilyStyle} */
  const UNKNOWN = {
    shape: 'circle', get fill() { return app.COLOUR.halo; }, get ink() { return app.COLOUR.ended; },
    get edge() { return app.COLOUR.ended; },
  };

  /** @type {Record<string, FamilyStyle>} */
  const TYPES = {
    BEG: look('circle', BLUE), INF: look('square', GREEN), SAM: look('hexagon', VIOLET), EIN: look('diamond', ORANGE),
    STR: look('pentagon', OCHRE), AMT: look('octagon', TEAL), HSN: look('triangle', GREY), none: UNKNOWN,
  };
  /** @type {Record<string, FamilyStyle>} */
  const STATES = {
    existing: look('square', TEAL), planned: look('circle', BLUE), applied: look('square', BLUE), ordered: look('diamond', BLUE),
    commissioned: look('hexagon', BLUE), mounted: look('hexagon', GREEN), accepted: look('circle', GREEN), defective: look('triangle', RED),
    out_of_service: look('octagon', GREY), dismantled: look('pentagon', GREY), unauthorised: look('diamond', VIOLET), none: UNKNOWN,
  };
  /** @type {Record<string, FamilyStyle>} */
  const CONDITIONS = {
    good: look('circle', GREEN), worn: look('square', OCHRE), dirty: look('hexagon', ORANGE), damaged: look('diamond', VIOLET),
    illegible: look('triangle', RED), missing: look('octagon', GREY), none: UNKNOWN,
  };
  /** @type {Record<string, FamilyStyle>} */
  const DUE = {
    overdue: look('triangle', RED), soon: look('diamond', ORANGE), year: look('square', OCHRE), later: look('circle', GREEN), none: UNKNOWN,
  };

  /** @type {(name: string, styles: Record<string, FamilyStyle>) => Theme} */
  const byField = (name, styles) => ({
    classOf: (values) => (values[name] in styles ? values[name] : 'none'),
    styles,
    label: (key) => (key === 'none' ? say('layers.unknown') : app.word(name, key)),
    sample: (key) => (key === 'none' ? {} : { [name]: key }),
  });

  /** @type {Record<string, Theme>} */
  const THEMES = {
    family: {
      classOf: (values) => (values.family in app.FAMILY ? values.family : 'guide'), styles: app.FAMILY,
      label: (key) => app.word('family', key), sample: (key) => ({ family: key }),
    },
    type: byField('type', TYPES),
    state: byField('state', STATES),
    condition: { ...byField('condition', CONDITIONS), sample: () => ({}) },
    due: {
      classOf: plan.dueClass, styles: DUE, label: (key) => say(`due.${key}`), sample: () => ({}),
    },
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ themes: THEMES }));
}
