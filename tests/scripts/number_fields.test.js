import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { document, passes, shown } from "./page.js";
import { parsed, render } from "../../dashboard/browser/shared/number_fields.js";

const ANY = [
  ["0.01", "0.01"], ["0,01", "0.01"], [" 12 ", "12"], ["1e-3", "1e-3"], [".5", ".5"], ["5.", "5."], ["-3,5", "-3.5"], ["+2", "+2"], ["1,0", "1.0"],
  ["1,000", null], // one, or a thousand
  ["-12,345", null], ["0,000", "0.000"], ["1,0000", "1.0000"], ["0,0,1", null], ["1.000,5", null], ["1 000", null], ["eight", null], ["1e999", null], ["--1", null], ["1,", "1."],
];
const WHOLE = [
  ["12", "12"], ["12 ", "12"], ["1,000", "1000"], ["1.000", "1000"], ["1 000", "1000"], ["1'000", "1000"], ["1,234,567", "1234567"], ["12.0", "12"], ["12,", "12"],
  ["1e3", "1000"], ["-5", "-5"], ["+5", "5"], ["999", "999"],
  ["12,5", null], ["1,000.000", null], ["1,00", "1"], ["0.5", null], ["12a", null], ["1e-3", null], ["9007199254740993", null], ["", null],
];

for (const [kind, texts, whole] of [["a number", ANY, false], ["a whole number", WHOLE, true]]) {
  for (const [text, meant] of texts) {
    test(`"${text}" is ${meant ?? "nothing"} as ${kind}`, () => assert.equal(parsed(text, whole), meant));
  }
}

const FIELDS = `<div>
  <div class="st-key-stock_units"><input type="number" step="1" data-testid="stNumberInputField"></div>
  <div class="st-key-stock_learning_rate"><input type="number" step="0.001" data-testid="stNumberInputField"></div>
  <input type="number" step="1">
</div>`;
let told = [];
let fields = [];
let read = [];

beforeEach(() => {
  fields = shown(FIELDS).querySelectorAll("input");
  told = [];
  read = [];
  render({ setStateValue: (name, value) => told.push([name, value]) });
  told.length = 0;
  for (const field of fields) field.addEventListener("keydown", ({ key }) => key === "Enter" && read.push(field.value));
});

/** Types into a field as somebody does, and leaves it. */
function typed(field, text) {
  field.focus();
  field.enter(text);
  field.press("Enter");
}

test("a field takes any text before somebody types there, and others are left alone", () => {
  const [units, rate, other] = fields;
  units.dispatchEvent(new Event("pointerover"));
  rate.focus();
  other.focus();
  assert.deepEqual([units.type, units.inputMode, units.getAttribute("role")], ["text", "numeric", "spinbutton"]);
  assert.deepEqual([rate.type, rate.inputMode], ["text", "decimal"]);
  assert.equal(other.type, "number");
});

test("what is meant is what Streamlit reads", () => {
  const [units, rate] = fields;
  typed(units, "1,000");
  typed(rate, "0,01");
  assert.deepEqual([units.value, rate.value], ["1000", "0.01"]);
  assert.deepEqual(read, ["1000", "0.01"]);
  assert.deepEqual(told, []);
});

test("what is no number stays, is not read, and is told until it is put right", () => {
  const [units] = fields;
  typed(units, "12,5");
  assert.deepEqual(read, []);
  assert.equal(units.value, "12,5");
  assert.equal(units.getAttribute("aria-invalid"), "true");
  assert.deepEqual(told, [["unread", { stock_units: "12,5" }]]);
  typed(units, "12,5");
  assert.equal(told.length, 1); // it has been told
  typed(units, "12");
  assert.deepEqual(told.at(-1), ["unread", {}]);
  assert.equal(units.getAttribute("aria-invalid"), "false");
});

test("two fields are told together, a field that is left counts, an empty one is nothing", () => {
  const [units, rate] = fields;
  units.focus();
  units.enter("x");
  rate.focus();
  rate.enter("1,000");
  document.body.focus();
  assert.deepEqual(told.at(-1)[1], { stock_units: "x", stock_learning_rate: "1,000" });
  units.focus();
  units.enter("");
  units.press("Enter");
  assert.deepEqual(told.at(-1)[1], { stock_learning_rate: "1,000" });
});

test("a step puts a field right, and a field that is gone says nothing", async () => {
  const [units, rate] = fields;
  typed(units, "x");
  typed(rate, "y");
  units.value = "11"; // by one of its buttons
  document.body.click();
  await passes(10);
  assert.deepEqual(told.at(-1)[1], { stock_learning_rate: "y" });
  rate.remove();
  document.body.click();
  await passes(10);
  assert.deepEqual(told.at(-1)[1], {});
});

test("a long text is told by its beginning", () => {
  typed(fields[0], "x".repeat(500));
  assert.equal(told[0][1].stock_units.length, 100);
});
