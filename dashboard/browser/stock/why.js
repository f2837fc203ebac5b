// "Why did it say $9.08 on that day?": the way from a prediction to the numbers inside the network.
import { upright } from "../shared/plotly.js";

/**
 * @typedef {object} Data - what the page knows, see dashboard/stock/stock_picture.py
 * @property {{page: string, steps: number[], around: [string, string]}} [inside] - where one looks
 *   inside, at which epochs, and what stands around a price; of a run with kept weights
 * @property {{dates: string[], decimals: number}} days - of the tests
 * @property {boolean} active
 *
 * @typedef {{epoch: number, line: number[]}} Frame
 */

export class Why {
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
  show(data, epoch, frames) {
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
    return { ...layout, shapes: [...(layout.shapes ?? []), upright(this.day, layout.font.color)] };
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
