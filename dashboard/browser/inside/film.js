// The view over training: one input at every checkpoint, scrubbed and played without the server.
import { draw } from "../shared/chart.js";
import { append } from "../shared/elements.js";
import { Transport } from "../shared/run_controls.js";
import { fetchWhenFree } from "../shared/server.js";
import { changeSentence, FilmData, omissions } from "./film_data.js";
import { maps, Raster } from "./film_maps.js";
import { positionMark } from "./heatmaps.js";
import { formatNumber } from "./notation.js";
import { reducedMotion } from "./stepper.js";

const ABOUT =
  "The same input at every checkpoint, from before the training began. Each colour means the same number all along, so what turns from pale to strong has grown.";
const ABOUT_NAMES = "The names are drawn with the same dice each time: they differ only because the weights do.";
const ABOUT_PRICES = "The line shows whether the prediction comes nearer to the price that came than yesterday's price is.";
const POINT = "Point at a number to read it; click a row to follow its unit, a column to go to its step.";

export class Film {
  /**
   * @param {HTMLElement} element
   * @param {import("./inside.js").InsideView} view
   */
  constructor(element, view) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
    this.element = element;
    this.view = view;
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
    this.order.addEventListener("change", () => view.goTo({ order: this.order.value }));
    this.numbers = new NumbersTable(find(".film-table"));
    this.outcome = new OutcomeChart(find(".film-along"), (frame) => this.goTo(frame));
    this.transport = new Transport(
      find(".lab-transport"),
      (frame) => view.goTo({ checkpoint: this.filmData?.about.steps[frame] }, false),
      () => view.settle(),
      (frame) => frame,
      (frame) => this.where(frame),
    );
    this.transport.place.setAttribute("aria-label", "Training, checkpoint by checkpoint");
    this.transport.slider.setAttribute("aria-label", "Checkpoint");
    window.addEventListener("resize", () => this.rasters.forEach((raster) => raster.name()));
    reducedMotion.addEventListener("change", () => this.pause());
    this.address = ""; // of the film that is here, or on its way
    /** @type {FilmData | undefined} */
    this.filmData = undefined;
    /** @type {Raster[]} */
    this.rasters = [];
    /** @type {any[]} */
    this.drawnWith = []; // what decides how all of it is drawn
  }

  get plays() {
    return this.transport.timer !== 0;
  }

  /** The frame on show. */
  get frame() {
    return this.filmData?.nearest(this.view.place.checkpoint) ?? 0;
  }

  render() {
    const { place, data } = this.view;
    if (place.view !== "training") return this.pause();
    this.view.stepper.pause();
    this.transport.play.hidden = this.transport.speed.hidden = reducedMotion.matches;
    const address = `${data.film.address}&layer=${place.layer + 1}`;
    if (address !== this.address) this.load(address);
    if (!this.filmData) return;
    const drawnWith = [this.filmData, place.order, this.view.colour];
    if (drawnWith.some((look, at) => look !== this.drawnWith[at])) this.draw(this.filmData);
    this.drawnWith = drawnWith;
    const { frame, filmData } = this;
    this.element.dataset.checkpoint = String(filmData.about.steps[frame]);
    this.transport.mark(frame);
    for (const raster of this.rasters) raster.render(frame);
    for (const [at, name] of (filmData.about.names[frame] ?? []).entries()) {
      const item = /** @type {HTMLElement} */ (this.list.children[at]);
      item.textContent = item.title = name || "(no letters)";
    }
    this.outcome.render(frame);
    const words = omissions(filmData, place.checkpoint, data.film.changed).join("\n");
    if (this.notes.textContent !== words) this.notes.textContent = words; // else all is laid out anew
    if (!this.plays) this.numbers.render();
  }

  /** What this frame has changed, in words. */
  sentence() {
    return this.filmData ? changeSentence(this.filmData, this.frame) : "The film is on its way …";
  }

  /** @param {string} address */
  async load(address) {
    this.address = address;
    try {
      const answer = await fetchWhenFree(address, () => address === this.address && this.element.isConnected);
      if (!answer.ok) throw new Error(await answer.text());
      const filmData = new FilmData(await answer.arrayBuffer());
      if (address !== this.address) return; // by now another one is asked for
      this.pause();
      this.filmData = filmData;
      this.element.dataset.film = address;
      this.problem.hidden = true;
      this.shown.hidden = false;
      const last = filmData.frames - 1;
      this.transport.update(this.frame, last, last, false);
      this.view.render();
    } catch (failure) {
      if (address !== this.address) return;
      this.address = ""; // whatever one does next asks again
      this.problem.hidden = false;
      this.problem.textContent = `This film could not be fetched: ${/** @type {Error} */ (failure).message}`;
    }
  }

  /**
   * Another film, order or theme.
   * @param {FilmData} filmData
   */
  draw(filmData) {
    const { place, data } = this.view;
    const { states, weights } = maps(filmData, place.order);
    const of = (/** @type {HTMLElement} */ parent) => (/** @type {import("./film_maps.js").Map} */ map) =>
      new Raster(parent, this.view, filmData, map, (words) => (this.readout.textContent = words || POINT));
    this.states.replaceChildren();
    this.weights.replaceChildren();
    this.rasters = [...states.map(of(this.states)), ...weights.map(of(this.weights))];
    for (const raster of this.rasters) raster.name();
    this.view.terms.setText(this.about, `${ABOUT} ${filmData.names ? ABOUT_NAMES : ABOUT_PRICES}`);
    this.readout.textContent = POINT;
    this.numbers.build(this.rasters);
    this.order.replaceChildren(
      new Option("as they are", ""),
      ...Object.keys(filmData.about.orders).map((name) => new Option(`${name} at the end`, name)),
    );
    this.order.value = place.order;
    this.drawn.hidden = !filmData.names;
    this.list.replaceChildren();
    for (const _ of filmData.about.names[0] ?? []) append(this.list, "li");
    this.outcome.draw(filmData, data.film.chart);
  }

  pause() {
    this.transport.pause();
  }

  /** @param {number} frames */
  by(frames) {
    this.goTo(this.frame + frames);
  }

  /** @param {number} frame */
  goTo(frame) {
    this.pause();
    const checkpoint = this.filmData?.about.steps[frame];
    if (checkpoint !== undefined) this.view.goTo({ checkpoint });
  }

  /** @param {number} frame */
  where(frame) {
    const { filmData } = this;
    return filmData ? `${filmData.unit} ${filmData.step(frame)} of ${filmData.step(filmData.frames - 1)}` : "";
  }
}

// How the network got on with the input over all frames; a click goes to one.

const MOST_NAMED = 8; // checkpoints on the axis

class OutcomeChart {
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
    this.goTo = go;
    this.frame = 0;
    new MutationObserver(() => this.mark()).observe(this.chart, { childList: true, subtree: true });
  }

  /**
   * @param {import("./film_data.js").FilmData} filmData
   * @param {{data: any[], layout: any}} figure - with lines that name what they show (`meta`)
   */
  draw(filmData, { data, layout }) {
    const { steps, comes } = filmData.about;
    const x = [...steps.keys()];
    const lines = data.flatMap((line) => {
      const values = filmData.arrays.get(line.meta)?.data;
      if (!values) return []; // no price came yet
      const y = x.map((at) => values[values.length === 1 ? 0 : at]);
      const mode = x.length > 1 ? line.mode : "markers";
      return { ...line, mode, x, y, text: steps.map((_, at) => `${filmData.unit} ${filmData.step(at)}`), hovertemplate: "%{text}: %{y:.4~f}" };
    });
    const every = Math.ceil(steps.length / MOST_NAMED);
    const named = x.filter((at) => at % every === 0);
    const axis = { tickmode: "array", tickvals: named, ticktext: named.map((at) => filmData.step(at)), range: [-0.5, steps.length - 0.5] };
    const title = filmData.names ? `Loss on ${filmData.input}` : `Prediction for ${comes[comes.length - 1] ?? "the day after the last"}`;
    this.heading.textContent = title;
    const alt = `${title} at each of ${steps.length} checkpoints, by ${filmData.unit}.`;
    draw(this.chart, { data: lines, layout: { ...layout, xaxis: { ...layout.xaxis, ...axis } } }, {
      alt,
      height: layout.height,
      click: (point) => this.goTo(point.x),
    });
  }

  /** @param {number} frame */
  render(frame) {
    this.frame = frame;
    this.mark();
  }

  mark() {
    const { xaxis, yaxis } = this.chart._fullLayout ?? {};
    if (!xaxis) return;
    const at = xaxis._offset + xaxis.l2p(this.frame);
    positionMark(this.cursor, [at - 2, at + 2], [yaxis._offset, yaxis._offset + yaxis._length]);
  }
}

// The numbers of one map in the frame on show, as a table, while it is open.

class NumbersTable {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = /** @type {HTMLDetailsElement} */ (place);
    this.which = /** @type {HTMLSelectElement} */ (place.querySelector("select"));
    this.table = /** @type {HTMLTableElement} */ (place.querySelector("table"));
    /** @type {import("./film_maps.js").Raster[]} */
    this.rasters = [];
    place.addEventListener("toggle", () => this.render());
    this.which.addEventListener("change", () => this.render());
  }

  /** @param {import("./film_maps.js").Raster[]} rasters */
  build(rasters) {
    const chosen = this.which.value;
    this.rasters = rasters;
    this.which.replaceChildren(...rasters.map(({ map }) => new Option(map.name, map.symbol)));
    if (rasters.some(({ map }) => map.symbol === chosen)) this.which.value = chosen;
  }

  render() {
    const raster = this.rasters[this.which.selectedIndex];
    if (!this.place.open || !raster) return;
    const { map, filmData, frame, view } = raster;
    const numbers = filmData.at(map.symbol, frame);
    const head = document.createElement("tr");
    const each = map.columns.length / (map.blocks?.length ?? 1); // columns a gate
    for (const [at, word] of ["", ...map.columns].entries()) {
      const gate = at && map.blocks ? `${map.blocks[Math.floor((at - 1) / each)]} ` : "";
      append(head, "th").textContent = gate + word;
    }
    const rows = map.rows.map((word, at) => {
      const row = document.createElement("tr");
      if (map.rowUnits?.[at] === view.place.unit) row.setAttribute("aria-current", "true");
      append(row, "th").textContent = word;
      const cells = map.index.slice(at * map.columns.length, (at + 1) * map.columns.length);
      row.append(...cells.map((of) => Object.assign(document.createElement("td"), { textContent: formatNumber(numbers[of]) })));
      return row;
    });
    this.table.replaceChildren(head, ...rows);
  }
}
