// What a sum is made of: one product an input, each with its two factors.

/**
 * A part of a sum: a row of a weight matrix times a vector; a column of one times vectors stacked;
 * a product of two numbers of the unit; or what comes from above on the way back.
 * @typedef {object} Part
 * @property {string} [weights]
 * @property {string[]} [vectors]
 * @property {boolean} [column]
 * @property {string[]} [factors]
 * @property {boolean} [above]
 *
 * @typedef {{result: string, block?: number, parts: Part[], biases?: string[]}} Sum - `block` is of
 *   the weights' rows, one a gate
 * @typedef {{from: string, at: number, weight: number, value: number, product: number}} Term
 * @typedef {import("../trace.js").Trace} Trace
 * @typedef {import("../inside.js").Place} Place
 */

/**
 * A part as it is at this place of the network.
 * @param {Trace} trace
 * @param {Part} part
 * @param {Place} place
 * @returns {Part | undefined} - nothing where nothing comes
 */
export function here(trace, part, { layer, step }) {
  if (!part.above) return part;
  if (trace.names) return { weights: "Wya", vectors: ["dzy"], column: true };
  if (layer < trace.about.layers - 1) return { factors: ["dx_above"] };
  return step === trace.steps - 1 ? { weights: "Wya", vectors: ["dy"], column: true } : undefined;
}

/**
 * The terms of a part of a sum for one unit.
 * @param {Trace} trace
 * @param {Part} part - as `here` gave it
 * @param {Place} place
 * @param {number} block
 * @returns {Term[]}
 */
export function terms(trace, part, place, block) {
  const { layer, step, unit } = place;
  if (part.factors) {
    const [value, weight] = part.factors.map((symbol) => trace.number(symbol, layer, step, unit));
    return [{ from: part.factors[0], at: unit, weight: weight ?? 1, value, product: value * (weight ?? 1) }];
  }
  const weights = trace.find(part.weights ?? "", layer);
  if (!weights) return [];
  const [, columns] = weights.shape;
  return (part.vectors ?? []).flatMap((from, stacked) => {
    const vector = trace.vector(from, layer, step);
    if (!vector) return []; // after the last step
    return Array.from(vector, (value, at) => {
      const place_of = part.column
        ? (stacked * vector.length + at) * columns + unit
        : (block * trace.about.units + unit) * columns + at;
      const weight = weights.data[place_of];
      return { from, at, weight, value, product: weight * value };
    });
  });
}

/** @param {Term[]} of */
export function total(of) {
  return of.reduce((sum, { product }) => sum + product, 0);
}

/** @param {Term[]} of */
export function largestFirst(of) {
  return [...of].sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
}
