// @ts-check
'use strict';
/* The search of the planner's page finds places by their coordinates too: as a row of its own, that says how it was understood. */
{
  const plan = globalThis.signagePlan;
  const app = globalThis.signageMap;
  const { say } = plan;

  /** @type {(at: Metres, swapped: boolean) => TypedSpot} */
  const placeRow = (at, swapped) => {
    const { metres, degrees } = plan.written(at);
    const hint = app.joined([say(swapped ? 'at.swapped' : 'at.title'), degrees], ' · ');
    return { layer: 'place', properties: { name: metres }, metres: at, hint };
  };

  plan.setUpSeek = () => {
    const rows = plan.source.search.bind(plan.source);
    plan.source.search = async (query, signal) => {
      const place = plan.readCoordinates(query);
      if (place?.at) return { found: [placeRow(place.at, place.swapped)], nearest: false };
      const answer = await rows(query, signal);
      return place ? { ...answer, why: say(`at.${place.kind}`) } : answer;
    };
  };
}
