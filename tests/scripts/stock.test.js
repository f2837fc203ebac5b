import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { asked, document, history, location, mounted, passes, server, settled, streams } from "./page.js";
import { isNoStep, render } from "../../dashboard/browser/stock/stock.js";
import { markOffChart } from "../../dashboard/browser/stock/prediction.js";

const DATES = ["2019-11-04", "2019-11-05", "2019-11-06", "2019-11-07", "2019-11-08"];
const LABELS = ["RMSE", "MAE", "MAPE", "Relative"].map((name) => [name, `${name}, explained`]);
const LAST = 40;

/** What the server has of an epoch. */
const frame = (epoch) => ({
  epoch,
  line: DATES.map((_, day) => 8 + day / 10 + epoch / 100),
  verdict: `Typical miss after ${epoch} epochs`,
  figures: LABELS.map((_, at) => [`${epoch}.${at}`, "0.24"]),
});

const FIGURE = {
  data: [{ name: "Actual" }, { name: "Model, test", x: DATES, y: [] }, { name: "Model, training" }],
  layout: { height: 300, font: { color: "#000" }, yaxis: { range: [7, 10] }, meta: { model: "#00f", background: "#fff" } },
};
const LOSS = { data: [{ line: { color: "#00f" } }], layout: { height: 100, meta: { mark: { type: "line" } } } };
const DATA = {
  run: "one", active: false, may_stop: true, present: false, live: "/live/one", frames: "/frames/one", alt: "Prices",
  figure: FIGURE, line: 1, last_only: [2], last: LAST, total: LAST, epoch: LAST, hint: "The first verdict comes with the first epoch.", next: null,
  standing: { state: "finished", active: false, text: "Finished: 40 of 40 epochs", settings: "LSTM(8)", share: 1, trouble: null },
  loss: LOSS, points: Array.from({ length: LAST + 1 }, (_, epoch) => [epoch, 1 / (epoch + 1)]), figures: LABELS,
  days: { dates: DATES, actual: [8, 8, 8, 8, 8], yesterday: [8, 8, 8, 8, 8], decimals: 2 }, frame: frame(LAST),
};

let told = [];
let parentElement;
let data;

async function update(news = {}) {
  data = { ...data, ...news };
  render({ data, parentElement, setTriggerValue: (name, value) => told.push([name, value]) });
  await settled();
  return parentElement.querySelector(".lab");
}

beforeEach(() => {
  server((address) => {
    const epoch = new URL(address, location.href).searchParams.get("epoch");
    const all = Array.from({ length: LAST + 1 }, (_, at) => frame(at));
    return { body: epoch ? frame(Number(epoch)) : all };
  });
  parentElement = mounted("stock");
  data = DATA;
  told = [];
  streams.length = 0;
});

/** Asserts that all that the page shows is of one epoch. */
function isAllOf(lab, epoch) {
  const { line, verdict, figures } = frame(epoch);
  const drawn = lab.querySelector(".lab-prices").latest.figure.data;
  assert.equal(Number(lab.querySelector("input").value), epoch);
  assert.equal(lab.querySelector("output").textContent, `epoch ${epoch} of ${LAST}`);
  assert.deepEqual(drawn[1].y, line);
  assert.equal(drawn[2].visible, epoch === LAST ? undefined : "legendonly");
  assert.equal(lab.querySelector(".lab-loss").latest.figure.layout.shapes[0].x0, epoch);
  assert.equal(lab.querySelector(".lab-verdict").textContent, verdict);
  const shown = lab.querySelectorAll(".lab-figures dd").map((figure) => figure.textContent);
  assert.deepEqual(shown.sort(), figures.map(([model]) => model).sort());
  assert.equal(lab.querySelectorAll(".lab-table th")[2].textContent, `Predicted, epoch ${epoch}`);
  assert.equal(lab.querySelectorAll(".lab-table td")[2].textContent, line.at(-1).toFixed(2));
}

/** A finished run, its table open. */
async function opened() {
  const lab = await update();
  lab.querySelector(".lab-table summary").click();
  return lab;
}

test("line, figures, verdict, loss mark and table are of the same epoch while it plays", async () => {
  const lab = await opened();
  isAllOf(lab, LAST);
  const epochs = [];
  const { view } = lab;
  const draw = view.drawAll.bind(view);
  view.drawAll = () => {
    draw();
    epochs.push(view.epoch);
    isAllOf(lab, view.epoch);
  };
  const play = lab.querySelector(".lab-play");
  play.click();
  await passes(6100);
  assert.deepEqual([...new Set(epochs)], Array.from({ length: LAST + 1 }, (_, epoch) => epoch));
  assert.deepEqual(told, [["epoch", LAST]]);
  assert.equal(play.textContent, "▶ Play");
  play.click(); // a second time
  await passes(100);
  assert.equal(play.textContent, "❚❚ Pause");
  play.click();
  assert.equal(play.textContent, "▶ Play");
});

test("the keys of the slider go to any epoch, all of the page with them, and the server is told one", async () => {
  const lab = await opened();
  for (const epoch of [0, 1, 2, 3]) {
    lab.querySelector("input").enter(epoch);
    await settled();
    isAllOf(lab, epoch);
  }
  await passes(300);
  assert.deepEqual(told, [["epoch", 3]]);
  await update({ epoch: 3, frame: frame(3) }); // the server answers
  isAllOf(lab, 3);
  await update({ epoch: 7, frame: frame(7) }); // by the address: somebody went back
  isAllOf(lab, 7);
});

test("an answer to an epoch that somebody has left since moves nothing", async () => {
  const lab = await opened();
  lab.querySelector("input").enter(3);
  await passes(300);
  lab.querySelector("input").enter(5);
  await update({ epoch: 3, frame: frame(3) });
  isAllOf(lab, 5);
});

test("an epoch that has not come yet is asked for, and until then what is there is dimmed", async () => {
  let answer = () => {};
  server((address) => (address.includes("epoch=") ? new Promise((resolve) => (answer = () => resolve({ body: frame(3) }))) : { body: [frame(LAST)] }));
  const lab = await opened();
  lab.querySelector("input").enter(3);
  await settled();
  assert.ok(lab.classList.contains("lab-stale"));
  assert.equal(asked.at(-1), "/frames/one?epoch=3");
  answer();
  await settled();
  assert.ok(!lab.classList.contains("lab-stale"));
  isAllOf(lab, 3);
});

test("a line beyond the chart is said to be there, and only while it is", async () => {
  const lab = await opened();
  const words = () => (lab.querySelector(".lab-prices").latest.figure.layout.annotations ?? []).map(({ text }) => text);
  assert.deepEqual(words(), []);
  lab.view.frames.set(0, { ...frame(0), line: [0.1, 0.1, 0.1, 0.1, 0.1] });
  lab.querySelector("input").enter(0);
  await settled();
  assert.deepEqual(words(), ["▼ model below the chart on all 5 days, at about 0.1"]);
  lab.querySelector("input").enter(LAST);
  await settled();
  assert.deepEqual(words(), []);
});

test("days above and below the chart are told apart, and the chart's own words stay", () => {
  const layout = { ...FIGURE.layout, annotations: [{ text: "split" }] };
  const { annotations } = markOffChart(layout, [6, 8, 8, 12.34, 14]);
  assert.deepEqual(annotations.map(({ text }) => text), [
    "split",
    "▼ model below the chart on 1 of 5 days, at about 6",
    "▲ model above the chart on 2 of 5 days, at about 13.2",
  ]);
  assert.equal(markOffChart(layout, [7, 8, 9, 10, 10]), layout);
});

test("while a run goes on its news move the page, and no button says what to try next", async () => {
  const lab = await update({ active: true, last: 1, epoch: 1, total: 100, points: [[0, 1], [1, 0.5]], frame: frame(1), standing: { ...DATA.standing, state: "running", active: true } });
  streams[0].say({ active: true, state: "running", text: "2 of 100 epochs", settings: "", share: 0.02, trouble: null, points: [[1, 0.5], [2, 0.4]], frame: frame(2) });
  assert.equal(lab.querySelector(".lab-sentence").textContent, "2 of 100 epochs");
  assert.deepEqual(lab.querySelector(".lab-prices").latest.figure.data[1].y, frame(2).line);
  assert.equal(lab.querySelector("output").textContent, "epoch 2 of 100");
  const { figure, how } = lab.querySelector(".lab-loss").latest;
  assert.deepEqual(figure.data[0].x, [0, 1, 2]);
  assert.equal(how.alt, "Loss, step by step, from 1.00 to 0.400");
  assert.ok(lab.querySelector("input").disabled);
});

test("another run's picture stays, dimmed, until its own first news", async () => {
  const lab = await update();
  await update({ run: "two", active: true, frame: null, points: [], epoch: null, live: "/live/two", last: 0 });
  assert.ok(lab.classList.contains("lab-stale"));
  assert.deepEqual(lab.querySelector(".lab-prices").latest.figure.data[1].y, frame(LAST).line);
  assert.deepEqual(lab.querySelector(".lab-loss").latest.figure.layout.shapes, []);
  streams[0].say({ active: true, state: "running", text: "", settings: "", share: 0, trouble: null, frame: frame(0) });
  assert.ok(!lab.classList.contains("lab-stale"));
});

test("the loss of a run that continues another one shows where that one ended", async () => {
  const meta = { ...LOSS.layout.meta, before: { end: 2, line: { color: "#aaa" } } };
  const lab = await update({ loss: { ...LOSS, layout: { ...LOSS.layout, meta } } });
  const { figure, how } = lab.querySelector(".lab-loss").latest;
  assert.deepEqual(figure.data[0].x, [0, 1, 2]);
  assert.equal(figure.data[0].name, "Loss of the run before");
  assert.deepEqual(figure.data[0].marker.size, [0, 0, 8]);
  assert.equal(figure.data[1].x[0], 2);
  assert.match(how.alt, /, continued after 2$/);
});

const INSIDE = { page: "/inside?run=one", steps: [0, 20, 40], around: ["$", ""] };

test("a prediction leads inside: to its day, at the epoch whose weights are kept", async () => {
  const lab = await update({ inside: INSIDE });
  const why = lab.querySelector(".lab-why");
  const link = why.querySelector("a");
  const [before, after] = why.querySelectorAll("button");
  assert.equal(link.textContent, "Why did it say $8.80 on 2019-11-08?");
  assert.equal(link.href, "/inside?run=one&checkpoint=40&input=2019-11-08");
  assert.ok(after.disabled);
  before.click();
  assert.equal(link.textContent, "Why did it say $8.70 on 2019-11-07?");
  assert.equal(lab.querySelector(".lab-prices").latest.figure.layout.shapes.at(-1).x0, "2019-11-07");
  lab.querySelector("input").enter(LAST - 1);
  await settled();
  assert.equal(link.textContent, "Why did it say $8.70 on 2019-11-07? (epoch 40: of this one no weights are kept)");
  lab.querySelector(".lab-prices").latest.how.click({ x: "2019-11-05 00:00" });
  assert.match(link.textContent, /on 2019-11-05/);
  assert.match(link.href, /checkpoint=40&input=2019-11-05$/);
  lab.querySelector(".lab-prices").latest.how.click({ x: "2019-01-02" });
  assert.match(link.textContent, /^What does it say of 2019-01-02\?/);
});

test("a run without kept weights leads nowhere, and one under way keeps the room", async () => {
  const lab = await update();
  assert.ok(lab.querySelector(".lab-why").hidden);
  await update({ inside: INSIDE, active: true });
  assert.ok(!lab.querySelector(".lab-why").hidden);
  assert.equal(lab.querySelector(".lab-why").style.visibility, "hidden");
});

const params = (text) => new URLSearchParams(text);
for (const [what, now, next, noStep] of [
  ["a run that follows the same one as the run before", "run=b&before=a&stock_units=12", "run=c&before=a&stock_units=13", true],
  ["the first run that follows another one", "run=a", "run=b&before=a", false],
  ["a run that follows another one than the run before", "run=b&before=a", "run=c&before=b", false],
  ["late news of the same run at the same epoch", "run=b&before=a&stock_units=13", "run=b&before=a&stock_units=12", true],
  ["another epoch of the same run", "run=b&epoch=3", "run=b&epoch=5", false],
  ["a setting that is changed where no run is on show", "stock_units=12", "stock_units=13", false],
  ["what is read, which goes with the target", "stock_target=x", "stock_target=x&stock_reads=Changes", true],
  ["the same in another order", "stock_target=x&stock_units=3", "stock_units=3&stock_target=x&stock_reads=Changes", true],
  ["another target, what is read with it", "stock_target=x", "stock_target=y&stock_reads=Changes", false],
  ["a run that is left", "run=b&before=a", "stock_units=3", false],
]) {
  test(`${what} is ${noStep ? "no step" : "a step"} of the history`, () => assert.equal(isNoStep(params(now), params(next)), noStep));
}

test("what is no step takes the place of the last one in the browser's history", () => {
  history.entries = ["http://lab/stock?run=a"];
  location.href = "http://lab/stock?run=a";
  for (const address of ["?run=b&before=a", "?run=c&before=a", "?run=d&before=a", "?run=d&before=a&epoch=3"]) history.pushState(null, "", address);
  assert.deepEqual(history.entries.slice(1), ["?run=d&before=a", "?run=d&before=a&epoch=3"]);
  assert.equal(document.activeElement, document.body);
});
