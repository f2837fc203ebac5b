// When a station is done: what must be so, by the names that a station's `reached` has.

/**
 * @typedef {import("../inside.js").Desk} Desk
 * @type {Record<string, (desk: Desk, wanted: any) => boolean>}
 */
const CONDITIONS = {
  step: ({ place }, step) => place.step + 1 === step,
  unit: ({ place }, unit) => place.unit + 1 === unit,
  follows: ({ place }) => place.unit > 0, // another unit than the first
  view: ({ place }, view) => place.view === view,
  checkpoint: ({ place }, checkpoint) => place.checkpoint === checkpoint, // of the film
  way: ({ place }, way) => place.back === (way === "back"),
  unfolds: ({ element }) => element.querySelector(".inside-equations .inside-terms[open]") !== null,
  own: ({ address }) => !address?.includes("/traces/demo-"),
};

/**
 * @param {Desk} desk
 * @param {Record<string, any>} reached
 */
export function isReached(desk, reached) {
  return Object.entries(reached).every(([name, wanted]) => CONDITIONS[name](desk, wanted));
}
