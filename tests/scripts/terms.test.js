import assert from "node:assert/strict";
import { test } from "node:test";
import { document, passes, shown, window } from "./page.js";
import { TERMS } from "./inside_view.js";
import { Terms } from "../../dashboard/browser/shared/terms.js";

const TEXT = "What it remembers, its hidden state, one Unit of many units.";

/** A page with a text and its terms. */
function opened() {
  const place = shown(`<div><p class="text">${TEXT}</p><p class="other"></p></div>`).firstElementChild;
  const terms = new Terms(place, TERMS, ".text");
  const [text, other] = place.querySelectorAll("p");
  const term = (words) => place.querySelectorAll(".lab-term").find((one) => one.textContent === words);
  const tooltip = () => place.querySelectorAll("[role=tooltip]").find((one) => one.shown);
  return { terms, text, other, term, tooltip };
}

test("each term is marked where it comes first, however it is written", () => {
  const { text } = opened();
  assert.equal(text.textContent, TEXT);
  assert.deepEqual(text.querySelectorAll(".lab-term").map((one) => one.textContent), ["hidden state", "Unit"]);
});

test("a word that only contains a term is none, and the longer term wins", () => {
  const { terms, other } = opened();
  terms.setText(other, "A community, or a subunit, has hidden states; a hidden state has none.");
  assert.deepEqual(other.querySelectorAll(".lab-term").map((one) => one.textContent), ["hidden state"]);
});

test("a term is explained on focus, and Escape puts it away", () => {
  const { term, tooltip } = opened();
  term("hidden state").focus();
  assert.equal(tooltip().textContent, "What a cell says after a step.");
  assert.equal(term("hidden state").getAttribute("aria-describedby"), "term-hidden-state");
  assert.equal(tooltip().id, "term-hidden-state");
  document.body.press("Escape");
  assert.equal(tooltip(), undefined);
});

test("a term is explained on hover, until the pointer has left it for a while", async () => {
  const { term, tooltip, text } = opened();
  term("Unit").dispatchEvent(new Event("pointerover", { pointerType: "mouse" }));
  assert.equal(tooltip().textContent, "One of the numbers that a layer remembers.");
  term("Unit").dispatchEvent(new Event("pointerout"));
  await passes(100);
  tooltip().dispatchEvent(new Event("pointerover", { pointerType: "mouse" })); // to read it
  await passes(1000);
  assert.ok(tooltip());
  text.dispatchEvent(new Event("pointerover", { pointerType: "mouse" }));
  await passes(300);
  assert.equal(tooltip(), undefined);
});

test("one explanation takes the place of another, and goes with the focus", () => {
  const { term, tooltip } = opened();
  term("hidden state").focus();
  term("Unit").focus();
  assert.equal(tooltip().id, "term-unit");
  document.body.focus();
  assert.equal(tooltip(), undefined);
});

test("a touch explains by its click alone", () => {
  const { term, tooltip } = opened();
  term("Unit").dispatchEvent(new Event("pointerover", { pointerType: "touch" }));
  assert.equal(tooltip(), undefined);
  term("Unit").click();
  assert.equal(tooltip().id, "term-unit");
});

test("an explanation stands below its term, above it where there is no room, and within the window", () => {
  const { term, tooltip } = opened();
  document.documentElement.clientWidth = 400;
  const mark = term("Unit");
  const at = (left, top) => (mark.getBoundingClientRect = () => ({ left, top, bottom: top + 20 }));
  mark.focus();
  tooltip().getBoundingClientRect = () => ({ width: 200, height: 60 });
  const scrolled = () => document.dispatchEvent(new Event("scroll"));
  at(100, 50);
  scrolled();
  assert.deepEqual([tooltip().style.left, tooltip().style.top], ["100px", "74px"]);
  at(350, window.innerHeight - 30);
  scrolled();
  assert.deepEqual([tooltip().style.left, tooltip().style.top], ["192px", `${window.innerHeight - 94}px`]);
});

test("a text that stays is not written anew: whoever is on a term stays there", () => {
  const { terms, other } = opened();
  terms.setText(other, "a unit");
  const mark = other.querySelector(".lab-term");
  mark.focus();
  terms.setText(other, "a unit");
  assert.equal(other.querySelector(".lab-term"), mark);
  terms.setText(other, "no term");
  assert.equal(other.querySelector(".lab-term"), null);
});
