// What a page shows of one prediction: figures, days, what is off the chart, the way inside.
import { verticalLine } from "../shared/chart.js";
import { element, fillTable } from "../shared/elements.js";

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

// Says where the model's line is while it is not on the chart.

/**
 * A layout with a mark at the edge for the days that lie beyond the price axis.
 * @param {any} layout
 * @param {number[]} line
 */
export function markOffChart(layout, line) {
  const [lowest, highest] = layout.yaxis.range;
  const below = line.filter((price) => price < lowest);
  const above = line.filter((price) => price > highest);
  const marks = [
    ...mark(below, line, "below", 0.08, "bottom", "▼"), // above the words at the split
    ...mark(above, line, "above", 0.98, "top", "▲"),
  ];
  return marks.length ? { ...layout, annotations: [...(layout.annotations ?? []), ...marks.map(style(layout))] } : layout;
}

/**
 * @param {number[]} beyond
 * @param {number[]} line
 * @param {string} where
 * @param {number} y
 * @param {string} yanchor
 * @param {string} arrow
 */
function mark(beyond, line, where, y, yanchor, arrow) {
  if (!beyond.length) return [];
  const mean = beyond.reduce((sum, price) => sum + price, 0) / beyond.length;
  const price = mean.toLocaleString("en", { maximumSignificantDigits: 3 });
  const days = beyond.length === line.length ? `all ${line.length}` : `${beyond.length} of ${line.length}`;
  return [{ text: `${arrow} model ${where} the chart on ${days} days, at about ${price}`, y, yanchor }];
}

/** @param {any} layout */
function style(layout) {
  const colour = layout.meta.model;
  return (/** @type {any} */ words) => ({
    x: 0.99,
    xref: "paper",
    xanchor: "right",
    yref: "paper",
    showarrow: false,
    font: { color: colour, size: 13 },
    bgcolor: layout.meta.background,
    ...words,
  });
}

// "Why did it say $9.08 on that day?": the way from a prediction to the numbers inside the network.

/**
 * @typedef {object} Data - what the page knows, see dashboard/stock/stock_picture.py
 * @property {{page: string, steps: number[], around: [string, string]}} [inside] - where one looks
 *   inside, at which epochs, and what stands around a price; of a run with kept weights
 * @property {{dates: string[], decimals: number}} days - of the tests
 * @property {boolean} active
 *
 * @typedef {{epoch: number, line: number[]}} Frame
 */

export class InsideLink {
  /**
   * @param {HTMLElement} place
   * @param {() => void} choose - another day was chosen
   */
  constructor(place, choose) {
    this.place = place;
    this.link = /** @type {HTMLAnchorElement} */ (place.querySelector("a"));
    const [before, after] = /** @type {HTMLButtonElement[]} */ ([...place.querySelectorAll("button")]);
    this.before = before;
    this.after = after;
    this.choose = choose;
    this.day = ""; // that somebody chose
    this.before.addEventListener("click", () => this.by(-1));
    this.after.addEventListener("click", () => this.by(1));
  }

  /**
   * @param {Data} data
   * @param {number} epoch - on show
   * @param {Map<number, Frame>} frames
   */
  render(data, epoch, frames) {
    const { inside, days, active } = data;
    this.days = days?.dates ?? [];
    this.place.hidden = !inside || !this.days.length;
    if (!inside || !this.days.length) return;
    this.place.style.visibility = active ? "hidden" : "visible"; // its room stays
    const at = this.at;
    const kept = nearest(inside.steps, epoch);
    const day = at < 0 ? this.day : this.days[at];
    const price = frames.get(kept)?.line[at];
    const elsewhere = kept === epoch ? "" : ` (epoch ${kept.toLocaleString("en")}: of this one no weights are kept)`;
    this.link.textContent = `${question(day, price, inside.around, days.decimals)}${elsewhere}`;
    this.link.href = `${inside.page}&${new URLSearchParams({ checkpoint: String(kept), input: day })}`;
    this.before.disabled = at === 0;
    this.after.disabled = at === this.days.length - 1;
  }

  /** The chosen day among those of the tests, at first the last one; -1 where it is none of them. */
  get at() {
    return this.day ? (this.days ?? []).indexOf(this.day) : (this.days ?? []).length - 1;
  }

  /** @param {number} days */
  by(days) {
    const dates = this.days ?? [];
    const from = this.at < 0 ? dates.length - (days < 0 ? 0 : 2) : this.at;
    this.go(dates[Math.max(0, Math.min(dates.length - 1, from + days))]);
  }

  /** @param {string} day */
  go(day) {
    this.day = day;
    this.choose();
  }

  /**
   * A layout with a line through the chosen day.
   * @param {any} layout
   */
  marked(layout) {
    if (!this.day || this.place.hidden) return layout;
    return { ...layout, shapes: [...(layout.shapes ?? []), verticalLine(this.day, layout.font.color)] };
  }
}

/**
 * @param {string} day
 * @param {number | undefined} price - undefined where it is not on the chart
 * @param {[string, string]} around - a price
 * @param {number} decimals
 */
function question(day, price, [before, after], decimals) {
  if (price === undefined) return `What does it say of ${day}?`;
  const size = Math.abs(price).toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `Why did it say ${price < 0 ? "−" : ""}${before}${size}${after} on ${day}?`;
}

/**
 * @param {number[]} steps
 * @param {number} epoch
 */
function nearest(steps, epoch) {
  return steps.reduce((best, step) => (Math.abs(step - epoch) <= Math.abs(best - epoch) ? step : best));
}
