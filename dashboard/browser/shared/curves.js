// Curves along a training, with a mark at the step that is shown.
import { draw } from "./chart.js";
import { element } from "./elements.js";

export class Loss {
  /** @param {Element} chart */
  constructor(chart) {
    this.chart = chart;
    /** @type {[number, number | null][]} */
    this.points = [];
    this.run = "";
  }

  /**
   * A run's figure; the curve of the run before stays until there is one.
   * @param {string} run
   * @param {any} figure
   */
  take(run, figure) {
    this.figure = figure;
    this.fresh = this.fresh || run !== this.run;
    this.run = run;
  }

  /** @param {[number, number | null][]} points - those after the last one, or more */
  add(points) {
    if (!points.length) return;
    if (this.fresh) this.points = [];
    this.fresh = false;
    const last = this.points.at(-1)?.[0] ?? -Infinity;
    this.points.push(...points.filter(([step]) => step > last));
  }

  /**
   * @param {number | null} marked
   * @param {{height: number, scale?: number}} how
   */
  render(marked, how) {
    if (!this.figure) return;
    const [curve, ...others] = this.figure.data;
    const { before } = this.figure.layout.meta;
    const own = before ? this.points.filter(([step]) => step >= before.end) : this.points;
    const lines = [drawn(curve, own)];
    if (before) {
      const earlier = this.points.filter(([step]) => step <= before.end);
      lines.unshift(ended({ ...curve, name: "Loss of the run before", line: before.line }, earlier));
    }
    const shapes = marked === null ? [] : [{ ...this.figure.layout.meta.mark, x0: marked, x1: marked }];
    const layout = { ...this.figure.layout, shapes };
    const figure = { data: [...lines, ...others], layout };
    draw(this.chart, figure, { alt: this.inWords(), ...how });
  }

  inWords() {
    const losses = this.points.map(([, loss]) => loss).filter((loss) => loss !== null);
    if (!losses.length) return "Loss, step by step; nothing yet";
    const { before } = this.figure.layout.meta;
    const words = before ? `, continued after ${before.end.toLocaleString("en")}` : "";
    return `Loss, step by step, from ${losses[0]?.toPrecision(3)} to ${losses.at(-1)?.toPrecision(3)}${words}`;
  }
}

/**
 * A curve that ends in a dot.
 * @param {any} curve
 * @param {[number, number | null][]} points
 */
function ended(curve, points) {
  const size = points.map((_, place) => (place === points.length - 1 ? 8 : 0));
  return { ...drawn(curve, points), mode: "lines+markers", marker: { color: curve.line.color, size } };
}

/**
 * A curve through points.
 * @param {any} curve
 * @param {[number, number | null][]} points
 */
function drawn(curve, points) {
  return {
    ...curve,
    x: points.map(([step]) => step),
    y: points.map(([, loss]) => loss),
    mode: points.length > 1 ? "lines" : "markers",
  };
}

// Figures along the checkpoints of a run, with a mark at the one that is shown.

/**
 * Draws a chart whose traces name the figure that they show (`meta`); others stay as they are.
 * @param {Element} chart
 * @param {any} figure
 * @param {{step: number}[]} rows
 * @param {number | null} marked
 * @param {{height: number, scale?: number}} how
 */
export function drawCheckpointCurves(chart, figure, rows, marked, how) {
  const x = rows.map((row) => row.step);
  const data = figure.data.map((/** @type {any} */ trace) => {
    if (!trace.meta) return trace;
    return { ...trace, x, y: rows.map((/** @type {any} */ row) => row[trace.meta]) };
  });
  const mark = marked === null ? [] : [{ ...figure.layout.meta.mark, x0: marked, x1: marked }];
  const shapes = [...(figure.layout.shapes ?? []), ...mark];
  const layout = { ...figure.layout, shapes, yaxis: axisOf(figure.layout, data) };
  draw(chart, { data, layout }, { alt: inWords(data, marked, figure.layout.meta), ...how });
}

/**
 * That of the figure; values far beyond it need one that has room for all sizes.
 * @param {any} layout
 * @param {any[]} lines
 */
function axisOf({ yaxis, meta }, lines) {
  const values = lines.filter((line) => line.meta).flatMap((line) => line.y);
  const explodes = values.some((value) => value !== null && value > meta.most);
  return explodes ? { ...yaxis, type: "log", dtick: 1, range: undefined, autorange: true } : yaxis;
}

/**
 * @param {any[]} lines
 * @param {number | null} marked
 * @param {any} meta
 */
function inWords(lines, marked, meta) {
  if (marked === null) return "Nothing yet";
  const parts = lines
    .filter((line) => line.meta)
    .map((line) => ({ name: line.name, value: line.y[line.x.indexOf(marked)] }))
    .filter(({ value }) => typeof value === "number")
    .map(({ name, value }) => `${name} ${value.toFixed(2)}`);
  const words = meta.continued ? `, continued after ${meta.continued.toLocaleString("en")}` : "";
  return `By iteration${words}; at ${marked.toLocaleString("en")}: ${parts.join(", ")}`;
}

// The key of a chart that is too low for one of its own.

/** @type {Record<string, string>} */
const SYMBOLS = { circle: "●", diamond: "◆", square: "■" };

/**
 * @param {Element} place
 * @param {any} figure
 */
export function showKey(place, figure) {
  place.replaceChildren(...figure.data.map(entry));
}

/** @param {any} trace */
function entry(trace) {
  const sign = document.createElement("i");
  sign.append(element("span", SYMBOLS[trace.marker?.symbol] ?? ""));
  sign.style.color = sign.style.borderColor = trace.line.color;
  sign.style.borderTopStyle = trace.line.dash === "dash" ? "dashed" : "solid";
  const made = document.createElement("span");
  made.append(sign, trace.name);
  return made;
}
