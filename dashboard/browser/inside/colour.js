// The colour of a number: one side below zero, the other above, pale at zero.

const STEPS = 64; // a side
const STOPS = 8; // a side, of Plotly's scale

/** @typedef {(value: number, limit: number) => string} Colour */

/**
 * @param {HTMLElement} place - whose theme it is
 * @returns {Colour}
 */
export function scale(place) {
  const style = getComputedStyle(place);
  const ends = ["--inside-below", "--inside-zero", "--inside-above"].map((name) => rgb(style.getPropertyValue(name)));
  const [below, zero, above] = ends;
  const ready = Array.from({ length: 2 * STEPS + 1 }, (_, at) => {
    const share = (at - STEPS) / STEPS;
    return mix(zero, share < 0 ? below : above, Math.abs(share) ** 0.7); // small ones are seen, too
  });
  return (value, limit) => ready[placed(value, limit)];
}

/**
 * The same colours as Plotly takes them, for heat maps.
 * @param {Colour} colour
 * @param {boolean} both - sides of zero; else only what is above
 * @returns {[number, string][]}
 */
export function plotlyScale(colour, both) {
  const first = both ? -STOPS : 0;
  const all = STOPS - first;
  return Array.from({ length: all + 1 }, (_, at) => [at / all, colour(first + at, STOPS)]);
}

/**
 * The same colours as a canvas takes them, from that of -1 to that of 1; `placed` says which.
 * @param {Colour} colour
 */
export function pixels(colour) {
  const ready = Array.from({ length: 2 * STEPS + 1 }, (_, at) => colour(at - STEPS, STEPS).match(/\d+/g)?.map(Number) ?? []);
  return Uint32Array.from(ready, ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
}

/**
 * Where the colour of a number is among these.
 * @param {number} value
 * @param {number} limit
 */
export function placed(value, limit) {
  const share = Math.max(-1, Math.min(1, value / limit));
  return Math.round((Number.isFinite(share) ? share : 0) * STEPS) + STEPS;
}

/**
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} share
 */
function mix(from, to, share) {
  return `rgb(${from.map((part, at) => Math.round(part + (to[at] - part) * share)).join()})`;
}

/** @param {string} hex - "#rrggbb" */
function rgb(hex) {
  const digits = hex.trim();
  return [1, 3, 5].map((at) => parseInt(digits.slice(at, at + 2), 16));
}
