// What is said beside the pictures: this step in a sentence, the odds, all numbers as a table.
import { append } from "../shared/elements.js";
import { meaning } from "./cells.js";
import { appendWasText, formatNumber, formatPercent, symbolElement, symbolText, wasText } from "./notation.js";

const SPEAK = 500; // milliseconds of rest before a step is read out

const ABOUT = {
  network: "The same cell at every step, drawn side by side: what it remembers, its hidden state, goes to the right. Click a step to go there.",
  cell: "The cell at the lit step. A strip of colour is a vector, one stripe a unit; the number beside it is that of the chosen unit. Point at a wire, or click a stripe to follow its unit.",
  equations: "What the cell computes for the chosen unit, with this step's numbers put in: sums of weights times inputs, and a bias. Open one to see its terms, the largest first.",
  said: "The output layer gives every letter a score, and softmax makes odds of the scores. They add up to 100 %.",
  time: "Every unit at every step: one row a unit. Click a row to follow its unit everywhere; the line is the step on show.",
};
const LEGEND = "Blue is above zero, orange below, and the stronger the colour, the larger the number.";
const BACK = {
  network: "Now from right to left: how the loss at the outputs would change if the hidden state of a step were larger.",
  cell: "The same wires, read backwards. A strip is a gradient: strong colour where a small change would matter for the loss.",
  said: "What the loss compares: the odds of the letter that came should have been 100 %, all others nought.",
  equations: "The step back for the chosen unit: what reaches it, and what it hands on. Its part of each weight's gradient unfolds, too.",
  time: "Gradients of every unit at every step. Where the colour fades to the left, the past has no say in the training.",
};

export class StepReadout {
  /**
   * @param {HTMLElement} element
   * @param {import("./inside.js").InsideView} view
   */
  constructor(element, view) {
    /** @param {string} selector */
    const find = (selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
    this.view = view;
    this.find = find;
    this.sentence = find(".inside-sentence");
    this.readout = find(".inside-readout");
    this.live = find(":scope > [aria-live]");
    this.speaking = 0;
  }

  render() {
    const about = this.view.place.back ? BACK : ABOUT;
    for (const [part, words] of Object.entries(about)) this.view.terms.setText(this.find(`.inside-about-${part}`), words);
    const sentence = this.step();
    this.sentence.textContent = sentence;
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.live.textContent = sentence), SPEAK);
    this.explain(this.symbol ?? "");
  }

  /** This step in a sentence or three. */
  step() {
    const { trace, place, film } = this.view;
    if (place.view === "training") return film.sentence();
    if (!trace.vector("a", place.layer, place.step)) return `Step ${place.step + 1} of ${trace.steps} is on its way …`;
    const begin = `Step ${place.step + 1} of ${trace.steps} ${this.reads()}.`;
    const unit = `Unit ${place.unit + 1}`;
    const now = (/** @type {string} */ symbol) => formatNumber(trace.number(symbol, place.layer, place.step, place.unit));
    const then = (/** @type {string} */ symbol) => wasText(this.view, symbol, place).replace(/, (.*)/, " ($1)");
    if (place.back) return `${begin} ${unit}: the loss changes by ${now("da")}${then("da")} for every 1 that its hidden state is larger.`;
    return `${begin} ${unit} goes from ${now("a_prev")} to ${now("a")}${then("a")}. ${this.outcome()}`;
  }

  reads() {
    const { trace, place } = this.view;
    const { read, prices, changes } = trace.about;
    const word = read[place.step];
    if (trace.names) return word ? `reads ${letter(word)}` : "begins with nothing";
    if (changes) return `reads the change on ${word}, ${changes[place.step]} to ${prices[place.step]}`;
    return `reads ${word}, ${prices[place.step]}`;
  }

  outcome() {
    const { trace, place } = this.view;
    return trace.names ? this.nextLetter() : place.step === trace.steps - 1 ? this.nextPrice() : "";
  }

  nextLetter() {
    const { trace, place } = this.view;
    const { alphabet, comes } = trace.about;
    const odds = trace.vector("y", 0, place.step) ?? new Float32Array();
    const likeliest = odds.indexOf(Math.max(...odds));
    const came = comes[place.step];
    const first = `Next it expects ${letter(alphabet[likeliest])} most (${formatPercent(odds[likeliest])})`;
    return came ? `${first}; ${letter(came)} came (${formatPercent(odds[alphabet.indexOf(came)])}).` : `${first}.`;
  }

  nextPrice() {
    const { price, actual } = this.view.trace.about;
    return actual ? `It says ${price} for the next day; ${actual} came.` : `It says ${price} for the next day.`;
  }

  /**
   * What a symbol is, and its numbers, while somebody points at it.
   * @param {string} symbol
   * @param {number} [unit]
   */
  explain(symbol, unit) {
    this.symbol = symbol;
    const { trace, place } = this.view;
    if (!symbol || !trace) {
      this.readout.textContent = LEGEND;
      return;
    }
    const [name, words] = meaning(trace.about.cell, symbol);
    const vector = trace.vector(symbol, place.layer, place.step);
    this.readout.replaceChildren();
    append(this.readout, "b").textContent = `${symbolText(symbol)}: ${name}`;
    this.readout.append(words ? `, ${words}. ` : ". ");
    if (!vector) return;
    if (unit !== undefined) {
      const of = trace.nameOf(symbol, place.layer, unit);
      append(this.readout, "b").textContent = `${of}${of ? ": " : ""}${formatNumber(vector[unit])}${wasText(this.view, symbol, { ...place, unit })} `;
    }
    append(this.readout, "span", "inside-all").textContent = Array.from(vector, formatNumber).join("  ");
  }
}

/** @param {string} word */
export function letter(word) {
  return word === "\n" ? "the end" : word === " " ? "a space" : `“${word}”`;
}

// What the network says at this step: the odds of the next letter.

const SHOWN = 7; // letters

export class NextLetterOdds {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.place = place;
    this.view = view;
  }

  render() {
    const { trace, place } = this.view;
    this.place.hidden = !trace.names || place.layer < trace.about.layers - 1;
    if (this.place.hidden) return;
    const odds = trace.vector("y", 0, place.step) ?? new Float32Array();
    const came = trace.about.alphabet.indexOf(trace.about.comes[place.step] ?? "none");
    const order = Array.from(odds.keys()).sort((one, other) => odds[other] - odds[one]);
    const shown = order.slice(0, SHOWN);
    if (came >= 0 && !shown.includes(came)) shown[SHOWN - 1] = came;
    const then = (/** @type {number} */ unit) => wasText(this.view, "y", { ...place, unit }, formatPercent);
    const rows = shown.map((at) => row(trace.about.alphabet[at], odds[at], odds[order[0]], at === came, then(at)));
    const list = document.createElement("ol");
    list.append(...rows);
    list.classList.toggle("both", Boolean(this.view.before));
    list.setAttribute("aria-label", "Probability of each next letter");
    const heading = document.createElement("h4");
    heading.textContent = came < 0 ? "Next letter" : "Next letter (✓ the one that came)";
    this.place.replaceChildren(heading, list);
  }
}

/**
 * @param {string} letter
 * @param {number} share
 * @param {number} most
 * @param {boolean} came
 * @param {string} then - what it was before the changes
 */
function row(letter, share, most, came, then) {
  const item = document.createElement("li");
  item.classList.toggle("came", came);
  const name = document.createElement("span");
  name.textContent = letter === "\n" ? "end" : letter === " " ? "space" : letter;
  const bar = document.createElement("i");
  bar.style.width = `${(100 * share) / most}%`;
  const track = document.createElement("span");
  track.append(bar);
  const words = document.createElement("span");
  words.textContent = `${formatPercent(share)}${then}${came ? " ✓" : ""}`;
  item.append(name, track, words);
  return item;
}

// All numbers of a step as a table, one row a unit, while it is open.

export class StepTable {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    this.place = /** @type {HTMLDetailsElement} */ (place);
    this.view = view;
    this.table = /** @type {HTMLTableElement} */ (place.querySelector("table"));
    place.addEventListener("toggle", () => this.render());
  }

  render() {
    const { trace, place } = this.view;
    if (!this.place.open || !trace) return;
    const { wires } = trace.about.cell.drawing;
    const symbols = [...new Set(wires.map(({ symbol, back }) => (place.back ? back : symbol)))];
    const columns = symbols.flatMap((symbol) => {
      const vector = symbol ? trace.vector(symbol, place.layer, place.step) : undefined;
      return vector?.length === trace.about.units ? [{ symbol, vector }] : [];
    });
    const head = document.createElement("tr");
    head.append(heading("col", "unit"), ...columns.map(({ symbol }) => heading("col", symbolElement(symbol))));
    const rows = Array.from({ length: trace.about.units }, (_, unit) => {
      const row = document.createElement("tr");
      if (unit === place.unit) row.setAttribute("aria-current", "true");
      row.append(heading("row", String(unit + 1)));
      for (const { symbol, vector } of columns) {
        const cell = row.insertCell();
        cell.textContent = formatNumber(vector[unit]);
        appendWasText(cell, wasText(this.view, symbol, { ...place, unit }));
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
