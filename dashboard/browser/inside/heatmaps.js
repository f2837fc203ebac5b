// Every unit at every step, as heat maps; a click follows a unit.
import { draw } from "../shared/chart.js";
import { append } from "../shared/elements.js";
import { isGate, meaning, overTime } from "./cells.js";
import { symbolText } from "./notation.js";

const MOST_LETTERS = 12; // of the alphabet, those that are expected most

export class HeatMaps {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.view = view;
    this.place = /** @type {HTMLElement} */ (place.querySelector(".inside-maps"));
    this.order = /** @type {HTMLSelectElement} */ (place.querySelector(".inside-order"));
    this.order.addEventListener("change", () => view.goTo({ order: this.order.value }));
    this.which = /** @type {HTMLSelectElement} */ (place.querySelector(".inside-which select"));
    this.which.addEventListener("change", () => view.goTo({ future: this.which.value }));
    this.shown = "";
    /** @type {HeatMap[]} */
    this.maps = [];
  }

  /** Another trace, or another theme. */
  build() {
    const names = Object.keys(this.view.trace.about.orders);
    this.order.replaceChildren(new Option("as they are", ""), ...names.map((name) => new Option(name, name)));
    this.shown = "";
  }

  render() {
    const { layer, back, order, future } = this.view.place;
    this.order.value = order;
    this.which.value = future;
    /** @type {HTMLElement} */ (this.which.parentElement).hidden = !this.view.before;
    const wanted = [layer, back, order, future, this.view.address].join();
    if (wanted !== this.shown) this.draw();
    this.shown = wanted;
    for (const map of this.maps) map.mark();
  }

  /** Draws all maps anew: another trace, layer, way or order. */
  draw() {
    const { trace, place } = this.view;
    const symbols = overTime(trace.about.cell, place.back);
    this.place.replaceChildren();
    this.maps = symbols.map((symbol) => this.states(symbol));
    if (trace.names && !place.back) this.maps.push(this.letters());
  }

  /**
   * A map of a symbol, one row a unit.
   * @param {string} symbol
   */
  states(symbol) {
    const { trace, place } = this.view;
    const { cell, orders, units } = trace.about;
    const order = orders[place.order]?.[place.layer] ?? Array.from({ length: units }, (_, at) => at);
    const [name, words] = meaning(cell, symbol);
    const gate = isGate(cell, symbol);
    const { of, numbers, range, how } = comparedValues(this.view, symbol, gate);
    return new HeatMap(this.place, this.view, {
      name: `${symbolText(symbol)}: ${name}${how}`,
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
    const { of: trace, numbers, range, how } = comparedValues(this.view, "y", true);
    const { alphabet, comes } = trace.about;
    const odds = trace.sentSteps.map((step) => trace.vector("y", 0, step) ?? new Float32Array());
    const most = alphabet.map((letter, at) => (comes.includes(letter) ? 1 : Math.max(...odds.map((of) => of[at]))));
    const count = Math.max(MOST_LETTERS, new Set(comes).size);
    const likeliest = [...most.keys()].sort((one, other) => most[other] - most[one]).slice(0, count);
    const shown = likeliest.sort((one, other) => one - other);
    return new HeatMap(this.place, this.view, {
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

// Which of two futures a heat map shows: the changed one, the one as it was, or their difference.

/**
 * @typedef {import("./trace.js").Trace} Trace
 * @param {import("./inside.js").InsideView} view
 * @param {string} symbol
 * @param {boolean} gate - or odds: between 0 and 1
 * @returns {{of: Trace, numbers: (step: number, unit: number) => number, range: [number, number], how: string}} -
 *   `of` has the steps; no number where the other one has ended; the same range for both futures
 */
function comparedValues({ trace, before, place }, symbol, gate) {
  const { layer, future } = place;
  const limit = gate ? 1 : Math.max(trace.limit(symbol, layer), before?.limit(symbol, layer) ?? 0);
  const range = /** @type {[number, number]} */ ([gate ? 0 : -limit, limit]);
  const within = (/** @type {Trace} */ one) => (/** @type {number} */ step, /** @type {number} */ unit) =>
    one.vector(symbol, layer, step)?.[unit] ?? NaN;
  const now = within(trace);
  if (!before || !future) return { of: trace, numbers: now, range, how: "" };
  const then = within(before);
  if (future === "before") return { of: before, numbers: then, range, how: ", as it was" };
  const numbers = (/** @type {number} */ step, /** @type {number} */ unit) => now(step, unit) - then(step, unit);
  let most = 0;
  for (const step of trace.sentSteps) {
    trace.vector(symbol, layer, step)?.forEach((_, unit) => (most = Math.max(most, Math.abs(numbers(step, unit)) || 0)));
  }
  return { of: trace, numbers, range: [-(most || limit), most || limit], how: ", changed minus as it was" };
}

// One heat map, steps along its axis, with the step on show and the unit that is followed marked.

const MOST_COLUMNS = 14; // named on the axis
const MOST_ROWS = 12;

/**
 * @typedef {object} Content
 * @property {string} name
 * @property {string} words
 * @property {import("./trace.js").Trace} of - whose steps these are
 * @property {number[][]} rows
 * @property {string[]} labels - of the rows
 * @property {[number, number]} range - of the colours
 * @property {number[]} [units] - row by row, where the rows are units
 * @property {number[]} [marked] - a row a step, -1 for none
 */

class HeatMap {
  /**
   * @param {HTMLElement} parent
   * @param {import("./inside.js").InsideView} view
   * @param {Content} content
   */
  constructor(parent, view, content) {
    this.view = view;
    this.content = content;
    const part = append(parent, "section", "inside-map");
    const heading = append(part, "h4");
    heading.append(content.name);
    append(heading, "small").textContent = content.words;
    const stage = append(part, "div");
    this.chart = /** @type {any} */ (append(stage, "div", "chart"));
    this.chart.setAttribute("role", "figure");
    this.step = append(stage, "i", "inside-cursor");
    this.unit = append(stage, "i", "inside-follow");
    this.listens = false;
    new MutationObserver(() => this.drawn()).observe(this.chart, { childList: true, subtree: true });
    this.draw();
  }

  draw() {
    const { name, words, of, rows, labels, range, marked = [] } = this.content;
    const { colour, data, scale } = this.view;
    const steps = of.sentSteps;
    const { layout } = data.map;
    const [heat, marks] = data.map.data;
    const figure = {
      data: [
        {
          ...heat,
          z: rows,
          x: steps,
          y: labels.map((_, at) => at),
          text: labels.map((label) => steps.map((step) => `${label}, step ${step + 1}`)),
          colorscale: plotlyScale(colour, range[0] < 0),
          zmin: range[0],
          zmax: range[1],
        },
        { ...marks, x: steps.filter((_, at) => marked[at] >= 0), y: marked.filter((row) => row >= 0) },
      ],
      layout: {
        ...layout,
        xaxis: { ...layout.xaxis, ...ticks(steps.map((step) => this.word(step)), steps, MOST_COLUMNS) },
        yaxis: { ...layout.yaxis, ...ticks(labels, [...labels.keys()], MOST_ROWS) },
      },
    };
    const alt = `${name}, ${words}: ${rows.length} rows, ${steps.length} steps.`;
    draw(this.chart, figure, { alt, height: layout.height * scale, scale });
  }

  /**
   * What is read at a step.
   * @param {number} step
   */
  word(step) {
    const { of } = this.content;
    const word = of.about.read[step];
    return of.names ? word || "start" : word.slice(5); // a day without its year
  }

  /** Plotly has drawn: from then on it hears clicks, and there is a place for marks. */
  drawn() {
    if (this.chart.on && !this.listens) {
      this.listens = true;
      this.chart.on("plotly_click", (/** @type {any} */ { points: [{ x, y }] }) => {
        const unit = this.content.units?.[y];
        this.view.goTo(unit === undefined ? { step: x } : { step: x, unit });
      });
    }
    this.mark();
  }

  /** Marks the step on show and the unit that is followed: without Plotly, which takes longer. */
  mark() {
    const { xaxis, yaxis } = this.chart._fullLayout ?? {};
    if (!xaxis) return;
    const { place } = this.view;
    const row = this.content.units?.indexOf(place.unit) ?? -1;
    this.unit.hidden = row < 0;
    positionMark(this.step, across(xaxis, place.step), [yaxis._offset, yaxis._offset + yaxis._length]);
    positionMark(this.unit, [xaxis._offset, xaxis._offset + xaxis._length], across(yaxis, row));
  }
}

/**
 * Where a row or a column begins and ends.
 * @param {any} axis - Plotly's
 * @param {number} at
 */
function across(axis, at) {
  return [-0.5, 0.5].map((half) => axis._offset + axis.l2p(at + half)).sort((one, other) => one - other);
}

/**
 * @param {HTMLElement} mark
 * @param {number[]} horizontally - from, to
 * @param {number[]} vertically
 */
export function positionMark(mark, [left, right], [top, bottom]) {
  const [width, height] = [right - left, bottom - top];
  Object.assign(mark.style, { left: `${left}px`, width: `${width}px`, top: `${top}px`, height: `${height}px` });
}

/**
 * Names of rows or columns, as many as there is room for.
 * @param {string[]} labels
 * @param {number[]} places
 * @param {number} most
 */
function ticks(labels, places, most) {
  const every = Math.ceil(labels.length / most);
  const shown = [...labels.keys()].filter((at) => at % every === 0);
  return { tickmode: "array", tickvals: shown.map((at) => places[at]), ticktext: shown.map((at) => labels[at]) };
}

// The colour of a number: one side below zero, the other above, pale at zero.

const STEPS = 64; // a side
const STOPS = 8; // a side, of Plotly's scale

/** @typedef {(value: number, limit: number) => string} Colour */

/**
 * @param {HTMLElement} place - whose theme it is
 * @returns {Colour}
 */
export function colourScale(place) {
  const style = getComputedStyle(place);
  const ends = ["--inside-below", "--inside-zero", "--inside-above"].map((name) => rgb(style.getPropertyValue(name)));
  const [below, zero, above] = ends;
  const ready = Array.from({ length: 2 * STEPS + 1 }, (_, at) => {
    const share = (at - STEPS) / STEPS;
    return mix(zero, share < 0 ? below : above, Math.abs(share) ** 0.7); // small ones are seen, too
  });
  return (value, limit) => ready[colourIndex(value, limit)];
}

/**
 * The same colours as Plotly takes them, for heat maps.
 * @param {Colour} colour
 * @param {boolean} both - sides of zero; else only what is above
 * @returns {[number, string][]}
 */
export function plotlyScale(colour, both) {
  const first = both ? -STOPS : 0;
  const all = STOPS - first;
  return Array.from({ length: all + 1 }, (_, at) => [at / all, colour(first + at, STOPS)]);
}

/**
 * The same colours as a canvas takes them, from that of -1 to that of 1; `placed` says which.
 * @param {Colour} colour
 */
export function pixelColours(colour) {
  const ready = Array.from({ length: 2 * STEPS + 1 }, (_, at) => colour(at - STEPS, STEPS).match(/\d+/g)?.map(Number) ?? []);
  return Uint32Array.from(ready, ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
}

/**
 * Where the colour of a number is among these.
 * @param {number} value
 * @param {number} limit
 */
export function colourIndex(value, limit) {
  const share = Math.max(-1, Math.min(1, value / limit));
  return Math.round((Number.isFinite(share) ? share : 0) * STEPS) + STEPS;
}

/**
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} share
 */
function mix(from, to, share) {
  return `rgb(${from.map((part, at) => Math.round(part + (to[at] - part) * share)).join()})`;
}

/** @param {string} hex - "#rrggbb" */
function rgb(hex) {
  const digits = hex.trim();
  return [1, 3, 5].map((at) => parseInt(digits.slice(at, at + 2), 16));
}
