// Every unit at every step, as heat maps; a click follows a unit.
import { CELLS, meaning } from "../cells/cells.js";
import { choice } from "../whatif/choice.js";
import { HeatMap } from "./heatmap.js";
import { spoken } from "../words/symbols.js";

const MOST_LETTERS = 12; // of the alphabet, those that are expected most
export const SHOWN = {
  rnn: { forward: ["a"], back: ["da", "dz"] },
  gru: { forward: ["a", "z", "r", "g"], back: ["da", "dz", "dr", "dg"] },
  lstm: { forward: ["a", "c", "f", "i", "g", "o"], back: ["da", "dc", "df", "di", "dg", "do"] },
};

export class Overtime {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.desk = desk;
    this.place = /** @type {HTMLElement} */ (place.querySelector(".inside-maps"));
    this.order = /** @type {HTMLSelectElement} */ (place.querySelector(".inside-order"));
    this.order.addEventListener("change", () => desk.go({ order: this.order.value }));
    this.which = /** @type {HTMLSelectElement} */ (place.querySelector(".inside-which select"));
    this.which.addEventListener("change", () => desk.go({ future: this.which.value }));
    this.shown = "";
    /** @type {HeatMap[]} */
    this.maps = [];
  }

  /** Another trace, or another theme. */
  build() {
    const names = Object.keys(this.desk.trace.about.orders);
    this.order.replaceChildren(new Option("as they are", ""), ...names.map((name) => new Option(name, name)));
    this.shown = "";
  }

  show() {
    const { layer, back, order, future } = this.desk.place;
    this.order.value = order;
    this.which.value = future;
    /** @type {HTMLElement} */ (this.which.parentElement).hidden = !this.desk.before;
    const wanted = [layer, back, order, future, this.desk.address].join();
    if (wanted !== this.shown) this.draw();
    this.shown = wanted;
    for (const map of this.maps) map.mark();
  }

  /** Draws all maps anew: another trace, layer, way or order. */
  draw() {
    const { trace, place } = this.desk;
    const symbols = SHOWN[trace.about.cell][place.back ? "back" : "forward"];
    this.place.replaceChildren();
    this.maps = symbols.map((symbol) => this.states(symbol));
    if (trace.names && !place.back) this.maps.push(this.letters());
  }

  /**
   * A map of a symbol, one row a unit.
   * @param {string} symbol
   */
  states(symbol) {
    const { trace, place } = this.desk;
    const { cell, orders, units } = trace.about;
    const order = orders[place.order]?.[place.layer] ?? Array.from({ length: units }, (_, at) => at);
    const [name, words] = meaning(cell, symbol);
    const gate = CELLS[cell].gates.includes(symbol);
    const { of, numbers, range, how } = choice(this.desk, symbol, gate);
    return new HeatMap(this.place, this.desk, {
      name: `${spoken(symbol)}: ${name}${how}`,
      words,
      of,
      rows: order.map((unit) => of.sentSteps.map((step) => numbers(step, unit))),
      labels: order.map((unit) => `unit ${unit + 1}`),
      range,
      units: order,
    });
  }

  /** The probabilities of the next letter, the one that came marked. */
  letters() {
    const { of: trace, numbers, range, how } = choice(this.desk, "y", true);
    const { alphabet, comes } = trace.about;
    const odds = trace.sentSteps.map((step) => trace.vector("y", 0, step) ?? new Float32Array());
    const most = alphabet.map((letter, at) => (comes.includes(letter) ? 1 : Math.max(...odds.map((of) => of[at]))));
    const count = Math.max(MOST_LETTERS, new Set(comes).size);
    const likeliest = [...most.keys()].sort((one, other) => most[other] - most[one]).slice(0, count);
    const shown = likeliest.sort((one, other) => one - other);
    return new HeatMap(this.place, this.desk, {
      name: `Next letter${how}`,
      words: "how probable each is; a square marks the one that came",
      of: trace,
      rows: shown.map((at) => trace.sentSteps.map((step) => numbers(step, at))),
      labels: shown.map((at) => alphabet[at].trim() || "end"),
      range,
      marked: trace.sentSteps.map((step) => shown.indexOf(alphabet.indexOf(comes[step] ?? "none"))),
    });
  }
}
