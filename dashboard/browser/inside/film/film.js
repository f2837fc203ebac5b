// The view over training: one input at every checkpoint, scrubbed and played without the server.
import { ask } from "../../shared/ask.js";
import { Transport } from "../../shared/transport.js";
import { append } from "../elements.js";
import { still } from "../stepper.js";
import { Along } from "./along.js";
import { change } from "./change.js";
import { maps } from "./maps.js";
import { notes } from "./notes.js";
import { Numbers } from "./numbers.js";
import { Raster } from "./raster.js";
import { Reel } from "./reel.js";

const ABOUT =
  "The same input at every checkpoint, from before the training began. Each colour means the same number all along, so what turns from pale to strong has grown.";
const ABOUT_NAMES = "The names are drawn with the same dice each time: they differ only because the weights do.";
const ABOUT_PRICES = "The line shows whether the prediction comes nearer to the price that came than yesterday's price is.";
const POINT = "Point at a number to read it; click a row to follow its unit, a column to go to its step.";

export class Film {
  /**
   * @param {HTMLElement} element
   * @param {import("../inside.js").Desk} desk
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
    const of = (/** @type {HTMLElement} */ parent) => (/** @type {import("./maps.js").Map} */ map) =>
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
