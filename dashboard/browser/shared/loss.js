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
    const line = {
      ...curve,
      x: this.points.map(([step]) => step),
      y: this.points.map(([, loss]) => loss),
      mode: this.points.length > 1 ? "lines" : "markers",
    };
    const shapes = marked === null ? [] : [{ ...this.figure.layout.meta.mark, x0: marked, x1: marked }];
    const layout = { ...this.figure.layout, yaxis: this.axis, shapes };
    const figure = { data: [line, ...others], layout };
    draw(this.chart, figure, { alt: this.inWords(), ...how });
  }

  /** That of the figure; a loss far beyond it needs one that has room for all sizes. */
  get axis() {
    const { yaxis, meta } = this.figure.layout;
    const explodes = this.points.some(([, loss]) => loss !== null && loss > meta.most);
    return explodes ? { ...yaxis, type: "log", dtick: 1, range: undefined, autorange: true } : yaxis;
  }

  inWords() {
    const losses = this.points.map(([, loss]) => loss).filter((loss) => loss !== null);
    if (!losses.length) return "Loss, step by step; nothing yet";
    return `Loss, step by step, from ${losses[0]?.toPrecision(3)} to ${losses.at(-1)?.toPrecision(3)}`;
  }
}
