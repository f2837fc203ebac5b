// What a sum is made of: one product an input, each with its two factors.
import { weigher } from "./weights.js";

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
 * @typedef {{from: string, at: number, weight: number, value: number, product: number, by?: string, column?: boolean}} Term -
 *   `by` is the symbol of the weight; there is none of what is only added
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
function here(trace, part, { layer, step }) {
  if (!part.above) return part;
  if (trace.names) return { weights: "Wya", vectors: ["dzy"], column: true };
  if (layer < trace.about.layers - 1) return { factors: ["dx_above"] };
  return step === trace.steps - 1 ? { weights: "Wya", vectors: ["dy"], column: true } : undefined;
}

/**
 * The terms of a part of a sum for one unit; none while its weights are not here.
 * @param {Trace} trace
 * @param {Part} part - as `here` gave it
 * @param {Place} place
 * @param {number} block
 * @returns {Term[]}
 */
function terms(trace, part, place, block) {
  const { layer, step, unit } = place;
  if (part.factors) {
    const [value, weight] = part.factors.map((symbol) => trace.number(symbol, layer, step, unit));
    return [{ from: part.factors[0], at: unit, weight: weight ?? 1, value, product: value * (weight ?? 1), by: part.factors[1] }];
  }
  const weigh = weigher(trace, part, place, block);
  if (!weigh) return [];
  return (part.vectors ?? []).flatMap((from, stacked) => {
    const vector = trace.vector(from, layer, step);
    if (!vector) return []; // after the last step
    return Array.from(vector, (value, at) => {
      const weight = weigh(stacked * vector.length + at);
      return { from, at, weight, value, product: weight * value, by: part.weights, column: part.column };
    });
  });
}

/**
 * A bias as a term.
 * @param {Trace} trace
 * @param {string} symbol
 * @param {number} block - of its rows
 * @param {Place} place
 * @returns {Term}
 */
function bias(trace, symbol, block, { layer, unit }) {
  const weight = trace.find(symbol, layer)?.data[block * trace.about.units + unit] ?? 0;
  return { from: symbol, at: unit, weight, value: 1, product: weight };
}

/**
 * A sum as it is at this place: its parts, each with its terms, and its biases.
 * @param {Trace} trace
 * @param {Sum} sum
 * @param {Place} place
 * @returns {{complete: boolean, parts: {part: Part, of: Term[]}[], added: Term[]}} - `complete` where
 *   all weights are here; a part of which nothing comes, as after the last step, is left out
 */
export function inFull(trace, { block = 0, parts, biases = [] }, place) {
  const now = parts.flatMap((part) => here(trace, part, place) ?? []);
  const complete = now.every((part) => part.factors || weigher(trace, part, place, block));
  const made = now.map((part) => ({ part, of: terms(trace, part, place, block) }));
  return {
    complete,
    parts: made.filter(({ of }) => of.length || !complete),
    added: biases.map((symbol) => bias(trace, symbol, block, place)),
  };
}

/**
 * All terms of a sum; none while its weights are not here.
 * @param {ReturnType<typeof inFull>} sum
 * @returns {Term[]}
 */
export function allTerms({ complete, parts, added }) {
  return complete ? [...parts.flatMap(({ of }) => of), ...added] : [];
}

/** @param {Term[]} of */
export function total(of) {
  return of.reduce((sum, { product }) => sum + product, 0);
}

/** @param {Term[]} of */
export function largestFirst(of) {
  return [...of].sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
}
