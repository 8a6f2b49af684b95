// @ts-check
'use strict';
/* The search finds places by their coordinates too: as a row of its own, that says how it was understood. */
{
  const app = globalThis.signageMap;
  const { say } = app;

  /** @type {(at: Metres, swapped: boolean) => TypedSpot} */
  const placeRow = (at, swapped) => {
    const { metres, degrees } = app.spelled(at);
    const hint = app.joined([say(swapped ? 'typed_swapped' : 'typed'), degrees], ' · ');
    return { layer: 'place', properties: { name: metres }, metres: at, hint };
  };

  /** @type {SignageMap['findPlaces']} */
  const findPlaces = (source) => {
    const rows = source.search.bind(source);
    source.search = async (query, signal) => {
      const place = app.readCoordinates(query);
      if (place?.at) return { found: [placeRow(place.at, place.swapped)], nearest: false };
      const answer = await rows(query, signal);
      return place ? { ...answer, why: say(`typed_${place.kind}`) } : answer;
    };
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ findPlaces }));
}
