// The equations of a step for one unit: as they are written, then with its numbers put in.
import { CELLS, meaning } from "../cells/cells.js";
import { output } from "../cells/output.js";
import { append } from "../elements.js";
import { adding, law, sum } from "./lines.js";
import { Fetching } from "./weights.js";

const LARGE = "This network has too many weights to send them along: those of a unit come when it is chosen.";

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
    this.fetching = new Fetching(desk);
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
    this.large = append(this.place, "p", "inside-words");
    this.large.hidden = trace.hasWeights;
    this.large.textContent = LARGE;
    const equations = place.back ? back : [...forward, output(trace.names)];
    this.shows = equations.flatMap((equation) => this.card(equation));
    this.show();
  }

  show() {
    for (const show of this.shows) show();
    this.ask();
  }

  /** Has the weights of the chosen unit come, where they did not come along. */
  ask() {
    this.fetching.ask((problem) => this.come(problem));
  }

  /**
   * The weights of the chosen unit have come, or have not.
   * @param {string} problem
   */
  come(problem) {
    /** @type {HTMLElement} */ (this.large).textContent = problem ? `The weights of this unit could not be fetched: ${problem}` : LARGE;
    if (!problem) this.desk.show();
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
