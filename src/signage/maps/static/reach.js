// @ts-check
'use strict';
/* How far around the view its data should reach, and what has to be asked for of it when the view moves on. */
{
  const app = globalThis.signageMap;
  const SHARED = 0.25; // of a new box: where less of it is known, all of it is asked for

  /**
   * The parts of `box` that lie outside of `known`: at most four that do not cover each other. Null where most of it does.
   * @type {SignageMap['beyond']}
   */
  const beyond = (box, known) => {
    const [west, north, east, south] = box;
    const [left, top] = [Math.max(west, known[0]), Math.max(north, known[1])];
    const [right, bottom] = [Math.min(east, known[2]), Math.min(south, known[3])];
    const shared = Math.max(0, right - left) * Math.max(0, bottom - top);
    if (shared < SHARED * (east - west) * (south - north)) return null;
    /** @type {Box[]} */
    const parts = [[west, north, left, south], [right, north, east, south], [left, north, right, top], [left, bottom, right, south]];
    return parts.filter((part) => part[2] > part[0] && part[3] > part[1]);
  };

  const NEAR = 0.25; // of the view: what is known should reach so far beyond it; a large step by key is 240 pixels
  const ONWARDS = 0.5; // of the view: so much more is asked for where the reader is going
  const STEP = 0.02; // of the view: what is less is no way to go

  /** Where the view went: -1, 0 or 1 to the east and to the south; null where it has hardly moved. @type {SignageMap['wayOf']} */
  const wayOf = (before, box) => {
    const [width, height] = [box[2] - box[0], box[3] - box[1]];
    if (!before || Math.abs(before[2] - before[0] - width) > STEP * width) return [0, 0];
    const sign = (/** @type {number} */ shift) => (Math.abs(shift) < STEP ? 0 : Math.sign(shift));
    const way = /** @type {Spot} */ ([sign((box[0] - before[0]) / width), sign((box[1] - before[1]) / height)]);
    return way.some(Boolean) ? way : null;
  };

  /**
   * The box to be known next: `wide`, and more where the reader is going; no other than now on an axis on which that does.
   * @type {SignageMap['onwards']}
   */
  const onwards = (box, wide, known, way) => {
    const next = /** @type {Box} */ ([...wide]);
    for (const [axis, step] of way.entries()) {
      const [low, high, size] = [axis, axis + 2, box[axis + 2] - box[axis]];
      const does = known[low] <= box[low] - NEAR * size && known[high] >= box[high] + NEAR * size;
      if (does && known[high] - known[low] < 3 * size) [next[low], next[high]] = [known[low], known[high]];
      else next[step < 0 ? low : high] += step * ONWARDS * size;
    }
    return next;
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ NEAR, beyond, wayOf, onwards }));
}
