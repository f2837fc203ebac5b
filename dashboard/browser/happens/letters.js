// A letter in, the odds of the next letter out.
import { add } from "./svg.js";

const ROW = 24;
const HEIGHT = 5 * ROW + 24;
const MIDDLE = 22 + 2.5 * ROW;

/** @typedef {{spelt: string, odds: [string, number, string, boolean][]}} Step */

/**
 * @param {Element} svg
 * @param {number} width
 * @param {{steps: Step[]}} data
 */
export function letters(svg, width, { steps }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
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
    rows.forEach((show, place) => show(odds[place]));
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
