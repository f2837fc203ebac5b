// Which day a network is asked about: clicked on the chart of the prices, or reached by keys.
import { draw, verticalLine } from "../shared/chart.js";

const PAUSE_TO_SETTLE = 300; // milliseconds until the server hears of it
const STEPS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity });

/**
 * @typedef {object} Data - see dashboard/inside/panels.py
 * @property {string} of - a network: its run and checkpoint
 * @property {{data: any[], layout: any}} figure
 * @property {string} alt
 * @property {string[]} dates
 * @property {string[][]} words - of each day: what it says, what came, the day before; "" for none
 * @property {string | null} day - that is looked into; null where it is not on the chart
 */

/** @param {any} component */
export function render(component) {
  const place = component.parentElement.querySelector(".lab-daychart");
  place.daychart ??= new DayChart(place);
  place.daychart.update(component);
}

class DayChart {
  /** @param {HTMLElement} place */
  constructor(place) {
    /** @param {string} selector */
    const find = (selector) => /** @type {any} */ (place.querySelector(selector));
    this.chart = /** @type {HTMLElement} */ (find(".chart"));
    this.caption = /** @type {HTMLElement} */ (find("p"));
    const [before, after] = /** @type {HTMLButtonElement[]} */ ([...place.querySelectorAll("button")]);
    this.before = before;
    this.after = after;
    this.at = -1; // the day, among those on the chart
    this.settling = 0;
    this.pending = ""; // the day that the server has not answered for yet
    this.before.addEventListener("click", () => this.by(-1));
    this.after.addEventListener("click", () => this.by(1));
    find(".lab-daychart-stage").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
  }

  /** @param {{data: Data, setTriggerValue: (name: string, value: any) => void}} component */
  update({ data, setTriggerValue }) {
    if (data.of !== this.data?.of) this.pending = "";
    this.data = data;
    this.notify = setTriggerValue;
    if (data.day === this.pending) this.pending = "";
    if (!this.pending) this.at = data.dates.indexOf(data.day ?? "");
    this.render();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const steps = STEPS[event.key];
    if (!steps || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.by(steps);
  }

  /** @param {number} days - trading days onward; from the last one where none is chosen */
  by(days) {
    const last = /** @type {Data} */ (this.data).dates.length - 1;
    this.goTo(Math.max(0, Math.min(last, (this.at < 0 ? last + 1 : this.at) + days)));
  }

  /** @param {number} at */
  goTo(at) {
    if (at < 0 || at === this.at) return;
    this.at = at;
    this.pending = /** @type {Data} */ (this.data).dates[at];
    this.render();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.notify?.("day", this.pending), PAUSE_TO_SETTLE);
  }

  render() {
    const { figure, alt, dates, words } = /** @type {Data} */ (this.data);
    const day = dates[this.at];
    this.before.disabled = this.at === 0;
    this.after.disabled = this.at === dates.length - 1;
    this.caption.textContent = day ? inWords(day, words[this.at]) : "A day that is not known yet: choose another one.";
    const shapes = [...(figure.layout.shapes ?? []), ...(day ? [verticalLine(day, figure.layout.font.color)] : [])];
    const click = (/** @type {{x: string}} */ { x }) => this.goTo(dates.indexOf(String(x).slice(0, 10)));
    draw(this.chart, { ...figure, layout: { ...figure.layout, shapes } }, { alt: `${alt}. ${this.caption.textContent}`, height: figure.layout.height, click });
  }
}

/**
 * @param {string} day
 * @param {string[]} words
 */
function inWords(day, [said, came, yesterday]) {
  const baseline = yesterday ? `; repeating yesterday would say ${yesterday}` : "";
  return said ? `${day}: the network says ${said}, ${came} came${baseline}.` : `${day}: ${came} came${baseline}.`;
}
