// One product of a sum: its factors, where they come from, and what becomes of it.
import { CELLS, meaning } from "../cells/cells.js";
import { output } from "../cells/output.js";
import { append } from "../elements.js";
import { allTerms, inFull, largestFirst } from "../sums/terms.js";
import { Unfolded } from "../sums/unfolded.js";
import { number, put } from "../words/numbers.js";
import { inText, spoken } from "../words/symbols.js";
import { Factors } from "./factors.js";

/**
 * @typedef {import("../sums/terms.js").Term} Term
 * @typedef {import("../inside.js").Place} Place
 * @typedef {{sum: import("../sums/terms.js").Sum, of: string, place: Place}} Asked - `of` is what the
 *   sum is for; `place` has the unit that it is about
 */

export class ProductLevel {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.desk = desk;
    const line = append(place, "div", "inside-line");
    const label = append(line, "label");
    label.append("Sum ");
    this.sums = /** @type {HTMLSelectElement} */ (append(label, "select"));
    this.larger = this.button(line, "◀", "Larger product", -1);
    this.smaller = this.button(line, "▶", "Smaller product", 1);
    this.rank = append(line, "output");
    this.factors = new Factors(append(place, "div", "inside-factors"), desk);
    this.result = append(place, "p", "inside-becomes");
    this.list = new Unfolded(append(place, "div"), desk, "All products of the sum");
    this.list.details.open = true;
    this.sums.addEventListener("change", () => desk.go({ term: `${this.sums.value}..` }));
  }

  /**
   * @param {HTMLElement} line
   * @param {string} words
   * @param {string} name
   * @param {number} by - places in the order of size
   */
  button(line, words, name, by) {
    const button = /** @type {HTMLButtonElement} */ (append(line, "button", "lab-button"));
    button.type = "button";
    button.textContent = words;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => this.choose(this.terms[this.at + by]));
    return button;
  }

  /** @param {Term | undefined} term */
  choose(term) {
    if (term) this.desk.go({ term: `${this.sums.value}.${term.from}.${term.at + 1}` });
  }

  show() {
    const { trace, place, equations } = this.desk;
    equations.ask();
    const all = this.asked();
    const [name, from, which] = place.term.split(".");
    const asked = all.find(({ sum }) => sum.result === name) ?? all[0];
    this.offer(all, asked);
    this.terms = largestFirst(allTerms(inFull(trace, asked.sum, asked.place)));
    const here = this.terms.findIndex((term) => term.from === from && term.at === Number(which) - 1);
    const largest = this.terms.findIndex(({ by }) => by); // that has two factors
    this.at = Math.max(0, here < 0 ? largest : here);
    this.larger.disabled = this.at === 0;
    this.smaller.disabled = this.at >= this.terms.length - 1;
    const gone = from && here < 0 ? ` (there is no product “${place.term}” here)` : "";
    this.rank.textContent = this.terms.length ? `${this.at + 1} of ${this.terms.length} by size${gone}` : "";
    const result = trace.number(asked.sum.result, asked.place.layer, asked.place.step, asked.place.unit);
    this.list.of = asked.sum.result;
    this.list.lit = this.terms[this.at];
    this.list.show(this.terms, result);
    this.result.replaceChildren();
    const term = this.terms[this.at];
    this.factors.show(asked, term, `the ${nth(this.at + 1)} of ${this.terms.length} products`);
    if (!term) this.result.textContent = "Nothing comes here, or its weights are on their way.";
    else this.say(asked, term, result);
  }

  /** @type {Term[]} */
  terms = []; // of the sum, largest first
  at = 0; // the one on show

  /**
   * The sums of this step, those of the output among them where there is one.
   * @returns {Asked[]}
   */
  asked() {
    const { trace, place } = this.desk;
    const { forward, back } = CELLS[trace.about.cell];
    /** @type {import("../sums/equations.js").Equation[]} */
    const equations = place.back ? back : [...forward, output(trace.names)];
    return equations.flatMap(({ symbol, sums = [], unit }) => {
      const at = unit ? unit(this.desk).at : place.unit;
      return at < 0 ? [] : sums.map((sum) => ({ sum, of: symbol, place: { ...place, unit: at } }));
    });
  }

  /**
   * @param {Asked[]} all
   * @param {Asked} asked
   */
  offer(all, asked) {
    const named = all.map(({ sum, of }) => `${sum.result}: ${meaning(this.desk.trace.about.cell, of)[0]}`);
    if (named.join() !== this.offered)
      this.sums.replaceChildren(...all.map(({ sum }, at) => new Option(named[at].replace(/^\w+/, spoken(sum.result)), sum.result)));
    this.offered = named.join();
    this.sums.value = asked.sum.result;
  }

  /**
   * What becomes of the product.
   * @param {Asked} asked
   * @param {Term} term
   * @param {number} result
   */
  say({ sum }, term, result) {
    const others = this.terms.length - 1;
    this.result.append(number(term.product));
    if (others) this.result.append(` + ${put(result - term.product)} of the ${others === 1 ? "other one" : `${others} others`}`);
    this.result.append(" = ", inText(sum.result), " = ");
    append(this.result, "b").textContent = number(result);
  }
}

/** @param {number} place */
function nth(place) {
  const special = /** @type {Record<number, string>} */ ({ 1: "largest", 2: "second largest", 3: "third largest" });
  return special[place] ?? `${place}th largest`;
}
