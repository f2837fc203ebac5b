// Where the two factors of a product come from, in words.
import { meaning } from "../cells/cells.js";

/**
 * @typedef {import("../inside.js").Desk} Desk
 * @typedef {import("../inside.js").Place} Place
 * @typedef {import("../sums/terms.js").Term} Term
 */

/**
 * What comes in: which of the numbers it is, what it is, and where it is made.
 * @param {Desk} desk
 * @param {Term} term
 * @param {Place} place
 * @returns {{which: string, words: string, go?: Partial<Place>}}
 */
export function origin({ trace }, { from, at, by }, { layer, step }) {
  const { about } = trace;
  const [symbol, when] = from.split("_");
  const which = from === "dx_above" || (by && !/^W/.test(by)) ? "" : trace.nameOf(symbol, layer, at);
  const [name] = meaning(about.cell, symbol);
  if (when === "prev") {
    if (step === 0) return { which, words: "before the first step: what the sequence begins with" };
    return { which, words: `what unit ${at + 1} of this layer said a step before`, go: { step: step - 1, unit: at } };
  }
  if (when === "next") return { which, words: `${name.toLowerCase()}, one step later`, go: { step: step + 1, unit: at } };
  if (when === "above") return { which, words: "what the layer above hands down", go: { layer: layer + 1 } };
  if (symbol === "a") return { which, words: `what unit ${at + 1} of the top layer says`, go: { unit: at } };
  if (symbol !== "x") return { which, words: name.toLowerCase() };
  if (layer > 0) return { which, words: `what unit ${at + 1} of layer ${layer} says at this step`, go: { layer: layer - 1, unit: at } };
  if (trace.names) return { which, words: "1 for the letter that is read, 0 for all others" };
  const what = about.changes ? `change on ${about.read[step]}, ${about.changes[step]}` : `price of ${about.read[step]}, ${about.prices[step]}`;
  return { which, words: `the ${what}, scaled by the training days` };
}

/**
 * What it is multiplied by, or what is added to the sum.
 * @param {Desk} desk
 * @param {Term} term
 * @param {Place} place
 */
export function learned({ trace }, { from, at, by, column }, { layer, unit }) {
  const { cell } = trace.about;
  if (!by) return "learned, and added at every step";
  if (!/^W/.test(by)) return meaning(cell, by.split("_")[0])[0].toLowerCase();
  const always = "learned, the same at every step";
  const input = trace.about.changes ? "the change" : "the price";
  const one = trace.nameOf(from.split("_")[0], layer, at) || input;
  const it = `unit ${unit + 1}`;
  if (by === "Wya") return column ? `how much ${one === input ? "the prediction" : one} listens to ${it}; ${always}` : `how much the output listens to ${one}; ${always}`;
  return column ? `how much ${one} listens to ${it}, read backwards; ${always}` : `how much ${it} listens to ${one}; ${always}`;
}
