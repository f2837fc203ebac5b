import assert from "node:assert/strict";
import { test } from "node:test";
import { document } from "./page.js";
import { button, card, opened } from "./inside_view.js";

const NONE = { heard: null, input: "", dice: null, changes: [], before: null };
const FORGETS = {
  ...NONE, changes: [{ word: "f1=0", words: "forget gate of layer 1 held at 0" }], before: "/traces/lstm?checkpoint=100", verdict: "With the forget gate held it says $9.00 instead of $10.95.",
  prices: [
    { kind: "changed", value: 9, price: "$9.00", off: "$2.07" }, { kind: "before", value: 10.95, price: "$10.95", off: "$0.12" },
    { kind: "yesterday", value: 11.1, price: "$11.10", off: "$0.03" }, { kind: "actual", value: 11.07, price: "$11.07", off: "" },
  ],
};

/** The panel, opened, and what was asked for last. */
async function panel(trace = "lstm", place = {}, whatif = NONE) {
  const opening = await opened(trace, place, { whatif });
  const details = opening.element.querySelector(".inside-change");
  details.querySelector("summary").click();
  const form = (name) => details.querySelector(`.inside-${name}`);
  const asked = () => opening.told.filter(([name]) => name === "changes").map(([, wanted]) => wanted);
  return { ...opening, details, form, asked, changes: () => asked().at(-1)?.changes };
}

const submitted = (form) => form.dispatchEvent(new Event("submit"));

test("changes are asked for by what they are of, one of each thing", async () => {
  const { details, form, changes, asked } = await panel("lstm", { layer: 1, step: 9, unit: 2 });
  button(form("hold"), "Hold at 0").click();
  assert.deepEqual(changes(), ["f2=0"]);
  button(form("hold"), "Hold at 1").click();
  assert.deepEqual(changes(), ["f2=1"]); // in place of the other
  form("hold").querySelectorAll("select")[0].enter("g", "change");
  form("hold").querySelectorAll("select")[1].enter("one", "change");
  assert.equal(form("hold").querySelector("input").min, "-1");
  form("hold").querySelector("input").enter(-0.25);
  submitted(form("hold"));
  assert.deepEqual(changes(), ["f2=1", "g2.2=-0.25"]);
  button(form("fix"), "Silence it").click();
  assert.deepEqual(changes(), ["f2=1", "g2.2=-0.25", "a2.2=0"]);
  form("price").querySelector("input").enter(12.5);
  submitted(form("price"));
  assert.equal(changes().at(-1), "day9=12.5");
  assert.ok(asked().every(({ place, dice, input }) => place.step === 9 && dice === null && input === null));
  assert.match(details.textContent, /What unit 3 of layer 2 says/);
});

test("letters are changed and drawn after the step on show", async () => {
  const { form, changes, asked } = await panel("rex", { step: 2 });
  assert.ok(form("hold").hidden && form("price").hidden);
  form("letter").querySelector("select").enter("x", "change");
  submitted(form("letter"));
  assert.deepEqual(changes(), ["letter2=x"]);
  form("dice").querySelector("input").enter(3);
  submitted(form("dice"));
  assert.deepEqual([asked().at(-1).dice, asked().at(-1).input], [3, "re"]);
});

test("changes to try are made by a click, and taken back by another", async () => {
  const { details, changes, update, asked } = await panel();
  const forget = button(details, "Hold the forget gate of layer 1 at 0: it forgets everything");
  forget.focus();
  forget.click();
  assert.deepEqual(changes(), ["f1=0"]);
  await update({ whatif: { ...FORGETS, heard: asked().at(-1).number }, trace: "/traces/lstm-forgets?checkpoint=100" });
  assert.equal(document.activeElement, forget);
  assert.equal(forget.getAttribute("aria-pressed"), "true");
  forget.click();
  assert.deepEqual(changes(), []);
});

test("what there is to try depends on the cell and on what it reads", async () => {
  const words = async (trace) => (await panel(trace)).details.querySelectorAll(".inside-tries button").map((one) => one.textContent);
  assert.deepEqual(await words("lstm"), [
    "Hold the forget gate of layer 1 at 0: it forgets everything",
    "Hold the input gate of layer 1 at 0: nothing new is written",
    "Raise the last day's price by 10 %",
  ]);
  assert.match((await words("gru"))[0], /^Hold the update gate of layer 1 at 0/);
  const [silence, unlikely] = await words("rex");
  assert.equal(silence, "Silence unit 1");
  assert.match(unlikely, /^Let (“.”|a space) come after step 1: nothing is expected less$/);
});

test("what has changed is a chip, a verdict, and beside each number what it was", async () => {
  const { view, element, details } = await panel("lstm-forgets", { step: 5, unit: 2 }, FORGETS);
  const chips = element.querySelectorAll(".inside-chips li");
  assert.deepEqual(chips.map((chip) => chip.textContent), ["forget gate of layer 1 held at 0✕"]);
  assert.equal(element.querySelector(".inside-verdict").textContent, FORGETS.verdict);
  assert.match(card(element, "Forget gate").querySelector(".was").textContent, /^, was −?[\d.]+$/);
  assert.equal(view.trace.number("f", 0, 5, 2), 0);
  assert.match(element.querySelector(".inside-sentence").textContent, /\(was −?[\d.·⁻⁰-⁹]+\)/);
  assert.ok(element.querySelector("g.wire[data-symbol=f]").classList.contains("differs"));
  assert.ok(!element.querySelector("g.wire[data-symbol=x]").classList.contains("differs"));
  const table = element.querySelector(".inside-table");
  table.querySelector("summary").click();
  assert.ok(table.querySelector("[aria-current] .was"));
  assert.ok(details.open);
});

test("the two prices stand beside yesterday's and the one that came, in a table and on a line", async () => {
  const { element } = await panel("lstm-forgets", {}, FORGETS);
  const futures = element.querySelector(".inside-futures");
  const rows = futures.querySelectorAll("tr").map((row) => row.children.map((cell) => cell.textContent));
  assert.deepEqual(rows, [
    ["", "price", "off by"], ["◆ Changed", "$9.00", "$2.07"], ["◇ As it is", "$10.95", "$0.12"], ["┆ Yesterday's price", "$11.10", "$0.03"], ["● What came", "$11.07", ""],
  ]);
  const svg = futures.querySelector("svg");
  assert.equal(svg.getAttribute("aria-label"), "On a line: Changed $9.00, As it is $10.95, Yesterday's price $11.10, What came $11.07");
  const x = svg.querySelectorAll("text").map((text) => Number(text.getAttribute("x")));
  assert.deepEqual([x[0], Math.round(x[2])], [40, Math.round(40 + (2.07 / 2.1) * 340)]);
});

test("without changes nothing was anything else, and there are no futures", async () => {
  const { element } = await panel();
  assert.equal(element.querySelectorAll(".was").length, 0);
  assert.ok(element.querySelector(".inside-futures").hidden && element.querySelector(".inside-changed").hidden && element.querySelector(".inside-verdict").hidden);
});

test("changes are undone one by one, or all; the focus stays with those that are left", async () => {
  const two = { ...FORGETS, changes: [...FORGETS.changes, { word: "day9=12.5", words: "price at $12.50" }] };
  const { element, changes, asked, update } = await panel("lstm-forgets", {}, two);
  element.querySelector(".inside-undo").click();
  assert.deepEqual(changes(), ["f1=0"]);
  button(element, "Undo: forget gate of layer 1 held at 0").focus();
  await update({ whatif: { ...FORGETS, heard: asked().at(-1).number }, trace: "/traces/lstm-forgets?checkpoint=100&first=1" });
  assert.ok(element.querySelector(".inside-chips").contains(document.activeElement));
  element.querySelector(".inside-undo-all").click();
  assert.deepEqual([changes(), asked().at(-1).dice], [[], null]);
  await update({ whatif: { ...NONE, heard: asked().at(-1).number }, trace: "/traces/lstm?checkpoint=100" });
  assert.equal(document.activeElement, element.querySelector(".inside-change summary"));
});

test("a click that comes before the server's answer builds on what was asked for", async () => {
  const { form, changes, update } = await panel("lstm", { layer: 0 });
  button(form("hold"), "Hold at 0").click();
  await update({ whatif: { ...NONE, heard: 1 } }); // an answer to something older
  button(form("fix"), "Silence it").click();
  assert.deepEqual(changes(), ["f1=0", "a1.0=0"]);
});

test("letters that were drawn are a chip, and undone last", async () => {
  const drawn = { ...NONE, dice: 3, input: "aa" };
  const { element, asked } = await panel("rex", {}, drawn);
  assert.deepEqual(element.querySelectorAll(".inside-chips li").map((chip) => chip.textContent), ["letters after “aa” drawn with dice 3✕"]);
  element.querySelector(".inside-undo").click();
  assert.equal(asked().at(-1).dice, null);
});

test("two names stand letter by letter, marked where they differ, and lead to their steps", async () => {
  const { view, element } = await panel("rex", {}, { ...NONE, before: "/traces/rex?checkpoint=100", changes: [{ word: "letter2=y", words: "“y” after step 3" }] });
  view.trace = Object.assign(Object.create(Object.getPrototypeOf(view.trace)), view.trace, { about: { ...view.trace.about, comes: ["r", "e", "y", "\n"] } });
  view.futures = view.whatIf.futures;
  view.futures.build(null);
  const [changed, before] = element.querySelectorAll(".inside-futures tbody tr");
  assert.deepEqual(changed.children.map((cell) => cell.textContent), ["Changed", "r", "e", "y", "end"]);
  assert.deepEqual(before.children.map((cell) => cell.textContent), ["As it is", "r", "e", "x", "end"]);
  for (const row of [changed, before]) assert.deepEqual(row.querySelectorAll("td").map((cell) => cell.classList.contains("differs")), [false, false, true, false]);
  changed.querySelectorAll("td")[1].click();
  assert.equal(element.dataset.step, "2");
  assert.ok(changed.querySelectorAll("td")[1].classList.contains("now"));
});

test("a heat map shows the changed future, the one as it was, or their difference, in the same colours", async () => {
  const { view, element } = await panel("lstm-forgets", { view: "time", future: "difference" }, FORGETS);
  const content = () => view.heatMaps.maps[0].content;
  const heading = () => element.querySelector(".inside-map h4").textContent;
  assert.match(heading(), /^a: Hidden state, changed minus as it was/);
  const [now, then] = [view.trace, view.before].map((trace) => trace.vector("a", 0, 4)[2]);
  assert.ok(Math.abs(content().rows[2][4] - (now - then)) < 1e-7);
  element.querySelector(".inside-which select").enter("before", "change");
  assert.match(heading(), /^a: Hidden state, as it was/);
  assert.equal(content().rows[2][4], then);
  const range = content().range;
  element.querySelector(".inside-which select").enter("", "change");
  assert.equal(content().rows[2][4], now);
  assert.deepEqual(content().range, range);
});
