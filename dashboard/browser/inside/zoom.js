// Zooming in by steps: the network, one layer, its cell, one unit of it, one product.
import { add, append } from "../shared/elements.js";
import { meaning, overTime } from "./cells.js";
import { rowHeight, short, Strip } from "./drawings.js";
import { formatNumber, writeSymbol } from "./notation.js";
import { ProductLevel } from "./product.js";

/** @typedef {"network" | "layer" | "cell" | "unit" | "product"} Level */

const LEVELS = /** @type {Level[]} */ (["network", "layer", "cell", "unit", "product"]);
const KEYS = /** @type {Record<string, number>} */ ({ "+": 1, "=": 1, "-": -1, "−": -1 });

/** What is said above a drawing; the cell has words of its own. */
const ABOUT = /** @type {Record<Level, string>} */ ({
  network: "Every layer at every step. A box is a layer, a stripe in it what a unit says, the number that of the chosen unit. It goes up from layer to layer, and to the right from step to step.",
  layer: "One layer, step by step: a row a vector, a column a step, a stripe a unit. Click a stripe to follow its unit.",
  cell: "",
  unit: "One unit alone: each wire carries one number now; only the input and the old hidden state come whole, as every unit reads all of them.",
  product: "One product of a sum: its two factors, where they come from, and what becomes of it.",
});

/** On the way back, where that is something else. */
const BACK = /** @type {Partial<Record<Level, string>>} */ ({
  network: "Every layer at every step. A stripe is the gradient of what a unit says, the number that of the chosen unit. It goes down from layer to layer, and to the left from step to step.",
  unit: "One unit alone: each wire carries one number, the gradient that flows back along it.",
});

export class Zoom {
  /**
   * @param {HTMLElement} row - of buttons
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(row, place, view) {
    this.view = view;
    this.about = append(place, "p", "inside-words");
    this.layer = new LayerLevel(append(place, "div", "inside-layer-level"), view);
    this.product = new ProductLevel(append(place, "div", "inside-product"), view);
    this.thinned = append(place, "p", "inside-words inside-thinned");
    this.buttons = LEVELS.map((level) => {
      const button = /** @type {HTMLButtonElement} */ (append(row, "button", "lab-button"));
      button.type = "button";
      button.dataset.zoom = level;
      button.addEventListener("click", () => view.goTo({ zoom: level }));
      return button;
    });
    row.title = "Keys: + zooms in, − zooms out";
    document.addEventListener("keydown", (event) => this.key(event));
  }

  render() {
    const { zoom, layer, step, unit, back } = this.view.place;
    const { trace } = this.view;
    const { layers, units } = trace.about;
    const names = { network: "Network", layer: `Layer ${layer + 1}`, cell: "Cell", unit: `Unit ${unit + 1}`, product: "Product" };
    for (const button of this.buttons) {
      const level = /** @type {Level} */ (button.dataset.zoom);
      button.textContent = names[level];
      if (level === "cell") append(button, "span").textContent = ` at step ${step + 1}`;
      button.setAttribute("aria-pressed", String(level === zoom));
    }
    const about = (back && BACK[zoom]) || ABOUT[zoom];
    this.about.textContent = layers === 1 ? about.replace("Every layer", "The one layer") : about;
    this.about.hidden = !about;
    if (zoom === "layer") this.layer.render();
    if (zoom === "product") this.product.render();
    const left = [later(trace), thinned(units, zoom === "layer" ? this.layer.most : 50)];
    this.thinned.textContent = zoom === "product" ? "" : left.filter(Boolean).join(" ");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const by = KEYS[event.key];
    const { place } = this.view;
    if (!by || place.view !== "step" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.view.handlesKeysAt(/** @type {HTMLElement} */ (event.target))) return;
    const level = LEVELS[LEVELS.indexOf(place.zoom) + by];
    if (level) this.view.goTo({ zoom: level });
    event.preventDefault();
  }
}

/**
 * Of a large network some steps are sent at once.
 * @param {import("./trace.js").Trace} trace
 */
function later(trace) {
  if (trace.sent >= trace.steps) return "";
  return `Of ${trace.steps} steps the numbers of ${trace.first + 1} to ${trace.first + trace.sent} are here; others come as you step there.`;
}

/**
 * What of many units is drawn.
 * @param {number} units
 * @param {number} most - stripes
 */
function thinned(units, most) {
  const stride = Math.ceil(units / most);
  if (stride === 1) return "";
  const nth = stride === 2 ? "second" : stride === 3 ? "third" : `${stride}th`;
  return `Of ${units} units every ${nth} has a stripe; the numbers of all are in the table below, and each can be chosen.`;
}

// One layer at many steps: a row a vector, a column a step.

const COLUMN = { least: 44, most: 84 }; // pixels a step
const ROW = { least: 54, most: 90 }; // pixels a vector
const MOST = 31; // stripes in a strip
const HEAD = 30; // pixels of a line of words
const VALUE = 64; // pixels of a number
const WIDE = 620; // pixels from which on vectors have their names beside them

class LayerLevel {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.place = place;
    this.view = view;
    this.most = MOST;
    this.built = ""; // for which trace, way and width
    this.drawn = ""; // with which layer, unit and steps
    /** @type {import("./heatmaps.js").Colour | undefined} */
    this.colour = undefined;
    new ResizeObserver(() => view.trace && view.place.zoom === "layer" && this.render()).observe(place);
  }

  render() {
    const { place, colour, scale } = this.view;
    const width = this.place.clientWidth / scale;
    if (!width) return;
    const wanted = [this.view.address, place.back, width].join();
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
    const { trace, place } = this.view;
    const shown = this.columns?.length ?? 1;
    return Math.max(0, Math.min(trace.steps - shown, place.step - Math.floor(shown / 2)));
  }

  /** @param {number} width - pixels */
  build(width) {
    const { trace, place } = this.view;
    const said = trace.names && !place.back ? ["y"] : [];
    const symbols = [...said, ...overTime(trace.about.cell, place.back), place.back ? "dx" : "x"];
    const labels = width >= WIDE ? 170 : 34;
    const room = width - labels - VALUE;
    const column = Math.max(COLUMN.least, Math.min(COLUMN.most, room / trace.steps));
    const shown = Math.min(trace.steps, Math.max(2, Math.floor(room / column)));
    const row = rowHeight(this.place, symbols.length, ROW, this.view.scale);
    const height = HEAD + symbols.length * row;
    const end = labels + shown * column;
    this.place.replaceChildren();
    const svg = add(this.place, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
    this.svg = /** @type {SVGElement} */ (svg);
    this.values = symbols.map((symbol, at) => {
      const y = HEAD + (at + 0.5) * row;
      if (["a", "c", "da", "dc"].includes(symbol)) add(svg, "path", { class: "line", d: `M${labels} ${y}H${end}` });
      const label = add(svg, "text", { x: 2, y: y + 5 });
      writeSymbol(label, symbol);
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
    group.addEventListener("click", () => this.view.goTo({ step: column.step }));
    column.strips = Array.from({ length: rows }, (_, at) => {
      const place = { x, y: HEAD + at * each + 6, length: each - 12, thick: width * 0.45, vertical: true, most: MOST };
      return new Strip(group, place, (unit) => this.view.goTo({ unit, step: column.step }));
    });
    return column;
  }

  /** @param {number} first */
  colourIn(first) {
    const { trace, place, colour } = this.view;
    this.columns?.forEach((column, at) => {
      column.step = first + at;
      column.head.textContent = short(trace.about.read[column.step], trace.names);
      column.strips.forEach((strip, row) => {
        const { symbol } = /** @type {{symbol: string}[]} */ (this.values)[row];
        const vector = trace.vector(symbol, place.layer, column.step);
        const limit = trace.limit(symbol, place.layer);
        strip.render(vector, (value) => colour(value, limit), vector?.length === trace.about.units ? place.unit : -1);
      });
    });
  }

  /** @param {number} first */
  light(first) {
    const { trace, place } = this.view;
    for (const { group, step } of this.columns ?? []) {
      group.classList.toggle("now", step === place.step);
      group.classList.toggle("later", place.back ? step < place.step : step > place.step);
    }
    const said = (this.values ?? []).map(({ symbol, text }) => {
      const vector = trace.vector(symbol, place.layer, place.step);
      const at = vector?.length === trace.about.units ? place.unit : 0;
      text.textContent = vector && (at === place.unit || vector.length === 1) ? formatNumber(vector[at]) : "";
      return text.textContent ? `${symbol} ${text.textContent}` : "";
    });
    const shown = `steps ${first + 1} to ${first + (this.columns?.length ?? 0)} of ${trace.steps}`;
    const unit = `at step ${place.step + 1}, unit ${place.unit + 1}: ${said.filter(Boolean).join(", ")}`;
    this.svg?.setAttribute("aria-label", `Layer ${place.layer + 1} at ${shown}; ${unit}`);
  }
}
