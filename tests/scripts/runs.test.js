import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { document, mutated, passes, scriptIs, server, settled, shown, streams } from "./page.js";
import { render as renderForget } from "../../dashboard/browser/runs/forget.js";
import { render } from "../../dashboard/browser/runs/runs.js";

const card = (run, words = "Running") => `<div class="st-key-card_${run}"><p data-run="${run}">${words}</p><a href="/stock?run=${run}">Open</a><button>Stop</button><button>Delete</button></div>`;
let told = [];
let page;

/** A page with a list of runs, and what its script is given. */
function opened(runs, data = {}) {
  page = shown(`<main><h1>Home</h1><h2>Runs</h2><div class="cards">${runs.map((run) => card(run)).join("")}</div></main><div class="list"><div class="lab"><p class="lab-spoken" aria-live="polite"></p></div></div>`);
  scriptIs("notRunning");
  update(runs, data);
}

function update(runs, data = {}) {
  const words = Object.fromEntries(runs.map((run) => [run, `General Electric ${run}`]));
  const states = Object.fromEntries(runs.map((run) => [run, "running"]));
  const all = { list: "list 1", states, words, said: "", live: "/live", ...data };
  render({ data: all, parentElement: page.querySelector(".list"), setTriggerValue: (name, value) => told.push([name, value]) });
}

const cards = () => page.querySelectorAll(".cards > div");
const spoken = () => page.querySelector(".lab-spoken").textContent;
const line = (run) => page.querySelector(`p[data-run="${run}"]`).textContent;
const news = (texts, list = "list 1") => streams.at(-1).say({ list, texts });

beforeEach(async () => {
  page?.replaceChildren();
  await passes(1000);
  told = [];
});

test("cards follow their runs without the script, and a card that stays is left alone", async () => {
  opened(["a", "b"]);
  const other = page.querySelector('p[data-run="b"]').firstChild;
  for (const epoch of [20, 40, 60]) {
    news({ a: `${epoch} of 100 epochs`, b: "Running", gone: "a run that is on no card" });
    assert.equal(line("a"), `${epoch} of 100 epochs`);
  }
  assert.equal(page.querySelector('p[data-run="b"]').firstChild, other);
  await passes(5000);
  assert.deepEqual(told, []);
});

test("the list moves its own cards only: a picture of a run is none", () => {
  opened(["a"]);
  const picture = document.createElement("div");
  Object.assign(picture, { className: "lab", textContent: "a picture" });
  picture.dataset.run = "a";
  document.body.childNodes.unshift(picture); // as the page of the run stands for a moment
  picture.parentElement = document.body;
  news({ a: "20 of 100 epochs" });
  assert.equal(line("a"), "20 of 100 epochs");
  assert.equal(picture.textContent, "a picture");
});

test("a change of the list never breaks off what the page is at, and is told once", async () => {
  opened(["a"]);
  scriptIs("running");
  for (let epoch = 0; epoch < 100; epoch += 10) {
    news({ a: `${epoch} of 100 epochs` }, "list 2");
    assert.equal(line("a"), `${epoch} of 100 epochs`);
    await passes(300);
  }
  assert.deepEqual(told, []);
  scriptIs("notRunning");
  await passes(1000);
  assert.deepEqual(told, [["changed", "list 2"]]);
});

test("a change that the script has seen meanwhile is not told", async () => {
  opened(["a"]);
  scriptIs("running");
  news({ a: "Running" }, "list 2");
  await passes(1000);
  update(["a", "b"], { list: "list 2" });
  scriptIs("notRunning");
  await passes(1000);
  assert.deepEqual(told, []);
});

test("a database that is away changes no card", () => {
  opened(["a"]);
  streams.at(-1).say({ list: "list 2" });
  assert.equal(line("a"), "Running");
});

test("a card is a group by the name of its run, and what ends is spoken", () => {
  opened(["a", "b"]);
  assert.deepEqual(cards().map((one) => [one.getAttribute("role"), one.getAttribute("aria-label")]), [["group", "General Electric a"], ["group", "General Electric b"]]);
  assert.equal(spoken(), "");
  update(["a", "b"], { states: { a: "finished", b: "running" }, words: { a: "General Electric: Finished: 100 of 100 epochs", b: "x" } });
  assert.equal(spoken(), "General Electric: Finished: 100 of 100 epochs");
  update(["a", "b"], { states: { a: "finished", b: "running" }, said: "Run deleted: General Electric" });
  assert.equal(spoken(), "Run deleted: General Electric");
});

/** Takes away what a look of the script takes away. */
async function gone(...parts) {
  for (const part of parts) {
    if (part.contains(document.activeElement)) document.activeElement = document.body;
    part.remove();
  }
  mutated();
  await passes(200);
}

test("what a card opens gets the focus, and closed it gives it back to its button", async () => {
  opened(["a", "b"]);
  const button = cards()[0].querySelectorAll("button")[1];
  button.focus();
  const popover = document.createElement("div");
  popover.dataset.testid = "stPopoverBody";
  document.body.append(popover);
  mutated();
  assert.equal(document.activeElement, popover);
  await gone(popover);
  assert.equal(document.activeElement, button);
});

test("with its button gone the focus goes to the card's link, with the card gone to the next one's", async () => {
  opened(["a", "b", "c"]);
  const [, second] = cards();
  second.querySelector("button").focus();
  await gone(second.querySelector("button"));
  assert.equal(document.activeElement, second.querySelector("a"));
  await gone(second);
  assert.equal(document.activeElement, cards()[1].querySelector("a"));
  assert.equal(cards()[1].className, "st-key-card_c");
  await gone(cards()[1]); // the last one: to the one before
  assert.equal(document.activeElement, cards()[0].querySelector("a"));
});

test("with the last card gone the focus is on the heading", async () => {
  opened(["a"]);
  cards()[0].querySelector("button").focus();
  await gone(cards()[0]);
  assert.equal(document.activeElement.textContent, "Runs");
});

test("a focus that somebody has put elsewhere stays there", async () => {
  opened(["a", "b"]);
  cards()[0].querySelector("a").focus();
  page.querySelector("h1").focus();
  await gone(cards()[0]);
  assert.equal(document.activeElement.textContent, "Home");
  cards()[0].querySelector("a").focus();
  page.querySelector("main").dispatchEvent(new Event("pointerdown")); // a click beside all cards
  document.activeElement = document.body;
  await gone(cards()[0]);
  assert.equal(document.activeElement, document.body);
});

test("who wants to be forgotten is asked once more, and told where the server does not answer", async () => {
  const parentElement = shown('<div><button class="lab-forget">Forget me</button><p class="lab-sentence"></p></div>');
  renderForget({ parentElement, data: { forget: "/forget", home: "/" } });
  const [button, sentence] = ["button", "p"].map((part) => parentElement.querySelector(part));
  const click = async () => {
    const done = button.click();
    await settled();
    await done;
  };
  server(() => ({ status: 500 }));
  await click();
  assert.equal(button.textContent, "Forget me for good");
  assert.match(sentence.textContent, /^Your nickname and the cookie go\./);
  await click();
  assert.equal(sentence.textContent, "The server did not answer. Try again.");
  assert.ok(!button.disabled);
  server(() => ({ body: "" }));
  await click();
  assert.equal(location.href, "/");
});
