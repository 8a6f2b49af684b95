// @ts-check
'use strict';
/*
 * What a person types for a place: metres in EPSG:25832 with or without its zone, degrees, degrees with minutes and seconds; decimal
 * commas, dots between thousands, either order. Pure; answers null where the text is no pair of coordinates at all.
 */
{
  const app = globalThis.signageMap;
  const { numberOf } = app;
  const MARKS = /[°º*'′’´"″”]/;
  const BETWEEN = /\s*[,;]\s+|(?<=["″”])\s+|(?<=['′’´])\s+(?=\d+\s*[°º*])/;
  const [EAST, NORTH] = [[200_000, 900_000], [5_200_000, 6_150_000]];
  const [LONGITUDE, LATITUDE] = [[5.5, 15.5], [47, 55.5]];

  /** @type {(value: number, range: number[]) => boolean} */
  const within = (value, [low, high]) => value >= low && value <= high;

  /** The two parts of a text that has no blank: `50.86,10.94`, `50,86,10,94`, `645123,5634567`. @type {(text: string) => string[]} */
  const halves = (text) => {
    const parts = text.split(',');
    if (parts.length === 2 && (text.includes('.') || (parts[0].length >= 6 && parts[1].length >= 6))) return parts;
    return parts.length === 4 ? [parts.slice(0, 2).join(','), parts.slice(2).join(',')] : [text];
  };

  /** @type {(text: string) => string[]} */
  const wordsOf = (text) => {
    const words = text.split(/[\s;|/]+/).map((word) => word.replace(/,$/, '')).filter(Boolean);
    return words.length === 1 ? halves(words[0]) : words;
  };

  /** Without `EPSG:25832` and without the zone that the metres are in. @type {(words: string[]) => { words: string[], zone: number }} */
  const withoutZone = (words) => {
    const [first, ...rest] = words;
    if (words.length > 2 && /^(epsg:?)?25832:?$/i.test(first)) return withoutZone(rest);
    const zone = words.length > 2 ? /^(3[0-9])[c-x]?$/i.exec(first) : null;
    return zone ? { words: rest, zone: Number(zone[1]) } : { words, zone: 32 };
  };

  /** @type {(values: [number, number]) => TypedPlace | null} */
  const degrees = ([first, second]) => {
    if (within(first, LATITUDE) && within(second, LONGITUDE)) return { at: app.toMetres(second, first), kind: 'degrees', swapped: false };
    if (within(second, LATITUDE) && within(first, LONGITUDE)) return { at: app.toMetres(first, second), kind: 'degrees', swapped: true };
    return null;
  };

  /** An easting with its zone before it, as EPSG:4647 has it. @type {(value: number) => number} */
  const bare = (value) => (value >= 32_000_000 && value < 33_000_000 ? value - 32_000_000 : value);

  /** @type {(values: [number, number]) => TypedPlace | null} */
  const metres = ([first, second]) => {
    if (within(bare(first), EAST) && within(second, NORTH)) return { at: [bare(first), second], kind: 'metres', swapped: false };
    if (within(bare(second), EAST) && within(first, NORTH)) return { at: [bare(second), first], kind: 'metres', swapped: true };
    return null;
  };

  /** 7 digits that begin with 2 to 5: an easting of Gauß and Krüger. @type {(values: number[]) => boolean} */
  const isGaussKruger = (values) => {
    const [east, north] = [Math.min(...values), Math.max(...values)];
    return within(east, [2_300_000, 4_900_000]) && within(north, NORTH);
  };

  /** `50° 51' 36" N`, `N 50° 51,6'`: value and axis of one half. @type {(text: string) => { value: number, axis: string } | null} */
  const angle = (text) => {
    const axis = (/[NSEWO]/i.exec(text) || [''])[0].toUpperCase();
    const numbers = text.replace(/[NSEWO]/gi, ' ').split(/[^\d.,+-]+/).map((part) => part.replace(/,$/, '')).filter(Boolean)
      .map((part) => numberOf(part, { groups: '' }));
    if (!numbers.length || numbers.length > 3 || numbers.some(Number.isNaN)) return null;
    const [whole, minutes = 0, seconds = 0] = numbers;
    if (minutes >= 60 || seconds >= 60) return null;
    return { value: whole + minutes / 60 + seconds / 3600, axis };
  };

  /** @type {(one: { value: number, axis: string }, two: { value: number, axis: string }) => TypedPlace | null} */
  const placeOf = (one, two) => {
    const axes = one.axis + two.axis;
    if (/[SW]/.test(axes)) return { at: null, kind: 'elsewhere', swapped: false };
    const turned = /^[EO]/.test(axes) || two.axis === 'N';
    const place = degrees(turned ? [two.value, one.value] : [one.value, two.value]);
    return place && { ...place, swapped: place.swapped && !axes };
  };

  /** Two angles, each with its letter before or behind it, or none. @type {(text: string) => TypedPlace | null} */
  const angles = (text) => {
    const tidy = text.replace(/\b(nord|north)\b/gi, 'N').replace(/\b(ost|east)\b/gi, 'E').replace(/[,;\s]+$/, '');
    const found = /^\s*([NSEWO]?[^NSEWO]+[NSEWO]?)[\s,;]*([NSEWO]?[^NSEWO]+[NSEWO]?)\s*$/i.exec(tidy);
    const parts = found && /[NSEWO]/i.test(tidy) ? [found[1], found[2]] : tidy.split(BETWEEN);
    const [one, two] = parts.length === 2 ? parts.map(angle) : [];
    return one && two ? placeOf(one, two) : null;
  };

  /** @type {(text: string) => TypedPlace | null} */
  const pair = (text) => {
    const { words, zone } = withoutZone(wordsOf(text));
    if (words.length !== 2) return null;
    const grouped = words.some((word) => /^\d\.\d{3}\.\d{3}/.test(word));
    const [one, two] = words.map((word) => numberOf(word, { groups: grouped ? '.,' : '' }));
    if (Number.isNaN(one) || Number.isNaN(two)) return null;
    if (zone !== 32) return { at: null, kind: 'zone', swapped: false };
    const place = metres([one, two]) || degrees([one, two]);
    if (place) return place;
    if (isGaussKruger([one, two])) return { at: null, kind: 'gauss_kruger', swapped: false };
    const looksLikeOne = [one, two].every((value) => Math.abs(value) > 1_000 || !Number.isInteger(value));
    return looksLikeOne ? { at: null, kind: 'elsewhere', swapped: false } : null;
  };

  /** @type {SignageMap['readCoordinates']} */
  const readCoordinates = (typed) => {
    const text = typed.trim().replaceAll('−', '-');
    if (!/\d.*\d/.test(text) || text.length > 80) return null;
    const letters = text.replace(/\b(epsg|nord|north|ost|east)\b/gi, '').replace(/[nsewo]/gi, '').replace(/\b3\d[c-x]\b/gi, '');
    if (/[a-zäöüß]/i.test(letters)) return null;
    return MARKS.test(text) || /\d\s*[NSEWO]\b|\b[NSEWO]\s*\d/i.test(text) ? angles(text) || pair(text) : pair(text);
  };

  /** Both ways to write a place, as a program takes them. @type {SignageMap['written']} */
  const written = ([x, y]) => {
    const [longitude, latitude] = app.toDegrees(x, y);
    return { metres: `${x.toFixed(2)} ${y.toFixed(2)}`, degrees: `${latitude.toFixed(7)}, ${longitude.toFixed(7)}` };
  };

  /** Both ways as people of the page's language write numbers. @type {SignageMap['spelled']} */
  const spelled = ([x, y]) => {
    const [longitude, latitude] = app.toDegrees(x, y);
    const { numberText } = app;
    return { metres: `${numberText(x, 2)} / ${numberText(y, 2)}`, degrees: `${numberText(latitude, 7)} / ${numberText(longitude, 7)}` };
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ readCoordinates, written, spelled }));
}
