// A group of runs: where it stands, and the pictures of what it has found, which fill in.
import { draw } from "../shared/chart.js";
import { element, fillTable } from "../shared/elements.js";
import { Status } from "../shared/run_controls.js";
import { fetchWhenFree, Follower } from "../shared/server.js";

const REST = 700; // milliseconds between two looks at what was found
const TRY_AGAIN = 3000; // milliseconds

/** @typedef {{key: string, heading: string, figure: any, alt: string, height: number}} Chart */
/** @typedef {{version: number, words: string[], charts: Chart[], table?: string[][]}} Found */

/** @param {any} component */
export function render(component) {
  const place = component.parentElement.querySelector(".lab");
  place.view ??= new GroupView(place);
  place.view.update(component);
}

class GroupView {
  /** @param {HTMLElement} place */
  constructor(place) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (place.querySelector(selector));
    this.place = place;
    this.words = find(".lab-words");
    this.found = find(".lab-found");
    this.origins = find(".lab-origins");
    this.table = /** @type {Element} */ (this.origins.querySelector("table"));
    this.status = new Status(find(".lab-status"), () => this.notify("stop", this.data.run));
    /** @type {Map<string, HTMLElement>} */
    this.charts = new Map();
    this.asking = false;
    this.follower = new Follower(
      place,
      (message) => this.onMessage(message),
      (group) => this.notify("ended", group),
    );
  }

  /** @param {any} component */
  update({ data, setTriggerValue }) {
    this.data = data;
    this.notify = setTriggerValue;
    this.newest = data.found.version;
    this.status.mayStop = data.may_stop;
    this.status.render(data.run, data.standing);
    this.render(data.found);
    this.follower.follow(data);
  }

  /** @param {any} message - of the live channel */
  onMessage(message) {
    this.status.render(this.data.run, message);
    this.newest = message.version;
    this.askForFound();
  }

  /** Asks for what was found, one question at a time, while there is anything new. */
  async askForFound() {
    if (this.asking || this.newest === this.shown || !this.place.isConnected) return;
    this.asking = true;
    const pictures = this.data.pictures;
    let rest = REST;
    try {
      const answer = await fetchWhenFree(pictures, () => pictures === this.data.pictures && this.place.isConnected);
      if (!answer.ok) throw new Error(answer.statusText);
      const found = await answer.json();
      if (pictures === this.data.pictures) this.render(found);
    } catch {
      rest = TRY_AGAIN; // the server is away for a moment, or the group is gone
    }
    setTimeout(() => {
      this.asking = false;
      this.askForFound();
    }, rest);
  }

  /** @param {Found} found */
  render(found) {
    this.shown = found.version;
    this.words.replaceChildren(...found.words.map((sentence) => element("p", sentence)));
    const drawn = new Set(found.charts.map((chart) => chart.key));
    for (const [key, part] of this.charts) part.hidden = !drawn.has(key);
    for (const chart of found.charts) this.drawChart(chart);
    this.origins.hidden = !found.table;
    if (found.table) fillTable(this.table, found.table[0], found.table.slice(1));
  }

  /** @param {Chart} chart */
  drawChart({ key, heading, figure, alt, height }) {
    const part = this.charts.get(key) ?? this.addChart(key);
    /** @type {HTMLElement} */ (part.querySelector(".lab-heading")).textContent = heading;
    draw(part.querySelector(".chart"), figure, {
      alt,
      height,
      click: (point) => point.customdata && this.notify("chosen", String(point.customdata)),
    });
  }

  /** @param {string} key */
  addChart(key) {
    const part = document.createElement("section");
    const chart = element("div", "");
    chart.className = "chart";
    chart.setAttribute("role", "figure");
    const heading = element("p", "");
    heading.className = "lab-heading";
    part.append(heading, chart);
    this.charts.set(key, part);
    this.found.append(part);
    return part;
  }
}
