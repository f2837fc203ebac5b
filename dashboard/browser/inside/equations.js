// The equations of a step for one unit: as they are written, then with its numbers put in.
import { append } from "../shared/elements.js";
import { meaning, output } from "./cells.js";
import { appendWasText, formatNumber, inFormula, pieces, symbolElement, symbolText, wasText } from "./notation.js";
import { allTerms, evaluated, largestFirst, total, WeightLoader } from "./sums.js";

const LARGE = "This network has too many weights to send them along: those of a unit come when it is chosen.";

/**
 * @typedef {object} Equation
 * @property {string} symbol - what it is about
 * @property {string[]} formulas - such as "{f} = σ({zf})"
 * @property {import("./sums.js").Sum[]} [sums] - that come before the laws
 * @property {(view: import("./inside.js").InsideView) => {at: number, name: string}} [unit] - that it is about,
 *   where that is not the chosen one; -1 for none
 * @property {string} [adds] - what makes this step's part of the weights' gradients
 */

export class Equations {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.place = place;
    this.view = view;
    this.weightLoader = new WeightLoader(view);
    /** @type {(() => void)[]} */
    this.renders = []; // what puts this step's numbers in
    for (const event of ["pointerover", "focusin"]) {
      place.addEventListener(event, ({ target }) => {
        const part = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-symbol]"));
        view.highlight(part?.dataset.symbol ?? "");
      });
    }
    place.addEventListener("pointerleave", () => view.highlight(""));
  }

  /** Another trace, layer or way. */
  build() {
    const { trace, place } = this.view;
    const { forward, back } = trace.about.cell;
    this.place.replaceChildren();
    this.large = append(this.place, "p", "inside-words");
    this.large.hidden = trace.hasWeights;
    this.large.textContent = LARGE;
    const equations = place.back ? back : [...forward, output(trace.names)];
    this.renders = equations.flatMap((equation) => this.card(equation));
    this.render();
  }

  render() {
    for (const render of this.renders) render();
    this.load();
  }

  /** Has the weights of the chosen unit come, where they did not come along. */
  load() {
    this.weightLoader.load((problem) => this.onLoaded(problem));
  }

  /**
   * The weights of the chosen unit have come, or have not.
   * @param {string} problem
   */
  onLoaded(problem) {
    /** @type {HTMLElement} */ (this.large).textContent = problem ? `The weights of this unit could not be fetched: ${problem}` : LARGE;
    if (!problem) this.view.render();
  }

  /**
   * @param {Equation} equation
   * @returns {(() => void)[]}
   */
  card({ symbol, formulas, sums = [], adds, unit }) {
    const { view } = this;
    const [name, words] = meaning(view.trace.about.cell, symbol);
    const card = append(this.place, "section", "inside-card");
    card.dataset.symbol = symbol;
    const heading = append(card, "h4");
    heading.append(name);
    const explained = append(heading, "small");
    explained.textContent = words;
    const at = () => (unit ? { ...view.place, unit: unit(view).at } : view.place);
    const renders = [
      ...sums.map((of) => sum(view, card, of, at)),
      ...formulas.map((of) => formula(view, card, of, at)),
      ...(adds ? adding(view, card, adds) : []),
    ];
    if (!unit) return renders;
    const render = () => {
      const { at: of, name: said } = unit(view);
      card.hidden = of < 0;
      explained.textContent = said;
      if (of >= 0) for (const part of renders) part();
    };
    return [render];
  }
}

// The lines of an equation. Each function makes one, and gives back what puts a step's numbers in.

/**
 * @typedef {import("./inside.js").InsideView} InsideView
 * @typedef {import("./inside.js").Place} Place
 */

/**
 * @param {InsideView} view
 * @param {HTMLElement} card
 * @param {string} written - such as "{f} = σ({zf})"
 * @param {() => Place} at - which unit of which step
 */
function formula(view, card, written, at) {
  const line = append(card, "p", "inside-law");
  const [result, right] = written.split(" = ");
  for (const { symbol, words } of pieces(written)) line.append(symbol ? symbolElement(symbol) : words);
  const numbers = append(card, "p", "inside-numbers");
  const [{ symbol }] = pieces(result);
  return () => {
    const said = pieces(right).map(({ symbol: of, words }, place, all) => {
      if (!of) return words;
      const enclosed = all[place - 1]?.words.endsWith("(") && all[place + 1]?.words.startsWith(")");
      return (enclosed ? formatNumber : inFormula)(value(view, of, at()));
    });
    say(numbers, said.join(""), value(view, symbol, at()));
    appendWasText(numbers, wasText(view, symbol, at()));
  };
}

/**
 * A sum, which unfolds into its terms.
 * @param {InsideView} view
 * @param {HTMLElement} card
 * @param {import("./sums.js").Sum} of
 * @param {() => Place} at - which unit of which step
 */
function sum(view, card, of, at) {
  const { result } = of;
  const line = append(card, "p", "inside-law");
  const numbers = append(card, "p", "inside-numbers");
  const table = new TermsTable(card, view, `What ${symbolText(result)} is made of`, result);
  return () => {
    const place = at();
    const whole = evaluated(view.trace, of, place);
    const { complete, parts, added } = whole;
    write(line, result, [...parts.map(({ part }) => words(part)), ...added.map(({ from }) => [symbolElement(from)])]);
    const values = [...parts.map((part) => total(part.of)), ...added.map(({ product }) => product)];
    const said = values.map((term, place_of) => (place_of ? inFormula(term) : formatNumber(term))).join(" + ");
    say(numbers, complete && values.length > 1 ? said : "", value(view, result, place));
    appendWasText(numbers, wasText(view, result, place));
    table.render(allTerms(whole), value(view, result, place));
  };
}

/**
 * This step's part of the weights' gradients: what reaches the unit, times what was there.
 * @param {InsideView} view
 * @param {HTMLElement} card
 * @param {string} left - what reaches it
 */
function adding(view, card, left) {
  const { input, state } = view.trace.about.cell.weights;
  const ofState = left.startsWith("dx") ? left.replace("dx", "ds") : left; // a GRU tells them apart
  const pairs = [
    { weights: input, from: left, vector: "x" },
    { weights: state, from: ofState, vector: "a_prev" },
  ];
  return pairs.map(({ weights, from, vector }) => {
    const line = append(card, "p", "inside-law");
    line.append("this step adds ", symbolElement(from), "·", symbolElement(vector), " to ", symbolElement(`d${weights}`));
    const table = new TermsTable(card, view, `This step's part of d${weights}, largest first`);
    return () => {
      const weight = value(view, from, view.place);
      const values = view.trace.vector(vector, view.place.layer, view.place.step) ?? [];
      table.render(Array.from(values, (of, at) => ({ from: vector, at, weight, value: of, product: weight * of })));
    };
  });
}

/**
 * @param {InsideView} view
 * @param {string} symbol
 * @param {Place} place
 */
function value({ trace }, symbol, { layer, step, unit }) {
  return trace.number(symbol, layer, step, unit);
}

/**
 * @param {HTMLElement} line
 * @param {string} result
 * @param {(string | Node)[][]} added
 */
function write(line, result, added) {
  line.replaceChildren(symbolElement(result), " = ", ...added.flatMap((term, at) => (at ? [" + ", ...term] : term)));
  if (!added.length) line.append("0");
}

/**
 * @param {HTMLElement} line
 * @param {string} words - with the numbers put in; "" for none
 * @param {number} result
 */
function say(line, words, result) {
  line.textContent = words ? `= ${words} = ` : "= ";
  const shown = append(line, "b");
  shown.textContent = formatNumber(result);
  shown.dataset.result = String(result);
}

/**
 * A part of a sum as it is written.
 * @param {import("./sums.js").Part} part
 * @returns {(string | Node)[]}
 */
function words({ weights, vectors = [], column, factors }) {
  if (factors) return factors.flatMap((factor, at) => (at ? ["·", symbolElement(factor)] : [symbolElement(factor)]));
  const stacked = vectors[0].replace(/^(d.).*_/, "$1_"); // "dzi_next", "dzf_next" ... as "dz_next"
  return [symbolElement(weights ?? ""), column ? "ᵀ·" : "·", symbolElement(vectors.length > 1 ? stacked : vectors[0])];
}

// A sum unfolded into its terms, the largest first.

const FIRST = 8; // terms that are shown at once

/** @typedef {import("./sums.js").Term} Term */

export class TermsTable {
  /**
   * @param {HTMLElement} parent
   * @param {import("./inside.js").InsideView} view
   * @param {string} caption
   * @param {string} [of] - the sum, whose products one can zoom into
   */
  constructor(parent, view, caption, of = "") {
    this.view = view;
    this.caption = caption;
    this.of = of;
    /** @type {Term | undefined} */
    this.current = undefined; // that is zoomed into
    this.all = false;
    this.details = document.createElement("details");
    this.details.className = "inside-terms";
    this.summary = document.createElement("summary");
    this.table = document.createElement("table");
    this.more = document.createElement("button");
    this.more.type = "button";
    this.more.className = "lab-button";
    this.details.append(this.summary, this.table, this.more);
    this.details.addEventListener("toggle", () => this.draw());
    this.more.addEventListener("click", () => {
      this.all = !this.all;
      this.draw();
    });
    parent.append(this.details);
  }

  /**
   * @param {Term[]} terms
   * @param {number} [result] - of the sum; none where the terms are not added up
   */
  render(terms, result) {
    this.terms = terms;
    this.result = result;
    this.details.hidden = terms.length < 2;
    this.summary.textContent = `${terms.length} ${result === undefined ? "products" : "terms"}`;
    this.draw();
  }

  draw() {
    if (!this.details.open || !this.terms) return;
    const shown = largestFirst(this.terms).slice(0, this.all ? this.terms.length : FIRST);
    const most = Math.abs(shown[0]?.product) || 1;
    const rows = shown.map((term) => this.row(term, most));
    this.table.replaceChildren(caption(this.caption), ...rows);
    if (this.result !== undefined) this.table.append(this.foot(this.terms.length - shown.length));
    this.more.hidden = this.terms.length <= FIRST;
    this.more.textContent = this.all ? "The largest only" : `All ${this.terms.length}`;
  }

  /**
   * @param {Term} term
   * @param {number} most
   */
  row(term, most) {
    const { from, at, weight, value, product } = term;
    const row = document.createElement("tr");
    if (term === this.current) row.setAttribute("aria-current", "true");
    row.dataset.product = String(product);
    const name = document.createElement("th");
    name.scope = "row";
    const parts = [symbolElement(from), this.which(from, at)];
    name.append(...(this.of ? [this.zoom(parts, `${this.of}.${from}.${at + 1}`)] : parts));
    const sum = cell(from.startsWith("b") ? formatNumber(weight) : `${inFormula(weight)} × ${inFormula(value)}`);
    const result = cell(formatNumber(product));
    const bar = document.createElement("i");
    bar.style.width = `${(100 * Math.abs(product)) / most}%`;
    bar.className = product < 0 ? "below" : "above";
    result.append(bar);
    row.append(name, sum, result);
    return row;
  }

  /**
   * A way to one product.
   * @param {(string | Node)[]} words
   * @param {string} term
   */
  zoom(words, term) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "inside-term";
    button.title = "Zoom into this product";
    button.append(...words);
    button.addEventListener("click", () => this.view.goTo({ zoom: "product", term }));
    return button;
  }

  /**
   * Which of the inputs: a letter, or a unit.
   * @param {string} from
   * @param {number} at
   */
  which(from, at) {
    if (from.startsWith("b") || from === "dx_above") return "";
    const { trace, place } = this.view;
    return ` ${trace.nameOf(from.replace("_next", ""), place.layer, at)}`;
  }

  /** @param {number} hidden - terms that are not shown */
  foot(hidden) {
    const row = document.createElement("tr");
    row.className = "foot";
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = hidden ? `sum, with ${hidden} smaller ones` : "sum";
    row.append(name, cell(""), cell(formatNumber(this.result ?? 0)));
    return row;
  }
}

/** @param {string} words */
function cell(words) {
  const made = document.createElement("td");
  made.textContent = words;
  return made;
}

/** @param {string} words */
function caption(words) {
  const made = document.createElement("caption");
  made.className = "lab-spoken";
  made.textContent = words;
  return made;
}
