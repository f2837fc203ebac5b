// A sum unfolded into its terms, the largest first.
import { number, put } from "../words/numbers.js";
import { inText } from "../words/symbols.js";
import { largestFirst } from "./terms.js";

const FIRST = 8; // terms that are shown at once

/** @typedef {import("./terms.js").Term} Term */

export class Unfolded {
  /**
   * @param {HTMLElement} parent
   * @param {import("../inside.js").Desk} desk
   * @param {string} caption
   * @param {string} [of] - the sum, whose products one can zoom into
   */
  constructor(parent, desk, caption, of = "") {
    this.desk = desk;
    this.caption = caption;
    this.of = of;
    /** @type {Term | undefined} */
    this.lit = undefined; // that is zoomed into
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
  show(terms, result) {
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
    if (term === this.lit) row.setAttribute("aria-current", "true");
    row.dataset.product = String(product);
    const name = document.createElement("th");
    name.scope = "row";
    const parts = [inText(from), this.which(from, at)];
    name.append(...(this.of ? [this.zoom(parts, `${this.of}.${from}.${at + 1}`)] : parts));
    const sum = cell(from.startsWith("b") ? number(weight) : `${put(weight)} × ${put(value)}`);
    const result = cell(number(product));
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
    button.addEventListener("click", () => this.desk.go({ zoom: "product", term }));
    return button;
  }

  /**
   * Which of the inputs: a letter, or a unit.
   * @param {string} from
   * @param {number} at
   */
  which(from, at) {
    if (from.startsWith("b") || from === "dx_above") return "";
    const { trace, place } = this.desk;
    return ` ${trace.nameOf(from.replace("_next", ""), place.layer, at)}`;
  }

  /** @param {number} hidden - terms that are not shown */
  foot(hidden) {
    const row = document.createElement("tr");
    row.className = "foot";
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = hidden ? `sum, with ${hidden} smaller ones` : "sum";
    row.append(name, cell(""), cell(number(this.result ?? 0)));
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
