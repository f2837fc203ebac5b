// The two factors of a product and what they make, each with where it comes from.
import { append } from "../elements.js";
import { number } from "../words/numbers.js";
import { inText } from "../words/symbols.js";
import { learned, origin } from "./origin.js";

/**
 * @typedef {import("../sums/terms.js").Term} Term
 * @typedef {import("../inside.js").Place} Place
 */

export class Factors {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.factors = place;
    this.desk = desk;
  }

  /**
   * @param {import("./product.js").Asked} asked
   * @param {Term | undefined} term - nothing where nothing comes
   * @param {string} rank - of the product
   */
  show({ sum, place }, term, rank) {
    this.factors.replaceChildren();
    if (!term) return;
    const what = learned(this.desk, term, place);
    if (sum.biases?.includes(term.from)) return this.box(term.from, "", term.weight, what);
    const { which, words, go } = origin(this.desk, term, place);
    this.box(term.from, which, term.value, words, go);
    if (!term.by) return; // it is only handed on
    this.sign("×");
    this.box(term.by, "", term.weight, what);
    this.sign("=");
    this.box("", "product", term.product, rank);
  }

  /** @param {string} words */
  sign(words) {
    append(this.factors, "b", "inside-sign").textContent = words;
  }

  /**
   * A number, what it is, and where it comes from.
   * @param {string} symbol
   * @param {string} which - of its numbers
   * @param {number} value
   * @param {string} words
   * @param {Partial<Place>} [go] - where it is made
   */
  box(symbol, which, value, words, go) {
    const box = append(this.factors, "section", "inside-card");
    if (symbol) box.dataset.symbol = symbol;
    const name = append(box, "h4");
    if (symbol) name.append(inText(symbol), " ");
    name.append(which);
    append(box, "p", "inside-large").textContent = number(value);
    append(box, "p").textContent = words;
    if (!go) return;
    const button = /** @type {HTMLButtonElement} */ (append(box, "button", "lab-button"));
    button.type = "button";
    button.textContent = "Go there";
    button.addEventListener("click", () => this.desk.go({ ...go, zoom: "unit", term: "" }));
  }
}
