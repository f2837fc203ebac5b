// Which of two futures a heat map shows: the changed one, the one as it was, or their difference.

/**
 * @typedef {import("../trace.js").Trace} Trace
 * @param {import("../inside.js").Desk} desk
 * @param {string} symbol
 * @param {boolean} gate - or odds: between 0 and 1
 * @returns {{of: Trace, numbers: (step: number, unit: number) => number, range: [number, number], how: string}} -
 *   `of` has the steps; no number where the other one has ended; the same range for both futures
 */
export function choice({ trace, before, place }, symbol, gate) {
  const { layer, future } = place;
  const limit = gate ? 1 : Math.max(trace.limit(symbol, layer), before?.limit(symbol, layer) ?? 0);
  const range = /** @type {[number, number]} */ ([gate ? 0 : -limit, limit]);
  const within = (/** @type {Trace} */ one) => (/** @type {number} */ step, /** @type {number} */ unit) =>
    one.vector(symbol, layer, step)?.[unit] ?? NaN;
  const now = within(trace);
  if (!before || !future) return { of: trace, numbers: now, range, how: "" };
  const then = within(before);
  if (future === "before") return { of: before, numbers: then, range, how: ", as it was" };
  const numbers = (/** @type {number} */ step, /** @type {number} */ unit) => now(step, unit) - then(step, unit);
  let most = 0;
  for (const step of trace.sentSteps) {
    trace.vector(symbol, layer, step)?.forEach((_, unit) => (most = Math.max(most, Math.abs(numbers(step, unit)) || 0)));
  }
  return { of: trace, numbers, range: [-(most || limit), most || limit], how: ", changed minus as it was" };
}
