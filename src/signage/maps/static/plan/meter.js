// @ts-check
'use strict';
/* The reading-time meter: the road before the sign, and how long its letters can be read on it, cautiously and favourably reckoned. */
{
  const plan = globalThis.signagePlan;
  const { say, decimal, svg } = plan;
  const [WIDE, HIGH, EDGE] = [352, 152, 12];
  const STEPS = [10, 20, 25, 50, 100, 200];

  /** @type {(time: Reading) => 'good' | 'warning' | 'error'} */
  const verdict = ({ cautious_s: low, favourable_s: high, required_s: need }) =>
    (low >= need ? 'good' : high >= need ? 'warning' : 'error');

  const CAR = 'M0 4V-3Q0 -5 2 -5H20Q27 -5 28 0Q27 5 20 5H2Q0 5 0 4ZM17 -4V4M7 -4V4';

  /** The sign at the end of the road, and who comes driving. @type {(x: (metres: number) => number, from: number) => SVGElement[]} */
  const scene = (x, from) => [
    svg('rect', { class: 'road', x: EDGE, y: 18, width: WIDE - 2 * EDGE, height: 22, rx: 3 }),
    svg('path', { class: 'lane', d: `M${EDGE + 6} 29H${WIDE - EDGE - 6}` }),
    svg('path', { class: 'car', transform: `translate(${Math.max(x(from), EDGE + 4)} 28.5)`, d: CAR }),
    svg('path', { class: 'sign', d: `M${x(0)} 14V3M${x(0) - 9} 3h18v7h-18z` }),
  ];

  /** @type {(name: string, y: number, from: number, to: number, text: string) => SVGElement[]} */
  const band = (name, y, from, to, text) => {
    const wide = Math.max(to - from, 0);
    const inside = wide > text.length * 6.2 + 12;
    return [
      svg('rect', { class: `band ${name}`, x: from, y, width: Math.max(wide, 1.5), height: 21, rx: 4 }),
      inside ? svg('text', { class: 'on', x: from + 8, y: y + 15 }, text)
        : svg('text', { x: Math.max(from - 6, EDGE + text.length * 6.3), y: y + 15, 'text-anchor': 'end' }, text),
    ];
  };

  /**
   * Both bands over the metres before the sign; left of the mark there is time enough.
   * @type {SignagePlan['meterView']}
   */
  const meterView = (time) => {
    const { lost_m: lost, speed_kmh: speed, required_s: need, cautious_m: low, favourable_m: high } = time;
    const needed = lost + need * speed / 3.6;
    const far = Math.max(high, needed, lost) * 1.12;
    const x = (/** @type {number} */ metres) => WIDE - EDGE - 10 - metres / far * (WIDE - 2 * EDGE - 14);
    const step = STEPS.find((one) => far / one <= 6) || 500;
    const marks = Array.from({ length: Math.floor(far / step) + 1 }, (_, i) => i * step);
    const seconds = (/** @type {'cautious' | 'favourable'} */ name) => `${say(name)} ${decimal(time[`${name}_s`], 1)} s`;
    return svg('svg', {
      class: `meter ${verdict(time)}`, viewBox: `0 0 ${WIDE} ${HIGH}`, role: 'img',
      'aria-label': say('meter_says', {
        speed, low: decimal(time.cautious_s, 1), high: decimal(time.favourable_s, 1), need: decimal(need, 1),
      }),
    },
    ...scene(x, Math.min(high, far)),
    svg('rect', { class: 'enough', x: EDGE, y: 46, width: Math.max(x(needed) - EDGE, 0), height: 78 }),
    svg('rect', { class: 'unseen-zone', x: x(lost), y: 46, width: Math.max(x(0) - x(lost), 0), height: 78 }),
    ...band('favourable', 56, x(high), x(Math.min(lost, high)), seconds('favourable')),
    ...band('cautious', 83, x(low), x(Math.min(lost, low)), seconds('cautious')),
    svg('path', { class: 'need', d: `M${x(needed)} 46V124` }),
    svg('text', { class: 'need-text', x: Math.min(Math.max(x(needed), EDGE + 42), WIDE - 60), y: 119, 'text-anchor': 'middle' },
      say('needed_s', { s: decimal(need, 0) })),
    svg('path', { class: 'axis', d: `M${EDGE} 125H${x(0)}${marks.map((m) => `M${x(m)} 125v5`).join('')}` }),
    ...marks.map((m) => svg('text', { class: 'tick', x: x(m), y: 143, 'text-anchor': 'middle' }, m ? decimal(m, 0) : '0 m')));
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({ meterView }));
}
