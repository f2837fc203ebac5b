// What is drawn and said of each kind of cell.
import * as gru from "./gru.js";
import * as lstm from "./lstm.js";
import * as rnn from "./rnn.js";

/** @typedef {Record<string, string[]>} Meanings - of a symbol: its name, and what it is */

export const CELLS = { rnn, lstm, gru };

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
 * @param {"rnn" | "lstm" | "gru"} cell
 * @param {string} symbol
 */
export function meaning(cell, symbol) {
  const words = /** @type {Meanings} */ (CELLS[cell].meanings);
  const known = words[symbol] ?? COMMON[symbol];
  if (known) return known;
  const of = words[symbol.replace(/^d/, "")];
  if (symbol.startsWith("d") && of) return [`Gradient of the ${of[0].toLowerCase()}`, "how the loss would change with it"];
  return [symbol, ""];
}
