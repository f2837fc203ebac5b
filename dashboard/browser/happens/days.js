// Days in, the next day out: a window moves along real prices, or their changes.
import { add, move } from "./svg.js";

const HEIGHT = 130;
const TOP = 28; // of the prices; labels stand above and below
const BOTTOM = 92;
const SIDE = 34;

/**
 * @param {Element} svg
 * @param {number} width
 * @param {{prices: number[], days: number, label: string}} data - prices, or their changes where those are read
 */
export function days(svg, width, { prices, days, label }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
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
