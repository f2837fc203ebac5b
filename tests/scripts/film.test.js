import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { bufferOf, document, motion, passes, server, settled } from "./page.js";
import { button, opened } from "./inside_view.js";
import { changeSentence, FilmData, omissions } from "../../dashboard/browser/inside/film_data.js";
import { maps } from "../../dashboard/browser/inside/film_maps.js";

const LSTM = { layer: 1, view: "training" };
const sentence = (element) => element.querySelector(".inside-sentence").textContent;
const rex = new FilmData(bufferOf("film-rex"));
const lstm = new FilmData(bufferOf("film-lstm"));

beforeEach(() => (motion.matches = false));

test("a film has a frame a checkpoint, each with all of its numbers", () => {
  assert.deepEqual(rex.about.steps, [0, 1000, 4000, 10000]);
  for (const film of [rex, lstm]) {
    for (const [symbol, { shape, data }] of film.arrays) {
      assert.equal(data.length, shape.reduce((product, side) => product * side, 1), symbol);
    }
    assert.deepEqual(film.at("a", 0), film.values("a").data.subarray(0, film.values("a").data.length / film.frames));
  }
  assert.equal(rex.values("nothing").data.length, 0);
});

test("the frame of a checkpoint is the nearest one", () => {
  assert.deepEqual([0, 400, 600, 9000, 99999].map((step) => rex.nearest(step)), [0, 0, 1, 3, 3]);
});

test("colours mean the same in every frame", () => {
  const largest = Math.max(...rex.values("Wax").data.map(Math.abs));
  assert.ok(Math.abs(rex.limit("Wax") - largest) < 1e-6);
  assert.equal(rex.limit("nothing"), 1);
});

test("a frame of names says what it has changed", () => {
  assert.match(changeSentence(rex, 0), /^Before any training \(iteration 0\) no letter is more probable than [\d.]+ %, where 3\.7 % each would be even\.$/);
  assert.match(changeSentence(rex, 3), /^From iteration 4,000 to 10,000 the loss on “rex” (fell|rose|stayed).* a letter; .* went from [\d.]+ % to [\d.]+ %\. Unit \d+ changed most, and of the weights W\w+, by [\d.]+ on average\.$/);
});

test("a frame of prices says what it has changed", () => {
  assert.match(changeSentence(lstm, 0), /^Before any training \(epoch 0\) it says .*\$[\d.]+.* yesterday's price was \$\d+\.\d\d\.$/);
  assert.match(changeSentence(lstm, lstm.frames - 1), /the prediction went from −?\$[\d.]+ to \$10\.95; \$11\.\d\d came, and yesterday's price was \$\d+\.\d\d\. Unit/);
});

test("what a film leaves out is said, a sentence each", () => {
  assert.deepEqual(omissions(rex, 1000, false), []);
  const { about } = rex;
  const partly = { ...about, steps: [0, 1000], checkpoints: 70, units: [0, 3, 6], all: 200, letters: 1200 };
  const film = Object.assign(Object.create(FilmData.prototype), rex, { about: partly });
  const said = omissions(film, 900, true);
  assert.match(said[0], /^The iteration 900 is not in the film: this is 1,000, the nearest that is\.$/);
  assert.match(said[1], /^The film shows the network as it was trained/);
  assert.match(said[2], /^Of 70 checkpoints 2 are in the film/);
  assert.match(said[3], /^Of 200 units 3 are drawn, every 3th\./);
  assert.match(said[4], /^Of 1,200 letters 27 are drawn/);
  const only = Object.assign(Object.create(FilmData.prototype), rex, { about: { ...about, steps: [500], checkpoints: 1 } });
  assert.match(omissions(only, 500, false)[0], /^Only iteration 500 of this run is kept, so there is nothing to play\./);
});

test("a map's places are those of its numbers in a frame", () => {
  const { states, weights } = maps(lstm, "");
  const [a] = states;
  const { units, read } = lstm.about;
  assert.deepEqual([a.symbol, a.rows.length, a.columns.length], ["a", units.length, read.length]);
  assert.equal(a.index[2 * read.length + 4], 4 * units.length + 2);
  const wa = weights.find(({ symbol }) => symbol === "Wa");
  assert.deepEqual(wa.blocks, ["i", "f", "g", "o"]);
  assert.equal(wa.columns.length, 4 * units.length);
  assert.equal(new Set(wa.index).size, lstm.at("Wa", 0).length);
  const wya = weights.find(({ symbol }) => symbol === "Wya");
  assert.deepEqual(wya.rows, ["price"]);
});

test("the letters of a map are those that come and those that are expected most", () => {
  const letters = maps(rex, "").states.at(-1);
  assert.equal(letters.rows.length, 12);
  assert.deepEqual(letters.marked.map((row) => letters.rows[row]), ["r", "e", "x", "end"]);
});

test("weights of changes of the price are said to be so", () => {
  const film = Object.assign(Object.create(FilmData.prototype), lstm, { about: { ...lstm.about, layer: 1, changes: true } });
  const of = (one) => maps(one, "").weights.find(({ symbol }) => symbol === "Wx").words;
  assert.equal(of(film), "what each gate of a unit makes of the change of the price");
  assert.equal(of(lstm), "what each gate of a unit makes of the layer below");
});

test("a film plays to its end, frame by frame, and the server is told there", async () => {
  const { element, told, view } = await opened("rex", { view: "training" });
  const frames = [];
  const { transport } = view.film;
  transport.speed.enter("2", "change");
  const render = view.film.outcome.render.bind(view.film.outcome);
  view.film.outcome.render = (frame) => frames.push(frame) && render(frame);
  transport.play.click();
  await passes(4000);
  assert.equal(element.dataset.checkpoint, "10000");
  assert.deepEqual([...new Set(frames)], [1, 2, 3]);
  assert.match(sentence(element), /^From iteration 4,000 to 10,000 the loss on “rex”/);
  assert.equal(transport.slider.getAttribute("aria-valuetext"), "iteration 10,000 of 10,000");
  await passes(400);
  assert.equal(told.length, 1);
  assert.deepEqual([told[0][1].checkpoint, told[0][1].moved], [10000, true]);
  transport.slider.enter(0);
  assert.equal(element.dataset.checkpoint, "0");
  assert.deepEqual(element.querySelectorAll(".film-names li").map((one) => one.textContent), rex.about.names[0]);
});

test("keys go through the training, and stay within it", async () => {
  const { element } = await opened("lstm", { ...LSTM, checkpoint: 5 });
  document.activeElement.press("ArrowLeft");
  document.activeElement.press("ArrowLeft");
  assert.equal(element.dataset.checkpoint, String(lstm.about.steps[lstm.nearest(5) - 2]));
  for (let press = 0; press < 20; press += 1) document.activeElement.press("ArrowLeft");
  assert.equal(element.dataset.checkpoint, "0");
});

test("a film does not play for whoever wants no motion", async () => {
  motion.matches = true;
  const { view } = await opened("rex", { view: "training" });
  assert.ok(view.film.transport.play.hidden && view.film.transport.speed.hidden);
});

test("a click on a map follows its unit and goes to its step; what is pointed at is read", async () => {
  const { element, view, told } = await opened("lstm", { ...LSTM, checkpoint: 20 });
  const [a] = view.film.rasters;
  Object.assign(a.canvas, { clientWidth: 1000, clientHeight: 120 });
  const at = { offsetX: 450, offsetY: 25 };
  a.canvas.dispatchEvent(new Event("pointermove", at));
  const readout = element.querySelector(".film-readout");
  assert.match(readout.textContent, /^a, unit 3, step 5 \(\d\d-\d\d\): −?[\d.]+/);
  a.canvas.dispatchEvent(new Event("click", at));
  assert.deepEqual([element.dataset.unit, element.dataset.step], ["3", "5"]);
  assert.match(a.canvas.getAttribute("aria-label"), /^a: Hidden state, .*, at epoch 20: 12 by 10 numbers, from/);
  const table = element.querySelector(".film-table");
  table.querySelector("summary").click();
  assert.equal(table.querySelector("[aria-current] th").textContent, "unit 3");
  assert.equal(table.querySelectorAll("tr").length, 1 + 12);
  table.querySelector("select").enter("Wya", "change");
  assert.equal(table.querySelectorAll("tr").length, 2);
  await passes(400);
  assert.equal(told.at(-1)[1].unit, 2);
  button(element, "Step by step").click();
  assert.match(sentence(element), /Unit 3/);
});

test("every number of a map has the colour of its size", async () => {
  const { view } = await opened("rex", { view: "training" });
  const wax = view.film.rasters.find(({ map }) => map.symbol === "Wax");
  const pale = [...wax.dots];
  view.film.goTo(3);
  assert.notDeepEqual([...wax.dots], pale);
  assert.equal(wax.dots.length, wax.map.index.length);
  view.film.goTo(0);
  assert.deepEqual([...wax.dots], pale);
});

test("a film that cannot be had says so, and is asked for again", async () => {
  const { element, view, update } = await opened("rex");
  server(() => ({ status: 404, body: "There is no run 'x'" }));
  button(element, "Over training").click();
  await settled();
  const problem = element.querySelector(".film-problem");
  assert.ok(!problem.hidden);
  assert.equal(problem.textContent, "This film could not be fetched: There is no run 'x'");
  assert.equal(sentence(element), "The film is on its way …");
  server(() => ({ body: new Uint8Array(bufferOf("film-rex")) }));
  view.goTo({ unit: 1 });
  await settled();
  assert.ok(problem.hidden);
  await update({});
});
