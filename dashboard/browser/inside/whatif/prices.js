// Two predictions beside yesterday's price and the one that came: on a line, and as a table.
import { add } from "../../happens/svg.js";
import { append } from "../elements.js";

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
 * @param {import("./futures.js").Row[]} rows
 * @returns {HTMLElement}
 */
export function prices(rows) {
  const both = document.createElement("div");
  both.className = "inside-both";
  table(both, rows);
  line(both, rows);
  return both;
}

/**
 * @param {HTMLElement} place
 * @param {import("./futures.js").Row[]} rows
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
 * @param {import("./futures.js").Row[]} rows
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
