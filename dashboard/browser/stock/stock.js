// A stock run: prices, prediction, verdict, figures, loss and table, always of the same epoch.
import { draw } from "../shared/chart.js";
import { Loss } from "../shared/curves.js";
import { Status, Suggestion, Transport } from "../shared/run_controls.js";
import { fetchWhenFree, Follower } from "../shared/server.js";
import { InsideLink, markOffChart, showFigures, showTable } from "./prediction.js";

replaceInHistory();

/** @typedef {{epoch: number, line: number[], verdict: string, figures: string[][]}} Frame */

/** @param {any} component */
export function render(component) {
  const place = component.parentElement.querySelector(".lab");
  place.view ??= new StockView(place);
  place.view.update(component);
}

/** Has an address that is no step of its own take the place of the one before in the browser's history. */
function replaceInHistory() {
  const push = window.history.pushState;
  window.history.pushState = function (state, unused, url) {
    const [now, next] = [window.location.href, new URL(url ?? "", window.location.href)].map((address) => new URL(address));
    if (isNoStep(now.searchParams, next.searchParams)) this.replaceState(state, unused, url);
    else push.call(this, state, unused, url);
  };
}

/**
 * Whether an address is no step of its own: a run that took another one's place follows the same run
 * as that, so what Streamlit would add to the history differs in `run`, and not in `before`. Late
 * news, of the same run at the same epoch, add nothing: somebody has changed a setting since. And
 * what is read goes with the target, which is in the address already.
 * @param {URLSearchParams} now
 * @param {URLSearchParams} next
 */
export function isNoStep(now, next) {
  const same = (/** @type {string} */ name) => next.get(name) === now.get(name);
  const takesItsPlace = next.has("before") && same("before") && !same("run");
  const isLate = next.has("run") && ["run", "before", "epoch"].every(same);
  return takesItsPlace || isLate || without("stock_reads", now) === without("stock_reads", next);
}

/**
 * @param {string} name
 * @param {URLSearchParams} address
 */
function without(name, address) {
  const rest = new URLSearchParams(address);
  rest.delete(name);
  rest.sort();
  return rest.toString();
}

class StockView {
  /** @param {HTMLElement} place */
  constructor(place) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (place.querySelector(selector));
    this.place = place;
    this.stage = find(".lab-stage");
    this.chart = find(".lab-prices");
    this.verdict = find(".lab-verdict");
    this.figures = find(".lab-figures");
    this.more = find(".lab-more .lab-figures");
    this.table = find(".lab-table");
    this.status = new Status(find(".lab-status"), () => this.notify("stop", this.data.run));
    this.transport = new Transport(
      find(".lab-transport"),
      (epoch) => this.seek(epoch),
      (epoch) => this.settle(epoch),
      (epoch) => this.nearest(epoch),
    );
    this.insideLink = new InsideLink(find(".lab-why"), () => this.drawAll());
    this.suggestion = new Suggestion(find(".lab-next"), () => this.notify("next", this.data.run));
    this.loss = new Loss(find(".lab-loss"));
    /** @type {Map<number, Frame>} */
    this.frames = new Map();
    /** @type {Frame | null} */
    this.frame = null;
    this.epoch = 0; // that is shown, or on its way
    /** @type {number[]} */
    this.unanswered = []; // epochs that the server has not answered for yet
    this.follower = new Follower(
      place,
      (message) => this.onMessage(message),
      (run) => this.notify("ended", run),
    );
    this.table.addEventListener("toggle", () => this.showTable());
    window.addEventListener("resize", () => this.place.isConnected && this.drawAll());
  }

  /** @param {any} component */
  update({ data, setTriggerValue }) {
    const another = data.run !== this.data?.run;
    const chosen = another || (data.epoch !== this.data.epoch && !this.answered(data.epoch));
    this.data = data;
    this.notify = setTriggerValue;
    this.place.dataset.run = data.run ?? "";
    if (another) this.begin();
    this.suggestion.render(data.next ?? null);
    if (!data.run) this.status.showData(data.words);
    if (data.run) {
      this.status.mayStop = data.may_stop;
      this.status.render(data.run, data.standing);
      this.loss.take(data.run, data.loss);
      this.loss.add(data.points);
    }
    if (data.frame) this.frames.set(data.frame.epoch, data.frame);
    if (data.frame && (chosen || data.active)) this.take(data.frame);
    if (data.run) this.transport.update(this.epoch, data.last, data.total, data.active);
    this.drawAll();
    this.follower.follow(data);
    if (data.run && !data.active) this.fetchFrames();
  }

  /** Another run: what is on the screen is the old one's until the first news of the new one. */
  begin() {
    this.transport.pause();
    this.frames = new Map();
    this.fetched = false;
    this.epoch = 0;
    this.unanswered = [];
    this.insideLink.day = "";
    if (!this.data.run) this.frame = null;
    this.place.classList.toggle("lab-stale", Boolean(this.frame));
  }

  /** @param {number} epoch - told to the server, for the address and the downloads */
  settle(epoch) {
    this.unanswered.push(epoch);
    this.notify("epoch", epoch);
  }

  /**
   * Whether the server only answers what it was told: by now somebody may have moved on.
   * @param {number} epoch
   */
  answered(epoch) {
    const place = this.unanswered.indexOf(epoch);
    this.unanswered = this.unanswered.slice(place + 1);
    return place >= 0;
  }

  /** @param {any} message - of the live channel */
  onMessage(message) {
    this.status.render(this.data.run, message);
    this.loss.add(message.points ?? []);
    if (message.frame) this.take(message.frame);
    this.suggestion.render(null);
    if (message.frame) this.data.last = message.frame.epoch;
    this.transport.update(this.epoch, this.data.last, this.data.total, true);
    this.drawAll();
  }

  /** @param {Frame} frame */
  take(frame) {
    this.frames.set(frame.epoch, frame);
    this.frame = frame;
    this.epoch = frame.epoch;
    this.place.classList.remove("lab-stale");
  }

  async fetchFrames() {
    if (this.fetched) return;
    this.fetched = true;
    const run = this.data.run;
    const reply = await fetchWhenFree(this.data.frames, () => run === this.data.run && this.place.isConnected);
    if (!reply.ok || run !== this.data.run) return;
    for (const frame of await reply.json()) this.frames.set(frame.epoch, frame);
  }

  /**
   * The last epoch up to `epoch` that can be shown at once.
   * @param {number} epoch
   */
  nearest(epoch) {
    while (epoch > 0 && !this.frames.has(epoch)) epoch--;
    return epoch;
  }

  /** @param {number} epoch */
  async seek(epoch) {
    this.epoch = epoch;
    const kept = this.frames.get(epoch);
    if (kept) return this.showFrame(kept);
    const run = this.data.run;
    this.place.classList.add("lab-stale"); // what is on the screen is another epoch's
    const wanted = () => run === this.data.run && epoch === this.epoch && this.place.isConnected;
    const reply = await fetchWhenFree(`${this.data.frames}?epoch=${epoch}`, wanted);
    if (!reply.ok || run !== this.data.run) return;
    const frame = await reply.json();
    this.frames.set(epoch, frame);
    if (this.epoch === epoch) this.showFrame(frame);
  }

  /** @param {Frame} frame */
  showFrame(frame) {
    this.take(frame);
    this.drawAll();
  }

  drawAll() {
    this.insideLink.render(this.data, this.frame?.epoch ?? 0, this.frames);
    this.drawPrices();
    this.verdict.textContent = this.frame?.verdict ?? this.data.hint;
    if (this.frame) showFigures(this.figures, this.more, this.data.figures, this.frame.figures);
    this.showTable();
    const stale = this.place.classList.contains("lab-stale");
    const marked = this.frame && !stale ? this.frame.epoch : null;
    this.loss.render(marked, { height: this.data.loss?.layout.height ?? 0, scale: this.scale });
  }

  drawPrices() {
    const { figure, line } = this.data;
    const data = [...figure.data];
    let layout = figure.layout;
    let alt = this.data.alt;
    if (this.frame && line !== null && this.frame.line.length === data[line].x.length) {
      data[line] = { ...data[line], y: this.frame.line };
      if (this.frame.epoch !== this.data.last)
        for (const other of this.data.last_only) data[other] = { ...data[other], visible: "legendonly" };
      layout = markOffChart(layout, this.frame.line);
      alt = `${alt}. ${this.frame.verdict}`;
    }
    layout = this.insideLink.marked(layout);
    const click = (/** @type {{x: string}} */ { x }) => this.insideLink.go(String(x).slice(0, 10));
    draw(this.chart, { data, layout }, { alt, height: this.stage.clientHeight, scale: this.scale, click });
  }

  showTable() {
    if (/** @type {HTMLDetailsElement} */ (this.table).open && this.frame)
      showTable(/** @type {any} */ (this.table.querySelector("table")), this.data.days, this.frame);
  }

  get scale() {
    return this.data.present ? 1.6 : undefined;
  }
}
