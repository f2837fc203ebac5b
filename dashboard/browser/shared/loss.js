// The loss curve of a run, as it grows, with a mark at the step that is shown.
import { draw } from "./plotly.js";

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
  show(marked, how) {
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
