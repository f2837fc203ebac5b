// A map of a film on a canvas, one pixel a number: drawn anew within a frame of the screen.
import { pixels, placed, plotlyScale } from "../colour.js";
import { append } from "../elements.js";
import { number } from "../words/numbers.js";

const MOST_ROWS = 9; // named beside it
const LETTER = 8; // pixels that one is wide, about

export class Raster {
  /**
   * @param {HTMLElement} parent
   * @param {import("../inside.js").Desk} desk
   * @param {import("./reel.js").Reel} reel
   * @param {import("./maps.js").Map} map
   * @param {(words: string) => void} say - what somebody points at
   */
  constructor(parent, desk, reel, map, say) {
    this.desk = desk;
    this.reel = reel;
    this.map = map;
    this.say = say;
    this.frame = 0;
    this.ready = pixels(desk.colour);
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
    for (const [step, row] of (map.marked ?? []).entries()) if (row >= 0) this.lay(append(this.stage, "i", "film-came"), step, row);
    const blocks = map.blocks?.length ?? 1;
    for (let block = 1; block < blocks; block += 1) {
      this.lay(append(this.stage, "i", "film-block"), (block * map.columns.length) / blocks, 0, 0, map.rows.length);
    }
    this.beside = append(part, "div", "film-rows");
    this.below = append(part, "div", "film-columns");
    this.legend(part);
    this.canvas.addEventListener("pointermove", (event) => say(this.number(...this.under(event))));
    this.canvas.addEventListener("pointerleave", () => say(""));
    this.canvas.addEventListener("click", (event) => this.choose(...this.under(event)));
  }

  /** @param {number} frame */
  show(frame) {
    const { index, range } = this.map;
    const numbers = this.reel.at(this.map.symbol, frame);
    const limit = range[1];
    for (let at = 0; at < index.length; at += 1) this.dots[at] = this.ready[placed(numbers[index[at]], limit)];
    this.context.putImageData(this.image, 0, 0);
    this.frame = frame;
    if (!this.desk.film.plays) this.canvas.setAttribute("aria-label", this.alt()); // nobody hears it then
    this.mark();
  }

  /** In words what is drawn. */
  alt() {
    const { name, words, rows, columns } = this.map;
    const numbers = this.reel.at(this.map.symbol, this.frame);
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map(number);
    return `${name}, ${words}, at ${this.reel.unit} ${this.reel.step(this.frame)}: ${rows.length} by ${columns.length} numbers, from ${least} to ${most}.`;
  }

  /** Marks the step on show and the unit that is followed. */
  mark() {
    const { place } = this.desk;
    const { rowUnits, columnUnits, overTime, columns, rows } = this.map;
    const column = overTime && place.step < columns.length ? place.step : (columnUnits?.indexOf(place.unit) ?? -1);
    const row = rowUnits?.indexOf(place.unit) ?? -1;
    this.column.hidden = column < 0;
    this.row.hidden = row < 0;
    this.lay(this.column, column, 0, 1, rows.length);
    this.lay(this.row, 0, row, columns.length, 1);
  }

  /**
   * @param {HTMLElement} mark
   * @param {number} column
   * @param {number} row
   * @param {number} [wide]
   * @param {number} [high]
   */
  lay(mark, column, row, wide = 1, high = 1) {
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
    const stops = plotlyScale(this.desk.colour, least < 0).map(([share, colour]) => `${colour} ${100 * share}%`);
    const legend = append(part, "p", "film-legend");
    legend.append(number(least));
    append(legend, "i").style.background = `linear-gradient(to right, ${stops.join()})`;
    legend.append(number(most));
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
  number(row, column) {
    const { symbol, rows, columns, index, overTime, blocks } = this.map;
    const value = this.reel.at(symbol, this.frame)[index[row * columns.length + column]];
    const gate = blocks ? `gate ${blocks[Math.floor((column * blocks.length) / columns.length)]}, ` : "";
    const where = overTime ? `step ${column + 1} (${columns[column]})` : `${gate}from ${columns[column]}`;
    return `${symbol}, ${rows[row]}, ${where}: ${number(value)}`;
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  choose(row, column) {
    const { rowUnits, columnUnits, overTime } = this.map;
    const unit = rowUnits?.[row] ?? columnUnits?.[column];
    this.desk.go({ ...(unit === undefined ? {} : { unit }), ...(overTime ? { step: column } : {}) });
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
