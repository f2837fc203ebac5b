// One layer at many steps: a row a vector, a column a step.
import { add } from "../../happens/svg.js";
import { meaning } from "../cells/cells.js";
import { rowHeight } from "../drawing/room.js";
import { Strip } from "../drawing/strip.js";
import { short } from "../drawing/unrolled.js";
import { SHOWN } from "../time/overtime.js";
import { number } from "../words/numbers.js";
import { inDrawing } from "../words/symbols.js";

const COLUMN = { least: 44, most: 84 }; // pixels a step
const ROW = { least: 54, most: 90 }; // pixels a vector
const MOST = 31; // stripes in a strip
const HEAD = 30; // pixels of a line of words
const VALUE = 64; // pixels of a number
const WIDE = 620; // pixels from which on vectors have their names beside them

export class LayerLevel {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
    this.most = MOST;
    this.built = ""; // for which trace, way and width
    this.drawn = ""; // with which layer, unit and steps
    /** @type {import("../colour.js").Colour | undefined} */
    this.colour = undefined;
    new ResizeObserver(() => desk.trace && desk.place.zoom === "layer" && this.show()).observe(place);
  }

  show() {
    const { place, colour, scale } = this.desk;
    const width = this.place.clientWidth / scale;
    if (!width) return;
    const wanted = [this.desk.address, place.back, width].join();
    if (wanted !== this.built) this.build(width);
    this.built = wanted;
    const first = this.first();
    const drawing = [wanted, place.layer, place.unit, first].join();
    if (drawing !== this.drawn || colour !== this.colour) this.colourIn(first);
    this.drawn = drawing;
    this.colour = colour;
    this.light(first);
  }

  /** The first step on the drawing: the one on show stands in the middle. */
  first() {
    const { trace, place } = this.desk;
    const shown = this.columns?.length ?? 1;
    return Math.max(0, Math.min(trace.steps - shown, place.step - Math.floor(shown / 2)));
  }

  /** @param {number} width - pixels */
  build(width) {
    const { trace, place } = this.desk;
    const said = trace.names && !place.back ? ["y"] : [];
    const symbols = [...said, ...SHOWN[trace.about.cell][place.back ? "back" : "forward"], place.back ? "dx" : "x"];
    const labels = width >= WIDE ? 170 : 34;
    const room = width - labels - VALUE;
    const column = Math.max(COLUMN.least, Math.min(COLUMN.most, room / trace.steps));
    const shown = Math.min(trace.steps, Math.max(2, Math.floor(room / column)));
    const row = rowHeight(this.place, symbols.length, ROW, this.desk.scale);
    const height = HEAD + symbols.length * row;
    const end = labels + shown * column;
    this.place.replaceChildren();
    const svg = add(this.place, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
    this.svg = /** @type {SVGElement} */ (svg);
    this.values = symbols.map((symbol, at) => {
      const y = HEAD + (at + 0.5) * row;
      if (["a", "c", "da", "dc"].includes(symbol)) add(svg, "path", { class: "line", d: `M${labels} ${y}H${end}` });
      const label = add(svg, "text", { x: 2, y: y + 5 });
      inDrawing(label, symbol);
      if (width >= WIDE) add(label, "tspan", { class: "small", dx: 8 }, meaning(trace.about.cell, symbol)[0]);
      return { symbol, text: add(svg, "text", { class: "value", x: end + 4, y: y + 5 }) };
    });
    this.columns = Array.from({ length: shown }, (_, at) => this.column(labels + (at + 0.5) * column, { column, row, rows: symbols.length }));
  }

  /**
   * @param {number} x
   * @param {{column: number, row: number, rows: number}} size
   */
  column(x, { column: width, row: each, rows }) {
    const group = /** @type {SVGGElement} */ (add(/** @type {SVGElement} */ (this.svg), "g", { class: "column" }));
    add(group, "rect", { class: "bed", x: x - width / 2 + 3, y: 2, width: width - 6, height: HEAD + rows * each - 4, rx: 6 });
    const head = add(group, "text", { x, y: HEAD - 9, "text-anchor": "middle" });
    const column = { group, head, step: 0, strips: /** @type {Strip[]} */ ([]) };
    group.addEventListener("click", () => this.desk.go({ step: column.step }));
    column.strips = Array.from({ length: rows }, (_, at) => {
      const lie = { x, y: HEAD + at * each + 6, length: each - 12, thick: width * 0.45, upright: true, most: MOST };
      return new Strip(group, lie, (unit) => this.desk.go({ unit, step: column.step }));
    });
    return column;
  }

  /** @param {number} first */
  colourIn(first) {
    const { trace, place, colour } = this.desk;
    this.columns?.forEach((column, at) => {
      column.step = first + at;
      column.head.textContent = short(trace.about.read[column.step], trace.names);
      column.strips.forEach((strip, row) => {
        const { symbol } = /** @type {{symbol: string}[]} */ (this.values)[row];
        const vector = trace.vector(symbol, place.layer, column.step);
        const limit = trace.limit(symbol, place.layer);
        strip.show(vector, (value) => colour(value, limit), vector?.length === trace.about.units ? place.unit : -1);
      });
    });
  }

  /** @param {number} first */
  light(first) {
    const { trace, place } = this.desk;
    for (const { group, step } of this.columns ?? []) {
      group.classList.toggle("now", step === place.step);
      group.classList.toggle("later", place.back ? step < place.step : step > place.step);
    }
    const said = (this.values ?? []).map(({ symbol, text }) => {
      const vector = trace.vector(symbol, place.layer, place.step);
      const at = vector?.length === trace.about.units ? place.unit : 0;
      text.textContent = vector && (at === place.unit || vector.length === 1) ? number(vector[at]) : "";
      return text.textContent ? `${symbol} ${text.textContent}` : "";
    });
    const shown = `steps ${first + 1} to ${first + (this.columns?.length ?? 0)} of ${trace.steps}`;
    const unit = `at step ${place.step + 1}, unit ${place.unit + 1}: ${said.filter(Boolean).join(", ")}`;
    this.svg?.setAttribute("aria-label", `Layer ${place.layer + 1} at ${shown}; ${unit}`);
  }
}
