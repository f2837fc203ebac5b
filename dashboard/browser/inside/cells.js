// What is said of the symbols of a cell, and what is computed on top of it.

/**
 * @typedef {import("./drawings.js").Drawing} Drawing
 * @typedef {import("./equations.js").Equation} Equation
 * @typedef {Record<string, string[]>} Meanings - of a symbol: its name, and what it is
 * @typedef {object} Cell - as it comes with a trace or a film, see core/cells/explanation.py
 * @property {string} name
 * @property {Record<string, number>} gates - the least that each can be, in the order of their blocks of the weights
 * @property {{input: string, state: string}} weights - their symbols
 * @property {Drawing} drawing
 * @property {Equation[]} forward
 * @property {Equation[]} back
 * @property {string[]} over_time - the vectors that are worth a heat map
 * @property {string[]} over_time_back
 * @property {Meanings} meanings
 * @property {Record<string, string>} at_zero - what happens when a gate is held there
 * @property {Record<string, string>} products - how the symbols of products are written, such as "{f}·{c_prev}"
 */

/** @type {Meanings} */
const COMMON = {
  x: ["Input", "what is read at this step"],
  y: ["Output", "what the network says"],
  da: ["Gradient of the hidden state", "how the loss would change if it were larger"],
  dx: ["Gradient of the input", "how the loss would change if the input were larger"],
  dc: ["Gradient of the cell state", "how the loss would change if the memory were larger"],
  daback: ["Handed back", "what reaches the hidden state of the step before"],
  dcback: ["Handed back", "what reaches the memory of the step before"],
};

/**
 * The name of a symbol and what it is, in words.
 * @param {Cell} cell
 * @param {string} symbol
 */
export function meaning(cell, symbol) {
  const words = cell.meanings;
  const known = words[symbol] ?? COMMON[symbol];
  if (known) return known;
  const of = words[symbol.replace(/^d/, "")];
  if (symbol.startsWith("d") && of) return [`Gradient of the ${of[0].toLowerCase()}`, "how the loss would change with it"];
  return [symbol, ""];
}

/**
 * Whether a symbol is a gate that goes from 0, shut, to 1, open.
 * @param {Cell} cell
 * @param {string} symbol
 */
export function isGate(cell, symbol) {
  return cell.gates[symbol] === 0;
}

/**
 * The vectors that are worth a heat map.
 * @param {Cell} cell
 * @param {boolean} back
 */
export function overTime(cell, back) {
  return back ? cell.over_time_back : cell.over_time;
}

// The layer on top of all cells: what it says of the next letter, or of the next price.

/** @typedef {import("./inside.js").InsideView} InsideView */

const SUM = { parts: [{ weights: "Wya", vectors: ["a"] }], biases: ["by"] };

/**
 * @param {boolean} names
 * @returns {Equation}
 */
export function output(names) {
  if (names) return { symbol: "y", formulas: ["{y} = softmax({zy})"], sums: [{ result: "zy", ...SUM }], unit: letter };
  return { symbol: "y", formulas: [], sums: [{ result: "y", ...SUM }], unit: price };
}

/**
 * The letter that came, else the likeliest.
 * @param {InsideView} view
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
 * @param {InsideView} view
 */
function price({ trace, place }) {
  const said = place.step === trace.steps - 1 && place.layer === trace.about.layers - 1;
  return { at: said ? 0 : -1, name: `the price of the next day, scaled: ${trace.about.price}` };
}
