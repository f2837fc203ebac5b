import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { document, motion, passes, server } from "./page.js";
import { button, card, opened } from "./inside_view.js";

const press = (key) => document.activeElement.press(key);
const sentence = (element) => element.querySelector(".inside-sentence").textContent;

beforeEach(() => (motion.matches = false));

test("keys step, and the server is told once one has come to rest", async () => {
  const { element, told } = await opened("rex");
  assert.match(sentence(element), /^Step 1 of 4 begins with nothing\./);
  press("ArrowRight");
  press("ArrowRight");
  assert.match(sentence(element), /^Step 3 of 4 reads “e”\./);
  assert.match(sentence(element), /“x” came/);
  assert.deepEqual(told, []);
  await passes(400);
  assert.equal(told.length, 1);
  assert.equal(told[0][0], "place");
  assert.equal(told[0][1].step, 2);
  press("ArrowLeft");
  assert.equal(element.dataset.step, "2");
});

test("up and down change the unit on the drawing only, and nothing goes beyond the ends", async () => {
  const { element } = await opened("rex");
  press("ArrowDown");
  assert.equal(element.dataset.unit, "1");
  element.querySelector(".inside-cell").focus();
  press("ArrowDown");
  assert.equal(element.dataset.unit, "2");
  press("ArrowUp");
  press("ArrowUp");
  assert.equal(element.dataset.unit, "1");
  press("ArrowLeft");
  assert.equal(element.dataset.step, "1");
  assert.ok(button(element, "Step before").disabled);
  element.querySelector(".inside-stepper input").enter(4);
  assert.equal(element.dataset.step, "4");
  assert.ok(button(element, "Next step").disabled);
  press("ArrowRight");
  assert.equal(element.dataset.step, "4");
});

test("keys with a modifier, and those in a field, are not for stepping", async () => {
  const { element } = await opened("rex");
  const { dispatchEvent } = document.body;
  dispatchEvent.call(document.body, new KeyboardEvent("keydown", { key: "ArrowRight", ctrlKey: true }));
  element.querySelector(".inside-unit input").focus();
  press("ArrowRight");
  assert.equal(element.dataset.step, "1");
});

test("it plays to the end, and on the way back to the beginning", async () => {
  const { view, element, told } = await opened("lstm", { layer: 1, step: 7 });
  element.querySelector(".inside-speed").enter("10", "change");
  const play = element.querySelector(".inside-stepper .lab-play");
  play.click();
  assert.equal(play.textContent, "Pause");
  await passes(100);
  assert.equal(element.dataset.step, "9");
  assert.deepEqual(told, []); // nobody is told while it plays
  await passes(1000);
  assert.equal(element.dataset.step, "10");
  assert.equal(play.textContent, "▶ Play");
  button(element, "Way back").click();
  assert.equal(element.dataset.way, "back");
  assert.match(element.querySelector("g.wire[data-symbol=dc]").getAttribute("aria-label"), /^dc: 12 numbers/);
  assert.equal(play.textContent, "◀ Play back");
  play.click();
  await passes(2000);
  assert.equal(element.dataset.step, "1");
  assert.equal(view.stepper.timer, 0);
  const [name, last] = told.at(-1);
  assert.equal(name, "place");
  assert.deepEqual([last.step, last.back], [0, true]);
});

test("it plays from the start again once it has come to the end, and a click on a button pauses it", async () => {
  const { view, element } = await opened("rex", { step: 3 });
  const play = element.querySelector(".inside-stepper .lab-play");
  play.click();
  assert.equal(element.dataset.step, "1");
  await passes(1100);
  assert.equal(element.dataset.step, "2");
  button(element, "Next step").click();
  assert.equal(view.stepper.timer, 0);
  await passes(3000);
  assert.equal(element.dataset.step, "3");
});

test("it does not play for whoever wants no motion", async () => {
  motion.matches = true;
  const { element } = await opened("rex");
  const [play, speed] = [".lab-play", ".inside-speed"].map((part) => element.querySelector(`.inside-stepper ${part}`));
  assert.ok(play.hidden && speed.hidden);
  button(element, "Next step").click();
  assert.equal(element.dataset.step, "2");
});

test("a unit that there is not goes back to the one that is followed", async () => {
  const { element } = await opened("lstm", { unit: 3 });
  const unit = element.querySelector(".inside-unit input");
  unit.enter(99);
  assert.equal(element.dataset.unit, "4");
  assert.equal(unit.value, "4");
  unit.enter(12);
  assert.equal(element.dataset.unit, "12");
});

test("with one layer there is none to choose, and every layer has its number", async () => {
  const one = await opened("rex");
  assert.ok(one.element.querySelector(".inside-layer").hidden);
  const two = await opened("lstm");
  const layers = two.element.querySelector(".inside-layer select");
  assert.deepEqual(layers.options.map((option) => option.textContent), ["1 of 2", "2 of 2"]);
  layers.enter("1", "change");
  assert.equal(two.element.dataset.layer, "2");
});

test("back over an input and a way shows both as they were", async () => {
  const { element, told, update, view } = await opened("gru");
  button(element, "Way back").click();
  assert.equal(card(element, "Output"), undefined);
  await passes(400);
  const place = told.at(-1)[1];
  assert.equal(place.back, true);
  delete place.moved;
  await update({ place }); // the server's answer changes nothing
  assert.equal(element.dataset.way, "back");
  await update({ trace: "/traces/rex?checkpoint=100", place: { ...place, back: false }, returns: 1 });
  assert.match(element.dataset.trace, /rex/);
  assert.equal(element.dataset.way, "forward");
  assert.ok(card(element, "Output"));
  assert.equal(view.trace.about.cell.name, "rnn");
});

test("what is on its way to the server is dropped when somebody goes back", async () => {
  const { told, update, view } = await opened("rex");
  const { place } = view;
  press("ArrowRight");
  await update({ place, returns: 1 });
  await passes(1000);
  assert.deepEqual(told, []);
  assert.equal(view.place.step, 0);
});

test("the server's answer to an older place does not take back a newer one", async () => {
  const { told, update, view } = await opened("rex");
  press("ArrowRight");
  await passes(400);
  const older = { ...told[0][1] };
  delete older.moved;
  press("ArrowRight");
  await update({ place: older });
  assert.equal(view.place.step, 2);
});

test("numbers that cannot be fetched are said to be away", async () => {
  const { element, update } = await opened("rex");
  server(() => ({ status: 404, body: "There is no checkpoint 7" }));
  await update({ trace: "/traces/rex?checkpoint=7" });
  const problem = element.querySelector(".inside-problem");
  assert.ok(!problem.hidden);
  assert.equal(problem.textContent, "These numbers could not be fetched: There is no checkpoint 7");
});
