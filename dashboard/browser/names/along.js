// Figures along the checkpoints of a run, with a mark at the one that is shown.
import { draw } from "../shared/plotly.js";

/**
 * Draws a chart whose traces name the figure that they show (`meta`); others stay as they are.
 * @param {Element} chart
 * @param {any} figure
 * @param {{step: number}[]} rows
 * @param {number | null} marked
 * @param {{height: number, scale?: number}} how
 */
export function drawAlong(chart, figure, rows, marked, how) {
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
