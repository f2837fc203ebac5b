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
  const shapes = marked === null ? [] : [{ ...figure.layout.meta.mark, x0: marked, x1: marked }];
  draw(chart, { data, layout: { ...figure.layout, shapes } }, { alt: inWords(data, marked), ...how });
}

/**
 * @param {any[]} lines
 * @param {number | null} marked
 */
function inWords(lines, marked) {
  if (marked === null) return "Nothing yet";
  const parts = lines
    .filter((line) => line.meta)
    .map((line) => ({ name: line.name, value: line.y[line.x.indexOf(marked)] }))
    .filter(({ value }) => typeof value === "number")
    .map(({ name, value }) => `${name} ${value.toFixed(2)}`);
  return `By iteration; at ${marked.toLocaleString("en")}: ${parts.join(", ")}`;
}
