// One or two changes to begin with, as buttons that make them, and take them back.
import { append } from "../elements.js";

/**
 * @typedef {import("../inside.js").Desk} Desk
 * @typedef {{word: string, words: string}} Try
 */

/**
 * @param {HTMLElement} place
 * @param {Desk} desk
 * @param {string[]} made - changes
 * @param {(word: string, made: boolean) => void} choose
 */
export function tries(place, desk, made, choose) {
  const wanted = [...GATES[desk.trace.about.cell](desk), ...(desk.trace.names ? [silence(desk), ...unlikely(desk)] : lastDay(desk))];
  const buttons = /** @type {HTMLButtonElement[]} */ ([...place.querySelectorAll("button")]);
  if (!place.firstChild) append(place, "span").textContent = "To try:";
  wanted.forEach(({ word, words }, at) => {
    const button = buttons[at] ?? /** @type {HTMLButtonElement} */ (append(place, "button", "lab-button"));
    button.type = "button";
    button.textContent = words;
    button.setAttribute("aria-pressed", String(made.includes(word)));
    button.onclick = () => choose(word, made.includes(word));
  });
  for (const spare of buttons.slice(wanted.length)) spare.remove();
}

/** @type {Record<"rnn" | "lstm" | "gru", (desk: Desk) => Try[]>} */
const GATES = {
  lstm: ({ trace, place: { layer } }) => [
    { word: `f${layer + 1}=0`, words: `Hold the forget gate${of(trace, layer)} at 0: it forgets everything` },
    { word: `i${layer + 1}=0`, words: `Hold the input gate${of(trace, layer)} at 0: nothing new is written` },
  ],
  gru: ({ trace, place: { layer } }) => [
    { word: `z${layer + 1}=0`, words: `Hold the update gate${of(trace, layer)} at 0: nothing old is kept` },
    { word: `r${layer + 1}=0`, words: `Hold the reset gate${of(trace, layer)} at 0: the candidate sees no past` },
  ],
  rnn: (desk) => (desk.trace.names ? [] : [silence(desk)]),
};

/**
 * @param {Desk} desk
 * @returns {Try}
 */
function silence({ place: { layer, unit } }) {
  return { word: `a${layer + 1}.${unit}=0`, words: `Silence unit ${unit + 1}` };
}

/**
 * The letter that is expected least; nothing where the name, as it is, has ended before.
 * @param {Desk} desk
 * @returns {Try[]}
 */
function unlikely({ trace, before, place: { step } }) {
  const odds = (before ?? trace).vector("y", 0, step)?.slice(1); // without the end
  if (!odds) return [];
  const letter = trace.about.alphabet[1 + odds.indexOf(Math.min(...odds))];
  return [{ word: `letter${step}=${letter}`, words: `Let ${letter === " " ? "a space" : `“${letter}”`} come after step ${step + 1}: nothing is expected less` }];
}

/**
 * Nothing where the last day's price has not come along, as of a large network.
 * @param {Desk} desk
 * @returns {Try[]}
 */
function lastDay({ trace, before }) {
  const last = trace.steps - 1;
  const price = (before ?? trace).vector("prices", 0, last)?.[0];
  if (price === undefined) return [];
  return [{ word: `day${last}=${Number((1.1 * price).toPrecision(4))}`, words: "Raise the last day's price by 10 %" }];
}

/**
 * @param {import("../trace.js").Trace} trace
 * @param {number} layer
 */
function of(trace, layer) {
  return trace.about.layers > 1 ? ` of layer ${layer + 1}` : "";
}
