// One product of a sum: its factors, where they come from, and what becomes of it.
import { append } from "../shared/elements.js";
import { meaning, output } from "./cells.js";
import { TermsTable } from "./equations.js";
import { formatNumber, inFormula, symbolElement, symbolText } from "./notation.js";
import { allTerms, evaluated, largestFirst } from "./sums.js";

/**
 * @typedef {import("./inside.js").InsideView} InsideView
 * @typedef {import("./sums.js").Term} Term
 * @typedef {import("./inside.js").Place} Place
 * @typedef {{sum: import("./sums.js").Sum, of: string, place: Place}} ChosenSum - `of` is what the
 *   sum is for; `place` has the unit that it is about
 */

export class ProductLevel {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.view = view;
    const line = append(place, "div", "inside-line");
    const label = append(line, "label");
    label.append("Sum ");
    this.sums = /** @type {HTMLSelectElement} */ (append(label, "select"));
    this.larger = this.button(line, "◀", "Larger product", -1);
    this.smaller = this.button(line, "▶", "Smaller product", 1);
    this.rank = append(line, "output");
    this.factors = new Factors(append(place, "div", "inside-factors"), view);
    this.result = append(place, "p", "inside-becomes");
    this.list = new TermsTable(append(place, "div"), view, "All products of the sum");
    this.list.details.open = true;
    this.sums.addEventListener("change", () => view.goTo({ term: `${this.sums.value}..` }));
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
    if (term) this.view.goTo({ term: `${this.sums.value}.${term.from}.${term.at + 1}` });
  }

  render() {
    const { trace, place, equations } = this.view;
    equations.load();
    const all = this.availableSums();
    const [name, from, which] = place.term.split(".");
    const chosen = all.find(({ sum }) => sum.result === name) ?? all[0];
    this.fillSums(all, chosen);
    this.terms = largestFirst(allTerms(evaluated(trace, chosen.sum, chosen.place)));
    const here = this.terms.findIndex((term) => term.from === from && term.at === Number(which) - 1);
    const largest = this.terms.findIndex(({ by }) => by); // that has two factors
    this.at = Math.max(0, here < 0 ? largest : here);
    this.larger.disabled = this.at === 0;
    this.smaller.disabled = this.at >= this.terms.length - 1;
    const gone = from && here < 0 ? ` (there is no product “${place.term}” here)` : "";
    this.rank.textContent = this.terms.length ? `${this.at + 1} of ${this.terms.length} by size${gone}` : "";
    const result = trace.number(chosen.sum.result, chosen.place.layer, chosen.place.step, chosen.place.unit);
    this.list.of = chosen.sum.result;
    this.list.current = this.terms[this.at];
    this.list.render(this.terms, result);
    this.result.replaceChildren();
    const term = this.terms[this.at];
    this.factors.render(chosen, term, `the ${nth(this.at + 1)} of ${this.terms.length} products`);
    if (!term) this.result.textContent = "Nothing comes here, or its weights are on their way.";
    else this.say(chosen, term, result);
  }

  /** @type {Term[]} */
  terms = []; // of the sum, largest first
  at = 0; // the one on show

  /**
   * The sums of this step, those of the output among them where there is one.
   * @returns {ChosenSum[]}
   */
  availableSums() {
    const { trace, place } = this.view;
    const { forward, back } = trace.about.cell;
    /** @type {import("./equations.js").Equation[]} */
    const equations = place.back ? back : [...forward, output(trace.names)];
    return equations.flatMap(({ symbol, sums = [], unit }) => {
      const at = unit ? unit(this.view).at : place.unit;
      return at < 0 ? [] : sums.map((sum) => ({ sum, of: symbol, place: { ...place, unit: at } }));
    });
  }

  /**
   * @param {ChosenSum[]} all
   * @param {ChosenSum} chosen
   */
  fillSums(all, chosen) {
    const named = all.map(({ sum, of }) => `${sum.result}: ${meaning(this.view.trace.about.cell, of)[0]}`);
    if (named.join() !== this.offered)
      this.sums.replaceChildren(...all.map(({ sum }, at) => new Option(named[at].replace(/^\w+/, symbolText(sum.result)), sum.result)));
    this.offered = named.join();
    this.sums.value = chosen.sum.result;
  }

  /**
   * What becomes of the product.
   * @param {ChosenSum} chosen
   * @param {Term} term
   * @param {number} result
   */
  say({ sum }, term, result) {
    const others = this.terms.length - 1;
    this.result.append(formatNumber(term.product));
    if (others) this.result.append(` + ${inFormula(result - term.product)} of the ${others === 1 ? "other one" : `${others} others`}`);
    this.result.append(" = ", symbolElement(sum.result), " = ");
    append(this.result, "b").textContent = formatNumber(result);
  }
}

/** @param {number} place */
function nth(place) {
  const special = /** @type {Record<number, string>} */ ({ 1: "largest", 2: "second largest", 3: "third largest" });
  return special[place] ?? `${place}th largest`;
}

// The two factors of a product and what they make, each with where it comes from.

class Factors {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.factors = place;
    this.view = view;
  }

  /**
   * @param {ChosenSum} chosen
   * @param {Term | undefined} term - nothing where nothing comes
   * @param {string} rank - of the product
   */
  render({ sum, place }, term, rank) {
    this.factors.replaceChildren();
    if (!term) return;
    const what = weightMeaning(this.view, term, place);
    if (sum.biases?.includes(term.from)) return this.box(term.from, "", term.weight, what);
    const { which, words, go } = originOf(this.view, term, place);
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
    if (symbol) name.append(symbolElement(symbol), " ");
    name.append(which);
    append(box, "p", "inside-large").textContent = formatNumber(value);
    append(box, "p").textContent = words;
    if (!go) return;
    const button = /** @type {HTMLButtonElement} */ (append(box, "button", "lab-button"));
    button.type = "button";
    button.textContent = "Go there";
    button.addEventListener("click", () => this.view.goTo({ ...go, zoom: "unit", term: "" }));
  }
}

// Where the two factors of a product come from, in words.

/**
 * What comes in: which of the numbers it is, what it is, and where it is made.
 * @param {InsideView} view
 * @param {Term} term
 * @param {Place} place
 * @returns {{which: string, words: string, go?: Partial<Place>}}
 */
function originOf({ trace }, { from, at, by }, { layer, step }) {
  const { about } = trace;
  const [symbol, when] = from.split("_");
  const which = from === "dx_above" || (by && !/^W/.test(by)) ? "" : trace.nameOf(symbol, layer, at);
  const [name] = meaning(about.cell, symbol);
  if (when === "prev") {
    if (step === 0) return { which, words: "before the first step: what the sequence begins with" };
    return { which, words: `what unit ${at + 1} of this layer said a step before`, go: { step: step - 1, unit: at } };
  }
  if (when === "next") return { which, words: `${name.toLowerCase()}, one step later`, go: { step: step + 1, unit: at } };
  if (when === "above") return { which, words: "what the layer above hands down", go: { layer: layer + 1 } };
  if (symbol === "a") return { which, words: `what unit ${at + 1} of the top layer says`, go: { unit: at } };
  if (symbol !== "x") return { which, words: name.toLowerCase() };
  if (layer > 0) return { which, words: `what unit ${at + 1} of layer ${layer} says at this step`, go: { layer: layer - 1, unit: at } };
  if (trace.names) return { which, words: "1 for the letter that is read, 0 for all others" };
  const what = about.changes ? `change on ${about.read[step]}, ${about.changes[step]}` : `price of ${about.read[step]}, ${about.prices[step]}`;
  return { which, words: `the ${what}, scaled by the training days` };
}

/**
 * What it is multiplied by, or what is added to the sum.
 * @param {InsideView} view
 * @param {Term} term
 * @param {Place} place
 */
function weightMeaning({ trace }, { from, at, by, column }, { layer, unit }) {
  const { cell } = trace.about;
  if (!by) return "learned, and added at every step";
  if (!/^W/.test(by)) return meaning(cell, by.split("_")[0])[0].toLowerCase();
  const always = "learned, the same at every step";
  const input = trace.about.changes ? "the change" : "the price";
  const one = trace.nameOf(from.split("_")[0], layer, at) || input;
  const it = `unit ${unit + 1}`;
  if (by === "Wya") return column ? `how much ${one === input ? "the prediction" : one} listens to ${it}; ${always}` : `how much the output listens to ${one}; ${always}`;
  return column ? `how much ${one} listens to ${it}, read backwards; ${always}` : `how much ${it} listens to ${one}; ${always}`;
}
