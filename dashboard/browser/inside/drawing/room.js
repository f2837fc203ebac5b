// How much of the window a drawing may take.

const BELOW = 90; // pixels that are not of its rows: what stands at its edges, and under it

/**
 * The height of one of several rows that share what the window has left, in the drawing's pixels.
 * @param {HTMLElement} place - of the drawing
 * @param {number} rows
 * @param {{least: number, most: number}} bounds
 * @param {number} scale - of the type
 */
export function rowHeight(place, rows, { least, most }, scale) {
  const main = place.closest('[data-testid="stMain"]') ?? document.documentElement; // what scrolls
  const above = place.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop;
  const each = ((main.clientHeight - above) / scale - BELOW) / rows;
  return Math.max(least, Math.min(most, each));
}
