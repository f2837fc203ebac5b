// The weights in a sum: of a large network they do not come with the trace, but unit by unit.
import { ask } from "../../shared/ask.js";

const PAUSE = 60; // milliseconds until a unit counts as chosen

/**
 * @typedef {Record<string, {rows: number[][], column: number[]}>} OfUnit - by matrix: a row a gate;
 *   see dashboard/inside/payload.py
 * @typedef {import("../trace.js").Trace} Trace
 * @typedef {import("../inside.js").Place} Place
 */

/**
 * Whether the weights of the unit are here.
 * @param {Trace} trace
 * @param {Place} place
 */
export function known(trace, { layer, unit }) {
  return trace.hasWeights || trace.fetched.has(name(layer, unit));
}

/**
 * What a part of a sum weighs its vectors with: a function of the place in all of them, stacked.
 * @param {Trace} trace
 * @param {import("./terms.js").Part} part
 * @param {Place} place
 * @param {number} block - of the rows
 * @returns {((at: number) => number) | undefined} - nothing while they are not here
 */
export function weigher(trace, { weights = "", column }, { layer, unit }, block) {
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
export class Fetching {
  /** @param {import("../inside.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.timer = 0;
    this.underway = ""; // address
  }

  /** @param {(problem: string) => void} then - "" when they are here */
  ask(then) {
    clearTimeout(this.timer);
    const { trace, place } = this.desk;
    if (!known(trace, place)) this.timer = setTimeout(() => this.fetch(trace, place, then), PAUSE);
  }

  /**
   * @param {Trace} trace
   * @param {Place} place
   * @param {(problem: string) => void} then
   */
  async fetch(trace, { layer, unit }, then) {
    const address = this.address(layer, unit);
    if (address === this.underway) return;
    this.underway = address;
    let problem = "";
    try {
      const answer = await ask(address, () => trace === this.desk.trace && this.desk.element.isConnected);
      if (!answer.ok) throw new Error(await answer.text());
      trace.fetched.set(name(layer, unit), await answer.json());
    } catch (failure) {
      problem = /** @type {Error} */ (failure).message;
    }
    if (address === this.underway) this.underway = "";
    if (trace === this.desk.trace) then(problem);
  }

  /**
   * @param {number} layer
   * @param {number} unit
   */
  address(layer, unit) {
    const address = new URL(this.desk.address ?? "", location.href);
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
