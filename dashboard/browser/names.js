// A names run: where it stands and, while it trains, its loss and the names it invents.
import { listen } from "./live.js";
import { Loss } from "./loss.js";
import { Next } from "./next.js";
import { Status } from "./status.js";
import { fillTable } from "./tables.js";

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
    this.table = find("table");
    this.status = new Status(find(".lab-status"), () => this.tell("stop", this.data.run));
    this.next = new Next(find(".lab-next"), () => this.tell("next", this.data.run));
    this.loss = new Loss(find(".lab-loss"));
    this.end = () => {};
  }

  /** @param {any} component */
  update({ data, setTriggerValue }) {
    const begins = data.active && (data.run !== this.data?.run || !this.data.active);
    this.data = data;
    this.tell = setTriggerValue;
    this.place.dataset.run = data.run;
    this.place.dataset.active = String(data.active);
    this.status.show(data.run, data.standing);
    this.next.show(data.next ?? null);
    if (!data.active) return this.end();
    this.loss.take(data.run, data.loss);
    this.loss.add(data.points);
    this.show(data.rows);
    if (begins) this.follow();
  }

  follow() {
    this.end();
    const run = this.data.run;
    this.end = listen(
      this.place,
      this.data.live,
      (message) => run === this.data.run && this.hear(message),
    );
  }

  /** @param {any} message - of the live channel */
  hear(message) {
    if (message.state !== "deleted" && this.data.loss) {
      this.status.show(this.data.run, message);
      this.loss.add(message.points ?? []);
      this.show(message.rows);
    }
    if (message.active) return;
    this.place.dataset.active = "false"; // makes room before the result comes: it would jump
    this.tell("ended", this.data.run);
  }

  /** @param {[number, string[]][] | undefined} rows */
  show(rows) {
    const scale = this.data.present ? 1.6 : undefined;
    this.loss.show(null, { height: this.data.loss.layout.height, scale });
    if (!rows) return;
    const cells = rows.map(([step, names]) => [
      step.toLocaleString("en"),
      names.map((name) => name || "(empty)").join(", "),
    ]);
    fillTable(this.table, ["Iteration", "Names"], cells);
  }
}
