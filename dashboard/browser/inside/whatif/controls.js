// What one can change: of the unit, the layer and the step on show.
import { CELLS } from "../cells/cells.js";
import { tries } from "./tries.js";

const CANDIDATE = "g"; // between -1 and 1; the other gates are between 0 and 1

export class Controls {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   * @param {import("./whatif.js").WhatIf} whatIf
   */
  constructor(place, desk, whatIf) {
    /** @param {string} name */
    const form = (name) => /** @type {HTMLFormElement} */ (place.querySelector(`.inside-${name}`));
    this.desk = desk;
    this.whatIf = whatIf;
    this.place = /** @type {HTMLDetailsElement} */ (place);
    place.addEventListener("toggle", () => this.show());
    this.tries = /** @type {HTMLElement} */ (place.querySelector(".inside-tries"));
    this.gate = select(form("hold"));
    this.units = select(form("hold"), 1);
    this.letters = select(form("letter"));
    this.hold = this.form(form("hold"), (value) => `${this.gate.value}${this.layer}${this.units.value === "one" ? `.${desk.place.unit}` : ""}=${value}`);
    this.gate.addEventListener("change", () => this.show());
    this.fix = this.form(form("fix"), (value) => `a${this.layer}.${desk.place.unit}=${value}`);
    this.letter = this.form(form("letter"), () => `letter${desk.place.step}=${this.letters.value}`);
    this.price = this.form(form("price"), (value) => `day${desk.place.step}=${value}`);
    this.dice = form("dice");
    this.dice.addEventListener("submit", (event) => {
      event.preventDefault();
      this.draw(Number(input(this.dice).value));
    });
    this.held = /** @type {HTMLElement} */ (place.querySelector(".inside-held"));
    this.priced = ""; // what the price's field was filled with
  }

  get layer() {
    return this.desk.place.layer + 1;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {(value: string) => string} word - of the change that it makes
   */
  form(form, word) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.whatIf.make(word(String(input(form)?.valueAsNumber)));
    });
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-value]"))) {
      button.addEventListener("click", () => this.whatIf.make(word(button.dataset.value ?? "")));
    }
    return form;
  }

  /**
   * Draws what comes after the step on show.
   * @param {number} dice
   */
  draw(dice) {
    const { trace, before, place } = this.desk;
    const read = (before ?? trace).about.read.slice(0, place.step + 1).join("");
    this.whatIf.ask({ dice, input: read });
  }

  /** Another trace. */
  build() {
    const { cell, alphabet } = this.desk.trace.about;
    const { names } = this.desk.trace;
    const known = Object.keys(CELLS[cell].meanings);
    const gates = cell === "rnn" ? [] : [...CELLS[cell].gates, CANDIDATE].sort((one, other) => known.indexOf(one) - known.indexOf(other));
    options(this.gate, gates.map((gate) => [named(cell, gate), gate]));
    options(this.letters, alphabet.map((letter) => [letter === "\n" ? "the end" : letter === " " ? "a space" : letter, letter]));
    this.hold.hidden = this.held.hidden = !gates.length;
    this.letter.hidden = this.dice.hidden = !names;
    this.price.hidden = names;
    this.show();
  }

  show() {
    const { trace, place } = this.desk;
    if (!this.place.open || !trace) return;
    const layered = trace.about.layers > 1;
    const unit = `unit ${place.unit + 1}`;
    const here = layered ? `${unit} of layer ${this.layer}` : unit;
    const read = trace.about.read[place.step];
    this.units.options[0].text = layered ? `all units of layer ${this.layer}` : "all units";
    this.units.options[1].text = `${here} only`;
    input(this.hold).min = this.gate.value === CANDIDATE ? "-1" : "0";
    input(this.hold).max = "1";
    name(this.fix, here);
    name(this.letter, `step ${place.step + 1}`);
    name(this.dice, `step ${place.step + 1}`);
    if (!trace.names) this.showPrice(read);
    const asked = this.whatIf.now;
    tries(this.tries, this.desk, asked.changes, (word, there) => (there ? this.whatIf.take(word) : this.whatIf.make(word)));
  }

  /** @param {string} day */
  showPrice(day) {
    const { trace, place } = this.desk;
    const price = trace.vector("prices", 0, place.step)?.[0];
    name(this.price, day);
    const filled = `${day} ${price}`;
    if (filled !== this.priced && price !== undefined) input(this.price).value = String(Number(price.toPrecision(6)));
    this.priced = filled;
  }
}

/**
 * @param {"rnn" | "lstm" | "gru"} cell
 * @param {string} gate
 */
function named(cell, gate) {
  const meanings = /** @type {import("../cells/cells.js").Meanings} */ (CELLS[cell].meanings);
  return meanings[gate][0].toLowerCase();
}

/** @param {HTMLFormElement} form */
function input(form) {
  return /** @type {HTMLInputElement} */ (form.querySelector("input"));
}

/**
 * @param {HTMLFormElement} form
 * @param {number} [at]
 */
function select(form, at = 0) {
  return form.querySelectorAll("select")[at];
}

/**
 * @param {HTMLFormElement} form
 * @param {string} words - what it is about
 */
function name(form, words) {
  /** @type {HTMLElement} */ (form.querySelector("b")).textContent = words;
}

/**
 * Gives a choice its options, and leaves the chosen one where it still is.
 * @param {HTMLSelectElement} select
 * @param {string[][]} pairs - words, value
 */
function options(select, pairs) {
  const chosen = select.value;
  select.replaceChildren(...pairs.map(([words, value]) => new Option(words, value)));
  if (pairs.some(([, value]) => value === chosen)) select.value = chosen;
}
