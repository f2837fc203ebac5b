import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferOf, document, passes } from "./page.js";
import { button, card, opened } from "./inside_view.js";
import { formatNumber, formatPercent, inFormula, symbolText } from "../../dashboard/browser/inside/notation.js";
import { unpack } from "../../dashboard/browser/inside/trace.js";

const sentence = (element) => element.querySelector(".inside-sentence").textContent;
const over = (part) => part.dispatchEvent(new Event("pointerover"));

for (const [value, words] of [
  [0, "0"], [1, "1.00"], [-1, "−1.00"], [0.31234, "0.312"], [0.01234, "0.0123"], [12.345, "12.3"], [123.4, "123"],
  [99999, "99999"], [123456, "1.2·10⁵"], [0.00012, "1.2·10⁻⁴"], [-0.00012, "−1.2·10⁻⁴"], [NaN, "no number"], [Infinity, "∞"], [-Infinity, "−∞"],
]) {
  test(`${value} is written ${words}`, () => assert.equal(formatNumber(value), words));
}

test("in a formula a negative number stands in brackets", () => {
  assert.equal(inFormula(-0.5), "(−0.500)");
  assert.equal(inFormula(0.5), "0.500");
});

test("shares below ten percent have a digit more", () => {
  assert.deepEqual([0, 0.0123, 0.0994, 0.0996, 0.5, 1].map(formatPercent), ["0.0 %", "1.2 %", "9.9 %", "10 %", "50 %", "100 %"]);
});

test("symbols are read out with their step, products factor by factor", () => {
  for (const name of ["lstm", "gru"]) unpack(bufferOf(name)); // which say how their products are written
  const words = { a: "a", a_prev: "a⟨t−1⟩", dzf_next: "dzf⟨t+1⟩", Waa: "Waa", by: "by", fc: "f·c⟨t−1⟩", ng: "(1−z)·g", tc: "tanh c", daback: "da⟨t−1⟩", dx_above: "dx above" };
  for (const [symbol, text] of Object.entries(words)) assert.equal(symbolText(symbol), text);
});

test("a step of a name says what is expected and what came", async () => {
  const { element } = await opened("rex", { step: 2 });
  assert.match(sentence(element), /^Step 3 of 4 reads “e”\. Unit 1 goes from −?[\d.·⁻⁰-⁹]+ to −?[\d.·⁻⁰-⁹]+\. Next it expects (“.”|the end) most \([\d.]+ %\); “x” came \([\d.]+ %\)\.$/);
});

test("the last step of a price says what the network says, the others do not", async () => {
  const { view, element } = await opened("lstm", { step: 9 });
  assert.match(sentence(element), /^Step 10 of 10 reads 2019-11-07, \$11\.\d\d\. .* It says \$10\.95 for the next day; \$11\.\d\d came\.$/);
  view.goTo({ step: 8 });
  assert.doesNotMatch(sentence(element), /It says/);
  delete view.trace.about.actual;
  view.goTo({ step: 9 });
  assert.match(sentence(element), /It says \$10\.95 for the next day\.$/);
});

test("a network that reads changes says which, here and on its product", async () => {
  const { view, element } = await opened("lstm", { step: 4 });
  view.trace.about.changes = view.trace.about.prices.map((_, step) => `+$0.0${step}`);
  view.goTo({ step: 9 });
  assert.match(sentence(element), /^Step 10 of 10 reads the change on 2019-11-07, \+\$0\.09 to \$11\.\d\d\./);
  view.goTo({ zoom: "product", term: "zi.x.1" });
  const factors = element.querySelector(".inside-factors").textContent;
  assert.match(factors, /the change on 2019-11-07, \+\$0\.09, scaled by the training days/);
  assert.match(factors, /how much unit 1 listens to the change; learned, the same at every step/);
});

test("on the way back a step says what a larger state would do to the loss", async () => {
  const { element } = await opened("lstm", { step: 9, back: true });
  assert.match(sentence(element), /Unit 1: the loss changes by −?[\d.·⁻⁰-⁹]+ for every 1 that its hidden state is larger\.$/);
});

test("a step is read out once one rests on it", async () => {
  const { view, element } = await opened("rex");
  const spoken = element.children.find((part) => part.getAttribute("aria-live") === "polite");
  view.goTo({ step: 1 });
  await passes(400);
  assert.equal(spoken.textContent, "");
  await passes(200);
  assert.equal(spoken.textContent, sentence(element));
});

test("a symbol and its wire light up together, and are explained", async () => {
  const { view, element } = await opened("lstm", { layer: 1 });
  const wire = (symbol) => element.querySelector(`g.wire[data-symbol=${symbol}]`);
  const law = (symbol) => element.querySelector(`.inside-law var[data-symbol=${symbol}]`);
  const readout = element.querySelector(".inside-readout");
  assert.match(readout.textContent, /^Blue is above zero/);
  over(law("f"));
  assert.ok(wire("f").classList.contains("lit"));
  assert.match(readout.textContent, /^f: Forget gate, how much of the old memory stays/);
  over(wire("f").querySelector(".strip").querySelectorAll("rect").find((part) => part.dataset.unit === "4"));
  assert.ok(readout.textContent.includes(`unit 5: ${formatNumber(view.trace.vector("f", 1, 0)[4])} `));
  wire("c").focus();
  assert.ok(!wire("f").classList.contains("lit"));
  assert.ok(law("c").classList.contains("lit"));
  assert.ok(wire("c").classList.contains("lit"));
  wire("c").dispatchEvent(new Event("blur"));
  assert.equal(element.querySelectorAll(".lit").length, 0);
  assert.match(readout.textContent, /^Blue is above zero/);
});

test("a stripe that is clicked is followed everywhere", async () => {
  const { element } = await opened("lstm", { layer: 1, step: 3 });
  element.querySelector("g.wire[data-symbol=f] .strip").children.find((part) => part.dataset.unit === "4").click();
  assert.equal(element.dataset.unit, "5");
  assert.match(sentence(element), /Unit 5 goes/);
  const table = element.querySelector(".inside-table");
  table.querySelector("summary").click();
  assert.equal(table.querySelector("[aria-current] th").textContent, "5");
});

test("the table of a step has a row a unit and the numbers of the trace", async () => {
  const { view, element } = await opened("gru", { layer: 1, step: 6, unit: 3 });
  const details = element.querySelector(".inside-table");
  assert.equal(details.querySelectorAll("tr").length, 0); // while it is folded
  details.querySelector("summary").click();
  const [head, ...rows] = details.querySelectorAll("tr");
  assert.equal(rows.length, 12);
  const columns = head.querySelectorAll("th").map((one) => one.textContent);
  const at = columns.indexOf("z⟨t⟩");
  assert.equal(rows[3].children[at].textContent, formatNumber(view.trace.vector("z", 1, 6)[3]));
  assert.equal(details.querySelectorAll("[aria-current]").length, 1);
});

test("of the odds the likeliest seven are listed, the letter that came among them", async () => {
  const { view, element } = await opened("rex", { step: 0 });
  const rows = element.querySelectorAll(".inside-said li");
  assert.equal(rows.length, 7);
  const came = element.querySelectorAll(".inside-said .came");
  assert.equal(came.length, 1);
  assert.match(came[0].textContent, /^r[\d.]+ % ✓$/);
  const odds = [...view.trace.vector("y", 0, 0)].sort((one, other) => other - one);
  assert.ok(rows[0].textContent.includes(formatPercent(odds[0])));
  const shares = rows.slice(0, 6).map((row) => parseFloat(row.textContent.replace(/^\D+/, "")));
  assert.deepEqual(shares, [...shares].sort((one, other) => other - one));
});

test("equations put the numbers of the step in", async () => {
  const { view, element } = await opened("lstm", { layer: 0, step: 2, unit: 1 });
  const number = (symbol) => view.trace.number(symbol, 0, 2, 1);
  const text = card(element, "Cell state").querySelector(".inside-numbers").textContent;
  const [f, c, i, g] = ["f", "c_prev", "i", "g"].map((symbol) => inFormula(number(symbol)));
  assert.equal(text, `= ${f}·${c} + ${i}·${g} = ${formatNumber(number("c"))}`);
  const z = card(element, "Forget gate").querySelectorAll(".inside-numbers").at(-1).textContent;
  assert.equal(z, `= σ(${formatNumber(number("zf"))}) = ${formatNumber(number("f"))}`);
});

test("what is said beside the pictures is another on the way back", async () => {
  const { element } = await opened("rex");
  const about = element.querySelector(".inside-about-network");
  assert.match(about.textContent, /^The same cell at every step, drawn side by side/);
  button(element, "Way back").click();
  assert.match(about.textContent, /^Now from right to left/);
});

test("a click on a box of the unrolled network goes to its step and layer", async () => {
  const { view, element } = await opened("lstm", { step: 0 });
  const place = element.querySelector(".inside-network");
  place.clientWidth = 1000;
  view.unrolled.build();
  assert.equal(place.querySelectorAll(".column").length, 10);
  assert.equal(place.querySelectorAll(".cell.chosen").length, 1);
  place.querySelectorAll(".column")[6].querySelectorAll(".cell")[1].click();
  assert.deepEqual([element.dataset.step, element.dataset.layer], ["7", "2"]);
  assert.match(place.querySelector("svg").getAttribute("aria-label"), /steps 1 to 10 of 10; step 7 is lit$/);
  assert.equal(document.querySelectorAll(".column.now").length, 1);
});
