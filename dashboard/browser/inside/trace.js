// A trace as the server sends it: every vector of every step of one sequence.
import { fetchWhenFree } from "../shared/server.js";
import { isGate } from "./cells.js";
import { defineProducts } from "./notation.js";

/**
 * @typedef {{shape: number[], data: Float32Array}} Values
 * @typedef {object} About - what is said beside the numbers, see dashboard/inside/payload.py
 * @property {import("./cells.js").Cell} cell
 * @property {"names" | "stock"} kind
 * @property {number} layers
 * @property {number} units
 * @property {string[]} read - what goes in at each step
 * @property {(string | null)[]} comes - what came next
 * @property {string[]} alphabet - of a names run
 * @property {string[]} prices - of the days that a price run reads, in words
 * @property {string[] | null} changes - of these prices from day to day, where those are read
 * @property {string | null} price - what it says
 * @property {string | null} actual - and what came
 * @property {Record<string, number[][]>} orders - units in another order, layer by layer
 * @property {number} first - the step that the numbers begin with: of a large network some are sent
 * @property {Record<string, {shape: number[], at: number}>} arrays
 */

export class Trace {
  /**
   * @param {About} about
   * @param {Map<string, Values>} arrays
   */
  constructor(about, arrays) {
    this.about = about;
    defineProducts(about.cell.products);
    this.arrays = arrays;
    this.steps = about.read.length;
    this.first = about.first;
    this.sent = arrays.get(about.kind === "names" ? "a" : "a1")?.shape[0] ?? 0; // steps
    this.names = about.kind === "names";
    /** @type {Map<string, number>} */
    this.limits = new Map();
    /** @type {Map<string, import("./sums.js").UnitWeights>} */
    this.fetched = new Map(); // weights that did not come along, by layer and unit
  }

  /** The steps whose numbers came along. */
  get sentSteps() {
    return Array.from({ length: this.sent }, (_, at) => this.first + at);
  }

  /** Whether the weights came along; of a large network they are fetched unit by unit. */
  get hasWeights() {
    return this.find(this.about.cell.weights.state, 0) !== undefined;
  }

  get hasWayBack() {
    return this.find("da", 0) !== undefined;
  }

  /**
   * @param {string} symbol
   * @param {number} layer - from 0
   * @returns {Values | undefined}
   */
  find(symbol, layer) {
    if (symbol === "x" && layer > 0) return this.find("a", layer - 1); // what the layer below says
    const number = layer + 1;
    return (
      this.arrays.get(/\d$/.test(symbol) ? `${symbol}_${number}` : `${symbol}${number}`) ??
      this.arrays.get(symbol)
    );
  }

  /**
   * What a symbol of the steps is at one of them, one number a unit; undefined where it is nothing.
   *
   * "a_prev" is what "a" was a step before, "dz_next" what "dz" is a step later, "dx_above" that of
   * the layer above.
   * @param {string} symbol
   * @param {number} layer - from 0
   * @param {number} step - from 0
   * @returns {Float32Array | undefined}
   */
  vector(symbol, layer, step) {
    const [now, when] = symbol.split("_");
    if (when === "prev" && step === 0) return this.find(`${now}0`, layer)?.data;
    const values = this.find(now, when === "above" ? layer + 1 : layer);
    const at = step - this.first + (when === "prev" ? -1 : when === "next" ? 1 : 0);
    if (!values || at < 0 || at >= this.sent) return undefined;
    const [rows, each] = values.shape;
    if (each !== undefined) return values.data.subarray(at * each, (at + 1) * each);
    return rows === this.sent ? values.data.subarray(at, at + 1) : values.data; // of the whole sequence
  }

  /**
   * What a number of a vector belongs to: a letter, or a unit; nothing where there is one number.
   * @param {string} symbol
   * @param {number} layer
   * @param {number} at
   */
  nameOf(symbol, layer, at) {
    const letters = symbol === "x" || symbol === "y" || symbol.endsWith("zy") || symbol === "dx";
    if (this.names && letters) return this.about.alphabet[at].trim() || "end";
    return this.vector(symbol, layer, this.first)?.length === 1 ? "" : `unit ${at + 1}`;
  }

  /**
   * The number of one unit; 0 where the symbol is nothing, as after the last step.
   * @param {string} symbol
   * @param {number} layer
   * @param {number} step
   * @param {number} unit
   */
  number(symbol, layer, step, unit) {
    return this.vector(symbol, layer, step)?.[unit] ?? 0;
  }

  /**
   * Where the colours of a symbol end: at 1 for a gate, else at its largest size in the sequence.
   * @param {string} symbol
   * @param {number} layer
   */
  limit(symbol, layer) {
    const [now] = symbol.split("_");
    if (isGate(this.about.cell, now)) return 1;
    const name = `${now} ${layer}`;
    let limit = this.limits.get(name);
    if (limit === undefined) {
      limit = 0;
      for (const value of this.find(now, layer)?.data ?? []) limit = Math.max(limit, Math.abs(value));
      this.limits.set(name, limit || 1);
    }
    return limit || 1;
  }
}

/** @param {ArrayBuffer} bytes */
export function unpack(bytes) {
  return new Trace(...unpacked(bytes));
}

/**
 * Reads what `packed` of dashboard/inside/payload.py wrote: the length of a JSON text in four bytes,
 * the text, then float32 numbers.
 * @param {ArrayBuffer} bytes
 * @returns {[any, Map<string, Values>]} what is said beside the numbers, and these
 */
export function unpacked(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  /** @type {{arrays: About["arrays"]}} */
  const about = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  const numbers = new Float32Array(bytes, 4 + length);
  /** @type {Map<string, Values>} */
  const arrays = new Map();
  for (const [name, { shape, at }] of Object.entries(about.arrays)) {
    const size = shape.reduce((product, side) => product * side, 1);
    arrays.set(name, { shape, data: numbers.subarray(at, at + size) });
  }
  return [about, arrays];
}

// Traces that were fetched, the last few of them: what is as it is stays while changes come and go.

const MOST = 4;

export class TraceCache {
  constructor() {
    /** @type {Map<string, Promise<Trace>>} */
    this.traces = new Map();
  }

  /** @param {string} address */
  get(address) {
    const found = this.traces.get(address) ?? fetchTrace(address, () => this.traces.has(address));
    this.traces.delete(address);
    this.traces.set(address, found); // the newest comes last
    found.catch(() => this.traces.delete(address));
    for (const oldest of [...this.traces.keys()].slice(0, -MOST)) this.traces.delete(oldest);
    return found;
  }
}

/**
 * @param {string} address
 * @param {() => boolean} wanted - whether it still is
 */
async function fetchTrace(address, wanted) {
  const answer = await fetchWhenFree(address, wanted);
  if (!answer.ok) throw new Error(await answer.text());
  return unpack(await answer.arrayBuffer());
}
