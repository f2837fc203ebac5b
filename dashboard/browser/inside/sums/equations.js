// The equations of a step for one unit: as they are written, then with its numbers put in.
import { CELLS, meaning } from "../cells/cells.js";
import { output } from "../cells/output.js";
import { append } from "../elements.js";
import { adding, law, sum } from "./lines.js";

const NO_WEIGHTS = "This network has too many weights to send them along: its sums do not unfold here.";

/**
 * @typedef {object} Equation
 * @property {string} symbol - what it is about
 * @property {string[]} laws - such as "{f} = σ({zf})"
 * @property {import("./terms.js").Sum[]} [sums] - that come before the laws
 * @property {(desk: import("../inside.js").Desk) => {at: number, name: string}} [unit] - that it is about,
 *   where that is not the chosen one; -1 for none
 * @property {string} [adds] - what makes this step's part of the weights' gradients
 */

export class Equations {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
    /** @type {(() => void)[]} */
    this.shows = []; // what puts this step's numbers in
    for (const event of ["pointerover", "focusin"]) {
      place.addEventListener(event, ({ target }) => {
        const part = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-symbol]"));
        desk.light(part?.dataset.symbol ?? "");
      });
    }
    place.addEventListener("pointerleave", () => desk.light(""));
  }

  /** Another trace, layer or way. */
  build() {
    const { trace, place } = this.desk;
    const { forward, back } = CELLS[trace.about.cell];
    this.place.replaceChildren();
    if (!trace.hasWeights) append(this.place, "p", "inside-words").textContent = NO_WEIGHTS;
    const equations = place.back ? back : [...forward, output(trace.names)];
    this.shows = equations.flatMap((equation) => this.card(equation));
    this.show();
  }

  show() {
    for (const show of this.shows) show();
  }

  /**
   * @param {Equation} equation
   * @returns {(() => void)[]}
   */
  card({ symbol, laws, sums = [], adds, unit }) {
    const { desk } = this;
    const [name, words] = meaning(desk.trace.about.cell, symbol);
    const card = append(this.place, "section", "inside-card");
    card.dataset.symbol = symbol;
    const heading = append(card, "h4");
    heading.append(name);
    const explained = append(heading, "small");
    explained.textContent = words;
    const at = () => (unit ? { ...desk.place, unit: unit(desk).at } : desk.place);
    const shows = [
      ...sums.map((of) => sum(desk, card, of, at)),
      ...laws.map((of) => law(desk, card, of, at)),
      ...(adds ? adding(desk, card, adds) : []),
    ];
    if (!unit) return shows;
    const show = () => {
      const { at: of, name: said } = unit(desk);
      card.hidden = of < 0;
      explained.textContent = said;
      if (of >= 0) for (const part of shows) part();
    };
    return [show];
  }
}
