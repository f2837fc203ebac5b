// The equations of a step for one unit: as they are written, then with its numbers put in.
import { CELLS, meaning } from "./cells/cells.js";
import { number, put } from "./numbers.js";
import { inText } from "./symbols.js";
import { here, terms, total } from "./terms.js";
import { Unfolded } from "./unfolded.js";

/**
 * @typedef {object} Equation
 * @property {string} symbol - what it is about
 * @property {string[]} laws - such as "{f} = σ({zf})"
 * @property {import("./terms.js").Sum[]} [sums] - that come before the laws
 * @property {string} [adds] - what makes this step's part of the weights' gradients
 */

export class Equations {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
    for (const event of ["pointerover", "focusin"]) {
      place.addEventListener(event, ({ target }) => {
        const symbol = /** @type {HTMLElement} */ (target).closest?.("[data-symbol]");
        desk.light(/** @type {HTMLElement | null} */ (symbol)?.dataset.symbol ?? "");
      });
    }
    place.addEventListener("pointerleave", () => desk.light(""));
  }

  /** Another trace, layer or way. */
  build() {
    const { trace, place } = this.desk;
    const { forward, back } = CELLS[trace.about.cell];
    this.place.replaceChildren();
    /** @type {(() => void)[]} */
    this.parts = [];
    for (const equation of place.back ? back : forward) this.card(equation);
    this.show();
  }

  show() {
    for (const show of this.parts ?? []) show();
  }

  /** @param {Equation} equation */
  card({ symbol, laws, sums = [], adds }) {
    const [name, words] = meaning(this.desk.trace.about.cell, symbol);
    const card = append(this.place, "section", "inside-card");
    card.dataset.symbol = symbol;
    const heading = append(card, "h4", "");
    heading.append(name);
    append(heading, "small", "").textContent = words;
    for (const sum of sums) this.sum(card, sum);
    for (const law of laws) this.law(card, law);
    if (adds) this.gradient(card, adds);
  }

  /**
   * @param {HTMLElement} card
   * @param {string} law
   */
  law(card, law) {
    const line = append(card, "p", "inside-law");
    const [result, right] = law.split(" = ");
    for (const piece of pieces(`${result} = ${right}`)) line.append(piece.symbol ? inText(piece.symbol) : piece.words);
    const numbers = append(card, "p", "inside-numbers");
    const [{ symbol }] = pieces(result);
    this.parts?.push(() => {
      const said = pieces(right).map(({ symbol: of, words: between }, at, all) => {
        if (!of) return between;
        const enclosed = all[at - 1]?.words.endsWith("(") && all[at + 1]?.words.startsWith(")");
        return (enclosed ? number : put)(this.value(of));
      });
      numbers.textContent = `= ${said.join("")} = `;
      append(numbers, "b", "").textContent = number(this.value(symbol));
    });
  }

  /**
   * @param {HTMLElement} card
   * @param {import("./terms.js").Sum} sum
   */
  sum(card, sum) {
    const { trace, place } = this.desk;
    const line = append(card, "p", "inside-law");
    const numbers = append(card, "p", "inside-numbers");
    const unfolded = new Unfolded(card, this.desk, `What ${sum.result} is made of`);
    this.parts?.push(() => {
      const parts = sum.parts.flatMap((part) => here(trace, part, place) ?? []);
      const made = parts.map((part) => terms(trace, part, place, sum.block ?? 0));
      const biases = (sum.biases ?? []).map((bias) => this.bias(bias, sum.block ?? 0));
      const said = [...parts.flatMap((part, at) => (made[at].length ? [words(part)] : [])), ...(sum.biases ?? []).map((bias) => [inText(bias)])];
      line.replaceChildren(inText(sum.result), " = ");
      said.forEach((term, at) => line.append(...(at ? [" + "] : []), ...term));
      if (!said.length) line.append("0");
      const values = [...made.filter((of) => of.length).map(total), ...biases.map(({ product }) => product)];
      const result = this.value(sum.result);
      numbers.textContent = values.length > 1 ? `= ${values.map((value, at) => (at ? put(value) : number(value))).join(" + ")} = ` : "= ";
      const shown = append(numbers, "b", "");
      shown.textContent = number(result);
      shown.dataset.result = String(result);
      unfolded.show([...made.flat(), ...biases], result);
    });
  }

  /**
   * This step's part of a weight's gradient: what reaches the unit, times what was there.
   * @param {HTMLElement} card
   * @param {string} left
   */
  gradient(card, left) {
    const { trace, place } = this.desk;
    const gated = trace.about.cell !== "rnn";
    for (const [weights, vector] of [[gated ? "Wx" : "Wax", "x"], [gated ? "Wa" : "Waa", "a_prev"]]) {
      const from = vector === "a_prev" && left.startsWith("dx") ? left.replace(/^dx/, "ds") : left;
      const line = append(card, "p", "inside-law");
      line.append("this step adds ", inText(from), "·", inText(vector), " to ", inText(`d${weights}`));
      const unfolded = new Unfolded(card, this.desk, `This step's part of d${weights}, largest first`);
      this.parts?.push(() => {
        const weight = this.value(from);
        const values = trace.vector(vector, place.layer, place.step) ?? [];
        unfolded.show(Array.from(values, (value, at) => ({ from: vector, at, weight, value, product: weight * value })));
      });
    }
  }

  /** @param {string} symbol */
  value(symbol) {
    const { trace, place } = this.desk;
    return trace.number(symbol, place.layer, place.step, place.unit);
  }

  /**
   * @param {string} bias
   * @param {number} block
   */
  bias(bias, block) {
    const { trace, place } = this.desk;
    const weight = trace.find(bias, place.layer)?.data[block * trace.about.units + place.unit] ?? 0;
    return { from: bias, at: place.unit, weight, value: 1, product: weight };
  }
}

/**
 * A part of a sum as it is written.
 * @param {import("./terms.js").Part} part
 * @returns {(string | Node)[]}
 */
function words({ weights, vectors = [], column, factors }) {
  if (factors) return factors.flatMap((factor, at) => (at ? ["·", inText(factor)] : [inText(factor)]));
  const matrix = inText(weights ?? "");
  const vector = vectors.length === 1 ? inText(vectors[0]) : inText(vectors[0].replace(/^(d.).*_/, "$1_"));
  return [matrix, column ? "ᵀ·" : "·", vector];
}

/**
 * A law in its pieces: symbols, and what stands between them.
 * @param {string} law
 */
function pieces(law) {
  return law
    .split(/(\{[^}]+\})/)
    .filter(Boolean)
    .map((part) => (part.startsWith("{") ? { symbol: part.slice(1, -1), words: "" } : { symbol: "", words: part }));
}

/**
 * @param {Element} parent
 * @param {string} kind
 * @param {string} name - of its class
 * @returns {HTMLElement}
 */
function append(parent, kind, name) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  parent.append(made);
  return made;
}
