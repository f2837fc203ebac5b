import assert from "node:assert/strict";
import { test } from "node:test";
import { document, passes } from "./page.js";
import { button, opened } from "./inside_view.js";

const press = (key) => document.activeElement.press(key);

test("keys zoom in and out, level by level, and the server is told", async () => {
  const { element, told } = await opened("lstm", { layer: 1, step: 5, unit: 3, zoom: "network" });
  for (const level of ["layer", "cell", "unit", "product", "product"]) {
    press("+");
    assert.equal(element.dataset.zoom, level);
  }
  assert.equal(element.querySelector("[data-zoom=product]").getAttribute("aria-pressed"), "true");
  await passes(400);
  assert.equal(told.at(-1)[1].zoom, "product");
  for (const level of ["unit", "cell", "layer", "network", "network"]) {
    press("-");
    assert.equal(element.dataset.zoom, level);
  }
});

test("a product is its two factors, and leads to where they come from", async () => {
  const { view, element } = await opened("lstm", { layer: 1, step: 5, unit: 3, zoom: "product", term: "zi.a_prev.3" });
  const numbers = element.querySelectorAll(".inside-factors .inside-large").map((one) => Number(one.textContent.replace("−", "-")));
  assert.ok(Math.abs(numbers[0] * numbers[1] - numbers[2]) <= 0.01 * Math.abs(numbers[2]));
  const text = element.querySelector(".inside-factors").textContent;
  assert.match(text, /what unit 3 of this layer said a step before/);
  assert.match(text, /how much unit 4 listens to unit 3; learned, the same at every step/);
  button(element, "Go there").click();
  assert.deepEqual([view.place.zoom, view.place.step, view.place.unit, view.place.term], ["unit", 4, 2, ""]);
});

test("products are gone through by size", async () => {
  const { view, element } = await opened("lstm", { layer: 1, step: 5, unit: 3, zoom: "product", term: "zi.." });
  const rank = element.querySelector(".inside-product output");
  assert.match(rank.textContent, /^\d+ of 25 by size$/);
  element.querySelector(".inside-product select").enter("zi", "change");
  for (let rank = 25; rank > 1; rank -= 1) button(element, "Larger product").click();
  assert.equal(rank.textContent, "1 of 25 by size");
  button(element, "Smaller product").click();
  assert.equal(rank.textContent, "2 of 25 by size");
  assert.match(view.place.term, /^zi\./);
  assert.match(element.querySelector(".inside-factors").textContent, /the second largest of 25 products/);
  const lit = element.querySelectorAll(".inside-product tr").filter((row) => row.getAttribute("aria-current"));
  assert.equal(lit.length, 1);
});

test("a product that there is not is said so, and another one is shown", async () => {
  const { element } = await opened("lstm", { zoom: "product", term: "zi.x.99" });
  assert.match(element.querySelector(".inside-product output").textContent, /\(there is no product “zi\.x\.99” here\)$/);
});

test("a network of more units than stripes says which are drawn", async () => {
  const { view, element } = await opened("lstm", { zoom: "unit" });
  const words = () => element.querySelector(".inside-thinned").textContent;
  assert.equal(words(), "");
  for (const [units, nth] of [[256, "6th"], [100, "second"], [150, "third"]]) {
    view.trace.about.units = units;
    view.zoom.render();
    assert.equal(words(), `Of ${units} units every ${nth} has a stripe; the numbers of all are in the table below, and each can be chosen.`);
  }
  view.trace.about.units = 12;
  view.trace.sent = 4;
  view.trace.first = 3;
  view.zoom.render();
  assert.equal(words(), "Of 10 steps the numbers of 4 to 7 are here; others come as you step there.");
});

test("a click on a heat map follows a unit and goes to a step", async () => {
  const { element, view } = await opened("lstm", { layer: 1, step: 4, view: "time" });
  const chart = element.querySelector(".inside-map .chart");
  const { figure, how } = chart.latest;
  assert.deepEqual(figure.data[0].x, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(figure.data[0].z.length, 12);
  assert.equal(figure.data[0].z[2][0], view.trace.vector("a", 1, 0)[2]);
  assert.match(how.alt, /^a: Hidden state, .*: 12 rows, 10 steps\.$/);
  let clicked = () => {};
  chart.on = (_, act) => (clicked = act);
  view.heatMaps.maps[0].drawn();
  clicked({ points: [{ x: 0, y: 2 }] });
  assert.deepEqual([element.dataset.unit, element.dataset.step], ["3", "1"]);
  button(element, "Step by step").click();
  assert.equal(element.dataset.view, "step");
  assert.match(element.querySelector(".inside-sentence").textContent, /Unit 3/);
});

test("units of a heat map stand in the order that is chosen", async () => {
  const { element, view } = await opened("gru", { view: "time" });
  const order = view.trace.about.orders["by activity"][0];
  element.querySelector(".inside-order").enter("by activity", "change");
  const rows = view.heatMaps.maps[0].content;
  assert.deepEqual(rows.units, order);
  assert.deepEqual(rows.labels, order.map((unit) => `unit ${unit + 1}`));
});

test("the map of the letters has those that came, each marked at its step", async () => {
  const { view } = await opened("rex", { view: "time" });
  const { labels, marked, range } = view.heatMaps.maps.at(-1).content;
  assert.deepEqual(marked.map((row) => labels[row]), ["r", "e", "x", "end"]);
  assert.deepEqual(range, [0, 1]);
  assert.equal(labels.length, 12);
});
