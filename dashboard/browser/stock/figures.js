// The figures of a prediction, and its days.
import { element, fillTable } from "../shared/tables.js";

const MAIN = [0, 3]; // of the figures: the others are folded away

/**
 * @param {HTMLElement} main
 * @param {HTMLElement} more
 * @param {string[][]} labels - [name, explanation] of each figure
 * @param {string[][]} figures - [model, yesterday's price] of each
 */
export function showFigures(main, more, labels, figures) {
  fill(main, labels, figures, (place) => MAIN.includes(place));
  fill(more, labels, figures, (place) => !MAIN.includes(place));
}

/**
 * @param {HTMLElement} list
 * @param {string[][]} labels
 * @param {string[][]} figures
 * @param {(place: number) => boolean} wanted
 */
function fill(list, labels, figures, wanted) {
  const shown = labels.map((label, place) => ({ label, place })).filter(({ place }) => wanted(place));
  if (list.childElementCount !== shown.length)
    list.replaceChildren(...shown.map(({ label: [name, explanation] }) => figure(name, explanation)));
  shown.forEach(({ place }, row) => {
    const [model, yesterday] = figures[place];
    const [, is, beside] = list.children[row].children;
    is.textContent = model;
    beside.textContent = `repeating yesterday: ${yesterday}`;
  });
}

/**
 * @param {string} name
 * @param {string} explanation
 */
function figure(name, explanation) {
  const item = document.createElement("div");
  item.title = explanation;
  item.append(element("dt", name), element("dd", ""), element("small", ""));
  return item;
}

/**
 * @param {HTMLTableElement} table
 * @param {{dates: string[], actual: number[], yesterday: number[], decimals: number}} days
 * @param {{epoch: number, line: number[]}} frame
 */
export function showTable(table, days, frame) {
  const number = (/** @type {number} */ price) => price.toFixed(days.decimals);
  const rows = days.dates.map((date, day) => [
    date,
    number(days.actual[day]),
    number(frame.line[day]),
    number(days.yesterday[day]),
  ]);
  const head = ["Date", "Actual", `Predicted, epoch ${frame.epoch}`, "Repeating yesterday"];
  fillTable(table, head, rows.reverse());
}
