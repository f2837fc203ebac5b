// What the network says at this step: the odds of the next letter.
import { was } from "../whatif/was.js";
import { percent } from "./numbers.js";

const SHOWN = 7; // letters

export class Said {
  /**
   * @param {HTMLElement} place
   * @param {import("../inside.js").Desk} desk
   */
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
  }

  show() {
    const { trace, place } = this.desk;
    this.place.hidden = !trace.names || place.layer < trace.about.layers - 1;
    if (this.place.hidden) return;
    const odds = trace.vector("y", 0, place.step) ?? new Float32Array();
    const came = trace.about.alphabet.indexOf(trace.about.comes[place.step] ?? "none");
    const order = Array.from(odds.keys()).sort((one, other) => odds[other] - odds[one]);
    const shown = order.slice(0, SHOWN);
    if (came >= 0 && !shown.includes(came)) shown[SHOWN - 1] = came;
    const then = (/** @type {number} */ unit) => was(this.desk, "y", { ...place, unit }, percent);
    const rows = shown.map((at) => row(trace.about.alphabet[at], odds[at], odds[order[0]], at === came, then(at)));
    const list = document.createElement("ol");
    list.append(...rows);
    list.classList.toggle("both", Boolean(this.desk.before));
    list.setAttribute("aria-label", "Probability of each next letter");
    const heading = document.createElement("h4");
    heading.textContent = came < 0 ? "Next letter" : "Next letter (✓ the one that came)";
    this.place.replaceChildren(heading, list);
  }
}

/**
 * @param {string} letter
 * @param {number} share
 * @param {number} most
 * @param {boolean} came
 * @param {string} then - what it was before the changes
 */
function row(letter, share, most, came, then) {
  const item = document.createElement("li");
  item.classList.toggle("came", came);
  const name = document.createElement("span");
  name.textContent = letter === "\n" ? "end" : letter === " " ? "space" : letter;
  const bar = document.createElement("i");
  bar.style.width = `${(100 * share) / most}%`;
  const track = document.createElement("span");
  track.append(bar);
  const words = document.createElement("span");
  words.textContent = `${percent(share)}${then}${came ? " ✓" : ""}`;
  item.append(name, track, words);
  return item;
}
