// What a sum is made of: one product an input, each with its two factors.
import { fetchWhenFree } from "../shared/server.js";

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
 * @typedef {import("./trace.js").Trace} Trace
 * @typedef {import("./inside.js").Place} Place
 */

/**
 * A part as it is at this place of the network.
 * @param {Trace} trace
 * @param {Part} part
 * @param {Place} place
 * @returns {Part | undefined} - nothing where nothing comes
 */
function resolved(trace, part, { layer, step }) {
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
function productsOf(trace, part, place, block) {
  const { layer, step, unit } = place;
  if (part.factors) {
    const [value, weight] = part.factors.map((symbol) => trace.number(symbol, layer, step, unit));
    return [{ from: part.factors[0], at: unit, weight: weight ?? 1, value, product: value * (weight ?? 1), by: part.factors[1] }];
  }
  const weigh = weightAt(trace, part, place, block);
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
export function evaluated(trace, { block = 0, parts, biases = [] }, place) {
  const now = parts.flatMap((part) => resolved(trace, part, place) ?? []);
  const complete = now.every((part) => part.factors || weightAt(trace, part, place, block));
  const made = now.map((part) => ({ part, of: productsOf(trace, part, place, block) }));
  return {
    complete,
    parts: made.filter(({ of }) => of.length || !complete),
    added: biases.map((symbol) => bias(trace, symbol, block, place)),
  };
}

/**
 * All terms of a sum; none while its weights are not here.
 * @param {ReturnType<typeof evaluated>} sum
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

// The weights in a sum: of a large network they do not come with the trace, but unit by unit.

const PAUSE = 60; // milliseconds until a unit counts as chosen

/**
 * @typedef {Record<string, {rows: number[][], column: number[]}>} UnitWeights - by matrix: a row a gate;
 *   see dashboard/inside/payload.py
 */

/**
 * Whether the weights of the unit are here.
 * @param {Trace} trace
 * @param {Place} place
 */
function hasWeightsOf(trace, { layer, unit }) {
  return trace.hasWeights || trace.fetched.has(name(layer, unit));
}

/**
 * What a part of a sum weighs its vectors with: a function of the place in all of them, stacked.
 * @param {Trace} trace
 * @param {Part} part
 * @param {Place} place
 * @param {number} block - of the rows
 * @returns {((at: number) => number) | undefined} - nothing while they are not here
 */
function weightAt(trace, { weights = "", column }, { layer, unit }, block) {
  const matrix = trace.find(weights, layer);
  if (!matrix) {
    const fetched = trace.fetched.get(name(layer, unit))?.[weights];
    const line = column ? fetched?.column : fetched?.rows[block];
    return line && ((at) => line[at]);
  }
  const columns = matrix.shape[1];
  const row = (block * trace.about.units + unit) * columns;
  return column ? (at) => matrix.data[at * columns + unit] : (at) => matrix.data[row + at];
}

/** Fetches the weights of the unit that is chosen, where they did not come along. */
export class WeightLoader {
  /** @param {import("./inside.js").InsideView} view */
  constructor(view) {
    this.view = view;
    this.timer = 0;
    this.loading = ""; // address
  }

  /** @param {(problem: string) => void} then - "" when they are here */
  load(then) {
    clearTimeout(this.timer);
    const { trace, place } = this.view;
    if (!hasWeightsOf(trace, place)) this.timer = setTimeout(() => this.fetch(trace, place, then), PAUSE);
  }

  /**
   * @param {Trace} trace
   * @param {Place} place
   * @param {(problem: string) => void} then
   */
  async fetch(trace, { layer, unit }, then) {
    const address = this.address(layer, unit);
    if (address === this.loading) return;
    this.loading = address;
    let problem = "";
    try {
      const answer = await fetchWhenFree(address, () => trace === this.view.trace && this.view.element.isConnected);
      if (!answer.ok) throw new Error(await answer.text());
      trace.fetched.set(name(layer, unit), await answer.json());
    } catch (failure) {
      problem = /** @type {Error} */ (failure).message;
    }
    if (address === this.loading) this.loading = "";
    if (trace === this.view.trace) then(problem);
  }

  /**
   * @param {number} layer
   * @param {number} unit
   */
  address(layer, unit) {
    const address = new URL(this.view.address ?? "", location.href);
    const checkpoint = address.searchParams.get("checkpoint") ?? "";
    address.pathname = address.pathname.replace("/traces/", "/weights/");
    address.search = String(new URLSearchParams({ checkpoint, layer: String(layer), unit: String(unit) }));
    return address.href;
  }
}

/**
 * @param {number} layer
 * @param {number} unit
 */
function name(layer, unit) {
  return `${layer} ${unit}`;
}
