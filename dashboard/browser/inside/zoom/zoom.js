// Zooming in by steps: the network, one layer, its cell, one unit of it, one product.
import { append } from "../elements.js";
import { LayerLevel } from "./layer.js";
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
   * @param {import("../inside.js").Desk} desk
   */
  constructor(row, place, desk) {
    this.desk = desk;
    this.about = append(place, "p", "inside-words");
    this.layer = new LayerLevel(append(place, "div", "inside-layer-level"), desk);
    this.product = new ProductLevel(append(place, "div", "inside-product"), desk);
    this.thinned = append(place, "p", "inside-words inside-thinned");
    this.buttons = LEVELS.map((level) => {
      const button = /** @type {HTMLButtonElement} */ (append(row, "button", "lab-button"));
      button.type = "button";
      button.dataset.zoom = level;
      button.addEventListener("click", () => desk.go({ zoom: level }));
      return button;
    });
    row.title = "Keys: + zooms in, − zooms out";
    document.addEventListener("keydown", (event) => this.key(event));
  }

  show() {
    const { zoom, layer, step, unit, back } = this.desk.place;
    const { trace } = this.desk;
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
    if (zoom === "layer") this.layer.show();
    if (zoom === "product") this.product.show();
    const left = [later(trace), thinned(units, zoom === "layer" ? this.layer.most : 50)];
    this.thinned.textContent = zoom === "product" ? "" : left.filter(Boolean).join(" ");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const by = KEYS[event.key];
    const { place } = this.desk;
    if (!by || place.view !== "step" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.desk.listens(/** @type {HTMLElement} */ (event.target))) return;
    const level = LEVELS[LEVELS.indexOf(place.zoom) + by];
    if (level) this.desk.go({ zoom: level });
    event.preventDefault();
  }
}

/**
 * Of a large network some steps are sent at once.
 * @param {import("../trace.js").Trace} trace
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
