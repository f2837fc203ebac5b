// Every unit at every step, as heat maps; a click follows a unit.
import { draw } from "../shared/plotly.js";
import { CELLS, meaning } from "./cells/cells.js";
import { plotlyScale } from "./colour.js";
import { spoken } from "./symbols.js";

const MOST_LETTERS = 12; // of the alphabet, those that are expected most
const SHOWN = {
  rnn: { forward: ["a"], back: ["da", "dz"] },
  gru: { forward: ["a", "z", "r", "g"], back: ["da", "dz", "dr", "dg"] },
  lstm: { forward: ["a", "c", "f", "i", "g", "o"], back: ["da", "dc", "df", "di", "dg", "do"] },
};

/**
 * @typedef {{chart: any, cursor: HTMLElement, follow: HTMLElement, units: number[], listens: boolean}} HeatMap - its
 *   units row by row, where its rows are units
 */

export class Overtime {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.desk = desk;
    this.maps = /** @type {HTMLElement} */ (place.querySelector(".inside-maps"));
    this.order = /** @type {HTMLSelectElement} */ (place.querySelector(".inside-order"));
    this.order.addEventListener("change", () => desk.go({ order: this.order.value }));
    this.shown = "";
  }

  /** Another trace. */
  build() {
    const names = Object.keys(this.desk.trace.about.orders);
    this.order.replaceChildren(new Option("as they are", ""), ...names.map((name) => new Option(name, name)));
    this.shown = "";
  }

  show() {
    const { trace, place } = this.desk;
    this.order.value = place.order;
    const wanted = [place.layer, place.back, place.order, this.desk.address].join();
    if (wanted !== this.shown) this.draw();
    this.shown = wanted;
    for (const map of this.all ?? []) this.mark(map);
  }

  /** Draws all maps anew: another trace, layer, way or order. */
  draw() {
    const { trace, place } = this.desk;
    const symbols = SHOWN[trace.about.cell][place.back ? "back" : "forward"];
    this.maps.replaceChildren();
    this.all = symbols.map((symbol) => this.states(symbol));
    if (trace.names && !place.back) this.all.push(this.letters());
    for (const map of this.all) new MutationObserver(() => this.drawn(map)).observe(map.chart, { childList: true, subtree: true });
  }

  /**
   * A map of a symbol, one row a unit.
   * @param {string} symbol
   */
  states(symbol) {
    const { trace, place } = this.desk;
    const units =
      trace.about.orders[place.order]?.[place.layer] ?? Array.from({ length: trace.about.units }, (_, at) => at);
    const rows = units.map((unit) =>
      Array.from({ length: trace.steps }, (_, step) => trace.number(symbol, place.layer, step, unit)),
    );
    const [name, words] = meaning(trace.about.cell, symbol);
    const gate = CELLS[trace.about.cell].gates.includes(symbol);
    const limit = trace.limit(symbol, place.layer);
    const labels = units.map((unit) => `unit ${unit + 1}`);
    const range = /** @type {[number, number]} */ ([gate ? 0 : -limit, limit]);
    return { ...this.map({ name: `${spoken(symbol)}: ${name}`, words, rows, labels, range }), units };
  }

  /** The probabilities of the next letter, the one that came marked. */
  letters() {
    const { trace } = this.desk;
    const { alphabet, comes } = trace.about;
    const odds = Array.from({ length: trace.steps }, (_, step) => trace.vector("y", 0, step) ?? []);
    const most = alphabet.map((letter, at) => Math.max(...odds.map((of) => of[at]), comes.includes(letter) ? 1 : 0));
    const shown = [...most.keys()].sort((one, other) => most[other] - most[one]).slice(0, Math.max(MOST_LETTERS, new Set(comes).size));
    shown.sort((one, other) => one - other);
    const rows = shown.map((at) => odds.map((of) => of[at]));
    const came = comes.map((letter) => shown.indexOf(alphabet.indexOf(letter ?? "none")));
    const labels = shown.map((at) => alphabet[at].trim() || "end");
    const words = "how probable each is; a square marks the one that came";
    return this.map({ name: "Next letter", words, rows, labels, range: [0, 1], marked: came });
  }

  /**
   * @param {{name: string, words: string, rows: number[][], labels: string[], range: [number, number],
   *   marked?: number[]}} what - `labels` are of the rows, `range` is that of the colours, `marked` a
   *   row a step, -1 for none
   * @returns {HeatMap}
   */
  map({ name, words, rows, labels, range, marked = [] }) {
    const { read } = this.desk.trace.about;
    const { map } = this.desk.data;
    const part = document.createElement("section");
    part.className = "inside-map";
    const heading = document.createElement("h4");
    const small = document.createElement("small");
    small.textContent = words;
    heading.append(name, small);
    const chart = document.createElement("div");
    chart.className = "chart";
    chart.setAttribute("role", "figure");
    const cursor = document.createElement("i");
    const follow = document.createElement("i");
    cursor.className = "inside-cursor";
    follow.className = "inside-follow";
    const stage = document.createElement("div");
    stage.append(chart, cursor, follow);
    part.append(heading, stage);
    this.maps.append(part);
    const steps = read.map((_, step) => step);
    const [heat, marks] = map.data;
    const colours = plotlyScale(this.desk.colour, range[0] < 0);
    const data = [
      { ...heat, z: rows, x: steps, y: labels.map((_, at) => at), customdata: rows.map(() => steps.map((step) => step + 1)), colorscale: colours, zmin: range[0], zmax: range[1], text: rows.map((row, at) => row.map(() => labels[at])), hovertemplate: "%{text}, step %{customdata}: %{z:.4g}<extra></extra>" },
      { ...marks, x: steps.filter((step) => marked[step] >= 0), y: marked.filter((row) => row >= 0) },
    ];
    const layout = {
      ...map.layout,
      xaxis: { ...map.layout.xaxis, ...ticks(read.map((word) => (this.desk.trace.names ? word || "start" : word.slice(5))), 14) },
      yaxis: { ...map.layout.yaxis, ...ticks(labels, 12) },
    };
    draw(chart, { data, layout }, { alt: `${name}, ${words}: ${rows.length} rows, ${read.length} steps.`, height: map.layout.height });
    return { chart, cursor, follow, units: [], listens: false };
  }

  /**
   * Plotly has drawn: from then on it hears clicks, and there is a place for marks.
   * @param {HeatMap} map
   */
  drawn(map) {
    if (map.chart.on && !map.listens) {
      map.listens = true;
      map.chart.on("plotly_click", (/** @type {any} */ { points: [{ x, y }] }) => {
        this.desk.go({ step: x, ...(map.units[y] === undefined ? {} : { unit: map.units[y] }) });
      });
    }
    this.mark(map);
  }

  /**
   * Marks the step on show and the unit that is followed.
   * @param {HeatMap} map
   */
  mark({ chart, cursor, follow, units }) {
    const { place } = this.desk;
    const { xaxis, yaxis } = chart._fullLayout ?? {};
    if (!xaxis) return;
    const [left, right] = [-0.5, 0.5].map((half) => xaxis._offset + xaxis.l2p(place.step + half));
    Object.assign(cursor.style, { left: `${left}px`, width: `${right - left}px`, top: `${yaxis._offset}px`, height: `${yaxis._length}px` });
    const row = units.indexOf(place.unit);
    follow.hidden = row < 0;
    const [top, bottom] = [-0.5, 0.5].map((half) => yaxis._offset + yaxis.l2p(row + half));
    Object.assign(follow.style, { left: `${xaxis._offset}px`, width: `${xaxis._length}px`, top: `${Math.min(top, bottom)}px`, height: `${Math.abs(bottom - top)}px` });
  }
}

/**
 * Names of rows or columns, as many as there is room for.
 * @param {string[]} labels
 * @param {number} most
 */
function ticks(labels, most) {
  const every = Math.ceil(labels.length / most);
  const places = labels.map((_, at) => at).filter((at) => at % every === 0);
  return { tickmode: "array", tickvals: places, ticktext: places.map((at) => labels[at]) };
}
