// Two names letter by letter, one below the other, and where they differ.
import { append } from "../elements.js";

/** @typedef {import("../trace.js").Trace} Trace */

/**
 * @param {HTMLElement} place
 * @param {Trace} trace
 * @param {Trace} before
 * @param {(step: number) => void} choose
 * @returns {HTMLElement[]} - the cells
 */
export function letters(place, trace, before, choose) {
  const scroll = append(place, "div", "inside-letters");
  Object.assign(scroll, { tabIndex: 0, role: "region", ariaLabel: "The two names, letter by letter" });
  const table = /** @type {HTMLTableElement} */ (append(scroll, "table"));
  const steps = Array.from({ length: Math.max(trace.steps, before.steps) }, (_, step) => step);
  const head = append(append(table, "thead"), "tr");
  for (const words of ["after step", ...steps.map((step) => String(step + 1))]) {
    const heading = /** @type {HTMLTableCellElement} */ (append(head, "th"));
    heading.scope = "col";
    heading.textContent = words;
  }
  const body = append(table, "tbody");
  return [
    { words: "Changed", of: trace, other: before },
    { words: "As it is", of: before, other: trace },
  ].flatMap(({ words, of, other }) => row(append(body, "tr"), words, steps, of, other, choose));
}

/**
 * @param {HTMLElement} row
 * @param {string} words
 * @param {number[]} steps
 * @param {Trace} of
 * @param {Trace} other
 * @param {(step: number) => void} choose
 */
function row(row, words, steps, of, other, choose) {
  const heading = /** @type {HTMLTableCellElement} */ (append(row, "th"));
  heading.scope = "row";
  heading.textContent = words;
  return steps.map((step) => {
    const cell = append(row, "td");
    const letter = of.about.comes[step] ?? "";
    cell.dataset.step = String(step);
    if (letter.trim()) cell.textContent = letter;
    else append(cell, "small").textContent = letter === "\n" ? "end" : letter && "space";
    cell.classList.toggle("differs", letter !== "" && letter !== (other.about.comes[step] ?? ""));
    cell.addEventListener("click", () => choose(step));
    return cell;
  });
}
