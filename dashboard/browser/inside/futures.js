// The two futures side by side: two names letter by letter, or two prices and what came.
import { add, append } from "../shared/elements.js";

/**
 * @typedef {{kind: "changed" | "before" | "yesterday" | "actual", value: number, price: string, off: string}} Row -
 *   a price, and how far it is from the one that came
 */

export class Futures {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.place = place;
    this.view = view;
    /** @type {HTMLElement[]} */
    this.cells = []; // of letters, each with its step
  }

  /** @param {Row[] | null} rows - of prices */
  build(rows) {
    const { trace, before } = this.view;
    this.place.replaceChildren();
    this.place.hidden = !before;
    this.cells = [];
    if (!before) return;
    if (rows) this.place.append(prices(rows));
    else this.cells = letters(this.place, trace, before, (step) => this.view.goTo({ step }));
  }

  render() {
    const { step } = this.view.place;
    for (const cell of this.cells) cell.classList.toggle("now", Number(cell.dataset.step) === step);
  }
}

// Two names letter by letter, one below the other, and where they differ.

/** @typedef {import("./trace.js").Trace} Trace */

/**
 * @param {HTMLElement} place
 * @param {Trace} trace
 * @param {Trace} before
 * @param {(step: number) => void} choose
 * @returns {HTMLElement[]} - the cells
 */
function letters(place, trace, before, choose) {
  const scroll = append(place, "div", "inside-letters");
  Object.assign(scroll, { tabIndex: 0, role: "region", ariaLabel: "The two names, letter by letter" });
  const table = /** @type {HTMLTableElement} */ (append(scroll, "table"));
  const steps = Array.from({ length: Math.max(trace.steps, before.steps) }, (_, step) => step);
  const head = append(append(table, "thead"), "tr");
  for (const words of ["after step", ...steps.map((step) => String(step + 1))]) {
    const heading = /** @type {HTMLTableCellElement} */ (append(head, "th"));
    heading.scope = "col";
    heading.textContent = words;
  }
  const body = append(table, "tbody");
  return [
    { words: "Changed", of: trace, other: before },
    { words: "As it is", of: before, other: trace },
  ].flatMap(({ words, of, other }) => row(append(body, "tr"), words, steps, of, other, choose));
}

/**
 * @param {HTMLElement} row
 * @param {string} words
 * @param {number[]} steps
 * @param {Trace} of
 * @param {Trace} other
 * @param {(step: number) => void} choose
 */
function row(row, words, steps, of, other, choose) {
  const heading = /** @type {HTMLTableCellElement} */ (append(row, "th"));
  heading.scope = "row";
  heading.textContent = words;
  return steps.map((step) => {
    const cell = append(row, "td");
    const letter = of.about.comes[step] ?? "";
    cell.dataset.step = String(step);
    if (letter.trim()) cell.textContent = letter;
    else append(cell, "small").textContent = letter === "\n" ? "end" : letter && "space";
    cell.classList.toggle("differs", letter !== "" && letter !== (other.about.comes[step] ?? ""));
    cell.addEventListener("click", () => choose(step));
    return cell;
  });
}

// Two predictions beside yesterday's price and the one that came: on a line, and as a table.

const WIDTH = 420;
const SIDE = 40; // for words at both ends
const LINE = 40; // its height

const KINDS = {
  changed: { sign: "◆", words: "Changed", look: "ours" },
  before: { sign: "◇", words: "As it is", look: "ours" },
  yesterday: { sign: "┆", words: "Yesterday's price", look: "baseline" },
  actual: { sign: "●", words: "What came", look: "" },
};

/**
 * @param {Row[]} rows
 * @returns {HTMLElement}
 */
function prices(rows) {
  const both = document.createElement("div");
  both.className = "inside-both";
  table(both, rows);
  line(both, rows);
  return both;
}

/**
 * @param {HTMLElement} place
 * @param {Row[]} rows
 */
function table(place, rows) {
  const table = append(place, "table");
  const head = append(append(table, "thead"), "tr");
  const came = rows.some(({ kind }) => kind === "actual");
  for (const words of ["", "price", ...(came ? ["off by"] : [])]) append(head, "td").textContent = words;
  const body = append(table, "tbody");
  for (const { kind, price, off } of rows) {
    const { sign, words, look } = KINDS[kind];
    const row = append(body, "tr", kind);
    const heading = /** @type {HTMLTableCellElement} */ (append(row, "th"));
    heading.scope = "row";
    const drawn = append(heading, "span", `sign ${look}`);
    drawn.textContent = sign;
    drawn.ariaHidden = "true";
    heading.append(` ${words}`);
    append(row, "td").textContent = price;
    if (came) append(row, "td").textContent = off;
  }
}

/**
 * @param {HTMLElement} place
 * @param {Row[]} rows
 */
function line(place, rows) {
  const values = rows.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const x = (/** @type {number} */ value) => SIDE + ((value - lowest) / (highest - lowest || 1)) * (WIDTH - 2 * SIDE);
  const words = rows.map(({ kind, price }) => `${KINDS[kind].words} ${price}`).join(", ");
  const svg = add(place, "svg", { viewBox: `0 0 ${WIDTH} ${2 * LINE}`, role: "img", "aria-label": `On a line: ${words}` });
  add(svg, "path", { class: "line", d: `M${SIDE / 2} ${LINE}H${WIDTH - SIDE / 2}` });
  for (const { kind, value } of rows) {
    const { sign, look } = KINDS[kind];
    if (kind === "yesterday") add(svg, "path", { class: look, d: `M${x(value)} ${LINE - 22}V${LINE + 22}` });
    else add(svg, "text", { class: look, x: x(value), y: LINE + 6, "text-anchor": "middle", "font-size": 18 }, sign);
  }
  const ends = [...rows].sort((one, other) => one.value - other.value);
  for (const { value, price } of [ends[0], ends[ends.length - 1]]) {
    add(svg, "text", { x: x(value), y: 2 * LINE - 4, "text-anchor": "middle" }, price);
  }
}
