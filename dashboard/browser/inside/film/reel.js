// A film as the server sends it: one sequence through the network of each checkpoint.
import { unpacked } from "../trace.js";

/**
 * @typedef {object} About - what is said beside the numbers, see dashboard/inside/payload.py
 * @property {"rnn" | "lstm" | "gru"} cell
 * @property {"names" | "stock"} kind
 * @property {number} layer - from 1
 * @property {number[]} steps - of the frames: iterations or epochs
 * @property {number} checkpoints - that there are in all
 * @property {string[]} read - what goes in at each step
 * @property {(string | null)[]} comes - what came next
 * @property {boolean} changes - whether a price run reads changes of the price
 * @property {string[]} alphabet - the letters that are in the film
 * @property {number} letters - that there are in all
 * @property {number[]} units - that are in the film, from 0
 * @property {number} all - units that there are
 * @property {string[][]} names - frame by frame, drawn with the same dice
 * @property {Record<"price" | "actual" | "yesterday", string[]>} words - prices as they are said
 * @property {Record<string, number[]>} orders - the units of the film in another order
 */

export class Reel {
  /** @param {ArrayBuffer} bytes */
  constructor(bytes) {
    const [about, arrays] = unpacked(bytes);
    /** @type {About} */
    this.about = about;
    this.arrays = arrays;
    this.frames = this.about.steps.length;
    this.names = this.about.kind === "names";
    this.unit = this.names ? "iteration" : "epoch"; // of the training
    /** @type {Map<string, number>} */
    this.limits = new Map();
  }

  /**
   * @param {string} symbol
   * @returns {import("../trace.js").Values}
   */
  values(symbol) {
    return this.arrays.get(symbol) ?? { shape: [this.frames, 0], data: new Float32Array() };
  }

  /**
   * The numbers of a symbol in one frame.
   * @param {string} symbol
   * @param {number} frame
   */
  at(symbol, frame) {
    const { data } = this.values(symbol);
    const size = data.length / this.frames;
    return data.subarray(frame * size, (frame + 1) * size);
  }

  /**
   * The largest size of a symbol in all frames: colours mean the same in each.
   * @param {string} symbol
   */
  limit(symbol) {
    let limit = this.limits.get(symbol);
    if (limit === undefined) {
      limit = this.values(symbol).data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      this.limits.set(symbol, limit);
    }
    return limit || 1;
  }

  /**
   * The frame of a checkpoint, or of the one that is nearest to it.
   * @param {number} checkpoint
   */
  nearest(checkpoint) {
    const far = this.about.steps.map((step) => Math.abs(step - checkpoint));
    return far.indexOf(Math.min(...far));
  }

  /** @param {number} frame */
  step(frame) {
    return this.about.steps[frame].toLocaleString("en");
  }

  /** What is filmed, in words. */
  get input() {
    const { read } = this.about;
    return this.names ? `“${read.join("")}”` : `the ${read.length} days until ${read[read.length - 1]}`;
  }
}
