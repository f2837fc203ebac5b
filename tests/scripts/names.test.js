import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { mounted, streams } from "./page.js";
import { render } from "../../dashboard/browser/names/names.js";

const row = (step, more = {}) => ({
  step, names: ["rex", ""], verdict: `verdict of ${step}`, figures: [["Bits", `${step}`, "beside"]], copying: `copying of ${step}`, order: `order of ${step}`,
  invented: step / 4000, learned: 3 - step / 4000, unseen: 3.5 - step / 4000, ...more,
});
const line = (name, meta) => ({ name, meta, line: { color: "#00f", dash: meta ? "solid" : "dash" } });
const CHART = {
  data: [line("Names it learned from", "learned"), line("Names it never saw", "unseen"), { ...line("Blind guess"), x: [0], y: [4.7] }],
  layout: { yaxis: { range: [0, 6], type: "linear" }, xaxis: {}, meta: { mark: { type: "line" }, most: 6 } },
};
const DATA = {
  run: "one", active: true, may_stop: true, present: false, live: "/live/one", chosen: null, drawn: "How they look", blank: [["Bits", "", ""]], next: null,
  bits: CHART, likeness: CHART, rows: [row(0), row(2000), row(4000)],
  standing: { state: "running", active: true, text: "4,000 of 10,000 iterations", settings: "50 hidden units", share: 0.4, trouble: null },
};
let parentElement;
let data;
const told = [];

function update(news = {}) {
  data = { ...data, ...news };
  render({ data, parentElement, setTriggerValue: (name, value) => told.push([name, value]) });
  return parentElement.querySelector(".lab");
}

beforeEach(() => {
  parentElement = mounted("names");
  data = DATA;
  told.length = streams.length = 0;
});

test("figures, names and verdict are of the newest checkpoint, or of the one that is chosen", () => {
  const lab = update();
  const of = (step) => {
    assert.equal(lab.querySelector(".lab-verdict").textContent, `verdict of ${step}`);
    assert.equal(lab.querySelector(".lab-figures dd").textContent, String(step));
    assert.equal(lab.querySelector(".lab-bits p").textContent, `copying of ${step}`);
    assert.equal(lab.querySelector(".lab-order").textContent, `order of ${step}`);
  };
  of(4000);
  assert.equal(lab.querySelectorAll("[aria-current]").length, 0);
  update({ chosen: 2000 });
  of(2000);
  assert.equal(lab.querySelector("tr[aria-current] td").textContent, "2,000");
  const { figure, how } = lab.querySelector(".lab-loss").latest;
  assert.equal(figure.layout.shapes[0].x0, 2000);
  assert.equal(how.alt, "By iteration; at 2,000: Names it learned from 2.50, Names it never saw 3.00");
});

test("names stand newest first, each checkpoint a row", () => {
  const lab = update();
  const rows = lab.querySelectorAll(".lab-names-list tr").map((one) => one.children.map((cell) => cell.textContent));
  assert.deepEqual(rows, [
    ["Iteration", "The first seven names of those drawn", "New, name-like"],
    ["4,000", "rex, (no letters)", "100 %"], ["2,000", "rex, (no letters)", "50 %"], ["0", "rex, (no letters)", "0 %"],
  ]);
});

test("curves run along the checkpoints, and what names no figure stays as it is", () => {
  const lab = update();
  const { data: lines } = lab.querySelector(".lab-loss").latest.figure;
  assert.deepEqual(lines.map(({ name }) => name), ["Names it learned from", "Names it never saw", "Blind guess"]);
  assert.deepEqual(lines[0].x, [0, 2000, 4000]);
  assert.deepEqual(lines[1].y, [3.5, 3, 2.5]);
  assert.deepEqual(lines[2].y, [4.7]);
  assert.deepEqual(lab.querySelector(".lab-key").children.map((entry) => entry.textContent.trim()), ["Names it learned from", "Names it never saw", "Blind guess"]);
});

test("values far beyond the axis need one that has room for all sizes, and it goes with them", () => {
  const lab = update({ rows: [row(0), row(100, { learned: 900 })] });
  const axis = () => lab.querySelector(".lab-loss").latest.figure.layout.yaxis;
  assert.equal(axis().type, "log");
  assert.equal(axis().range, undefined);
  update({ rows: [row(0), row(100, { learned: null })] });
  assert.deepEqual([axis().type, axis().range], ["linear", [0, 6]]);
});

test("news of a run add checkpoints, and the names of the run before are dimmed until then", () => {
  const lab = update();
  update({ run: "two", live: "/live/two", rows: [] });
  assert.ok(lab.classList.contains("lab-stale"));
  assert.equal(lab.querySelector(".lab-verdict").textContent, "verdict of 4000");
  streams.at(-1).say({ ...DATA.standing, rows: [row(0)] });
  assert.ok(!lab.classList.contains("lab-stale"));
  assert.equal(lab.querySelector(".lab-verdict").textContent, "verdict of 0");
});

test("before there is a checkpoint the page says when the first names come", () => {
  const lab = update({ rows: [] });
  assert.equal(lab.querySelector(".lab-verdict").textContent, "The first names appear with the first checkpoint.");
  assert.equal(lab.querySelector(".lab-loss").latest.how.alt, "Nothing yet");
});

test("before there is a run it shows which letter follows which", () => {
  const pairs = { data: [], layout: { height: 300 } };
  const lab = update({ run: null, active: false, words: "1,536 names", hint: "Point at a square.", table: [["", "a"], ["a", "12 %"]], pairs, alt: "Shares" });
  assert.equal(lab.dataset.run, "");
  assert.equal(lab.querySelector(".lab-sentence").textContent, "1,536 names");
  assert.deepEqual(lab.querySelectorAll(".lab-shares tr").map((one) => one.textContent), ["a", "a12 %"]);
  assert.equal(lab.querySelector(".lab-pairs").latest.how.alt, "Shares");
});
