// The maps of a film: states, odds and weights as rows and columns of numbers, on canvases.
import { append } from "../shared/elements.js";
import { meaning } from "./cells.js";
import { colourIndex, pixelColours, plotlyScale } from "./heatmaps.js";
import { formatNumber, symbolText } from "./notation.js";

const MOST_LETTERS = 12; // of the alphabet, those that are expected most

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
 * @param {import("./film_data.js").FilmData} filmData
 * @param {string} order - of the units
 * @returns {{states: Map[], weights: Map[]}}
 */
export function maps(filmData, order) {
  const { units, orders } = filmData.about;
  const among = orders[order] ?? [...units.keys()];
  const has = (/** @type {string[]} */ ...symbols) => symbols.filter((symbol) => filmData.arrays.has(symbol));
  const states = has("a", "c").map((symbol) => ofStates(filmData, symbol, among));
  return {
    states: filmData.names ? [...states, ofLetters(filmData)] : states,
    weights: has("Wax", "Wx", "Waa", "Wa", "Wya").map((symbol) => ofWeights(filmData, symbol, among)),
  };
}

/**
 * @param {import("./film_data.js").FilmData} filmData
 * @param {string} symbol
 * @param {number[]} among - units of the film, as they are drawn
 * @returns {Map}
 */
function ofStates(filmData, symbol, among) {
  const { cell, read, units } = filmData.about;
  const [name, words] = meaning(cell, symbol);
  const limit = filmData.limit(symbol);
  return {
    symbol,
    name: `${symbolText(symbol)}: ${name}`,
    words,
    ...unitRows(filmData, among),
    columns: read.map((word) => short(filmData, word)),
    index: among.flatMap((unit) => read.map((_, step) => step * units.length + unit)),
    range: [-limit, limit],
    overTime: true,
  };
}

/**
 * @param {import("./film_data.js").FilmData} filmData
 * @returns {Map}
 */
function ofLetters(filmData) {
  const { alphabet, comes, read } = filmData.about;
  const odds = filmData.values("y").data;
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
    columns: read.map((word) => short(filmData, word)),
    index: shown.flatMap((at) => read.map((_, step) => step * alphabet.length + at)),
    range: [0, 1],
    overTime: true,
    marked: comes.map((letter) => shown.indexOf(alphabet.indexOf(letter ?? "none"))),
  };
}

/**
 * Weights, a row a unit, gates side by side; of the output a column a unit.
 * @param {import("./film_data.js").FilmData} filmData
 * @param {string} symbol
 * @param {number[]} among
 * @returns {Map}
 */
function ofWeights(filmData, symbol, among) {
  const { cell, layer, alphabet, units } = filmData.about;
  const [, blocks, high, wide] = filmData.values(symbol).shape;
  const own = symbol !== "Wax" && symbol !== "Wx"; // columns are units of this layer
  const columns = own ? among : Array.from({ length: wide }, (_, at) => at);
  const rows = symbol === "Wya" ? Array.from({ length: high }, (_, at) => at) : among;
  const limit = filmData.limit(symbol);
  const places = Array.from({ length: blocks }, (_, block) => columns.map((column) => ({ block, column }))).flat();
  const label = (/** @type {number} */ column) =>
    own || layer > 1 ? String(units[column] + 1) : filmData.names ? named(alphabet[column]) : filmData.about.changes ? "change" : "price";
  return {
    symbol,
    ...ABOUT[symbol](filmData),
    ...(symbol === "Wya" ? { rows: filmData.names ? alphabet.map(named) : ["price"] } : unitRows(filmData, among)),
    columns: places.map(({ column }) => label(column)),
    ...(symbol === "Wya" ? { columnUnits: among.map((unit) => units[unit]) } : {}),
    index: rows.flatMap((row) => places.map(({ block, column }) => (block * high + row) * wide + column)),
    range: [-limit, limit],
    blocks: blocks > 1 ? Object.keys(cell.gates) : undefined,
  };
}

/** @type {Record<string, (filmData: import("./film_data.js").FilmData) => {name: string, words: string}>} */
const ABOUT = {
  Wax: (filmData) => ({ name: "Wax: weights of the input", words: `what each unit makes of ${read(filmData)}` }),
  Wx: (filmData) => ({ name: "Wx: weights of the input", words: `what each gate of a unit makes of ${read(filmData)}` }),
  Waa: () => ({ name: "Waa: weights of the past", words: "what each unit makes of every unit a step before" }),
  Wa: () => ({ name: "Wa: weights of the past", words: "what each gate of a unit makes of every unit a step before" }),
  Wya: (filmData) => ({ name: "Wya: weights of the output", words: filmData.names ? "what each unit says for a letter" : "what each unit says for the price" }),
};

/**
 * What the layer reads.
 * @param {import("./film_data.js").FilmData} filmData
 */
function read(filmData) {
  if (filmData.names) return "the letter that it reads";
  if (filmData.about.layer > 1) return "the layer below";
  return filmData.about.changes ? "the change of the price" : "the price";
}

/**
 * @param {import("./film_data.js").FilmData} filmData
 * @param {number[]} among
 */
function unitRows(filmData, among) {
  const rowUnits = among.map((unit) => filmData.about.units[unit]);
  return { rowUnits, rows: rowUnits.map((unit) => `unit ${unit + 1}`) };
}

/**
 * What is read at a step: a letter, or a day without its year.
 * @param {import("./film_data.js").FilmData} filmData
 * @param {string} word
 */
function short(filmData, word) {
  return filmData.names ? word || "start" : word.slice(5);
}

/** @param {string} letter */
function named(letter) {
  return letter === "\n" ? "end" : letter === " " ? "space" : letter;
}

// A map of a film on a canvas, one pixel a number: drawn anew within a frame of the screen.

const MOST_ROWS = 9; // named beside it
const LETTER = 8; // pixels that one is wide, about

export class Raster {
  /**
   * @param {HTMLElement} parent
   * @param {import("./inside.js").InsideView} view
   * @param {import("./film_data.js").FilmData} filmData
   * @param {Map} map
   * @param {(words: string) => void} say - what somebody points at
   */
  constructor(parent, view, filmData, map, say) {
    this.view = view;
    this.filmData = filmData;
    this.map = map;
    this.say = say;
    this.frame = 0;
    this.ready = pixelColours(view.colour);
    const part = append(parent, "section", "film-map");
    const heading = append(part, "h4");
    heading.append(map.name);
    append(heading, "small").textContent = map.words;
    this.stage = append(part, "div", "film-stage");
    this.canvas = /** @type {HTMLCanvasElement} */ (append(this.stage, "canvas"));
    this.canvas.setAttribute("role", "img");
    this.canvas.width = map.columns.length;
    this.canvas.height = map.rows.length;
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
    this.dots = new Uint32Array(this.image.data.buffer);
    this.column = append(this.stage, "i", "inside-cursor");
    this.row = append(this.stage, "i", "inside-follow");
    for (const [step, row] of (map.marked ?? []).entries()) if (row >= 0) this.position(append(this.stage, "i", "film-came"), step, row);
    const blocks = map.blocks?.length ?? 1;
    for (let block = 1; block < blocks; block += 1) {
      this.position(append(this.stage, "i", "film-block"), (block * map.columns.length) / blocks, 0, 0, map.rows.length);
    }
    this.beside = append(part, "div", "film-rows");
    this.below = append(part, "div", "film-columns");
    this.legend(part);
    this.canvas.addEventListener("pointermove", (event) => say(this.describe(...this.under(event))));
    this.canvas.addEventListener("pointerleave", () => say(""));
    this.canvas.addEventListener("click", (event) => this.choose(...this.under(event)));
  }

  /** @param {number} frame */
  render(frame) {
    const { index, range } = this.map;
    const numbers = this.filmData.at(this.map.symbol, frame);
    const limit = range[1];
    for (let at = 0; at < index.length; at += 1) this.dots[at] = this.ready[colourIndex(numbers[index[at]], limit)];
    this.context.putImageData(this.image, 0, 0);
    this.frame = frame;
    if (!this.view.film.plays) this.canvas.setAttribute("aria-label", this.alt()); // nobody hears it then
    this.mark();
  }

  /** In words what is drawn. */
  alt() {
    const { name, words, rows, columns } = this.map;
    const numbers = this.filmData.at(this.map.symbol, this.frame);
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map(formatNumber);
    return `${name}, ${words}, at ${this.filmData.unit} ${this.filmData.step(this.frame)}: ${rows.length} by ${columns.length} numbers, from ${least} to ${most}.`;
  }

  /** Marks the step on show and the unit that is followed. */
  mark() {
    const { place } = this.view;
    const { rowUnits, columnUnits, overTime, columns, rows } = this.map;
    const column = overTime && place.step < columns.length ? place.step : (columnUnits?.indexOf(place.unit) ?? -1);
    const row = rowUnits?.indexOf(place.unit) ?? -1;
    this.column.hidden = column < 0;
    this.row.hidden = row < 0;
    this.position(this.column, column, 0, 1, rows.length);
    this.position(this.row, 0, row, columns.length, 1);
  }

  /**
   * @param {HTMLElement} mark
   * @param {number} column
   * @param {number} row
   * @param {number} [wide]
   * @param {number} [high]
   */
  position(mark, column, row, wide = 1, high = 1) {
    const across = (/** @type {number} */ count) => `${(100 * count) / this.map.columns.length}%`;
    const down = (/** @type {number} */ count) => `${(100 * count) / this.map.rows.length}%`;
    Object.assign(mark.style, { left: across(column), width: across(wide), top: down(row), height: down(high) });
  }

  /** Names rows and columns, as many as there is room for, once all maps have their places. */
  name() {
    const { rows, columns, blocks } = this.map;
    this.beside.replaceChildren();
    this.below.replaceChildren();
    const words = blocks ?? columns;
    const room = Math.max(1, Math.floor(this.canvas.clientWidth / (LETTER * Math.max(...words.map((word) => word.length + 1)))));
    for (const [at, word] of spaced(rows, MOST_ROWS)) this.beside.append(tick("top", at, rows.length, word));
    for (const [at, word] of spaced(words, room)) this.below.append(tick("left", at, words.length, word));
  }

  /** @param {HTMLElement} part */
  legend(part) {
    const [least, most] = this.map.range;
    const stops = plotlyScale(this.view.colour, least < 0).map(([share, colour]) => `${colour} ${100 * share}%`);
    const legend = append(part, "p", "film-legend");
    legend.append(formatNumber(least));
    append(legend, "i").style.background = `linear-gradient(to right, ${stops.join()})`;
    legend.append(formatNumber(most));
  }

  /**
   * @param {MouseEvent} event
   * @returns {[number, number]} row and column
   */
  under({ offsetX, offsetY }) {
    const { rows, columns } = this.map;
    const among = (/** @type {number} */ share, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    return [among(offsetY / this.canvas.clientHeight, rows.length), among(offsetX / this.canvas.clientWidth, columns.length)];
  }

  /**
   * What is at a place, in words.
   * @param {number} row
   * @param {number} column
   */
  describe(row, column) {
    const { symbol, rows, columns, index, overTime, blocks } = this.map;
    const value = this.filmData.at(symbol, this.frame)[index[row * columns.length + column]];
    const gate = blocks ? `gate ${blocks[Math.floor((column * blocks.length) / columns.length)]}, ` : "";
    const where = overTime ? `step ${column + 1} (${columns[column]})` : `${gate}from ${columns[column]}`;
    return `${symbol}, ${rows[row]}, ${where}: ${formatNumber(value)}`;
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  choose(row, column) {
    const { rowUnits, columnUnits, overTime } = this.map;
    const unit = rowUnits?.[row] ?? columnUnits?.[column];
    this.view.goTo({ ...(unit === undefined ? {} : { unit }), ...(overTime ? { step: column } : {}) });
  }
}

/**
 * Some of many, evenly: where they are, and what.
 * @param {string[]} words
 * @param {number} most
 * @returns {[number, string][]}
 */
function spaced(words, most) {
  const every = Math.ceil(words.length / most);
  return [...words.entries()].filter(([at]) => at % every === 0);
}

/**
 * @param {"top" | "left"} side
 * @param {number} at
 * @param {number} count
 * @param {string} words
 */
function tick(side, at, count, words) {
  const made = document.createElement("span");
  made.style[side] = `${(100 * (at + 0.5)) / count}%`;
  made.textContent = words;
  return made;
}
