// A vector as a strip of colour, one cell a unit, along a wire.
import { add } from "../../happens/svg.js";

const THICK = 18;
const MOST = 50; // cells: beyond, every second unit is drawn, or every third ...

/**
 * @typedef {{x: number, y: number, length: number, upright?: boolean, thick?: number, most?: number}} Lie -
 *   its middle's line starts at x, y; at most so many cells are drawn
 */

export class Strip {
  /**
   * @param {Element} parent
   * @param {Lie} lie
   * @param {(unit: number) => void} choose
   */
  constructor(parent, lie, choose) {
    this.lie = lie;
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
  show(vector, colour, chosen = -1) {
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
    this.stride = Math.ceil(size / (this.lie.most ?? MOST));
    const drawn = Math.ceil(size / this.stride);
    this.each = this.lie.length / drawn;
    this.group.replaceChildren();
    add(this.group, "rect", { class: "bed", ...this.box(0, this.lie.length, 1) });
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
    const { x, y, upright, thick: across = THICK } = this.lie;
    const [long, thick] = [length + 2 * around, across + 2 * around];
    return upright
      ? { x: x - thick / 2, y: y + from - around, width: thick, height: long }
      : { x: x + from - around, y: y - thick / 2, width: long, height: thick };
  }
}
