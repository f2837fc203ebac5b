import assert from "node:assert/strict";
import { test } from "node:test";
import { document, mounted, passes } from "./page.js";
import { Status, Suggestion, Transport } from "../../dashboard/browser/shared/run_controls.js";

/** A transport over some epochs, and what it has shown and settled on. */
function transport({ last = 40, total = last, active = false, nearest = (epoch) => epoch, words } = {}) {
  const place = mounted("transport").querySelector(".lab-transport");
  const [shown, settled] = [[], []];
  const made = new Transport(place, (epoch) => shown.push(epoch), (epoch) => settled.push(epoch), nearest, ...(words ? [words] : []));
  made.update(last, last, total, active);
  return { made, shown, settled, play: made.play, slider: made.slider };
}

test("it stands at an epoch of all, and says so", () => {
  const { made, slider } = transport({ last: 1200 });
  assert.equal(slider.value, "1200");
  assert.equal(slider.max, "1200");
  assert.equal(made.label.textContent, "epoch 1,200 of 1,200");
  assert.equal(slider.getAttribute("aria-valuetext"), "epoch 1,200 of 1,200");
  assert.equal(made.play.textContent, "▶ Play");
});

test("while a training goes on it cannot be played, and the slider has room for all of it", () => {
  const { made, play, slider } = transport({ last: 12, total: 100, active: true });
  assert.ok(play.disabled && slider.disabled && made.speed.disabled);
  assert.equal(slider.max, "100");
  assert.equal(made.label.textContent, "epoch 12 of 100");
  made.update(100, 100, 100, false);
  assert.ok(!play.disabled && !slider.disabled && !made.speed.disabled);
  made.update(0, 0, 100, false); // nothing was trained
  assert.ok(play.disabled);
});

test("it plays a whole training in 6 seconds, from its first epoch to its last, and settles there once", async () => {
  const { shown, settled, play } = transport();
  play.click();
  assert.equal(play.textContent, "❚❚ Pause");
  await passes(3000);
  assert.ok(Math.abs(shown.at(-1) - 20) <= 1);
  await passes(3100);
  assert.deepEqual(shown, Array.from({ length: 41 }, (_, epoch) => epoch));
  assert.equal(play.textContent, "▶ Play");
  assert.deepEqual(settled, [40]);
});

test("a pause stays where it is, and playing goes on from there", async () => {
  const { shown, settled, play } = transport();
  play.click();
  await passes(1600);
  play.click();
  const at = shown.at(-1);
  await passes(5000);
  assert.equal(shown.at(-1), at);
  assert.deepEqual(settled, [at]);
  play.click();
  await passes(200);
  assert.equal(shown.at(-1), at + 1);
});

for (const [speed, seconds] of [["0.25", 24], ["4", 1.5]]) {
  test(`at speed ${speed} it takes ${seconds} seconds, and may be changed on the way`, async () => {
    const { made, shown, play } = transport();
    made.speed.enter(speed, "change");
    play.click();
    await passes(900 * seconds);
    assert.ok(shown.at(-1) < 40 && shown.at(-1) > 30);
    await passes(200 * seconds);
    assert.equal(shown.at(-1), 40);
    play.click();
    await passes(100);
    made.speed.enter("4", "change");
    await passes(1600);
    assert.equal(shown.at(-1), 40);
  });
}

test("of a long training epochs are left out, never gone back, and only those are shown that are there", async () => {
  const { shown, play } = transport({ last: 1000, nearest: (epoch) => epoch - (epoch % 10) });
  play.click();
  await passes(6100);
  assert.equal(shown.at(-1), 1000);
  assert.ok(shown.length < 160);
  assert.ok(shown.every((epoch, at) => epoch % 10 === 0 && (at === 0 || epoch > shown[at - 1])));
});

test("the slider goes to any epoch at once, and settles when it rests", async () => {
  const { shown, settled, slider } = transport();
  for (const epoch of [0, 1, 2, 3]) slider.enter(epoch);
  assert.deepEqual(shown, [0, 1, 2, 3]);
  assert.deepEqual(settled, []);
  await passes(300);
  assert.deepEqual(settled, [3]);
});

test("somebody who takes the slider while it plays has paused it", async () => {
  const { made, shown, play, slider } = transport();
  play.click();
  await passes(1000);
  slider.enter(30);
  await passes(3000);
  assert.equal(shown.at(-1), 30);
  assert.equal(made.timer, 0);
});

test("space on the slider plays and pauses; anywhere else it does what it does there", () => {
  const { made, play, slider } = transport();
  slider.press(" ");
  assert.equal(play.textContent, "❚❚ Pause");
  slider.press(" ");
  assert.equal(play.textContent, "▶ Play");
  made.speed.press(" ");
  assert.equal(play.textContent, "▶ Play");
});

test("a look of the script does not break off what plays", async () => {
  const { made, shown, play } = transport();
  play.click();
  await passes(1000);
  made.update(40, 40, 40, false);
  await passes(6000);
  assert.equal(shown.at(-1), 40);
});

/** A status line, and how often it was stopped. */
function status() {
  const place = mounted("status").querySelector(".lab-status");
  let stops = 0;
  const made = new Status(place, () => (stops += 1));
  return { made, place, button: made.button, stops: () => stops };
}
const RUNNING = { state: "running", active: true, text: "38 of 100 epochs", settings: "LSTM(50)", share: 0.38, trouble: null };
const STOPPED = { ...RUNNING, state: "stopped", active: false, text: "Stopped after 38 of 100 epochs" };

test("a status says where a run stands, and how far it is", () => {
  const { made, place } = status();
  made.render("one", RUNNING);
  assert.equal(made.sentence.textContent, "38 of 100 epochs");
  assert.equal(made.settings.textContent, "LSTM(50)");
  assert.equal(made.bar.getAttribute("aria-valuenow"), "38");
  assert.deepEqual([place.dataset.state, place.dataset.learned], ["running", "true"]);
  made.render("one", { ...RUNNING, trouble: "Waiting for the database", learned: false });
  assert.equal(made.sentence.textContent, "Waiting for the database");
  assert.equal(place.dataset.learned, "false");
  made.showData("1,200 days");
  assert.deepEqual([made.sentence.textContent, place.dataset.state], ["1,200 days", "data"]);
});

test("stopping is said at once, and the focus is not lost with the button", () => {
  const { made, button, stops } = status();
  made.render("one", RUNNING);
  button.focus();
  button.click();
  assert.equal(stops(), 1);
  assert.equal(button.textContent, "Stopping");
  assert.ok(button.disabled);
  assert.equal(document.activeElement, made.sentence);
  made.render("one", RUNNING); // it has not stopped yet
  assert.equal(button.textContent, "Stopping");
  made.render("one", STOPPED);
  assert.equal(button.style.visibility, "hidden");
  made.render("two", RUNNING);
  assert.equal(button.textContent, "Stop");
  assert.ok(!button.disabled);
});

test("a run that ends by itself takes the focus from its button to its sentence", () => {
  const { made, button } = status();
  made.render("one", RUNNING);
  button.focus();
  made.render("one", { ...STOPPED, state: "finished" });
  assert.equal(document.activeElement, made.sentence);
});

test("whoever may not stop a run has no button to stop it", () => {
  const { made, button } = status();
  made.mayStop = false;
  made.render("one", RUNNING);
  assert.equal(button.style.visibility, "hidden");
});

test("a screen reader is told of a change of state, not of every step", () => {
  const { made } = status();
  made.render("one", STOPPED); // opened when it had ended
  assert.equal(made.spoken.textContent, "");
  made.render("two", RUNNING);
  assert.equal(made.spoken.textContent, "38 of 100 epochs");
  made.render("two", { ...RUNNING, text: "39 of 100 epochs" });
  assert.equal(made.spoken.textContent, "38 of 100 epochs");
  made.render("two", STOPPED);
  assert.equal(made.spoken.textContent, "Stopped after 38 of 100 epochs");
});

test("what to try next is a sentence and a button that works once", () => {
  const place = mounted("next").querySelector(".lab-next");
  let follows = 0;
  const made = new Suggestion(place, () => (follows += 1));
  made.render({ sentence: "It has not learned.", label: "Try learning rate 0.001", failed: true });
  assert.ok(place.classList.contains("lab-failed"));
  assert.equal(place.textContent.includes("It has not learned."), true);
  made.button.click();
  made.button.click();
  assert.equal(follows, 1);
  made.render(null);
  assert.ok(made.button.hidden);
  assert.ok(!place.classList.contains("lab-failed"));
  made.render({ sentence: "Try a GRU.", label: "", failed: false });
  assert.ok(made.button.hidden);
});
