// The cell at one step: boxes, operations, and wires with what flows along them.
import { add } from "../../happens/svg.js";
import { CELLS } from "../cells/cells.js";
import { Wire } from "./wires.js";

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
 * @property {import("./wires.js").Line[]} wires
 */

export class Cell {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
  }

  build() {
    const { cell, kind } = this.desk.trace.about;
    /** @type {Drawing} */
    const drawing = CELLS[cell].drawing;
    this.place.replaceChildren();
    const svg = add(this.place, "svg", { viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "group" });
    arrowhead(svg);
    add(svg, "rect", { class: "body", rx: 18, ...drawing.body });
    this.svg = /** @type {SVGElement} */ (svg);
    this.wires = drawing.wires.map((line) => new Wire(svg, line, this.desk));
    for (const node of drawing.nodes) if (!node.names || kind === "names") this.node(svg, node);
    this.show();
  }

  /**
   * @param {Element} svg
   * @param {Node} node
   */
  node(svg, node) {
    const group = draw(svg, node);
    group.addEventListener("pointerover", () => this.desk.light(node.symbol ?? ""));
    group.addEventListener("pointerleave", () => this.desk.light(""));
  }

  show() {
    const { place, trace } = this.desk;
    this.svg?.classList.toggle("back", place.back);
    const way = place.back ? "gradients on their way back" : "what flows through it";
    this.svg?.setAttribute("aria-label", `${trace.about.cell.toUpperCase()} cell at step ${place.step + 1}: ${way}`);
    for (const wire of this.wires ?? []) wire.show();
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
