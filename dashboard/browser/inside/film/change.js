// What a training has changed from one frame of a film to the next, in a sentence or two.
import { number, percent } from "../words/numbers.js";
import { letter } from "../words/words.js";

/**
 * @param {import("./reel.js").Reel} reel
 * @param {number} frame
 */
export function change(reel, frame) {
  const when = `${reel.unit} ${reel.step(frame)}`;
  if (frame === 0) {
    const begin = reel.about.steps[0] === 0 ? `Before any training (${when})` : `At ${when}, the first in this film,`;
    return `${begin} ${reel.names ? firstNames(reel) : firstPrice(reel)}.`;
  }
  const begin = `From ${reel.unit} ${reel.step(frame - 1)} to ${reel.step(frame)}`;
  return `${begin} ${reel.names ? names(reel, frame) : prices(reel, frame)}. ${inside(reel, frame)}`;
}

/** @param {import("./reel.js").Reel} reel */
function firstNames(reel) {
  const most = Math.max(...reel.at("y", 0));
  const even = 1 / reel.about.letters;
  return `no letter is more probable than ${percent(most)}, where ${percent(even)} each would be even`;
}

/** @param {import("./reel.js").Reel} reel */
function firstPrice(reel) {
  const { price, actual, yesterday } = reel.about.words;
  return `it says ${price[0]}${actual[0] ? `; ${actual[0]} came` : ""}, and yesterday's price was ${yesterday[0]}`;
}

/**
 * @param {import("./reel.js").Reel} reel
 * @param {number} frame
 */
function names(reel, frame) {
  const [before, now] = [frame - 1, frame].map((at) => reel.at("loss", at)[0]);
  const { alphabet, read } = reel.about;
  const [old, odds] = [frame - 1, frame].map((at) => reel.at("y", at));
  const at = largest(odds.length, (place) => Math.abs(odds[place] - old[place]));
  const [step, of] = [Math.floor(at / alphabet.length), at % alphabet.length];
  const where = read[step] ? `after ${letter(read[step])}` : "as the first letter";
  return `the loss on ${reel.input} ${moved(before, now)} a letter; ${letter(alphabet[of])} ${where} went from ${percent(old[at])} to ${percent(odds[at])}`;
}

/**
 * @param {import("./reel.js").Reel} reel
 * @param {number} frame
 */
function prices(reel, frame) {
  const { price, actual, yesterday } = reel.about.words;
  const said = `the prediction went from ${price[frame - 1]} to ${price[frame]}`;
  return `${said}${actual[0] ? `; ${actual[0]} came` : ""}, and yesterday's price was ${yesterday[0]}`;
}

/**
 * The unit and the weights that changed most.
 * @param {import("./reel.js").Reel} reel
 * @param {number} frame
 */
function inside(reel, frame) {
  const { units, read } = reel.about;
  const [old, a] = [frame - 1, frame].map((at) => reel.at("a", at));
  const moves = units.map((_, unit) => mean(read.length, (step) => a[step * units.length + unit] - old[step * units.length + unit]));
  const most = largest(moves.length, (unit) => moves[unit]);
  const weights = [...reel.arrays.keys()].filter((symbol) => symbol.startsWith("W"));
  const sizes = weights.map((symbol) => {
    const [from, to] = [frame - 1, frame].map((at) => reel.at(symbol, at));
    return mean(to.length, (at) => to[at] - from[at]);
  });
  const heaviest = largest(sizes.length, (at) => sizes[at]);
  return `Unit ${units[most] + 1} changed most, and of the weights ${weights[heaviest]}, by ${number(sizes[heaviest])} on average.`;
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
