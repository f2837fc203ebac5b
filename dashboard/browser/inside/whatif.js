// What if ...? Asks the server for changes of the network or of what it reads, and shows what came of them.
import { append } from "../shared/elements.js";
import { Futures } from "./futures.js";

/**
 * @typedef {{word: string, words: string}} Change - `word` is one of core/inside/interference.py
 * @typedef {object} Answer - by the server, see dashboard/inside/whatif.py
 * @property {number | null} heard - the number of what was asked for last
 * @property {string} input
 * @property {number | null} dice
 * @property {Change[]} changes
 * @property {string | null} before - address of what is as it is
 * @property {string} [verdict]
 * @property {import("./futures.js").Row[] | null} [prices]
 * @typedef {{changes: string[], dice: number | null, input: string | null}} Request - `input` is null
 *   where that stays
 */

export class WhatIf {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (place.querySelector(selector));
    this.view = view;
    this.summary = find("summary");
    this.changed = find(".inside-changed");
    this.chips = find(".inside-chips");
    this.verdict = find(".inside-verdict");
    this.marks = find(".inside-marks");
    this.live = find("[aria-live]");
    this.controls = new Controls(find(".inside-change"), view, this);
    this.futures = new Futures(find(".inside-futures"), view);
    /** @type {Answer} */
    this.answer = { heard: null, input: "", dice: null, changes: [], before: null };
    /** @type {Request | undefined} */
    this.request = undefined; // that the server has not answered yet
    this.number = 0; // of that wish
    find(".inside-undo").addEventListener("click", () => this.undo());
    find(".inside-undo-all").addEventListener("click", () => this.send({ changes: [], dice: null }));
  }

  /** What is asked for: by the server's word, or by a click that it has not answered. */
  get current() {
    return this.request ?? { changes: this.answer.changes.map(({ word }) => word), dice: this.answer.dice, input: null };
  }

  /** @param {Answer} answer */
  onAnswer(answer) {
    this.answer = answer;
    if (answer.heard !== this.number) return;
    this.request = undefined;
    if (this.view.trace) this.controls.render(); // also where nothing came of it
  }

  /** The trace is there that the server has spoken of. */
  build() {
    const { changes, dice, verdict } = this.answer;
    const drawn = dice === null ? [] : [{ word: "", words: `letters after ${this.beginning()} drawn with dice ${dice}` }];
    const focused = this.changed.contains(document.activeElement);
    this.chips.replaceChildren(...[...drawn, ...changes].map((change) => this.chip(change)));
    this.changed.hidden = !changes.length && !drawn.length;
    if (focused && (this.changed.hidden || !this.changed.contains(document.activeElement))) this.refocus();
    this.verdict.textContent = this.live.textContent = verdict ?? "";
    this.verdict.hidden = this.marks.hidden = !verdict;
    this.controls.build();
    this.futures.build(this.answer.prices ?? null);
  }

  render() {
    this.controls.render();
    this.futures.render();
  }

  /** @param {Change} change */
  chip({ word, words }) {
    const chip = document.createElement("li");
    append(chip, "span").textContent = words;
    const remove = /** @type {HTMLButtonElement} */ (append(chip, "button"));
    remove.type = "button";
    remove.textContent = "✕";
    remove.setAttribute("aria-label", `Undo: ${words}`);
    remove.addEventListener("click", () => this.remove(word));
    return chip;
  }

  /** The chip on which somebody was is gone: to the one that is last now, or to where changes are made. */
  refocus() {
    const left = /** @type {NodeListOf<HTMLElement>} */ (this.chips.querySelectorAll("button"));
    (left[left.length - 1] ?? this.summary).focus();
  }

  beginning() {
    return this.answer.input ? `“${this.answer.input}”` : "nothing";
  }

  /**
   * Makes a change; another one of the same thing goes.
   * @param {string} word
   */
  apply(word) {
    const [what] = word.split("=");
    const others = this.current.changes.filter((other) => other.split("=")[0] !== what);
    this.send({ changes: [...others, word] });
  }

  /** @param {string} word - "" for the dice */
  remove(word) {
    if (word) this.send({ changes: this.current.changes.filter((other) => other !== word) });
    else this.send({ dice: null });
  }

  undo() {
    const { changes } = this.current;
    if (changes.length) this.send({ changes: changes.slice(0, -1) });
    else this.send({ dice: null });
  }

  /** @param {Partial<Request>} change */
  send(change) {
    const { view } = this;
    this.request = { ...this.current, ...change };
    this.number = Date.now();
    view.goTo({ step: Math.min(view.place.step, this.steps() - 1) }, false);
    view.notify("changes", { ...this.request, place: view.reportPlace(), number: this.number });
  }

  /** So many steps there will be at least, or there are as it is. */
  steps() {
    const { trace, before } = this.view;
    const { dice, input } = /** @type {Request} */ (this.request);
    const drawn = this.answer.dice !== null && dice === null;
    return drawn ? (input ?? this.answer.input).length + 1 : (before ?? trace).steps;
  }
}

// What one can change: of the unit, the layer and the step on show.

class Controls {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   * @param {WhatIf} whatIf
   */
  constructor(place, view, whatIf) {
    /** @param {string} name */
    const form = (name) => /** @type {HTMLFormElement} */ (place.querySelector(`.inside-${name}`));
    this.view = view;
    this.whatIf = whatIf;
    this.place = /** @type {HTMLDetailsElement} */ (place);
    place.addEventListener("toggle", () => this.render());
    this.suggestions = /** @type {HTMLElement} */ (place.querySelector(".inside-tries"));
    this.gate = select(form("hold"));
    this.units = select(form("hold"), 1);
    this.letters = select(form("letter"));
    this.hold = this.form(form("hold"), (value) => `${this.gate.value}${this.layer}${this.units.value === "one" ? `.${view.place.unit}` : ""}=${value}`);
    this.gate.addEventListener("change", () => this.render());
    this.fix = this.form(form("fix"), (value) => `a${this.layer}.${view.place.unit}=${value}`);
    this.letter = this.form(form("letter"), () => `letter${view.place.step}=${this.letters.value}`);
    this.price = this.form(form("price"), (value) => `day${view.place.step}=${value}`);
    this.dice = form("dice");
    this.dice.addEventListener("submit", (event) => {
      event.preventDefault();
      this.draw(Number(input(this.dice).value));
    });
    this.held = /** @type {HTMLElement} */ (place.querySelector(".inside-held"));
    this.priced = ""; // what the price's field was filled with
  }

  get layer() {
    return this.view.place.layer + 1;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {(value: string) => string} word - of the change that it makes
   */
  form(form, word) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.whatIf.apply(word(String(input(form)?.valueAsNumber)));
    });
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-value]"))) {
      button.addEventListener("click", () => this.whatIf.apply(word(button.dataset.value ?? "")));
    }
    return form;
  }

  /**
   * Draws what comes after the step on show.
   * @param {number} dice
   */
  draw(dice) {
    const { trace, before, place } = this.view;
    const read = (before ?? trace).about.read.slice(0, place.step + 1).join("");
    this.whatIf.send({ dice, input: read });
  }

  /** Another trace. */
  build() {
    const { cell, alphabet } = this.view.trace.about;
    const { names } = this.view.trace;
    const gates = cell.forward.map(({ symbol }) => symbol).filter((symbol) => symbol in cell.gates);
    options(this.gate, gates.map((gate) => [gateName(cell, gate), gate]));
    options(this.letters, alphabet.map((letter) => [letter === "\n" ? "the end" : letter === " " ? "a space" : letter, letter]));
    this.hold.hidden = this.held.hidden = !gates.length;
    this.letter.hidden = this.dice.hidden = !names;
    this.price.hidden = names;
    this.render();
  }

  render() {
    const { trace, place } = this.view;
    if (!this.place.open || !trace) return;
    const layered = trace.about.layers > 1;
    const unit = `unit ${place.unit + 1}`;
    const here = layered ? `${unit} of layer ${this.layer}` : unit;
    const read = trace.about.read[place.step];
    this.units.options[0].text = layered ? `all units of layer ${this.layer}` : "all units";
    this.units.options[1].text = `${here} only`;
    input(this.hold).min = String(trace.about.cell.gates[this.gate.value] ?? 0);
    input(this.hold).max = "1";
    name(this.fix, here);
    name(this.letter, `step ${place.step + 1}`);
    name(this.dice, `step ${place.step + 1}`);
    if (!trace.names) this.showPrice(read);
    const asked = this.whatIf.current;
    suggestions(this.suggestions, this.view, asked.changes, (word, there) => (there ? this.whatIf.remove(word) : this.whatIf.apply(word)));
  }

  /** @param {string} day */
  showPrice(day) {
    const { trace, place } = this.view;
    const price = trace.vector("prices", 0, place.step)?.[0];
    name(this.price, day);
    const filled = `${day} ${price}`;
    if (filled !== this.priced && price !== undefined) input(this.price).value = String(Number(price.toPrecision(6)));
    this.priced = filled;
  }
}

/**
 * @param {import("./cells.js").Cell} cell
 * @param {string} gate
 */
function gateName(cell, gate) {
  return cell.meanings[gate][0].toLowerCase();
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

// One or two changes to begin with, as buttons that make them, and take them back.

/**
 * @typedef {import("./inside.js").InsideView} InsideView
 * @typedef {{word: string, words: string}} Suggested
 */

/**
 * @param {HTMLElement} place
 * @param {InsideView} view
 * @param {string[]} made - changes
 * @param {(word: string, made: boolean) => void} choose
 */
function suggestions(place, view, made, choose) {
  const wanted = [...gatesAtZero(view), ...(view.trace.names ? [silence(view), ...unlikely(view)] : lastDay(view))];
  const buttons = /** @type {HTMLButtonElement[]} */ ([...place.querySelectorAll("button")]);
  if (!place.firstChild) append(place, "span").textContent = "To try:";
  wanted.forEach(({ word, words }, at) => {
    const button = buttons[at] ?? /** @type {HTMLButtonElement} */ (append(place, "button", "lab-button"));
    button.type = "button";
    button.textContent = words;
    button.setAttribute("aria-pressed", String(made.includes(word)));
    button.onclick = () => choose(word, made.includes(word));
  });
  for (const spare of buttons.slice(wanted.length)) spare.remove();
}

/**
 * Gates that are worth a try; where there are none, a unit of prices.
 * @param {InsideView} view
 * @returns {Suggested[]}
 */
function gatesAtZero(view) {
  const { trace, place } = view;
  const { cell } = trace.about;
  const gates = Object.entries(cell.at_zero);
  if (!gates.length && !trace.names) return [silence(view)];
  return gates.map(([gate, happens]) => ({
    word: `${gate}${place.layer + 1}=0`, words: `Hold the ${gateName(cell, gate)}${of(trace, place.layer)} at 0: ${happens}`,
  }));
}

/**
 * @param {InsideView} view
 * @returns {Suggested}
 */
function silence({ place: { layer, unit } }) {
  return { word: `a${layer + 1}.${unit}=0`, words: `Silence unit ${unit + 1}` };
}

/**
 * The letter that is expected least; nothing where the name, as it is, has ended before.
 * @param {InsideView} view
 * @returns {Suggested[]}
 */
function unlikely({ trace, before, place: { step } }) {
  const odds = (before ?? trace).vector("y", 0, step)?.slice(1); // without the end
  if (!odds) return [];
  const letter = trace.about.alphabet[1 + odds.indexOf(Math.min(...odds))];
  return [{ word: `letter${step}=${letter}`, words: `Let ${letter === " " ? "a space" : `“${letter}”`} come after step ${step + 1}: nothing is expected less` }];
}

/**
 * Nothing where the last day's price has not come along, as of a large network.
 * @param {InsideView} view
 * @returns {Suggested[]}
 */
function lastDay({ trace, before }) {
  const last = trace.steps - 1;
  const price = (before ?? trace).vector("prices", 0, last)?.[0];
  if (price === undefined) return [];
  return [{ word: `day${last}=${Number((1.1 * price).toPrecision(4))}`, words: "Raise the last day's price by 10 %" }];
}

/**
 * @param {import("./trace.js").Trace} trace
 * @param {number} layer
 */
function of(trace, layer) {
  return trace.about.layers > 1 ? ` of layer ${layer + 1}` : "";
}
