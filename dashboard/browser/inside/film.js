// The view over training: one input at every checkpoint, scrubbed and played without the server.
import { draw } from "../shared/chart.js";
import { append } from "../shared/elements.js";
import { Transport } from "../shared/run_controls.js";
import { ask } from "../shared/server.js";
import { change, notes, Reel } from "./film_data.js";
import { maps, Raster } from "./film_maps.js";
import { lay } from "./heatmaps.js";
import { number } from "./notation.js";
import { still } from "./stepper.js";

const ABOUT =
  "The same input at every checkpoint, from before the training began. Each colour means the same number all along, so what turns from pale to strong has grown.";
const ABOUT_NAMES = "The names are drawn with the same dice each time: they differ only because the weights do.";
const ABOUT_PRICES = "The line shows whether the prediction comes nearer to the price that came than yesterday's price is.";
const POINT = "Point at a number to read it; click a row to follow its unit, a column to go to its step.";

export class Film {
  /**
   * @param {HTMLElement} element
   * @param {import("./inside.js").Desk} desk
   */
  constructor(element, desk) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
    this.element = element;
    this.desk = desk;
    this.problem = find(".film-problem");
    this.shown = find(".film-shown");
    this.about = find(".film-about");
    this.notes = find(".film-notes");
    this.states = find(".film-states");
    this.weights = find(".film-weights");
    this.readout = find(".film-readout");
    this.drawn = find(".film-names");
    this.list = find(".film-names ol");
    this.order = /** @type {HTMLSelectElement} */ (find(".film-order"));
    this.order.addEventListener("change", () => desk.go({ order: this.order.value }));
    this.numbers = new Numbers(find(".film-table"));
    this.along = new Along(find(".film-along"), (frame) => this.go(frame));
    this.transport = new Transport(
      find(".lab-transport"),
      (frame) => desk.go({ checkpoint: this.reel?.about.steps[frame] }, false),
      () => desk.settle(),
      (frame) => frame,
      (frame) => this.where(frame),
    );
    this.transport.place.setAttribute("aria-label", "Training, checkpoint by checkpoint");
    this.transport.slider.setAttribute("aria-label", "Checkpoint");
    window.addEventListener("resize", () => this.rasters.forEach((raster) => raster.name()));
    still.addEventListener("change", () => this.pause());
    this.address = ""; // of the film that is here, or on its way
    /** @type {Reel | undefined} */
    this.reel = undefined;
    /** @type {Raster[]} */
    this.rasters = [];
    /** @type {any[]} */
    this.looks = []; // what decides how all of it is drawn
  }

  get plays() {
    return this.transport.timer !== 0;
  }

  /** The frame on show. */
  get frame() {
    return this.reel?.nearest(this.desk.place.checkpoint) ?? 0;
  }

  show() {
    const { place, data } = this.desk;
    if (place.view !== "training") return this.pause();
    this.desk.stepper.pause();
    this.transport.play.hidden = this.transport.speed.hidden = still.matches;
    const address = `${data.film.address}&layer=${place.layer + 1}`;
    if (address !== this.address) this.load(address);
    if (!this.reel) return;
    const looks = [this.reel, place.order, this.desk.colour];
    if (looks.some((look, at) => look !== this.looks[at])) this.draw(this.reel);
    this.looks = looks;
    const { frame, reel } = this;
    this.element.dataset.checkpoint = String(reel.about.steps[frame]);
    this.transport.mark(frame);
    for (const raster of this.rasters) raster.show(frame);
    for (const [at, name] of (reel.about.names[frame] ?? []).entries()) {
      const item = /** @type {HTMLElement} */ (this.list.children[at]);
      item.textContent = item.title = name || "(no letters)";
    }
    this.along.show(frame);
    const words = notes(reel, place.checkpoint, data.film.changed).join("\n");
    if (this.notes.textContent !== words) this.notes.textContent = words; // else all is laid out anew
    if (!this.plays) this.numbers.show();
  }

  /** What this frame has changed, in words. */
  sentence() {
    return this.reel ? change(this.reel, this.frame) : "The film is on its way …";
  }

  /** @param {string} address */
  async load(address) {
    this.address = address;
    try {
      const answer = await ask(address, () => address === this.address && this.element.isConnected);
      if (!answer.ok) throw new Error(await answer.text());
      const reel = new Reel(await answer.arrayBuffer());
      if (address !== this.address) return; // by now another one is asked for
      this.pause();
      this.reel = reel;
      this.element.dataset.film = address;
      this.problem.hidden = true;
      this.shown.hidden = false;
      const last = reel.frames - 1;
      this.transport.update(this.frame, last, last, false);
      this.desk.show();
    } catch (failure) {
      if (address !== this.address) return;
      this.address = ""; // whatever one does next asks again
      this.problem.hidden = false;
      this.problem.textContent = `This film could not be fetched: ${/** @type {Error} */ (failure).message}`;
    }
  }

  /**
   * Another film, order or theme.
   * @param {Reel} reel
   */
  draw(reel) {
    const { place, data } = this.desk;
    const { states, weights } = maps(reel, place.order);
    const of = (/** @type {HTMLElement} */ parent) => (/** @type {import("./film_maps.js").Map} */ map) =>
      new Raster(parent, this.desk, reel, map, (words) => (this.readout.textContent = words || POINT));
    this.states.replaceChildren();
    this.weights.replaceChildren();
    this.rasters = [...states.map(of(this.states)), ...weights.map(of(this.weights))];
    for (const raster of this.rasters) raster.name();
    this.desk.terms.tell(this.about, `${ABOUT} ${reel.names ? ABOUT_NAMES : ABOUT_PRICES}`);
    this.readout.textContent = POINT;
    this.numbers.build(this.rasters);
    this.order.replaceChildren(
      new Option("as they are", ""),
      ...Object.keys(reel.about.orders).map((name) => new Option(`${name} at the end`, name)),
    );
    this.order.value = place.order;
    this.drawn.hidden = !reel.names;
    this.list.replaceChildren();
    for (const _ of reel.about.names[0] ?? []) append(this.list, "li");
    this.along.draw(reel, data.film.chart);
  }

  pause() {
    this.transport.pause();
  }

  /** @param {number} frames */
  by(frames) {
    this.go(this.frame + frames);
  }

  /** @param {number} frame */
  go(frame) {
    this.pause();
    const checkpoint = this.reel?.about.steps[frame];
    if (checkpoint !== undefined) this.desk.go({ checkpoint });
  }

  /** @param {number} frame */
  where(frame) {
    const { reel } = this;
    return reel ? `${reel.unit} ${reel.step(frame)} of ${reel.step(reel.frames - 1)}` : "";
  }
}

// How the network got on with the input over all frames; a click goes to one.

const MOST_NAMED = 8; // checkpoints on the axis

class Along {
  /**
   * @param {HTMLElement} place
   * @param {(frame: number) => void} go
   */
  constructor(place, go) {
    this.heading = append(place, "h4");
    const stage = append(place, "div");
    this.chart = /** @type {any} */ (append(stage, "div", "chart"));
    this.chart.setAttribute("role", "figure");
    this.cursor = append(stage, "i", "inside-cursor");
    this.go = go;
    this.frame = 0;
    new MutationObserver(() => this.mark()).observe(this.chart, { childList: true, subtree: true });
  }

  /**
   * @param {import("./film_data.js").Reel} reel
   * @param {{data: any[], layout: any}} figure - with lines that name what they show (`meta`)
   */
  draw(reel, { data, layout }) {
    const { steps, comes } = reel.about;
    const x = [...steps.keys()];
    const lines = data.flatMap((line) => {
      const values = reel.arrays.get(line.meta)?.data;
      if (!values) return []; // no price came yet
      const y = x.map((at) => values[values.length === 1 ? 0 : at]);
      const mode = x.length > 1 ? line.mode : "markers";
      return { ...line, mode, x, y, text: steps.map((_, at) => `${reel.unit} ${reel.step(at)}`), hovertemplate: "%{text}: %{y:.4~f}" };
    });
    const every = Math.ceil(steps.length / MOST_NAMED);
    const named = x.filter((at) => at % every === 0);
    const axis = { tickmode: "array", tickvals: named, ticktext: named.map((at) => reel.step(at)), range: [-0.5, steps.length - 0.5] };
    const title = reel.names ? `Loss on ${reel.input}` : `Prediction for ${comes[comes.length - 1] ?? "the day after the last"}`;
    this.heading.textContent = title;
    const alt = `${title} at each of ${steps.length} checkpoints, by ${reel.unit}.`;
    draw(this.chart, { data: lines, layout: { ...layout, xaxis: { ...layout.xaxis, ...axis } } }, {
      alt,
      height: layout.height,
      click: (point) => this.go(point.x),
    });
  }

  /** @param {number} frame */
  show(frame) {
    this.frame = frame;
    this.mark();
  }

  mark() {
    const { xaxis, yaxis } = this.chart._fullLayout ?? {};
    if (!xaxis) return;
    const at = xaxis._offset + xaxis.l2p(this.frame);
    lay(this.cursor, [at - 2, at + 2], [yaxis._offset, yaxis._offset + yaxis._length]);
  }
}

// The numbers of one map in the frame on show, as a table, while it is open.

class Numbers {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = /** @type {HTMLDetailsElement} */ (place);
    this.which = /** @type {HTMLSelectElement} */ (place.querySelector("select"));
    this.table = /** @type {HTMLTableElement} */ (place.querySelector("table"));
    /** @type {import("./film_maps.js").Raster[]} */
    this.rasters = [];
    place.addEventListener("toggle", () => this.show());
    this.which.addEventListener("change", () => this.show());
  }

  /** @param {import("./film_maps.js").Raster[]} rasters */
  build(rasters) {
    const chosen = this.which.value;
    this.rasters = rasters;
    this.which.replaceChildren(...rasters.map(({ map }) => new Option(map.name, map.symbol)));
    if (rasters.some(({ map }) => map.symbol === chosen)) this.which.value = chosen;
  }

  show() {
    const raster = this.rasters[this.which.selectedIndex];
    if (!this.place.open || !raster) return;
    const { map, reel, frame, desk } = raster;
    const numbers = reel.at(map.symbol, frame);
    const head = document.createElement("tr");
    const each = map.columns.length / (map.blocks?.length ?? 1); // columns a gate
    for (const [at, word] of ["", ...map.columns].entries()) {
      const gate = at && map.blocks ? `${map.blocks[Math.floor((at - 1) / each)]} ` : "";
      append(head, "th").textContent = gate + word;
    }
    const rows = map.rows.map((word, at) => {
      const row = document.createElement("tr");
      if (map.rowUnits?.[at] === desk.place.unit) row.setAttribute("aria-current", "true");
      append(row, "th").textContent = word;
      const cells = map.index.slice(at * map.columns.length, (at + 1) * map.columns.length);
      row.append(...cells.map((of) => Object.assign(document.createElement("td"), { textContent: number(numbers[of]) })));
      return row;
    });
    this.table.replaceChildren(head, ...rows);
  }
}
