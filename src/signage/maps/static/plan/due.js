// @ts-check
'use strict';
/*
 * What falls due next at a sign: its inspection, its film, the end of its earmarking. Reckoned from the days on record and the figures of
 * the rules; a sign that does not stand yet, or no longer, waits for none of it.
 */
{
  const plan = globalThis.signagePlan;
  const { say, options } = plan;
  const [SOON, YEAR] = [3, 12];

  /** The same day so many months later; the last of the month where it has no such day. @type {SignagePlan['monthsLater']} */
  const monthsLater = (day, months) => {
    const [year, month, date] = day.split('-').map(Number);
    const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
    last.setUTCDate(Math.min(date, last.getUTCDate()));
    return last.toISOString().slice(0, 10);
  };

  /** @type {(since: string | null | undefined, years: number | undefined) => string | null} */
  const after = (since, years) => (since && years ? monthsLater(since, Math.round(years * 12)) : null);

  /**
   * The earliest day on which something is due, and what; null where nothing is on record.
   * @type {SignagePlan['dueOf']}
   */
  const dueOf = (values) => {
    if (!options.standing.includes(values.state)) return null;
    const { inspection_years: every, film_years: lives } = options.due;
    /** @type {[string | null, Due['why']][]} */
    const days = [
      [after(values.inspected_on, every), 'inspection'],
      [values.inspected_on ? null : after(values.mounted_on, every), 'first_inspection'],
      [after(values.film_from || values.mounted_on, lives[values.film_class]), 'film'],
      [values.earmarked_until || null, 'earmarking'],
    ];
    const [first] = days.flatMap(([on, why]) => (on ? [{ on, why }] : [])).sort((a, b) => (a.on < b.on ? -1 : Number(a.on > b.on)));
    return first || null;
  };

  /** How near the next day is: a class of the legend and of the filter. @type {SignagePlan['dueClass']} */
  const dueClass = (values) => {
    const due = dueOf(values);
    if (!due) return 'none';
    const today = plan.today();
    if (due.on < today) return 'overdue';
    if (due.on <= monthsLater(today, SOON)) return 'soon';
    return due.on <= monthsLater(today, YEAR) ? 'year' : 'later';
  };

  /** `12.03.2027 Kontrolle`. @type {SignagePlan['dueText']} */
  const dueText = (values) => {
    const due = dueOf(values);
    return due ? `${plan.dayText(due.on)} ${say(`due.${due.why}`)}` : '';
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    monthsLater, dueOf, dueClass, dueText, DUE_CLASSES: ['overdue', 'soon', 'year', 'later', 'none'],
  }));
}
