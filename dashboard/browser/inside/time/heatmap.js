// One heat map, steps along its axis, with the step on show and the unit that is followed marked.
import { draw } from "../../shared/plotly.js";
import { plotlyScale } from "../colour.js";
import { append } from "../elements.js";

const MOST_COLUMNS = 14; // named on the axis
const MOST_ROWS = 12;

/**
 * @typedef {object} Content
 * @property {string} name
 * @property {string} words
 * @property {import("../trace.js").Trace} of - whose steps these are
 * @property {number[][]} rows
 * @property {string[]} labels - of the rows
 * @property {[number, number]} range - of the colours
 * @property {number[]} [units] - row by row, where the rows are units
 * @property {number[]} [marked] - a row a step, -1 for none
 */

export class HeatMap {
  /**
   * @param {HTMLElement} parent
   * @param {import("../inside.js").Desk} desk
   * @param {Content} content
   */
  constructor(parent, desk, content) {
    this.desk = desk;
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
    const { colour, data, scale } = this.desk;
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
        this.desk.go(unit === undefined ? { step: x } : { step: x, unit });
      });
    }
    this.mark();
  }

  /** Marks the step on show and the unit that is followed: without Plotly, which takes longer. */
  mark() {
    const { xaxis, yaxis } = this.chart._fullLayout ?? {};
    if (!xaxis) return;
    const { place } = this.desk;
    const row = this.content.units?.indexOf(place.unit) ?? -1;
    this.unit.hidden = row < 0;
    lay(this.step, across(xaxis, place.step), [yaxis._offset, yaxis._offset + yaxis._length]);
    lay(this.unit, [xaxis._offset, xaxis._offset + xaxis._length], across(yaxis, row));
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
export function lay(mark, [left, right], [top, bottom]) {
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
