// The wires of a cell: what flows along each, forward or back.
import { add } from "../../happens/svg.js";
import { differs, was } from "../whatif/was.js";
import { number } from "../words/numbers.js";
import { Strip } from "./strip.js";
import { inDrawing, spoken } from "../words/symbols.js";

const LINE = 19; // of words

/**
 * @typedef {object} Line - a wire as a drawing describes it
 * @property {string} symbol - what flows forward
 * @property {string} back - and back; "" where nothing has a name
 * @property {string} path
 * @property {import("./strip.js").Lie} [strip]
 * @property {{x: number, y: number, anchor?: string, stacked?: boolean}} label - `stacked` has the
 *   number on a line of its own
 */

export class Wire {
  /**
   * @param {Element} parent
   * @param {Line} line
   * @param {import("../inside.js").Desk} desk
   */
  constructor(parent, line, desk) {
    this.line = line;
    this.desk = desk;
    this.group = /** @type {SVGGElement} */ (add(parent, "g", { class: "wire", tabindex: 0, role: "img" }));
    add(this.group, "path", { class: "reach", d: line.path });
    for (const d of line.path.split(/(?=M)/)) add(this.group, "path", { class: "line", d });
    this.written = ""; // the symbol on the label
    this.strip = line.strip && new Strip(this.group, line.strip, (unit) => desk.go({ unit }));
    const { x, y, anchor = "start", stacked } = line.label;
    this.label = add(this.group, "text", { x, y, "text-anchor": anchor });
    this.symbolOf = add(this.label, "tspan", {});
    this.valueOf = add(this.label, "tspan", stacked ? { class: "value", x, dy: LINE } : { class: "value", dx: 6 });
    this.group.addEventListener("focus", () => desk.light(this.symbol));
    this.group.addEventListener("pointerover", ({ target }) => {
      const { unit } = /** @type {SVGElement} */ (target).dataset;
      desk.light(this.symbol, unit === undefined ? undefined : Number(unit));
    });
    for (const event of ["pointerleave", "blur"]) this.group.addEventListener(event, () => desk.light(""));
  }

  get symbol() {
    return this.desk.place.back ? this.line.back : this.line.symbol;
  }

  show() {
    const { trace, place, colour } = this.desk;
    const symbol = this.symbol;
    const vector = symbol ? trace.vector(symbol, place.layer, place.step) : undefined;
    this.group.classList.toggle("empty", !vector);
    this.group.classList.toggle("differs", Boolean(vector) && differs(this.desk, symbol, place));
    if (symbol !== this.written) {
      this.written = symbol;
      this.group.dataset.symbol = symbol;
      if (symbol) inDrawing(this.symbolOf, symbol);
    }
    if (!vector) return;
    const limit = trace.limit(symbol, place.layer);
    const at = vector.length === trace.about.units ? place.unit : vector.length === 1 ? 0 : -1;
    this.strip?.show(vector, (value) => colour(value, limit), at);
    this.valueOf.textContent = at < 0 ? "" : number(vector[at]);
    const then = at < 0 ? "" : was(this.desk, symbol, { ...place, unit: at });
    this.group.setAttribute("aria-label", `${spoken(symbol)}: ${inWords(vector, at)}${then}`);
  }
}

/**
 * @param {Float32Array} vector
 * @param {number} at - the unit that is followed, -1 for none
 */
function inWords(vector, at) {
  if (vector.length === 1) return number(vector[0]);
  const range = `${vector.length} numbers from ${number(Math.min(...vector))} to ${number(Math.max(...vector))}`;
  return at < 0 ? range : `${range}; unit ${at + 1}: ${number(vector[at])}`;
}
