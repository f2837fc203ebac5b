// What a number was before the changes.
import { append } from "../elements.js";
import { number } from "../words/numbers.js";

const NEXT_TO_NOTHING = 1e-5; // of the larger one: float32 rounds there

/**
 * @typedef {import("../inside.js").Desk} Desk
 * @typedef {{layer: number, step: number, unit: number}} At
 */

/**
 * In words, as ", was 0.12"; "" where nothing is changed, or it reads the same.
 * @param {Desk} desk
 * @param {string} symbol
 * @param {At} at
 * @param {(value: number) => string} [say]
 */
export function was({ trace, before }, symbol, { layer, step, unit }, say = number) {
  const [now, then] = [trace, before].map((of) => of?.vector(symbol, layer, step)?.[unit]);
  if (now === undefined || then === undefined || say(now) === say(then)) return "";
  return `, was ${say(then)}`;
}

/**
 * The same behind a number that stands there already.
 * @param {Element} place
 * @param {string} words - as `was` gives them
 */
export function appendWas(place, words) {
  if (words) append(place, "span", "was").textContent = words;
}

/**
 * Whether some number of a vector is another one than before the changes.
 * @param {Desk} desk
 * @param {string} symbol
 * @param {{layer: number, step: number}} at
 */
export function differs({ trace, before }, symbol, { layer, step }) {
  const [now, then] = [trace, before].map((of) => of?.vector(symbol, layer, step));
  if (!now || !then) return false;
  return now.some((value, at) => Math.abs(value - then[at]) > NEXT_TO_NOTHING * Math.max(Math.abs(value), Math.abs(then[at])));
}
