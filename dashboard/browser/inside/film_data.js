// A film as the server sends it, and what it says from one frame to the next.
import { defineProducts, formatNumber, formatPercent } from "./notation.js";
import { letter } from "./readouts.js";
import { unpacked } from "./trace.js";

/**
 * @typedef {object} About - what is said beside the numbers, see dashboard/inside/payload.py
 * @property {import("./cells.js").Cell} cell
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

export class FilmData {
  /** @param {ArrayBuffer} bytes */
  constructor(bytes) {
    const [about, arrays] = unpacked(bytes);
    /** @type {About} */
    this.about = about;
    defineProducts(about.cell.products);
    this.arrays = arrays;
    this.frames = this.about.steps.length;
    this.names = this.about.kind === "names";
    this.unit = this.names ? "iteration" : "epoch"; // of the training
    /** @type {Map<string, number>} */
    this.limits = new Map();
  }

  /**
   * @param {string} symbol
   * @returns {import("./trace.js").Values}
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

// What a training has changed from one frame of a film to the next, in a sentence or two.

/**
 * @param {FilmData} film
 * @param {number} frame
 */
export function changeSentence(film, frame) {
  const when = `${film.unit} ${film.step(frame)}`;
  if (frame === 0) {
    const begin = film.about.steps[0] === 0 ? `Before any training (${when})` : `At ${when}, the first in this film,`;
    return `${begin} ${film.names ? firstNames(film) : firstPrice(film)}.`;
  }
  const begin = `From ${film.unit} ${film.step(frame - 1)} to ${film.step(frame)}`;
  return `${begin} ${film.names ? names(film, frame) : prices(film, frame)}. ${inside(film, frame)}`;
}

/** @param {FilmData} film */
function firstNames(film) {
  const most = Math.max(...film.at("y", 0));
  const even = 1 / film.about.letters;
  return `no letter is more probable than ${formatPercent(most)}, where ${formatPercent(even)} each would be even`;
}

/** @param {FilmData} film */
function firstPrice(film) {
  const { price, actual, yesterday } = film.about.words;
  return `it says ${price[0]}${actual[0] ? `; ${actual[0]} came` : ""}, and yesterday's price was ${yesterday[0]}`;
}

/**
 * @param {FilmData} film
 * @param {number} frame
 */
function names(film, frame) {
  const [before, now] = [frame - 1, frame].map((at) => film.at("loss", at)[0]);
  const { alphabet, read } = film.about;
  const [old, odds] = [frame - 1, frame].map((at) => film.at("y", at));
  const at = largest(odds.length, (place) => Math.abs(odds[place] - old[place]));
  const [step, of] = [Math.floor(at / alphabet.length), at % alphabet.length];
  const where = read[step] ? `after ${letter(read[step])}` : "as the first letter";
  return `the loss on ${film.input} ${moved(before, now)} a letter; ${letter(alphabet[of])} ${where} went from ${formatPercent(old[at])} to ${formatPercent(odds[at])}`;
}

/**
 * @param {FilmData} film
 * @param {number} frame
 */
function prices(film, frame) {
  const { price, actual, yesterday } = film.about.words;
  const said = `the prediction went from ${price[frame - 1]} to ${price[frame]}`;
  return `${said}${actual[0] ? `; ${actual[0]} came` : ""}, and yesterday's price was ${yesterday[0]}`;
}

/**
 * The unit and the weights that changed most.
 * @param {FilmData} film
 * @param {number} frame
 */
function inside(film, frame) {
  const { units, read } = film.about;
  const [old, a] = [frame - 1, frame].map((at) => film.at("a", at));
  const moves = units.map((_, unit) => mean(read.length, (step) => a[step * units.length + unit] - old[step * units.length + unit]));
  const most = largest(moves.length, (unit) => moves[unit]);
  const weights = [...film.arrays.keys()].filter((symbol) => symbol.startsWith("W"));
  const sizes = weights.map((symbol) => {
    const [from, to] = [frame - 1, frame].map((at) => film.at(symbol, at));
    return mean(to.length, (at) => to[at] - from[at]);
  });
  const heaviest = largest(sizes.length, (at) => sizes[at]);
  return `Unit ${units[most] + 1} changed most, and of the weights ${weights[heaviest]}, by ${formatNumber(sizes[heaviest])} on average.`;
}

/**
 * @param {number} before
 * @param {number} now
 */
function moved(before, now) {
  const [from, to] = [before, now].map((loss) => loss.toFixed(2));
  return from === to ? `stayed at ${to}` : `${now < before ? "fell" : "rose"} from ${from} to ${to}`;
}

/**
 * Where something is largest.
 * @param {number} count
 * @param {(at: number) => number} of
 */
function largest(count, of) {
  let best = 0;
  for (let at = 1; at < count; at += 1) if (of(at) > of(best)) best = at;
  return best;
}

/**
 * The mean size.
 * @param {number} count
 * @param {(at: number) => number} of
 */
function mean(count, of) {
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += Math.abs(of(at));
  return sum / count;
}

// What a film leaves out, a sentence each.

/**
 * @param {FilmData} film
 * @param {number} checkpoint - that is asked for
 * @param {boolean} changed - whether something in the network is changed elsewhere on the page
 * @returns {string[]}
 */
export function omissions(film, checkpoint, changed) {
  const { steps, checkpoints, units, all, alphabet, letters } = film.about;
  const nearest = film.step(film.nearest(checkpoint));
  const said = [];
  if (checkpoints === 1) {
    said.push(`Only ${film.unit} ${nearest} of this run is kept, so there is nothing to play. A run that belongs to a sweep keeps its newest weights only; trained by itself it keeps more.`);
  }
  if (!steps.includes(checkpoint)) {
    said.push(`The ${film.unit} ${checkpoint.toLocaleString("en")} is not in the film: this is ${nearest}, the nearest that is.`);
  }
  if (changed) said.push("The film shows the network as it was trained: what is changed in it here does not count.");
  if (steps.length < checkpoints) {
    said.push(`Of ${checkpoints.toLocaleString("en")} checkpoints ${steps.length} are in the film; the slider at the top has all of them.`);
  }
  if (units.length < all) {
    said.push(`Of ${all} units ${units.length} are drawn, every ${units[1] - units[0]}th. The downloads at the end of the page have the numbers of all.`);
  }
  if (alphabet.length < letters) {
    said.push(`Of ${letters.toLocaleString("en")} letters ${alphabet.length} are drawn: those that come, and those expected most at the end.`);
  }
  return said;
}
