// How numbers and symbols are written.
import { add, append } from "../shared/elements.js";

/**
 * Three digits that count; very small and very large ones as a power of ten.
 * @param {number} value
 */
export function formatNumber(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "no number" : withSign(value, "∞");
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e5) {
    const [digits, power] = size.toExponential(1).split("e");
    return withSign(value, `${digits}·10${superscript(Number(power))}`);
  }
  return withSign(value, size.toFixed(Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size))))));
}

/**
 * A number that is put into a formula: a negative one in brackets.
 * @param {number} value
 */
export function inFormula(value) {
  return value < 0 ? `(${formatNumber(value)})` : formatNumber(value);
}

/** @param {number} share - 0 to 1 */
export function formatPercent(share) {
  const hundredths = share * 100;
  return `${hundredths < 9.95 ? hundredths.toFixed(1) : hundredths.toFixed(0)} %`;
}

/**
 * @param {number} value
 * @param {string} size
 */
function withSign(value, size) {
  return value < 0 ? `−${size}` : size;
}

/** @param {number} power */
function superscript(power) {
  return String(power).replace(/./g, (digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]));
}

// What a number was before the changes.

const NEXT_TO_NOTHING = 1e-5; // of the larger one: float32 rounds there

/**
 * @typedef {import("./inside.js").InsideView} InsideView
 * @typedef {{layer: number, step: number, unit: number}} At
 */

/**
 * In words, as ", was 0.12"; "" where nothing is changed, or it reads the same.
 * @param {InsideView} view
 * @param {string} symbol
 * @param {At} at
 * @param {(value: number) => string} [say]
 */
export function wasText({ trace, before }, symbol, { layer, step, unit }, say = formatNumber) {
  const [now, then] = [trace, before].map((of) => of?.vector(symbol, layer, step)?.[unit]);
  if (now === undefined || then === undefined || say(now) === say(then)) return "";
  return `, was ${say(then)}`;
}

/**
 * The same behind a number that stands there already.
 * @param {Element} place
 * @param {string} words - as `was` gives them
 */
export function appendWasText(place, words) {
  if (words) append(place, "span", "was").textContent = words;
}

/**
 * Whether some number of a vector is another one than before the changes.
 * @param {InsideView} view
 * @param {string} symbol
 * @param {{layer: number, step: number}} at
 */
export function differs({ trace, before }, symbol, { layer, step }) {
  const [now, then] = [trace, before].map((of) => of?.vector(symbol, layer, step));
  if (!now || !then) return false;
  return now.some((value, at) => Math.abs(value - then[at]) > NEXT_TO_NOTHING * Math.max(Math.abs(value), Math.abs(then[at])));
}

// Symbols as they are written: a letter, what stands below it, and which step it is of.

/** @typedef {{letter: string, below: string, step: string}} Notation */

const CONSTANT = /^(d?W|b)/;
const STEPS = /** @type {Record<string, string>} */ ({ prev: "⟨t−1⟩", next: "⟨t+1⟩", above: "" });

/** @type {Map<string, (Notation | string)[]>} */
const PRODUCTS = new Map(); // of all cells that were shown

/**
 * Learns how the symbols of products are written.
 * @param {Record<string, string>} formulas - such as "{f}·{c_prev}"
 */
export function defineProducts(formulas) {
  for (const [symbol, formula] of Object.entries(formulas)) {
    PRODUCTS.set(symbol, pieces(formula).map((piece) => (piece.symbol ? notation(piece.symbol) : piece.words)));
  }
}

/**
 * A formula in its pieces: symbols, and what stands between them.
 * @param {string} written
 */
export function pieces(written) {
  return written
    .split(/(\{[^}]+\})/)
    .filter(Boolean)
    .map((part) => (part.startsWith("{") ? { symbol: part.slice(1, -1), words: "" } : { symbol: "", words: part }));
}

/**
 * @param {string} symbol
 * @returns {Notation}
 */
function notation(symbol) {
  const [name, when] = symbol.split("_");
  const [, letter, below] = /** @type {RegExpMatchArray} */ (name.match(/^(d?[a-zA-Z])(.*)$/));
  return { letter, below, step: when ? STEPS[when] : CONSTANT.test(name) ? "" : "⟨t⟩" };
}

/**
 * What a symbol of a wire or of an equation is written as, product by product.
 * @param {string} symbol
 * @returns {(Notation | string)[]}
 */
function parts(symbol) {
  const product = PRODUCTS.get(symbol);
  if (product) return product;
  if (symbol === "daback") return [notation("da_prev")];
  if (symbol === "dcback") return [notation("dc_prev")];
  if (symbol === "dx_above") return [notation("dx"), " above"];
  return [notation(symbol)];
}

/**
 * In an equation.
 * @param {string} symbol
 */
export function symbolElement(symbol) {
  const whole = document.createElement("var");
  whole.dataset.symbol = symbol;
  for (const part of parts(symbol)) {
    if (typeof part === "string") whole.append(part);
    else {
      whole.append(part.letter);
      if (part.below) whole.append(scriptElement("sub", part.below));
      if (part.step) whole.append(scriptElement("sup", part.step));
    }
  }
  return whole;
}

/**
 * On a drawing: what is of this very step does not say so.
 * @param {Element} text
 * @param {string} symbol
 */
export function writeSymbol(text, symbol) {
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
export function symbolText(symbol) {
  return parts(symbol)
    .map((part) => (typeof part === "string" ? part : part.letter + part.below + (part.step === "⟨t⟩" ? "" : part.step)))
    .join("");
}

/**
 * @param {"sub" | "sup"} kind
 * @param {string} words
 */
function scriptElement(kind, words) {
  const made = document.createElement(kind);
  made.textContent = words;
  return made;
}
