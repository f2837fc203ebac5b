// What happens here: a small picture that moves while it is open, and stands still for whoever
// wants no motion; then a button takes it on, step by step.
import { days } from "./days.js";
import { letters } from "./letters.js";

const PICTURES = { days, letters };
const STEP = 1600; // milliseconds
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/** @param {any} component */
export function render(component) {
  const place = component.parentElement.querySelector(".lab-happens");
  place.view ??= new Happens(place);
  place.view.update(component.data);
}

class Happens {
  /** @param {HTMLDetailsElement} place */
  constructor(place) {
    /** @param {string} selector */
    const find = (selector) => /** @type {any} */ (place.querySelector(selector));
    this.place = place;
    this.svg = find("svg");
    this.caption = find(".lab-caption");
    this.button = find("button");
    this.step = 0;
    this.moves = !still.matches;
    this.button.addEventListener("click", () => this.press());
    place.addEventListener("toggle", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(place);
    setInterval(() => this.moves && place.open && !document.hidden && this.go(), STEP);
  }

  /** @param {any} data */
  update(data) {
    const same = JSON.stringify(data) === JSON.stringify(this.data);
    if (same) return;
    this.data = data;
    this.step = 0;
    /** @type {any} */ (this.place.querySelector("summary")).textContent = data.summary;
    /** @type {any} */ (this.place.querySelector(".lab-words")).textContent = data.words;
    this.svg.setAttribute("aria-label", data.alt);
    this.draw();
  }

  press() {
    if (still.matches) return this.go();
    this.moves = !this.moves;
    this.name();
  }

  go() {
    this.step = (this.step + 1) % this.data.steps.length;
    this.show();
  }

  draw() {
    const width = this.svg.clientWidth;
    if (!this.place.open || !width) return;
    this.svg.replaceChildren();
    const picture = PICTURES[/** @type {"days" | "letters"} */ (this.data.picture)];
    this.picture = picture(this.svg, width, this.data);
    this.show();
    this.name();
  }

  show() {
    this.picture?.(this.step);
    this.caption.textContent = this.data.steps[this.step].caption;
    this.place.dataset.step = String(this.step);
  }

  name() {
    this.button.textContent = still.matches ? "Next step" : this.moves ? "Pause" : "Play";
  }
}
