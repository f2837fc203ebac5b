// Symbols as they are written: a letter, what stands below it, and which step it is of.
import { add } from "../../happens/svg.js";

/** @typedef {{letter: string, below: string, step: string}} Written */

const CONSTANT = /^(d?W|b)/;
const STEPS = /** @type {Record<string, string>} */ ({ prev: "⟨t−1⟩", next: "⟨t+1⟩", above: "" });

/** @type {Record<string, Written[]>} */
const PRODUCTS = {
  fc: [written("f"), written("c_prev")],
  ig: [written("i"), written("g")],
  za: [written("z"), written("a_prev")],
  rs: [written("r"), written("sg")],
};

/**
 * @param {string} symbol
 * @returns {Written}
 */
function written(symbol) {
  const [name, when] = symbol.split("_");
  const [, letter, below] = /** @type {RegExpMatchArray} */ (name.match(/^(d?[a-zA-Z])(.*)$/));
  return { letter, below, step: when ? STEPS[when] : CONSTANT.test(name) ? "" : "⟨t⟩" };
}

/**
 * What a symbol of a wire or of an equation is written as, product by product.
 * @param {string} symbol
 * @returns {(Written | string)[]}
 */
function parts(symbol) {
  const factors = PRODUCTS[symbol];
  if (factors) return [factors[0], "·", factors[1]];
  if (symbol === "tc") return ["tanh ", written("c")];
  if (symbol === "ng") return ["(1−", written("z"), ")·", written("g")];
  if (symbol === "daback") return [written("da_prev")];
  if (symbol === "dcback") return [written("dc_prev")];
  if (symbol === "dx_above") return [written("dx"), " above"];
  return [written(symbol)];
}

/**
 * In an equation.
 * @param {string} symbol
 */
export function inText(symbol) {
  const whole = document.createElement("var");
  whole.dataset.symbol = symbol;
  for (const part of parts(symbol)) {
    if (typeof part === "string") whole.append(part);
    else {
      whole.append(part.letter);
      if (part.below) whole.append(small("sub", part.below));
      if (part.step) whole.append(small("sup", part.step));
    }
  }
  return whole;
}

/**
 * On a drawing: what is of this very step does not say so.
 * @param {Element} text
 * @param {string} symbol
 */
export function inDrawing(text, symbol) {
  text.replaceChildren();
  for (const part of parts(symbol)) {
    if (typeof part === "string") add(text, "tspan", {}, part);
    else {
      add(text, "tspan", { class: "letter" }, part.letter);
      if (part.below) add(text, "tspan", { class: "small", dy: 4 }, part.below);
      if (part.step !== "⟨t⟩" && part.step) add(text, "tspan", { class: "small", dy: part.below ? -10 : -6 }, part.step);
      const back = part.step !== "⟨t⟩" && part.step ? 6 : part.below ? -4 : 0;
      if (back) add(text, "tspan", { dy: back }, "\u200b");
    }
  }
}

/**
 * As it is read out.
 * @param {string} symbol
 */
export function spoken(symbol) {
  return parts(symbol)
    .map((part) => (typeof part === "string" ? part : part.letter + part.below + (part.step === "⟨t⟩" ? "" : part.step)))
    .join("");
}

/**
 * @param {"sub" | "sup"} kind
 * @param {string} words
 */
function small(kind, words) {
  const made = document.createElement(kind);
  made.textContent = words;
  return made;
}
