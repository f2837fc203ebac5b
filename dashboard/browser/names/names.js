// Names: what there is to learn in the list; then a run, how good its names are, how well it knows
// real ones, and the names themselves.
import { draw } from "../shared/chart.js";
import { drawCheckpointCurves, showKey } from "../shared/curves.js";
import { element, fillTable } from "../shared/elements.js";
import { Status, Suggestion } from "../shared/run_controls.js";
import { Follower } from "../shared/server.js";

/**
 * @typedef {{step: number, names: string[], verdict: string, figures: string[][], copying: string,
 *   order: string, invented: number}} Row
 */

const NO_NAMES = "The first names appear with the first checkpoint.";
const HEAD = ["Iteration", "The first seven names of those drawn", "New, name-like"];
/** @param {any} component */
export function render(component) {
  const place = component.parentElement.querySelector(".lab");
  place.view ??= new NamesView(place);
  place.view.update(component);
}

class NamesView {
  /** @param {HTMLElement} place */
  constructor(place) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (place.querySelector(selector));
    this.place = place;
    this.pairs = find(".lab-pairs");
    this.hint = find(".lab-hint");
    this.shares = find(".lab-shares table");
    this.verdict = find(".lab-verdict");
    this.room = find(".lab-room");
    this.keys = place.querySelectorAll(".lab-key");
    this.drawn = find(".lab-drawn");
    this.likeness = find(".lab-likeness");
    this.figures = find(".lab-figures");
    this.list = find(".lab-names-list");
    this.table = find(".lab-names-list table");
    this.copying = find(".lab-bits p");
    this.order = find(".lab-order");
    this.status = new Status(find(".lab-status"), () => this.notify("stop", this.data.run));
    this.suggestion = new Suggestion(find(".lab-next"), () => this.notify("next", this.data.run));
    this.learned = find(".lab-loss");
    /** @type {Row[]} */
    this.rows = [];
    this.follower = new Follower(
      place,
      (message) => this.onMessage(message),
      (run) => this.notify("ended", run),
    );
    window.addEventListener("resize", () => this.place.isConnected && this.drawAll());
  }

  /** @param {any} component */
  update({ data, setTriggerValue }) {
    const another = data.run !== this.data?.run;
    this.data = data;
    this.notify = setTriggerValue;
    this.place.dataset.run = data.run ?? "";
    this.place.classList.toggle("lab-presented", data.present);
    this.follower.follow(data);
    if (!data.run) return this.showList();
    if (another) this.place.classList.toggle("lab-stale", this.rows.length > 0);
    this.status.mayStop = data.may_stop;
    this.status.render(data.run, data.standing);
    this.suggestion.render(data.next);
    this.take(data.rows);
    this.drawAll();
  }

  /** Before there is a run: which letter follows which. */
  showList() {
    this.rows = [];
    this.status.showData(this.data.words);
    this.hint.textContent = this.data.hint;
    fillTable(this.shares, this.data.table[0], this.data.table.slice(1));
    this.drawPairs();
  }

  drawPairs() {
    const { pairs, alt } = this.data;
    draw(this.pairs, pairs, { alt, height: pairs.layout.height, scale: this.scale });
  }

  /** @param {any} message - of the live channel */
  onMessage(message) {
    this.status.render(this.data.run, message);
    this.take(message.rows);
    this.drawAll();
  }

  /**
   * The names of the run before stay, dimmed, until there are some of this one.
   * @param {Row[] | undefined} rows
   */
  take(rows) {
    if (!rows?.length) return;
    this.rows = rows;
    this.place.classList.remove("lab-stale");
  }

  drawAll() {
    if (!this.data.run) return this.drawPairs();
    const row = this.row;
    const marked = this.data.chosen;
    const how = { height: this.room.clientHeight, scale: this.scale };
    this.verdict.textContent = row?.verdict ?? NO_NAMES;
    this.drawn.textContent = this.data.drawn;
    this.figures.replaceChildren(...(row?.figures ?? this.data.blank).map(figure));
    drawCheckpointCurves(this.learned, this.data.bits, this.rows, marked, how);
    drawCheckpointCurves(this.likeness, this.data.likeness, this.rows, marked, how);
    [this.data.bits, this.data.likeness].forEach((chart, place) => showKey(this.keys[place], chart));
    this.showNames(row);
    this.copying.textContent = row?.copying ?? "";
    this.order.textContent = row?.order ?? "";
  }

  /** @param {Row | undefined} shown */
  showNames(shown) {
    if (!this.rows.length) return;
    const newestFirst = this.rows.toReversed();
    const cells = newestFirst.map(({ step, names, invented }) => [
      step.toLocaleString("en"),
      names.map((name) => name || "(no letters)").join(", "),
      `${Math.round(invented * 100)} %`,
    ]);
    fillTable(this.table, HEAD, cells);
    const place = newestFirst.findIndex((row) => row === shown);
    if (this.data.chosen !== null) this.light(place);
  }

  /** @param {number} place - of the row that is looked into */
  light(place) {
    const row = this.table.querySelectorAll("tr")[place + 1];
    if (!row) return;
    row.setAttribute("aria-current", "true");
    if (this.lit === this.data.chosen) return;
    this.lit = this.data.chosen;
    this.list.scrollTop = row.offsetTop - 2 * row.offsetHeight;
  }

  /** The checkpoint that is looked into, else the newest one. */
  get row() {
    return this.rows.find((row) => row.step === this.data.chosen) ?? this.rows.at(-1);
  }

  get scale() {
    return this.data.present ? 1.6 : undefined;
  }
}

/** @param {string[]} words - name, value, what to hold it against */
function figure([name, value, beside]) {
  const item = document.createElement("div");
  item.append(element("dt", name), element("dd", value), element("small", beside));
  return item;
}
