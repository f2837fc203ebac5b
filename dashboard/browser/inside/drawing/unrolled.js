// The network unrolled in time: a column a step, a row a layer, the step on show lit.
import { add } from "../../happens/svg.js";
import { differs } from "../whatif/was.js";
import { number } from "../words/numbers.js";
import { rowHeight } from "./room.js";
import { Strip } from "./strip.js";

const SMALL = { column: 56, row: 50, box: { width: 38, height: 34 } }; // pixels a step, a layer
const LARGE = { column: { least: 96, most: 150 }, row: { least: 62, most: 190 } }; // the network's level
const WORDS = 20; // pixels of a line of words

export class Unrolled {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
    this.size = SMALL;
    new ResizeObserver(() => this.place.clientWidth !== this.measured && this.build()).observe(place);
  }

  build() {
    const { trace } = this.desk;
    this.measured = this.place.clientWidth;
    this.zoom = this.desk.place.zoom;
    if (!this.measured || !trace) return;
    const { layers } = trace.about;
    this.width = this.measured / this.desk.scale;
    this.size = this.zoom === "network" ? this.large() : SMALL;
    this.shown = Math.min(trace.steps, Math.max(3, Math.floor(this.width / this.size.column - 0.5)));
    this.height = layers * this.size.row + 2 * WORDS + 12;
    this.place.replaceChildren();
    const width = this.width;
    const svg = add(this.place, "svg", { viewBox: `0 0 ${width} ${this.height}`, role: "group" });
    this.svg = /** @type {SVGElement} */ (svg);
    this.columns = Array.from({ length: this.shown }, (_, at) => this.column(at));
    this.show();
  }

  /** As large as the window allows. */
  large() {
    const { layers } = this.desk.trace.about;
    const each = (this.width ?? 0) / (this.desk.trace.steps + 0.5);
    const column = Math.max(LARGE.column.least, Math.min(LARGE.column.most, each));
    const row = rowHeight(this.place, layers, LARGE.row, this.desk.scale);
    return { column, row, box: { width: column - 18, height: row - 22 } };
  }

  /** @param {number} at - of those shown, from the left */
  column(at) {
    const svg = /** @type {SVGElement} */ (this.svg);
    const { layers } = this.desk.trace.about;
    const { column: COLUMN, row: ROW } = this.size;
    const left = (/** @type {number} */ (this.width) - /** @type {number} */ (this.shown) * COLUMN) / 2;
    const x = left + (at + 0.5) * COLUMN;
    const bottom = WORDS + 6 + layers * ROW;
    const group = /** @type {SVGGElement} */ (add(svg, "g", { class: "column" }));
    const out = add(group, "text", { class: "out", x, y: WORDS - 6, "text-anchor": "middle" });
    const into = add(group, "text", { class: "in", x, y: bottom + WORDS - 2, "text-anchor": "middle" });
    add(group, "path", { class: "line", d: `M${x} ${bottom + 2}V${WORDS + 2}M${x - COLUMN / 2} 0` });
    const boxes = Array.from({ length: layers }, (_, layer) => this.box(group, x, bottom - (layer + 0.5) * ROW, layer));
    const column = { group, out, into, boxes, step: 0 };
    group.addEventListener("click", () => this.desk.go({ step: column.step }));
    return column;
  }

  /**
   * @param {SVGGElement} group
   * @param {number} x
   * @param {number} y
   * @param {number} layer
   */
  box(group, x, y, layer) {
    const { column, box: size } = this.size;
    add(group, "path", { class: "line", d: `M${x - column / 2} ${y}H${x + column / 2}` });
    const left = x - size.width / 2;
    const box = add(group, "rect", { class: "cell", x: left, y: y - size.height / 2, ...size, rx: 6 });
    box.addEventListener("click", () => this.desk.go({ layer }));
    const upright = { x: left + 15, y: y - size.height / 2 + 5, length: size.height - 10, upright: true };
    const lie = this.size === SMALL ? { x: left + 5, y, length: size.width - 10 } : upright;
    const strip = new Strip(group, lie, () => {});
    /** @type {SVGElement} */ (strip.group).style.pointerEvents = "none";
    const value = this.size === SMALL ? null : add(group, "text", { class: "of-unit", x: left + 28, y: y + 5 });
    return { box, strip, value };
  }

  show() {
    if (!this.columns || !this.svg) return;
    if (this.zoom !== this.desk.place.zoom) return void this.build();
    const { trace, place, colour } = this.desk;
    const { read, comes } = trace.about;
    const most = trace.steps - this.columns.length;
    const first = Math.max(0, Math.min(most, place.step - Math.floor(this.columns.length / 2)));
    const symbol = place.back ? "da" : "a";
    this.columns.forEach((column, at) => {
      const step = first + at;
      column.step = step;
      column.group.classList.toggle("now", step === place.step);
      column.group.classList.toggle("later", place.back ? step < place.step : step > place.step);
      column.into.textContent = short(read[step], trace.names);
      column.out.textContent = step === trace.steps - 1 || trace.names ? short(comes[step] ?? "", trace.names, "end") : "";
      column.boxes.forEach(({ box, strip, value }, layer) => {
        box.classList.toggle("chosen", step === place.step && layer === place.layer);
        box.classList.toggle("differs", differs(this.desk, symbol, { layer, step }));
        const vector = trace.vector(symbol, layer, step);
        const limit = trace.limit(symbol, layer);
        strip.show(vector, (of) => colour(of, limit), value ? place.unit : -1);
        if (value) value.textContent = vector ? number(vector[place.unit]) : "";
      });
    });
    this.svg.setAttribute(
      "aria-label",
      `The network at steps ${first + 1} to ${first + this.columns.length} of ${trace.steps}; step ${place.step + 1} is lit`,
    );
  }
}

/**
 * A letter, or a day without its year; `mark` is what stands for none.
 * @param {string} words
 * @param {boolean} names
 * @param {string} [mark]
 */
export function short(words, names, mark = "start") {
  if (!names) return words.slice(5);
  return words.trim() === "" && words !== " " ? mark : words;
}

