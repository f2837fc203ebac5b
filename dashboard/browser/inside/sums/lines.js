// The lines of an equation. Each function makes one, and gives back what puts a step's numbers in.
import { append } from "../elements.js";
import { appendWas, was } from "../whatif/was.js";
import { number, put } from "../words/numbers.js";
import { inText, spoken } from "../words/symbols.js";
import { allTerms, inFull, total } from "./terms.js";
import { Unfolded } from "./unfolded.js";

/**
 * @typedef {import("../inside.js").Desk} Desk
 * @typedef {import("../inside.js").Place} Place
 */

/**
 * @param {Desk} desk
 * @param {HTMLElement} card
 * @param {string} written - such as "{f} = σ({zf})"
 * @param {() => Place} at - which unit of which step
 */
export function law(desk, card, written, at) {
  const line = append(card, "p", "inside-law");
  const [result, right] = written.split(" = ");
  for (const { symbol, words } of pieces(written)) line.append(symbol ? inText(symbol) : words);
  const numbers = append(card, "p", "inside-numbers");
  const [{ symbol }] = pieces(result);
  return () => {
    const said = pieces(right).map(({ symbol: of, words }, place, all) => {
      if (!of) return words;
      const enclosed = all[place - 1]?.words.endsWith("(") && all[place + 1]?.words.startsWith(")");
      return (enclosed ? number : put)(value(desk, of, at()));
    });
    say(numbers, said.join(""), value(desk, symbol, at()));
    appendWas(numbers, was(desk, symbol, at()));
  };
}

/**
 * A sum, which unfolds into its terms.
 * @param {Desk} desk
 * @param {HTMLElement} card
 * @param {import("./terms.js").Sum} of
 * @param {() => Place} at - which unit of which step
 */
export function sum(desk, card, of, at) {
  const { result } = of;
  const line = append(card, "p", "inside-law");
  const numbers = append(card, "p", "inside-numbers");
  const unfolded = new Unfolded(card, desk, `What ${spoken(result)} is made of`, result);
  return () => {
    const place = at();
    const whole = inFull(desk.trace, of, place);
    const { complete, parts, added } = whole;
    write(line, result, [...parts.map(({ part }) => words(part)), ...added.map(({ from }) => [inText(from)])]);
    const values = [...parts.map((part) => total(part.of)), ...added.map(({ product }) => product)];
    const said = values.map((term, place_of) => (place_of ? put(term) : number(term))).join(" + ");
    say(numbers, complete && values.length > 1 ? said : "", value(desk, result, place));
    appendWas(numbers, was(desk, result, place));
    unfolded.show(allTerms(whole), value(desk, result, place));
  };
}

/**
 * This step's part of the weights' gradients: what reaches the unit, times what was there.
 * @param {Desk} desk
 * @param {HTMLElement} card
 * @param {string} left - what reaches it
 */
export function adding(desk, card, left) {
  const plain = desk.trace.about.cell === "rnn";
  const ofState = left.startsWith("dx") ? left.replace("dx", "ds") : left; // a GRU tells them apart
  const pairs = [
    { weights: plain ? "Wax" : "Wx", from: left, vector: "x" },
    { weights: plain ? "Waa" : "Wa", from: ofState, vector: "a_prev" },
  ];
  return pairs.map(({ weights, from, vector }) => {
    const line = append(card, "p", "inside-law");
    line.append("this step adds ", inText(from), "·", inText(vector), " to ", inText(`d${weights}`));
    const unfolded = new Unfolded(card, desk, `This step's part of d${weights}, largest first`);
    return () => {
      const weight = value(desk, from, desk.place);
      const values = desk.trace.vector(vector, desk.place.layer, desk.place.step) ?? [];
      unfolded.show(Array.from(values, (of, at) => ({ from: vector, at, weight, value: of, product: weight * of })));
    };
  });
}

/**
 * @param {Desk} desk
 * @param {string} symbol
 * @param {Place} place
 */
function value({ trace }, symbol, { layer, step, unit }) {
  return trace.number(symbol, layer, step, unit);
}

/**
 * @param {HTMLElement} line
 * @param {string} result
 * @param {(string | Node)[][]} added
 */
function write(line, result, added) {
  line.replaceChildren(inText(result), " = ", ...added.flatMap((term, at) => (at ? [" + ", ...term] : term)));
  if (!added.length) line.append("0");
}

/**
 * @param {HTMLElement} line
 * @param {string} words - with the numbers put in; "" for none
 * @param {number} result
 */
function say(line, words, result) {
  line.textContent = words ? `= ${words} = ` : "= ";
  const shown = append(line, "b");
  shown.textContent = number(result);
  shown.dataset.result = String(result);
}

/**
 * A part of a sum as it is written.
 * @param {import("./terms.js").Part} part
 * @returns {(string | Node)[]}
 */
function words({ weights, vectors = [], column, factors }) {
  if (factors) return factors.flatMap((factor, at) => (at ? ["·", inText(factor)] : [inText(factor)]));
  const stacked = vectors[0].replace(/^(d.).*_/, "$1_"); // "dzi_next", "dzf_next" ... as "dz_next"
  return [inText(weights ?? ""), column ? "ᵀ·" : "·", inText(vectors.length > 1 ? stacked : vectors[0])];
}

/**
 * A law in its pieces: symbols, and what stands between them.
 * @param {string} written
 */
function pieces(written) {
  return written
    .split(/(\{[^}]+\})/)
    .filter(Boolean)
    .map((part) => (part.startsWith("{") ? { symbol: part.slice(1, -1), words: "" } : { symbol: "", words: part }));
}
