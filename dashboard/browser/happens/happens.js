// What happens here: a small picture that moves while it is open, and stands still for whoever
// wants no motion; then a button takes it on, step by step.
import { add, move } from "../shared/elements.js";

const PICTURES = { days, letters };
const STEP = 1600; // milliseconds
const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");

/** @param {any} component */
export function render(component) {
  const place = component.parentElement.querySelector(".lab-happens");
  place.view ??= new WhatHappens(place);
  place.view.update(component.data);
}

class WhatHappens {
  /** @param {HTMLDetailsElement} place */
  constructor(place) {
    /** @param {string} selector */
    const find = (selector) => /** @type {any} */ (place.querySelector(selector));
    this.place = place;
    this.svg = find("svg");
    this.caption = find(".lab-caption");
    this.button = find("button");
    this.step = 0;
    this.moves = !reducedMotion.matches;
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
    if (reducedMotion.matches) return this.go();
    this.moves = !this.moves;
    this.name();
  }

  go() {
    this.step = (this.step + 1) % this.data.steps.length;
    this.render();
  }

  draw() {
    const width = this.svg.clientWidth;
    if (!this.place.open || !width) return;
    this.svg.replaceChildren();
    const picture = PICTURES[/** @type {"days" | "letters"} */ (this.data.picture)];
    this.picture = picture(this.svg, width, this.data);
    this.render();
    this.name();
  }

  render() {
    this.picture?.(this.step);
    this.caption.textContent = this.data.steps[this.step].caption;
    this.place.dataset.step = String(this.step);
  }

  name() {
    this.button.textContent = reducedMotion.matches ? "Next step" : this.moves ? "Pause" : "Play";
  }
}

// Days in, the next day out: a window moves along real prices, or their changes.

const DAYS_HEIGHT = 130;
const TOP = 28; // of the prices; labels stand above and below
const BOTTOM = 92;
const SIDE = 34;

/**
 * @param {Element} svg
 * @param {number} width
 * @param {{prices: number[], days: number, label: string}} data - prices, or their changes where those are read
 */
function days(svg, width, { prices, days, label }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${DAYS_HEIGHT}`);
  const [lowest, highest] = [Math.min(...prices), Math.max(...prices)];
  const gap = (width - 2 * SIDE) / (prices.length - 1);
  const x = (/** @type {number} */ day) => SIDE + day * gap;
  const y = (/** @type {number} */ day) =>
    BOTTOM - ((prices[day] - lowest) / (highest - lowest || 1)) * (BOTTOM - TOP);

  const over = days * gap; // the window's width
  const frame = add(svg, "g", { class: "moves" });
  add(frame, "rect", { class: "window", x: -gap / 2, y: 18, width: over, height: 84, rx: 6 });
  add(frame, "text", { x: Math.max(0, over / 2 - gap / 2), y: 120, "text-anchor": "middle" }, label);
  prices.forEach((_, day) =>
    add(svg, "circle", { class: "day", cx: x(day), cy: y(day), r: Math.min(4, Math.max(1.2, gap / 4)) }),
  );
  const next = add(svg, "g", { class: "moves" });
  add(next, "circle", { class: "asked", r: 8 });
  const words = add(svg, "g", { class: "moves" });
  add(words, "text", { class: "asked", y: 13, "text-anchor": "middle" }, "1 day out");

  return (/** @type {number} */ step) => {
    move(frame, x(step), 0);
    move(next, x(step + days), y(step + days));
    move(words, x(step + days), 0);
    svg.querySelectorAll(".day").forEach((dot, day) => {
      dot.classList.toggle("unseen", day >= step + days);
    });
  };
}

// A letter in, the odds of the next letter out.

const ROW = 24;
const LETTERS_HEIGHT = 5 * ROW + 24;
const MIDDLE = 22 + 2.5 * ROW;

/** @typedef {{spelt: string, odds: [string, number, string, boolean][]}} Step */

/**
 * @param {Element} svg
 * @param {number} width
 * @param {{steps: Step[]}} data
 */
function letters(svg, width, { steps }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${LETTERS_HEIGHT}`);
  const box = { left: 0.24 * width, width: Math.min(110, 0.22 * width) };
  const left = box.left + box.width + 72;
  const most = Math.max(...steps.flatMap(({ odds }) => odds.map(([, share]) => share)));
  const bars = { left, scale: (width - left - 60) / most };

  add(svg, "text", { x: 0, y: 13 }, "letter in");
  add(svg, "text", { x: bars.left - 40, y: 13 }, "next letter's odds out");
  const spelt = add(svg, "text", { class: "spelt", x: box.left - 30, y: MIDDLE + 7, "text-anchor": "end" });
  arrow(svg, box.left - 24, box.left - 4);
  add(svg, "rect", { class: "window", x: box.left, y: MIDDLE - 24, width: box.width, height: 48, rx: 6 });
  add(svg, "text", { x: box.left + box.width / 2, y: MIDDLE + 4, "text-anchor": "middle" }, "network");
  arrow(svg, box.left + box.width + 4, box.left + box.width + 24);
  const rows = steps[0].odds.map((_, place) => row(svg, bars, 22 + place * ROW));

  return (/** @type {number} */ step) => {
    const { spelt: so_far, odds } = steps[step];
    spelt.replaceChildren();
    add(spelt, "tspan", { class: "before" }, so_far.slice(0, -1));
    add(spelt, "tspan", { class: "asked" }, so_far.slice(-1) || "start");
    rows.forEach((render, place) => render(odds[place]));
  };
}

/**
 * @param {Element} svg
 * @param {number} from
 * @param {number} to
 */
function arrow(svg, from, to) {
  add(svg, "path", { class: "arrow", d: `M${from} ${MIDDLE}H${to}m-5 -4l5 4l-5 4` });
}

/**
 * @param {Element} svg
 * @param {{left: number, scale: number}} bars
 * @param {number} top
 */
function row(svg, bars, top) {
  const letter = add(svg, "text", { x: bars.left - 8, y: top + 16, "text-anchor": "end" });
  const bar = add(svg, "rect", { class: "bar moves", x: bars.left, y: top + 4, height: ROW - 8, rx: 2 });
  const share = add(svg, "text", { class: "moves", y: top + 16 });
  return (/** @type {Step["odds"][0] | undefined} */ odd) => {
    const [name, size, words, comes] = odd ?? ["", 0, "", false];
    const length = size * bars.scale;
    letter.textContent = name;
    /** @type {SVGElement} */ (bar).style.width = `${length}px`;
    /** @type {SVGElement} */ (share).style.transform = `translateX(${bars.left + length + 6}px)`;
    share.textContent = comes ? `${words} ✓` : words;
    for (const part of [letter, bar, share]) part.classList.toggle("asked", comes);
  };
}
