// The numbers of one map in the frame on show, as a table, while it is open.
import { append } from "../elements.js";
import { number } from "../words/numbers.js";

export class Numbers {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = /** @type {HTMLDetailsElement} */ (place);
    this.which = /** @type {HTMLSelectElement} */ (place.querySelector("select"));
    this.table = /** @type {HTMLTableElement} */ (place.querySelector("table"));
    /** @type {import("./raster.js").Raster[]} */
    this.rasters = [];
    place.addEventListener("toggle", () => this.show());
    this.which.addEventListener("change", () => this.show());
  }

  /** @param {import("./raster.js").Raster[]} rasters */
  build(rasters) {
    const chosen = this.which.value;
    this.rasters = rasters;
    this.which.replaceChildren(...rasters.map(({ map }) => new Option(map.name, map.symbol)));
    if (rasters.some(({ map }) => map.symbol === chosen)) this.which.value = chosen;
  }

  show() {
    const raster = this.rasters[this.which.selectedIndex];
    if (!this.place.open || !raster) return;
    const { map, reel, frame, desk } = raster;
    const numbers = reel.at(map.symbol, frame);
    const head = document.createElement("tr");
    const each = map.columns.length / (map.blocks?.length ?? 1); // columns a gate
    for (const [at, word] of ["", ...map.columns].entries()) {
      const gate = at && map.blocks ? `${map.blocks[Math.floor((at - 1) / each)]} ` : "";
      append(head, "th").textContent = gate + word;
    }
    const rows = map.rows.map((word, at) => {
      const row = document.createElement("tr");
      if (map.rowUnits?.[at] === desk.place.unit) row.setAttribute("aria-current", "true");
      append(row, "th").textContent = word;
      const cells = map.index.slice(at * map.columns.length, (at + 1) * map.columns.length);
      row.append(...cells.map((of) => Object.assign(document.createElement("td"), { textContent: number(numbers[of]) })));
      return row;
    });
    this.table.replaceChildren(head, ...rows);
  }
}
