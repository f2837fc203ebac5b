// The two futures side by side: two names letter by letter, or two prices and what came.
import { letters } from "./letters.js";
import { prices } from "./prices.js";

/**
 * @typedef {{kind: "changed" | "before" | "yesterday" | "actual", value: number, price: string, off: string}} Row -
 *   a price, and how far it is from the one that came
 */

export class Futures {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
    /** @type {HTMLElement[]} */
    this.cells = []; // of letters, each with its step
  }

  /** @param {Row[] | null} rows - of prices */
  build(rows) {
    const { trace, before } = this.desk;
    this.place.replaceChildren();
    this.place.hidden = !before;
    this.cells = [];
    if (!before) return;
    if (rows) this.place.append(prices(rows));
    else this.cells = letters(this.place, trace, before, (step) => this.desk.go({ step }));
  }

  show() {
    const { step } = this.desk.place;
    for (const cell of this.cells) cell.classList.toggle("now", Number(cell.dataset.step) === step);
  }
}
