import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { asked, document, mounted, passes, server, settled, streams } from "./page.js";
import { render as renderChart } from "../../dashboard/browser/shared/chart.js";
import { render as renderGroup } from "../../dashboard/browser/groups/group.js";
import { render as renderDays } from "../../dashboard/browser/inside/daychart.js";

const FIGURE = { data: [], layout: { height: 200, font: { color: "#000" }, shapes: [{ name: "split" }] } };
let told = [];
const setTriggerValue = (name, value) => told.push([name, value]);

beforeEach(async () => {
  await passes(1000);
  told = [];
  streams.length = 0;
});

// Days

const DAYS = {
  of: "run 100", figure: FIGURE, alt: "Prices", dates: ["2019-11-06", "2019-11-07", "2019-11-08"], day: "2019-11-08",
  words: [["", "$11.00", ""], ["$10.90", "$11.05", "$11.00"], ["$10.95", "$11.07", "$11.05"]],
};

/** The chart of the days. */
function days(more = {}) {
  const parentElement = mounted("daychart");
  const update = (news) => renderDays({ data: { ...DAYS, ...more, ...news }, parentElement, setTriggerValue });
  update({});
  const [before, after] = parentElement.querySelectorAll("button");
  const chart = parentElement.querySelector(".chart");
  const stage = parentElement.querySelector(".lab-daychart-stage");
  return { update, before, after, chart, said: () => parentElement.querySelector("p").textContent, press: (key) => stage.press(key) };
}

test("a day says what the network says of it, what came, and what repeating yesterday would say", () => {
  const { said, press, chart } = days();
  assert.equal(said(), "2019-11-08: the network says $10.95, $11.07 came; repeating yesterday would say $11.05.");
  press("ArrowLeft");
  assert.match(said(), /^2019-11-07: the network says \$10\.90/);
  assert.deepEqual(chart.latest.figure.layout.shapes.map(({ x0, name }) => x0 ?? name), ["split", "2019-11-07"]);
  press("Home");
  assert.equal(said(), "2019-11-06: $11.00 came.");
  press("PageUp");
  assert.equal(said(), "2019-11-06: $11.00 came.");
  press("End");
  assert.match(said(), /^2019-11-08/);
});

test("the server hears of a day once one has come to rest on it, and its answer to an older one moves nothing", async () => {
  const { press, update, said, before, after } = days();
  assert.ok(after.disabled && !before.disabled);
  press("ArrowLeft");
  press("ArrowLeft");
  await passes(200);
  assert.deepEqual(told, []);
  await passes(200);
  assert.deepEqual(told, [["day", "2019-11-06"]]);
  assert.ok(before.disabled);
  update({ day: "2019-11-07" });
  assert.match(said(), /^2019-11-06/);
  update({ day: "2019-11-06" });
  update({ day: "2019-11-07" }); // by the address
  assert.match(said(), /^2019-11-07/);
});

test("a click on the chart chooses its day; another network begins at the day of the address", async () => {
  const { chart, said, update } = days();
  chart.latest.how.click({ x: "2019-11-06 00:00" });
  assert.match(said(), /^2019-11-06/);
  chart.latest.how.click({ x: "2010-01-01" }); // that is not on it
  assert.match(said(), /^2019-11-06/);
  update({ of: "run 50", day: "2019-11-07" });
  assert.match(said(), /^2019-11-07/);
});

test("of a day that is not on the chart one comes to the last one", () => {
  const { said, before } = days({ day: "2030-01-01" });
  assert.equal(said(), "A day that is not known yet: choose another one.");
  before.click();
  assert.match(said(), /^2019-11-08/);
});

// Groups

const chart = (key, heading = key) => ({ key, heading, figure: FIGURE, alt: heading, height: 200 });
const GROUP = {
  run: "group-1", active: true, may_stop: true, live: "/live/group-1", pictures: "/groups/1",
  standing: { state: "running", active: true, text: "2 of 8 runs", settings: "", share: 0.25, trouble: null },
  found: { version: 1, words: ["So far, best of 2"], charts: [chart("heat")] },
};

/** A group on show. */
function group() {
  const parentElement = mounted("group");
  renderGroup({ data: GROUP, parentElement, setTriggerValue });
  return parentElement.querySelector(".lab");
}

test("what a group has found fills in, a question at a time, and is asked for only when it is new", async () => {
  let version = 1;
  server(() => ({ body: { version, words: [`version ${version}`], charts: [chart("heat"), chart("line")], table: [["", "x"], ["1", "2"]] } }));
  const lab = group();
  assert.equal(lab.querySelector(".lab-words").textContent, "So far, best of 2");
  const news = (newest) => streams[0].say({ ...GROUP.standing, text: `${newest} of 8 runs`, version: (version = newest) });
  news(1);
  await settled();
  assert.deepEqual(asked, []);
  news(2);
  news(3);
  await settled();
  assert.deepEqual(asked, ["/groups/1"]);
  assert.equal(lab.querySelector(".lab-words").textContent, "version 2");
  assert.equal(lab.querySelector(".lab-sentence").textContent, "3 of 8 runs");
  await passes(5000);
  assert.equal(asked.length, 2);
  assert.equal(lab.querySelector(".lab-words").textContent, "version 3");
  assert.deepEqual(lab.querySelectorAll("section").map((part) => part.querySelector(".lab-heading").textContent), ["heat", "line"]);
  assert.ok(!lab.querySelector(".lab-origins").hidden);
});

test("while the server is away a group asks again, and a picture that is gone is hidden", async () => {
  let answer = { status: 500 };
  server(() => answer);
  const lab = group();
  streams[0].say({ ...GROUP.standing, version: 2 });
  await passes(2500);
  assert.equal(asked.length, 1);
  answer = { body: { version: 2, words: [], charts: [] } };
  await passes(1000);
  assert.equal(asked.length, 2);
  assert.ok(lab.querySelector("section").hidden);
});

test("a click on a cell tells which, a click beside the cells nothing", () => {
  const lab = group();
  const { click } = lab.querySelector(".chart").latest.how;
  click({ customdata: 7 });
  click({});
  assert.deepEqual(told, [["chosen", "7"]]);
});

// Charts

test("a chart is as high as its figure and says in words what it draws", () => {
  const parentElement = mounted("chart");
  renderChart({ data: { figure: FIGURE, alt: "Prices of GE" }, parentElement });
  const drawn = parentElement.querySelector(".chart");
  assert.equal(drawn.getAttribute("aria-label"), "Prices of GE");
  assert.equal(drawn.style.height, "200px");
});

test("Plotly is fetched once, and asked for again where it could not be had", async () => {
  const scripts = () => document.head.querySelectorAll("script");
  assert.equal(scripts().length, 1);
  assert.match(scripts()[0].src, /vendor\/plotly\.min\.js$/);
  scripts()[0].onerror();
  await passes(1100);
  assert.equal(scripts().length, 2);
});

test("charts are drawn one a frame, larger for a class, and their tools are buttons", async () => {
  const drawn = [];
  window.Plotly = {
    newPlot: (place, { layout, config }) => {
      drawn.push({ layout, config });
      place.on = () => {};
    },
    react: (_place, { layout }) => drawn.push({ layout }),
  };
  document.head.querySelectorAll("script").at(-1).onload();
  const { draw } = await import("../../dashboard/browser/shared/chart.js");
  const place = mounted("chart").querySelector(".chart");
  place.clientWidth = 640;
  const layout = { font: { size: 10 }, title: { font: { size: 20 } } };
  const figure = { data: [{ line: { width: 2 } }], layout };
  const tool = document.createElement("a");
  tool.className = "modebar-btn";
  tool.setAttribute("data-title", "Save as PNG");
  place.append(tool);
  draw(place, figure, { alt: "", height: 300, scale: 1.6 });
  place.observer.act();
  await passes(1000);
  assert.equal(drawn.length, 1);
  assert.deepEqual([drawn[0].layout.font.size, drawn[0].layout.title.font.size, drawn[0].layout.width, drawn[0].layout.height], [16, 32, 640, 300]);
  assert.deepEqual(drawn[0].config.modeBarButtons.map((tools) => tools.map((one) => one.title ?? one)), [["zoom2d", "resetScale2d"], ["Save as PNG", "Save as SVG"]]);
  assert.deepEqual([tool.getAttribute("role"), tool.getAttribute("tabindex"), tool.getAttribute("aria-label")], ["button", "0", "Save as PNG"]);
  let clicks = 0;
  tool.addEventListener("click", () => (clicks += 1));
  tool.press("Enter");
  tool.press("x");
  assert.equal(clicks, 1);
  draw(place, figure, { alt: "", height: 300 });
  assert.equal(drawn.at(-1).layout.font.size, 10);
});
