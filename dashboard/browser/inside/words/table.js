// All numbers of a step as a table, one row a unit, while it is open.
import { CELLS } from "../cells/cells.js";
import { appendWas, was } from "../whatif/was.js";
import { number } from "./numbers.js";
import { inText } from "./symbols.js";

export class Table {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.place = /** @type {HTMLDetailsElement} */ (place);
    this.desk = desk;
    this.table = /** @type {HTMLTableElement} */ (place.querySelector("table"));
    place.addEventListener("toggle", () => this.show());
  }

  show() {
    const { trace, place } = this.desk;
    if (!this.place.open || !trace) return;
    const { wires } = CELLS[trace.about.cell].drawing;
    const symbols = [...new Set(wires.map(({ symbol, back }) => (place.back ? back : symbol)))];
    const columns = symbols.flatMap((symbol) => {
      const vector = symbol ? trace.vector(symbol, place.layer, place.step) : undefined;
      return vector?.length === trace.about.units ? [{ symbol, vector }] : [];
    });
    const head = document.createElement("tr");
    head.append(heading("col", "unit"), ...columns.map(({ symbol }) => heading("col", inText(symbol))));
    const rows = Array.from({ length: trace.about.units }, (_, unit) => {
      const row = document.createElement("tr");
      if (unit === place.unit) row.setAttribute("aria-current", "true");
      row.append(heading("row", String(unit + 1)));
      for (const { symbol, vector } of columns) {
        const cell = row.insertCell();
        cell.textContent = number(vector[unit]);
        appendWas(cell, was(this.desk, symbol, { ...place, unit }));
      }
      return row;
    });
    this.table.replaceChildren(head, ...rows);
  }
}

/**
 * @param {"row" | "col"} scope
 * @param {string | Node} words
 */
function heading(scope, words) {
  const made = document.createElement("th");
  made.scope = scope;
  made.append(words);
  return made;
}
