// The layer on top of all cells: what it says of the next letter, or of the next price.

/** @typedef {import("../inside.js").Desk} Desk */

const SUM = { parts: [{ weights: "Wya", vectors: ["a"] }], biases: ["by"] };

/**
 * @param {boolean} names
 * @returns {import("../sums/equations.js").Equation}
 */
export function output(names) {
  if (names) return { symbol: "y", laws: ["{y} = softmax({zy})"], sums: [{ result: "zy", ...SUM }], unit: letter };
  return { symbol: "y", laws: [], sums: [{ result: "y", ...SUM }], unit: price };
}

/**
 * The letter that came, else the likeliest.
 * @param {Desk} desk
 */
function letter({ trace, place }) {
  const { alphabet, comes } = trace.about;
  const odds = trace.vector("y", 0, place.step) ?? new Float32Array();
  const came = alphabet.indexOf(comes[place.step] ?? "none");
  const at = came >= 0 ? came : odds.indexOf(Math.max(...odds));
  return { at, name: `how probable “${alphabet[at]?.trim() || "end"}” is next: e to its score, of the sum over all letters` };
}

/**
 * There is one number, after the last step, made by the layer at the top.
 * @param {Desk} desk
 */
function price({ trace, place }) {
  const said = place.step === trace.steps - 1 && place.layer === trace.about.layers - 1;
  return { at: said ? 0 : -1, name: `the price of the next day, scaled: ${trace.about.price}` };
}
