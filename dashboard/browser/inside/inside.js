// Inside the cell: one trace of a trained network, stepped through here without the server.
import { Terms } from "../shared/terms.js";
import { CellDrawing, UnrolledNetwork } from "./drawings.js";
import { Equations } from "./equations.js";
import { Film } from "./film.js";
import { colourScale, HeatMaps } from "./heatmaps.js";
import { NextLetterOdds, StepReadout, StepTable } from "./readouts.js";
import { Stepper } from "./stepper.js";
import { Tour } from "./tour.js";
import { TraceCache } from "./trace.js";
import { WhatIf } from "./whatif.js";
import { Zoom } from "./zoom.js";

const PAUSE_TO_SETTLE = 300; // milliseconds until the address says where one stands

/**
 * @typedef {{view: "step" | "time" | "training", layer: number, step: number, unit: number, back: boolean, order: string,
 *   future: string, checkpoint: number, zoom: import("./zoom.js").Level, term: string}} Place - layer, step
 *   and unit count from 0; the checkpoint is the one that the film shows; `term` is the product that is zoomed
 *   into, such as "zf.a_prev.12"; "" for the largest
 */

/** @param {any} component */
export function render(component) {
  const place = component.parentElement.querySelector(".lab-inside");
  place.view ??= new InsideView(place);
  place.view.update(component);
}

export class InsideView {
  /** @param {HTMLElement} element */
  constructor(element) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
    this.element = element;
    /** @type {import("./trace.js").Trace} */
    this.trace = /** @type {any} */ (undefined); // until the first one has come
    /** @type {Place} */
    this.place = { view: "step", layer: 0, step: 0, unit: 0, back: false, order: "", future: "", checkpoint: 0, zoom: "cell", term: "" };
    this.knownCheckpoint = 0; // the checkpoint that the server knows of
    /** @type {import("./heatmaps.js").Colour} */
    this.colour = () => ""; // until the theme is known
    /** @type {import("./trace.js").Trace | undefined} */
    this.before = undefined; // the same without the changes, while there are any
    this.traces = new TraceCache();
    this.settling = 0;
    /** @type {string[]} */
    this.unanswered = []; // places that the server has not answered for yet
    /** @type {Map<{build: () => void}, string>} */
    this.builtFor = new Map(); // what each drawing was built for
    this.stepper = new Stepper(find(".inside-stepper"), this);
    this.views = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("[data-view]")]);
    for (const view of this.views) view.addEventListener("click", () => this.goTo({ view: /** @type {Place["view"]} */ (view.dataset.view) }));
    /** @type {Terms} */
    this.terms = /** @type {any} */ (undefined); // until they have come
    this.tour = new Tour(find(".inside-tour"), this);
    this.readout = new StepReadout(element, this);
    this.unrolled = new UnrolledNetwork(find(".inside-network"), this);
    this.zoom = new Zoom(find(".inside-zoom"), find(".inside-level"), this);
    this.cell = new CellDrawing(find(".inside-cell"), this);
    this.odds = new NextLetterOdds(find(".inside-said"), this);
    this.equations = new Equations(find(".inside-equations"), this);
    this.heatMaps = new HeatMaps(find(".inside-time"), this);
    this.film = new Film(element, this);
    this.table = new StepTable(find(".inside-table"), this);
    this.whatIf = new WhatIf(find(".inside-whatif"), this);
  }

  /** @param {any} component */
  update({ data, setTriggerValue }) {
    this.notify = setTriggerValue;
    const looks = (/** @type {any} */ of) => JSON.stringify([of?.map, of?.present]);
    const themed = looks(data) !== looks(this.data);
    if (data.returns !== this.data?.returns) this.dropUnanswered(); // the browser went back or forward
    this.data = data;
    this.whatIf.onAnswer(data.whatif);
    this.terms ??= new Terms(this.element, data.terms, ".inside-words");
    this.tour.update(data.tour);
    if (themed) this.colour = colourScale(this.element);
    const place = JSON.stringify(data.place);
    const answer = this.unanswered.indexOf(place);
    this.unanswered = this.unanswered.slice(answer + 1);
    if (answer < 0) this.knownCheckpoint = data.place.checkpoint;
    if (data.trace !== this.address) {
      if (answer < 0) this.dropUnanswered();
      this.load(data.trace, answer < 0 ? data.place : {});
    } else if (answer < 0 || themed) this.redraw(themed, answer < 0 && !this.movedOn ? data.place : this.place);
  }

  /** Whether one is somewhere else by now than the server could know: a look for other reasons is no wish. */
  get movedOn() {
    return Boolean(this.settling || this.stepper.timer || this.film.plays);
  }

  /** How much larger the type is than usual: for a class. */
  get scale() {
    return this.data?.present ? 1.6 : 1;
  }

  /** Forgets what the server was told, or is about to be: somebody wants to be elsewhere. */
  dropUnanswered() {
    this.stepper.pause();
    this.film.pause();
    clearTimeout(this.settling);
    this.settling = 0;
    this.unanswered = [];
  }

  /**
   * @param {string} address
   * @param {Partial<Place>} place - to go to; what it does not say stays
   */
  async load(address, place) {
    this.address = address;
    const problem = /** @type {HTMLElement} */ (this.element.querySelector(".inside-problem"));
    try {
      const { before } = this.data.whatif;
      const [trace, asItIs] = await Promise.all([this.traces.get(address), before && this.traces.get(before)]);
      if (address !== this.address) return; // by now another one is asked for
      this.trace = trace;
      this.before = asItIs ?? undefined;
      problem.hidden = true;
      this.begin(place);
    } catch (failure) {
      problem.hidden = false;
      problem.textContent = `These numbers could not be fetched: ${/** @type {Error} */ (failure).message}`;
    }
  }

  /** @param {Partial<Place>} place */
  begin(place) {
    this.stepper.pause();
    this.place = this.clamped({ ...this.place, ...place });
    this.element.dataset.trace = this.address;
    this.stepper.build();
    this.rebuildForms();
    this.heatMaps.build();
    this.whatIf.build();
    this.render();
  }

  /** Builds the drawings and the equations where they are of another form: a changed network, or day, needs no others. */
  rebuildForms() {
    const { cell, kind, layers, units } = this.trace.about;
    const { layer, back } = this.place;
    const drawn = [cell.name, kind, layers, units, this.trace.steps].join();
    this.rebuildIfChanged(this.unrolled, drawn);
    this.rebuildIfChanged(this.cell, drawn);
    this.rebuildIfChanged(this.equations, [cell.name, kind, this.trace.hasWeights, layer, back].join());
  }

  /**
   * @param {{build: () => void}} part
   * @param {string} form
   */
  rebuildIfChanged(part, form) {
    if (this.builtFor.get(part) !== form) part.build();
    this.builtFor.set(part, form);
  }

  /**
   * The same trace in another theme or size, or at a place that somebody has gone back to.
   * @param {boolean} themed
   * @param {Place} place
   */
  redraw(themed, place) {
    if (!this.trace) return; // it is on its way
    if (themed) for (const part of [this.unrolled, this.heatMaps]) part.build();
    this.goTo(place, false);
  }

  /**
   * Goes to another step, layer, unit, way or view.
   * @param {Partial<Place>} change
   * @param {boolean} [notify] - the server, when it has come to rest
   */
  goTo(change, notify = true) {
    if (!this.trace) return;
    this.place = this.clamped({ ...this.place, ...change });
    this.rebuildForms();
    this.render();
    if (notify) this.settle();
  }

  /** Has the address say where one stands, once that is at rest. */
  settle() {
    clearTimeout(this.settling);
    this.settling = 0;
    if (this.stepper.timer || this.film.plays) return;
    this.settling = setTimeout(() => {
      if (this.element.isConnected) this.notify("place", this.reportPlace()); // else the page was left
    }, PAUSE_TO_SETTLE);
  }

  /** Where one stands, as the server is told now; its answer will say the same. */
  reportPlace() {
    clearTimeout(this.settling);
    this.settling = 0;
    const moved = this.place.checkpoint !== this.knownCheckpoint; // by the film
    this.knownCheckpoint = this.place.checkpoint;
    this.unanswered.push(JSON.stringify(this.place));
    return { ...this.place, moved };
  }

  /**
   * @param {Place} place
   * @returns {Place}
   */
  clamped(place) {
    const { layers, units } = this.trace.about;
    const among = (/** @type {number} */ value, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, value));
    return {
      view: place.view,
      layer: among(place.layer, layers),
      step: among(place.step, this.trace.steps),
      unit: among(place.unit, units),
      back: place.back && this.trace.hasWayBack,
      order: place.order,
      future: place.future,
      checkpoint: place.checkpoint,
      zoom: place.zoom,
      term: place.zoom === "product" ? place.term : "",
    };
  }

  /** What each level shows beside its own drawing: what is hidden need not follow. */
  get drawn() {
    const { unrolled, cell, odds, equations } = this;
    /** @type {Partial<Record<import("./zoom.js").Level, {render: () => void}[]>>} */
    const levels = { network: [unrolled], cell: [unrolled, cell, odds, equations], unit: [cell, odds, equations] };
    return levels;
  }

  render() {
    const { view, step, unit, layer, back, zoom } = this.place;
    Object.assign(this.element.dataset, { view, zoom, step: step + 1, unit: unit + 1, layer: layer + 1, way: back ? "back" : "forward" });
    for (const button of this.views) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    this.stepper.render();
    this.readout.render();
    this.tour.render();
    if (view === "step") {
      this.zoom.render();
      for (const part of this.drawn[zoom] ?? []) part.render();
    } else if (view === "time") {
      this.heatMaps.render();
    }
    this.film.render();
    this.table.render();
    this.whatIf.render();
  }

  /**
   * Lights a symbol wherever it stands: on the drawing and in the equations.
   * @param {string} symbol - "" for none
   * @param {number} [unit] - whose number somebody points at
   */
  highlight(symbol, unit) {
    for (const lit of this.element.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (symbol) for (const part of this.element.querySelectorAll(`[data-symbol="${symbol}"]`)) part.classList.add("lit");
    this.readout.explain(symbol, unit);
  }

  /**
   * Whether an arrow key that is pressed there steps.
   * @param {HTMLElement} at
   */
  handlesKeysAt(at) {
    if (!this.trace || !this.element.isConnected) return false;
    return at === document.body || (this.element.contains(at) && !at.matches("input, select"));
  }
}
