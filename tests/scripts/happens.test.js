import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { document, motion, mounted, passes } from "./page.js";
import { render } from "../../dashboard/browser/happens/happens.js";

const STEPS = ["one", "two", "three"].map((caption, at) => ({ caption, spelt: "rex".slice(0, at), odds: [["r", 0.5 - at / 10, `${50 - 10 * at} %`, at === 0], ["e", 0.25, "25 %", at === 1]] }));
const LETTERS = { picture: "letters", summary: "A letter in, the next letter's odds out", words: "", alt: "letters, one by one", steps: STEPS };
const DAYS = { picture: "days", summary: "2 days in, 1 day out", words: "", alt: "prices, day by day", steps: STEPS, prices: [1, 2, 3, 4, 5], days: 2, label: "2 days in" };

/** The picture, opened or not. */
function opened(data, open = true) {
  const parentElement = mounted("happens");
  render({ data, parentElement });
  const place = parentElement.querySelector(".lab-happens");
  place.querySelector("svg").clientWidth = 400;
  if (open) place.querySelector("summary").click();
  const button = place.querySelector("button");
  return { place, button, again: (news) => render({ data: news, parentElement }) };
}

beforeEach(() => {
  motion.matches = false;
  document.hidden = false;
});

test("it is folded, and moves once it is open, round and round", async () => {
  const { place, button } = opened(LETTERS, false);
  assert.equal(place.querySelector("summary").textContent, LETTERS.summary);
  await passes(4000);
  assert.equal(place.dataset.step, undefined);
  place.querySelector("summary").click();
  assert.equal(place.dataset.step, "0");
  assert.equal(place.querySelector("svg").getAttribute("aria-label"), "letters, one by one");
  const steps = [];
  for (let time = 0; time < 4; time += 1) {
    await passes(1600);
    steps.push(place.dataset.step);
  }
  assert.deepEqual(steps, ["1", "2", "0", "1"]);
  assert.equal(button.textContent, "Pause");
});

test("paused it stays where it is, until it is played again; so does a page that nobody sees", async () => {
  const { place, button } = opened(DAYS);
  button.click();
  assert.equal(button.textContent, "Play");
  await passes(4000);
  assert.equal(place.dataset.step, "0");
  button.click();
  await passes(1600);
  assert.equal(place.dataset.step, "1");
  document.hidden = true;
  await passes(4000);
  assert.equal(place.dataset.step, "1");
});

for (const data of [LETTERS, DAYS]) {
  test(`it stands still for whoever wants no motion, and a button takes it on: ${data.picture}`, async () => {
    motion.matches = true;
    const { place, button } = opened(data);
    assert.equal(place.dataset.step, "0");
    await passes(8000);
    assert.equal(place.dataset.step, "0");
    assert.equal(button.textContent, "Next step");
    button.click();
    assert.equal(place.dataset.step, "1");
    assert.equal(place.querySelector(".lab-caption").textContent, "two");
    await passes(8000);
    assert.equal(place.dataset.step, "1");
  });
}

test("the same data begin nothing anew, others do", async () => {
  const { place, again } = opened(LETTERS);
  await passes(1600);
  again({ ...LETTERS });
  assert.equal(place.dataset.step, "1");
  again({ ...LETTERS, summary: "another" });
  assert.equal(place.dataset.step, "0");
});

test("letters: what was spelt, and odds as long as they are, the one that comes marked", async () => {
  const { place } = opened(LETTERS);
  const svg = place.querySelector("svg");
  const bars = svg.querySelectorAll("rect.bar").map((bar) => parseFloat(bar.style.width));
  assert.ok(Math.abs(bars[0] / bars[1] - 2) < 1e-9);
  assert.equal(svg.querySelector(".spelt").textContent, "start");
  assert.match(svg.textContent, /50 % ✓/);
  await passes(3200);
  assert.equal(svg.querySelector(".spelt").textContent, "re");
  assert.equal(svg.querySelector(".spelt .asked").textContent, "e");
  assert.doesNotMatch(svg.textContent, /✓/);
});

test("days: the window moves along, and what it has not seen is pale", async () => {
  const { place } = opened(DAYS);
  const unseen = () => place.querySelectorAll(".day").map((dot) => dot.classList.contains("unseen"));
  assert.deepEqual(unseen(), [false, false, true, true, true]);
  await passes(1600);
  assert.deepEqual(unseen(), [false, false, false, true, true]);
  const heights = place.querySelectorAll(".day").map((dot) => Number(dot.getAttribute("cy")));
  assert.deepEqual([heights[0], heights[4]], [92, 28]);
});
