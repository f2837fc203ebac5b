import assert from "node:assert/strict";
import { test } from "node:test";
import { passes } from "./page.js";
import { button, opened } from "./inside_view.js";

const STATION = {
  number: 1, total: 12, been: 0, title: "It reads", words: "Its hidden state changes.", task: "Go on a step.", reached: { step: 2 }, done: "You have stepped.",
  report: "section 2.2", panel: "", pages: {}, here: true, guess: null,
};
const GUESS = { question: "Which letter?", choices: ["“n”", "“o”"], guessed: null };

/** The tour at a station. */
async function at(station, place = {}) {
  const opening = await opened("lstm", place, { tour: { ...STATION, ...station } });
  const tour = opening.element.querySelector(".inside-tour");
  return { ...opening, tour, find: (name) => tour.querySelector(`.tour-${name}`), done: () => tour.dataset.done === "true" };
}

for (const [name, reached, begin, act] of [
  ["a step", { step: 2 }, {}, ({ view }) => view.goTo({ step: 1 })],
  ["a unit", { unit: 10 }, {}, ({ view }) => view.goTo({ unit: 9 })],
  ["another unit than the first", { follows: true }, {}, ({ view }) => view.goTo({ unit: 6 })],
  ["a view", { view: "time" }, {}, ({ element }) => button(element, "Over time").click()],
  ["a way", { way: "back" }, {}, ({ element }) => button(element, "Way back").click()],
  ["the way forward", { way: "forward" }, { back: true }, ({ element }) => button(element, "Forward").click()],
  ["a checkpoint of the film", { checkpoint: 100 }, { view: "training" }, ({ view }) => view.goTo({ checkpoint: 100 })],
  ["a sum that is unfolded", { unfolds: true }, {}, ({ element }) => element.querySelector(".inside-equations .inside-terms summary").click()],
  ["two of them together", { step: 2, unit: 3 }, { step: 1 }, ({ view }) => view.goTo({ unit: 2 })],
]) {
  test(`a station is done with ${name}, and stays so`, async () => {
    const here = await at({ reached }, begin);
    assert.ok(!here.done());
    assert.equal(here.find("done").textContent, "");
    act(here);
    assert.ok(here.done());
    assert.equal(here.find("done").textContent, "✓ You have stepped.");
    here.view.goTo({ step: 5, unit: 0, back: false, view: "step" });
    assert.ok(here.done());
  });
}

test("a run of one's own is told from those of the demonstration", async () => {
  const here = await at({ reached: { own: true } });
  assert.ok(here.done()); // its address names no demonstration
});

test("another unit does not do", async () => {
  const here = await at({ reached: { unit: 10 } });
  here.element.querySelector(".inside-unit input").enter(3);
  assert.ok(!here.done());
  here.element.querySelector(".inside-unit input").enter(10);
  assert.ok(here.done());
});

test("where something else is on show no station is done, and a way leads back", async () => {
  const here = await at({ here: false, reached: {} });
  assert.ok(!here.done());
  button(here.tour, "Back to what this is about").click();
  assert.deepEqual(here.told.at(-1), ["tour", { go: 1 }]);
});

test("a station says where one is, and leads to the one before and the next", async () => {
  const { tour, find, told, update } = await at({ number: 3, words: "A unit of a hidden state." });
  assert.equal(tour.querySelector("h2").textContent, "It reads");
  assert.equal(find("progress").textContent, "3 of 12 · the report, section 2.2");
  assert.deepEqual(find("words").querySelectorAll(".lab-term").map((term) => term.textContent), ["unit", "hidden state"]);
  find("next").click();
  find("back").click();
  find("leave").click();
  assert.deepEqual(told, [["tour", { go: 4 }], ["tour", { go: 2 }], ["tour", { leave: true }]]);
  await update({ tour: { ...STATION, number: 1 } });
  assert.ok(find("back").disabled && !find("next").disabled);
  await update({ tour: { ...STATION, number: 12 } });
  assert.ok(!find("back").disabled && find("next").disabled);
});

test("what was on its way to the server is dropped when the tour goes on", async () => {
  const { view, find, told } = await at({});
  view.goTo({ step: 1 });
  find("next").click();
  await passes(1000);
  assert.deepEqual(told, [["tour", { go: 2 }]]);
});

test("it asks before it shows: a guess is told, and until then nothing is done", async () => {
  const { tour, find, told, update, done } = await at({ guess: GUESS, reached: {} });
  assert.equal(find("question").textContent, "Which letter?");
  assert.ok(find("task").hidden);
  assert.ok(!done());
  button(tour, "“n”").click();
  assert.deepEqual(told, [["tour", { station: 1, guess: 0 }]]);
  await update({ tour: { ...STATION, reached: {}, guess: { ...GUESS, guessed: 0, right: 1, because: "It expects “o” most." } } });
  const [n, o] = find("choices").children;
  assert.deepEqual([n.textContent, o.textContent], ["“n” ✗", "“o” ✓"]);
  assert.ok(o.classList.contains("right") && !n.classList.contains("right"));
  assert.equal(find("because").textContent, "Not so. It expects “o” most.");
  assert.ok(done());
  n.ariaDisabled = n.getAttribute("aria-disabled");
  n.click();
  assert.equal(told.length, 1); // it is guessed once
});

test("a right guess is said to be right", async () => {
  const { find } = await at({ guess: { ...GUESS, guessed: 1, right: 1, because: "It does." } });
  assert.equal(find("because").textContent, "Right. It does.");
  assert.equal(find("choices").children[1].textContent, "“o” ✓");
});

test("folded the tour offers to begin, or to resume where it was left", async () => {
  const { element, told, update } = await opened("rex");
  const tour = element.querySelector(".inside-tour");
  assert.match(tour.querySelector("span").textContent, /^12 stations, about 12 minutes/);
  button(tour, "Take the tour").click();
  await update({ tour: { number: 0, been: 4, total: 12 } });
  button(tour, "Resume the tour at 4 of 12").click();
  tour.querySelector(".tour-anew").click();
  assert.deepEqual(told.map(([, wanted]) => wanted), [{ go: 1 }, { resume: true }, { go: 1 }]);
});
