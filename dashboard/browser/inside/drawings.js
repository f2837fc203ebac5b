// Drawings of the cell at one step, and of the network unrolled in time.
import { add } from "../shared/elements.js";
import { differs, formatNumber, symbolText, wasText, writeSymbol } from "./notation.js";

const BOX = { width: 46, height: 36 };
const LETTER = 9.5; // about its width
const DOT = 13; // radius

/**
 * @typedef {{kind: "box" | "dot", x: number, y: number, words: string, symbol?: string, names?: boolean}} Node -
 *   `symbol` is what a box makes; `names` says that only a names run has it
 * @typedef {object} Drawing
 * @property {number} width
 * @property {number} height
 * @property {{x: number, y: number, width: number, height: number}} body
 * @property {Node[]} nodes
 * @property {Line[]} wires
 */

export class CellDrawing {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.place = place;
    this.view = view;
  }

  build() {
    const { cell, kind } = this.view.trace.about;
    /** @type {Drawing} */
    const drawing = cell.drawing;
    this.place.replaceChildren();
    const svg = add(this.place, "svg", { viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "group" });
    arrowhead(svg);
    add(svg, "rect", { class: "body", rx: 18, ...drawing.body });
    this.svg = /** @type {SVGElement} */ (svg);
    this.wires = drawing.wires.map((line) => new Wire(svg, line, this.view));
    for (const node of drawing.nodes) if (!node.names || kind === "names") this.node(svg, node);
    this.render();
  }

  /**
   * @param {Element} svg
   * @param {Node} node
   */
  node(svg, node) {
    const group = draw(svg, node);
    group.addEventListener("pointerover", () => this.view.highlight(node.symbol ?? ""));
    group.addEventListener("pointerleave", () => this.view.highlight(""));
  }

  render() {
    const { place, trace } = this.view;
    this.svg?.classList.toggle("back", place.back);
    const way = place.back ? "gradients on their way back" : "what flows through it";
    this.svg?.setAttribute("aria-label", `${trace.about.cell.name.toUpperCase()} cell at step ${place.step + 1}: ${way}`);
    for (const wire of this.wires ?? []) wire.render();
  }
}

/**
 * @param {Element} svg
 * @param {Node} node
 */
function draw(svg, { kind, x, y, words, symbol = "" }) {
  const group = /** @type {SVGElement} */ (add(svg, "g", { class: `node ${kind}` }));
  group.dataset.symbol = symbol;
  if (kind === "dot") add(group, "circle", { cx: x, cy: y, r: DOT });
  else {
    const width = Math.max(BOX.width, LETTER * words.length);
    add(group, "rect", { ...BOX, x: x - width / 2, y: y - BOX.height / 2, width, rx: 6 });
  }
  add(group, "text", { x, y: y + 5, "text-anchor": "middle" }, words);
  return group;
}

/** @param {Element} svg */
function arrowhead(svg) {
  const shape = { id: "inside-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9 };
  const how = { orient: "auto-start-reverse", markerUnits: "userSpaceOnUse" };
  add(add(svg, "marker", { ...shape, ...how }), "path", { d: "M0 0L8 4L0 8z" });
}

// The wires of a cell: what flows along each, forward or back.

const LINE = 19; // of words

/**
 * @typedef {object} Line - a wire as a drawing describes it
 * @property {string} symbol - what flows forward
 * @property {string} back - and back; "" where nothing has a name
 * @property {string} path
 * @property {StripPlace} [strip]
 * @property {{x: number, y: number, anchor?: string, stacked?: boolean}} label - `stacked` has the
 *   number on a line of its own
 */

class Wire {
  /**
   * @param {Element} parent
   * @param {Line} line
   * @param {import("./inside.js").InsideView} view
   */
  constructor(parent, line, view) {
    this.line = line;
    this.view = view;
    this.group = /** @type {SVGGElement} */ (add(parent, "g", { class: "wire", tabindex: 0, role: "img" }));
    add(this.group, "path", { class: "reach", d: line.path });
    for (const d of line.path.split(/(?=M)/)) add(this.group, "path", { class: "line", d });
    this.written = ""; // the symbol on the label
    this.strip = line.strip && new Strip(this.group, line.strip, (unit) => view.goTo({ unit }));
    const { x, y, anchor = "start", stacked } = line.label;
    this.label = add(this.group, "text", { x, y, "text-anchor": anchor });
    this.symbolOf = add(this.label, "tspan", {});
    this.valueOf = add(this.label, "tspan", stacked ? { class: "value", x, dy: LINE } : { class: "value", dx: 6 });
    this.group.addEventListener("focus", () => view.highlight(this.symbol));
    this.group.addEventListener("pointerover", ({ target }) => {
      const { unit } = /** @type {SVGElement} */ (target).dataset;
      view.highlight(this.symbol, unit === undefined ? undefined : Number(unit));
    });
    for (const event of ["pointerleave", "blur"]) this.group.addEventListener(event, () => view.highlight(""));
  }

  get symbol() {
    return this.view.place.back ? this.line.back : this.line.symbol;
  }

  render() {
    const { trace, place, colour } = this.view;
    const symbol = this.symbol;
    const vector = symbol ? trace.vector(symbol, place.layer, place.step) : undefined;
    this.group.classList.toggle("empty", !vector);
    this.group.classList.toggle("differs", Boolean(vector) && differs(this.view, symbol, place));
    if (symbol !== this.written) {
      this.written = symbol;
      this.group.dataset.symbol = symbol;
      if (symbol) writeSymbol(this.symbolOf, symbol);
    }
    if (!vector) return;
    const limit = trace.limit(symbol, place.layer);
    const at = vector.length === trace.about.units ? place.unit : vector.length === 1 ? 0 : -1;
    this.strip?.render(vector, (value) => colour(value, limit), at);
    this.valueOf.textContent = at < 0 ? "" : formatNumber(vector[at]);
    const then = at < 0 ? "" : wasText(this.view, symbol, { ...place, unit: at });
    this.group.setAttribute("aria-label", `${symbolText(symbol)}: ${inWords(vector, at)}${then}`);
  }
}

/**
 * @param {Float32Array} vector
 * @param {number} at - the unit that is followed, -1 for none
 */
function inWords(vector, at) {
  if (vector.length === 1) return formatNumber(vector[0]);
  const range = `${vector.length} numbers from ${formatNumber(Math.min(...vector))} to ${formatNumber(Math.max(...vector))}`;
  return at < 0 ? range : `${range}; unit ${at + 1}: ${formatNumber(vector[at])}`;
}

// A vector as a strip of colour, one cell a unit, along a wire.

const THICK = 18;
const MOST = 50; // cells: beyond, every second unit is drawn, or every third ...

/**
 * @typedef {{x: number, y: number, length: number, vertical?: boolean, thick?: number, most?: number}} StripPlace -
 *   its middle's line starts at x, y; at most so many cells are drawn
 */

export class Strip {
  /**
   * @param {Element} parent
   * @param {StripPlace} place
   * @param {(unit: number) => void} choose
   */
  constructor(parent, place, choose) {
    this.place = place;
    this.group = add(parent, "g", { class: "strip" });
    this.size = 0; // of the vector
    this.stride = 1; // units a cell
    this.each = 0; // length of a cell
    /** @type {SVGElement[]} */
    this.cells = [];
    /** @type {SVGElement | undefined} */
    this.mark = undefined;
    this.group.addEventListener("click", (event) => {
      const { unit } = /** @type {SVGElement} */ (event.target).dataset;
      if (unit !== undefined && this.size > 1) choose(Number(unit));
    });
  }

  /**
   * @param {ArrayLike<number> | undefined} vector - nothing where there is none
   * @param {(value: number) => string} colour
   * @param {number} [chosen] - the unit that is followed; -1 for none
   */
  render(vector, colour, chosen = -1) {
    /** @type {SVGElement} */ (this.group).style.display = vector ? "" : "none";
    if (!vector) return;
    if (vector.length !== this.size) this.build(vector.length);
    for (let at = 0; at < this.cells.length; at += 1) this.cells[at].style.fill = colour(vector[at * this.stride]);
    const marked = chosen >= 0 && vector.length > 1;
    if (!this.mark) return;
    this.mark.style.display = marked ? "" : "none";
    if (marked) this.set(this.mark, Math.floor(chosen / this.stride), 2);
  }

  /** @param {number} size */
  build(size) {
    this.size = size;
    this.stride = Math.ceil(size / (this.place.most ?? MOST));
    const drawn = Math.ceil(size / this.stride);
    this.each = this.place.length / drawn;
    this.group.replaceChildren();
    add(this.group, "rect", { class: "bed", ...this.box(0, this.place.length, 1) });
    this.cells = Array.from({ length: drawn }, (_, at) => {
      const cell = /** @type {SVGElement} */ (add(this.group, "rect", this.box(at * this.each, this.each, 0)));
      cell.dataset.unit = String(at * this.stride);
      return cell;
    });
    this.mark = /** @type {SVGElement} */ (add(this.group, "rect", { class: "mark", rx: 1 }));
  }

  /**
   * @param {Element} element
   * @param {number} at
   * @param {number} around
   */
  set(element, at, around) {
    const box = this.box(at * this.each, this.each, around);
    for (const [name, value] of Object.entries(box)) element.setAttribute(name, String(value));
  }

  /**
   * @param {number} from - along the strip
   * @param {number} length
   * @param {number} around - that it is larger on every side
   */
  box(from, length, around) {
    const { x, y, vertical, thick: across = THICK } = this.place;
    const [long, thick] = [length + 2 * around, across + 2 * around];
    return vertical
      ? { x: x - thick / 2, y: y + from - around, width: thick, height: long }
      : { x: x + from - around, y: y - thick / 2, width: long, height: thick };
  }
}

// The network unrolled in time: a column a step, a row a layer, the step on show lit.

const SMALL = { column: 56, row: 50, box: { width: 38, height: 34 } }; // pixels a step, a layer
const LARGE = { column: { least: 96, most: 150 }, row: { least: 62, most: 190 } }; // the network's level
const WORDS = 20; // pixels of a line of words

export class UnrolledNetwork {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.place = place;
    this.view = view;
    this.size = SMALL;
    new ResizeObserver(() => this.place.clientWidth !== this.measured && this.build()).observe(place);
  }

  build() {
    const { trace } = this.view;
    this.measured = this.place.clientWidth;
    this.zoom = this.view.place.zoom;
    if (!this.measured || !trace) return;
    const { layers } = trace.about;
    this.width = this.measured / this.view.scale;
    this.size = this.zoom === "network" ? this.large() : SMALL;
    this.shown = Math.min(trace.steps, Math.max(3, Math.floor(this.width / this.size.column - 0.5)));
    this.height = layers * this.size.row + 2 * WORDS + 12;
    this.place.replaceChildren();
    const width = this.width;
    const svg = add(this.place, "svg", { viewBox: `0 0 ${width} ${this.height}`, role: "group" });
    this.svg = /** @type {SVGElement} */ (svg);
    this.columns = Array.from({ length: this.shown }, (_, at) => this.column(at));
    this.render();
  }

  /** As large as the window allows. */
  large() {
    const { layers } = this.view.trace.about;
    const each = (this.width ?? 0) / (this.view.trace.steps + 0.5);
    const column = Math.max(LARGE.column.least, Math.min(LARGE.column.most, each));
    const row = rowHeight(this.place, layers, LARGE.row, this.view.scale);
    return { column, row, box: { width: column - 18, height: row - 22 } };
  }

  /** @param {number} at - of those shown, from the left */
  column(at) {
    const svg = /** @type {SVGElement} */ (this.svg);
    const { layers } = this.view.trace.about;
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
    group.addEventListener("click", () => this.view.goTo({ step: column.step }));
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
    box.addEventListener("click", () => this.view.goTo({ layer }));
    const vertical = { x: left + 15, y: y - size.height / 2 + 5, length: size.height - 10, vertical: true };
    const place = this.size === SMALL ? { x: left + 5, y, length: size.width - 10 } : vertical;
    const strip = new Strip(group, place, () => {});
    /** @type {SVGElement} */ (strip.group).style.pointerEvents = "none";
    const value = this.size === SMALL ? null : add(group, "text", { class: "of-unit", x: left + 28, y: y + 5 });
    return { box, strip, value };
  }

  render() {
    if (!this.columns || !this.svg) return;
    if (this.zoom !== this.view.place.zoom) return void this.build();
    const { trace, place, colour } = this.view;
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
        box.classList.toggle("differs", differs(this.view, symbol, { layer, step }));
        const vector = trace.vector(symbol, layer, step);
        const limit = trace.limit(symbol, layer);
        strip.render(vector, (of) => colour(of, limit), value ? place.unit : -1);
        if (value) value.textContent = vector ? formatNumber(vector[place.unit]) : "";
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

// How much of the window a drawing may take.

const BELOW = 90; // pixels that are not of its rows: what stands at its edges, and under it

/**
 * The height of one of several rows that share what the window has left, in the drawing's pixels.
 * @param {HTMLElement} place - of the drawing
 * @param {number} rows
 * @param {{least: number, most: number}} bounds
 * @param {number} scale - of the type
 */
export function rowHeight(place, rows, { least, most }, scale) {
  const main = place.closest('[data-testid="stMain"]') ?? document.documentElement; // what scrolls
  const above = place.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop;
  const each = ((main.clientHeight - above) / scale - BELOW) / rows;
  return Math.max(least, Math.min(most, each));
}
