// How the network got on with the input over all frames; a click goes to one.
import { draw } from "../../shared/plotly.js";
import { append } from "../elements.js";
import { lay } from "../time/heatmap.js";

const MOST_NAMED = 8; // checkpoints on the axis

export class Along {
  /**
   * @param {HTMLElement} place
   * @param {(frame: number) => void} go
   */
  constructor(place, go) {
    this.heading = append(place, "h4");
    const stage = append(place, "div");
    this.chart = /** @type {any} */ (append(stage, "div", "chart"));
    this.chart.setAttribute("role", "figure");
    this.cursor = append(stage, "i", "inside-cursor");
    this.go = go;
    this.frame = 0;
    new MutationObserver(() => this.mark()).observe(this.chart, { childList: true, subtree: true });
  }

  /**
   * @param {import("./reel.js").Reel} reel
   * @param {{data: any[], layout: any}} figure - with lines that name what they show (`meta`)
   */
  draw(reel, { data, layout }) {
    const { steps, comes } = reel.about;
    const x = [...steps.keys()];
    const lines = data.flatMap((line) => {
      const values = reel.arrays.get(line.meta)?.data;
      if (!values) return []; // no price came yet
      const y = x.map((at) => values[values.length === 1 ? 0 : at]);
      const mode = x.length > 1 ? line.mode : "markers";
      return { ...line, mode, x, y, text: steps.map((_, at) => `${reel.unit} ${reel.step(at)}`), hovertemplate: "%{text}: %{y:.4~f}" };
    });
    const every = Math.ceil(steps.length / MOST_NAMED);
    const named = x.filter((at) => at % every === 0);
    const axis = { tickmode: "array", tickvals: named, ticktext: named.map((at) => reel.step(at)), range: [-0.5, steps.length - 0.5] };
    const title = reel.names ? `Loss on ${reel.input}` : `Prediction for ${comes[comes.length - 1] ?? "the day after the last"}`;
    this.heading.textContent = title;
    const alt = `${title} at each of ${steps.length} checkpoints, by ${reel.unit}.`;
    draw(this.chart, { data: lines, layout: { ...layout, xaxis: { ...layout.xaxis, ...axis } } }, {
      alt,
      height: layout.height,
      click: (point) => this.go(point.x),
    });
  }

  /** @param {number} frame */
  show(frame) {
    this.frame = frame;
    this.mark();
  }

  mark() {
    const { xaxis, yaxis } = this.chart._fullLayout ?? {};
    if (!xaxis) return;
    const at = xaxis._offset + xaxis.l2p(this.frame);
    lay(this.cursor, [at - 2, at + 2], [yaxis._offset, yaxis._offset + yaxis._length]);
  }
}
