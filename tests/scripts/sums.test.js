import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, bufferOf, passes, recorded, server } from "./page.js";
import { card, opened } from "./inside_view.js";
import { output } from "../../dashboard/browser/inside/cells.js";
import { allTerms, evaluated, largestFirst, total } from "../../dashboard/browser/inside/sums.js";
import { unpack } from "../../dashboard/browser/inside/trace.js";

const isClose = (one, other, what) => assert.ok(Math.abs(one - other) < 1e-4 * Math.max(1, Math.abs(other)), `${what}: ${one}, not ${other}`);

/** All sums of a way at a place, each with the unit that it is about. */
function sumsAt(trace, back, place) {
  const { forward, back: backward } = trace.about.cell;
  const equations = back ? backward : [...forward, output(trace.names)];
  return equations.flatMap(({ sums = [], unit }) => {
    const of = unit ? unit({ trace, place }).at : place.unit;
    return of < 0 ? [] : sums.map((sum) => ({ sum, place: { ...place, unit: of } }));
  });
}

for (const name of ["rex", "lstm", "gru"]) {
  for (const back of [false, true]) {
    test(`${name}: the terms of every sum on the way ${back ? "back" : "forward"} add up to its result`, () => {
      const trace = unpack(bufferOf(name));
      let counted = 0;
      for (let layer = 0; layer < trace.about.layers; layer += 1) {
        for (let step = 0; step < trace.steps; step += 1) {
          for (const unit of [0, 4, trace.about.units - 1]) {
            for (const { sum, place } of sumsAt(trace, back, { layer, step, unit })) {
              const terms = allTerms(evaluated(trace, sum, place));
              const result = trace.number(sum.result, place.layer, step, place.unit);
              isClose(total(terms), result, `${sum.result} of unit ${place.unit} in layer ${layer} at step ${step}`);
              for (const { weight, value, product } of terms) assert.equal(product, weight * value);
              counted += 1;
            }
          }
        }
      }
      assert.ok(counted >= trace.steps * 3);
    });
  }
}

test("a gate's sum has a term an input, a unit and a bias; the way back one a gate and unit, and what comes from above", () => {
  const lstm = unpack(bufferOf("lstm"));
  const place = { layer: 1, step: 5, unit: 4 };
  const terms = (symbol, back) => {
    const { sum } = sumsAt(lstm, back, place).find((one) => one.sum.result === symbol);
    return allTerms(evaluated(lstm, sum, place));
  };
  assert.equal(terms("zf", false).length, 12 + 12 + 1);
  assert.equal(terms("da", true).length, 4 * 12); // nothing comes from above but at the last step
});

test("the largest term comes first, whatever its sign", () => {
  const sizes = largestFirst([-1, 3, -4, 0.5].map((product) => ({ product }))).map(({ product }) => product);
  assert.deepEqual(sizes, [-4, 3, -1, 0.5]);
});

/** Numbers of a card that is unfolded: its terms as they stand there, and its result. */
function unfolded(equation) {
  const details = equation.querySelector(".inside-terms");
  if (!details.open) details.querySelector("summary").click();
  const all = details.children.at(-1);
  if (all.textContent.startsWith("All")) all.click();
  const products = details.querySelectorAll("tr[data-product]").map((row) => Number(row.dataset.product));
  return { details, all, products, result: Number(equation.querySelector("[data-result]").dataset.result) };
}

for (const [back, name, terms] of [[false, "Forget gate", 25], [true, "hidden state", 48]]) {
  test(`a card unfolds into all of its terms, the largest first: ${name}`, async () => {
    const { view, element } = await opened("lstm", { layer: 1, step: 4, unit: 4, back });
    view.stepper.by(1);
    const equation = card(element, name);
    const details = equation.querySelector(".inside-terms");
    assert.equal(details.querySelector("summary").textContent, `${terms} terms`);
    assert.equal(details.querySelectorAll("tr").length, 0); // while it is folded
    details.querySelector("summary").click();
    assert.equal(details.querySelectorAll("tr[data-product]").length, 8);
    assert.equal(details.children.at(-1).textContent, `All ${terms}`);
    assert.match(details.querySelector(".foot").textContent, new RegExp(`^sum, with ${terms - 8} smaller ones`));
    const { products, result, all } = unfolded(equation);
    assert.equal(products.length, terms);
    assert.deepEqual(products.map(Math.abs), products.map(Math.abs).sort((one, other) => other - one));
    isClose(products.reduce((sum, product) => sum + product, 0), result, name);
    assert.equal(result, view.trace.number(back ? "da" : "zf", 1, 5, 4));
    assert.equal(all.textContent, "The largest only");
  });
}

/** A view of the LSTM as of a large network: its weights did not come along. */
async function withoutWeights(place) {
  const opening = await opened("lstm", place);
  const { view } = opening;
  const whole = unpack(bufferOf("lstm"));
  for (const name of [...view.trace.arrays.keys()]) if (/^W/.test(name)) view.trace.arrays.delete(name);
  server((address) => {
    const { pathname, searchParams } = new URL(address);
    if (pathname !== "/weights/lstm") return { status: 404, body: "There is no such address" };
    return { body: ofUnit(whole, Number(searchParams.get("layer")), Number(searchParams.get("unit"))) };
  });
  view.goTo({}, false);
  return { ...opening, whole };
}

/** Weights of one unit as dashboard/inside/payload.py sends them: a row a gate, and the column. */
function ofUnit(trace, layer, unit) {
  const { units } = trace.about;
  const found = ["Wx", "Wa", "Wya"].flatMap((symbol) => {
    const matrix = trace.find(symbol, layer);
    if (!matrix) return [];
    const [high, wide] = matrix.shape;
    const at = (row, column) => matrix.data[row * wide + column];
    const gates = high % units ? [] : Array.from({ length: high / units }, (_, gate) => gate * units + unit);
    const rows = gates.map((row) => Array.from({ length: wide }, (_, column) => at(row, column)));
    return [[symbol, { rows, column: Array.from({ length: high }, (_, row) => (unit < wide ? at(row, unit) : 0)) }]];
  });
  return Object.fromEntries(found);
}

test("the weights of a large network's unit come when it is chosen, and then its sums unfold", async () => {
  const { view, element } = await withoutWeights({ layer: 1, step: 7, unit: 4 });
  assert.match(element.querySelector(".inside-equations > p").textContent, /too many weights/);
  assert.equal(card(element, "Forget gate").querySelector("summary").textContent, "0 terms");
  await passes(100);
  assert.equal(asked.length, 1);
  assert.equal(asked[0], "http://lab/weights/lstm?checkpoint=100&layer=1&unit=4");
  const sums = unfolded(card(element, "Forget gate"));
  assert.equal(sums.products.length, 25);
  element.querySelector(".inside-unit input").enter(7);
  assert.match(element.querySelector(".inside-sentence").textContent, /Unit 7 goes/);
  await passes(100);
  assert.match(asked[1], /unit=6$/);
  element.querySelectorAll("[data-way]").find((way) => way.dataset.way === "back").click();
  const back = unfolded(card(element, "hidden state"));
  assert.equal(back.products.length, 4 * 12);
  isClose(back.products.reduce((sum, product) => sum + product, 0), back.result, "da");
  view.goTo({ unit: 4 });
  await passes(100);
  assert.equal(asked.length, 2); // it is here already
});

test("weights that cannot be had are said to be away", async () => {
  const { element } = await withoutWeights({ layer: 1, unit: 4 });
  server(() => ({ status: 404, body: "There is no run 'x'" }));
  await passes(100);
  assert.equal(element.querySelector(".inside-equations > p").textContent, "The weights of this unit could not be fetched: There is no run 'x'");
});

test("a unit that is passed by on the way to another one is not asked for", async () => {
  const { view } = await withoutWeights({ layer: 1 });
  for (const unit of [1, 2, 3]) view.goTo({ unit });
  await passes(100);
  assert.deepEqual(asked.map((address) => new URL(address).searchParams.get("unit")), ["3"]);
});
