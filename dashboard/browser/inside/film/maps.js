// What is drawn of a film: states, odds and weights, each as rows and columns of numbers.
import { meaning } from "../cells/cells.js";
import { spoken } from "../words/symbols.js";

const MOST_LETTERS = 12; // of the alphabet, those that are expected most
const GATES = { rnn: [""], lstm: ["i", "f", "g", "o"], gru: ["z", "r", "g"] }; // as the weights have them

/**
 * @typedef {object} Map - rows and columns of numbers of a film
 * @property {string} symbol
 * @property {string} name
 * @property {string} words
 * @property {string[]} rows - their labels
 * @property {string[]} columns
 * @property {number[]} index - row by row: where the numbers are among those of a frame
 * @property {[number, number]} range - of the colours
 * @property {number[]} [rowUnits] - where rows are units
 * @property {number[]} [columnUnits]
 * @property {boolean} [overTime] - whether columns are steps
 * @property {number[]} [marked] - a row a step, -1 for none
 * @property {string[]} [blocks] - what the columns are grouped by
 */

/**
 * @param {import("./reel.js").Reel} reel
 * @param {string} order - of the units
 * @returns {{states: Map[], weights: Map[]}}
 */
export function maps(reel, order) {
  const { units, orders } = reel.about;
  const among = orders[order] ?? [...units.keys()];
  const has = (/** @type {string[]} */ ...symbols) => symbols.filter((symbol) => reel.arrays.has(symbol));
  const states = has("a", "c").map((symbol) => ofStates(reel, symbol, among));
  return {
    states: reel.names ? [...states, ofLetters(reel)] : states,
    weights: has("Wax", "Wx", "Waa", "Wa", "Wya").map((symbol) => ofWeights(reel, symbol, among)),
  };
}

/**
 * @param {import("./reel.js").Reel} reel
 * @param {string} symbol
 * @param {number[]} among - units of the film, as they are drawn
 * @returns {Map}
 */
function ofStates(reel, symbol, among) {
  const { cell, read, units } = reel.about;
  const [name, words] = meaning(cell, symbol);
  const limit = reel.limit(symbol);
  return {
    symbol,
    name: `${spoken(symbol)}: ${name}`,
    words,
    ...unitRows(reel, among),
    columns: read.map((word) => short(reel, word)),
    index: among.flatMap((unit) => read.map((_, step) => step * units.length + unit)),
    range: [-limit, limit],
    overTime: true,
  };
}

/**
 * @param {import("./reel.js").Reel} reel
 * @returns {Map}
 */
function ofLetters(reel) {
  const { alphabet, comes, read } = reel.about;
  const odds = reel.values("y").data;
  const most = alphabet.map((letter, at) => {
    let largest = comes.includes(letter) ? 1 : 0;
    for (let place = at; place < odds.length; place += alphabet.length) largest = Math.max(largest, odds[place]);
    return largest;
  });
  const likeliest = [...most.keys()].sort((one, other) => most[other] - most[one]);
  const shown = likeliest.slice(0, Math.max(MOST_LETTERS, new Set(comes).size)).sort((one, other) => one - other);
  return {
    symbol: "y",
    name: "Next letter",
    words: "how probable each is; a square marks the one that came",
    rows: shown.map((at) => named(alphabet[at])),
    columns: read.map((word) => short(reel, word)),
    index: shown.flatMap((at) => read.map((_, step) => step * alphabet.length + at)),
    range: [0, 1],
    overTime: true,
    marked: comes.map((letter) => shown.indexOf(alphabet.indexOf(letter ?? "none"))),
  };
}

/**
 * Weights, a row a unit, gates side by side; of the output a column a unit.
 * @param {import("./reel.js").Reel} reel
 * @param {string} symbol
 * @param {number[]} among
 * @returns {Map}
 */
function ofWeights(reel, symbol, among) {
  const { cell, layer, alphabet, units } = reel.about;
  const [, blocks, high, wide] = reel.values(symbol).shape;
  const own = symbol !== "Wax" && symbol !== "Wx"; // columns are units of this layer
  const columns = own ? among : Array.from({ length: wide }, (_, at) => at);
  const rows = symbol === "Wya" ? Array.from({ length: high }, (_, at) => at) : among;
  const limit = reel.limit(symbol);
  const places = Array.from({ length: blocks }, (_, block) => columns.map((column) => ({ block, column }))).flat();
  const label = (/** @type {number} */ column) =>
    own || layer > 1 ? String(units[column] + 1) : reel.names ? named(alphabet[column]) : reel.about.changes ? "change" : "price";
  return {
    symbol,
    ...ABOUT[symbol](reel),
    ...(symbol === "Wya" ? { rows: reel.names ? alphabet.map(named) : ["price"] } : unitRows(reel, among)),
    columns: places.map(({ column }) => label(column)),
    ...(symbol === "Wya" ? { columnUnits: among.map((unit) => units[unit]) } : {}),
    index: rows.flatMap((row) => places.map(({ block, column }) => (block * high + row) * wide + column)),
    range: [-limit, limit],
    blocks: blocks > 1 ? GATES[cell] : undefined,
  };
}

/** @type {Record<string, (reel: import("./reel.js").Reel) => {name: string, words: string}>} */
const ABOUT = {
  Wax: (reel) => ({ name: "Wax: weights of the input", words: `what each unit makes of ${read(reel)}` }),
  Wx: (reel) => ({ name: "Wx: weights of the input", words: `what each gate of a unit makes of ${read(reel)}` }),
  Waa: () => ({ name: "Waa: weights of the past", words: "what each unit makes of every unit a step before" }),
  Wa: () => ({ name: "Wa: weights of the past", words: "what each gate of a unit makes of every unit a step before" }),
  Wya: (reel) => ({ name: "Wya: weights of the output", words: reel.names ? "what each unit says for a letter" : "what each unit says for the price" }),
};

/**
 * What the layer reads.
 * @param {import("./reel.js").Reel} reel
 */
function read(reel) {
  if (reel.names) return "the letter that it reads";
  if (reel.about.layer > 1) return "the layer below";
  return reel.about.changes ? "the change of the price" : "the price";
}

/**
 * @param {import("./reel.js").Reel} reel
 * @param {number[]} among
 */
function unitRows(reel, among) {
  const rowUnits = among.map((unit) => reel.about.units[unit]);
  return { rowUnits, rows: rowUnits.map((unit) => `unit ${unit + 1}`) };
}

/**
 * What is read at a step: a letter, or a day without its year.
 * @param {import("./reel.js").Reel} reel
 * @param {string} word
 */
function short(reel, word) {
  return reel.names ? word || "start" : word.slice(5);
}

/** @param {string} letter */
function named(letter) {
  return letter === "\n" ? "end" : letter === " " ? "space" : letter;
}
