// What if ...? Asks the server for changes of the network or of what it reads, and shows what came of them.
import { append } from "../elements.js";
import { Controls } from "./controls.js";
import { Futures } from "./futures.js";

/**
 * @typedef {{word: string, words: string}} Change - `word` is one of core/inside/interference.py
 * @typedef {object} Said - by the server, see dashboard/inside/whatif.py
 * @property {number | null} heard - the number of what was asked for last
 * @property {string} input
 * @property {number | null} dice
 * @property {Change[]} changes
 * @property {string | null} before - address of what is as it is
 * @property {string} [verdict]
 * @property {import("./futures.js").Row[] | null} [prices]
 * @typedef {{changes: string[], dice: number | null, input: string | null}} Wish - `input` is null
 *   where that stays
 */

export class WhatIf {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (place.querySelector(selector));
    this.desk = desk;
    this.summary = find("summary");
    this.changed = find(".inside-changed");
    this.chips = find(".inside-chips");
    this.verdict = find(".inside-verdict");
    this.marks = find(".inside-marks");
    this.live = find("[aria-live]");
    this.controls = new Controls(find(".inside-change"), desk, this);
    this.futures = new Futures(find(".inside-futures"), desk);
    /** @type {Said} */
    this.said = { heard: null, input: "", dice: null, changes: [], before: null };
    /** @type {Wish | undefined} */
    this.wish = undefined; // that the server has not answered yet
    this.number = 0; // of that wish
    find(".inside-undo").addEventListener("click", () => this.undo());
    find(".inside-undo-all").addEventListener("click", () => this.ask({ changes: [], dice: null }));
  }

  /** What is asked for: by the server's word, or by a click that it has not answered. */
  get now() {
    return this.wish ?? { changes: this.said.changes.map(({ word }) => word), dice: this.said.dice, input: null };
  }

  /** @param {Said} said */
  hear(said) {
    this.said = said;
    if (said.heard !== this.number) return;
    this.wish = undefined;
    if (this.desk.trace) this.controls.show(); // also where nothing came of it
  }

  /** The trace is there that the server has spoken of. */
  build() {
    const { changes, dice, verdict } = this.said;
    const drawn = dice === null ? [] : [{ word: "", words: `letters after ${this.begins()} drawn with dice ${dice}` }];
    const focused = this.changed.contains(document.activeElement);
    this.chips.replaceChildren(...[...drawn, ...changes].map((change) => this.chip(change)));
    this.changed.hidden = !changes.length && !drawn.length;
    if (focused && (this.changed.hidden || !this.changed.contains(document.activeElement))) this.refocus();
    this.verdict.textContent = this.live.textContent = verdict ?? "";
    this.verdict.hidden = this.marks.hidden = !verdict;
    this.controls.build();
    this.futures.build(this.said.prices ?? null);
  }

  show() {
    this.controls.show();
    this.futures.show();
  }

  /** @param {Change} change */
  chip({ word, words }) {
    const chip = document.createElement("li");
    append(chip, "span").textContent = words;
    const remove = /** @type {HTMLButtonElement} */ (append(chip, "button"));
    remove.type = "button";
    remove.textContent = "✕";
    remove.setAttribute("aria-label", `Undo: ${words}`);
    remove.addEventListener("click", () => this.take(word));
    return chip;
  }

  /** The chip on which somebody was is gone: to the one that is last now, or to where changes are made. */
  refocus() {
    const left = /** @type {NodeListOf<HTMLElement>} */ (this.chips.querySelectorAll("button"));
    (left[left.length - 1] ?? this.summary).focus();
  }

  begins() {
    return this.said.input ? `“${this.said.input}”` : "nothing";
  }

  /**
   * Makes a change; another one of the same thing goes.
   * @param {string} word
   */
  make(word) {
    const [what] = word.split("=");
    const others = this.now.changes.filter((other) => other.split("=")[0] !== what);
    this.ask({ changes: [...others, word] });
  }

  /** @param {string} word - "" for the dice */
  take(word) {
    if (word) this.ask({ changes: this.now.changes.filter((other) => other !== word) });
    else this.ask({ dice: null });
  }

  undo() {
    const { changes } = this.now;
    if (changes.length) this.ask({ changes: changes.slice(0, -1) });
    else this.ask({ dice: null });
  }

  /** @param {Partial<Wish>} change */
  ask(change) {
    const { desk } = this;
    this.wish = { ...this.now, ...change };
    this.number = Date.now();
    desk.go({ step: Math.min(desk.place.step, this.steps() - 1) }, false);
    desk.tell("changes", { ...this.wish, place: desk.stands(), number: this.number });
  }

  /** So many steps there will be at least, or there are as it is. */
  steps() {
    const { trace, before } = this.desk;
    const { dice, input } = /** @type {Wish} */ (this.wish);
    const drawn = this.said.dice !== null && dice === null;
    return drawn ? (input ?? this.said.input).length + 1 : (before ?? trace).steps;
  }
}
