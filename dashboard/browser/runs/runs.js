// The list of runs: the words on its cards move, a change of the list is told, focus is kept.
import { keepFocus } from "./focus.js";
import { whenIdle } from "../shared/idle.js";
import { listen } from "../shared/live.js";
import { element } from "../shared/tables.js";

const ACTIVE = ["queued", "running"];

/** @param {any} component */
export function render(component) {
  const place = component.parentElement.querySelector(".lab");
  place.view ??= new RunsView(place, component.data.live);
  place.view.update(component);
}

class RunsView {
  /**
   * @param {HTMLElement} place
   * @param {string} live - where the news of the list are
   */
  constructor(place, live) {
    this.place = place;
    this.spoken = /** @type {HTMLElement} */ (place.querySelector(".lab-spoken"));
    /** @type {Record<string, string>} */
    this.states = {};
    this.waiting = false; // to tell that the list has changed
    keepFocus(place);
    listen(place, live, (message) => this.hear(message));
  }

  /** @param {any} component */
  update({ data, setTriggerValue }) {
    this.tell = setTriggerValue;
    this.list = data.list;
    const ended = Object.keys(data.states).filter(
      (run) => ACTIVE.includes(this.states[run]) && !ACTIVE.includes(data.states[run]),
    );
    this.states = data.states;
    this.nameCards(data.words);
    this.speak([data.said, ...ended.map((run) => data.words[run])].filter(Boolean));
  }

  /** @param {{list: string, texts?: Record<string, string>}} message - without, it cannot be told */
  hear({ list, texts }) {
    if (!texts) return;
    for (const [run, words] of Object.entries(texts)) {
      const line = document.querySelector(`p[data-run="${run}"]`);
      if (line && line.textContent !== words) line.textContent = words;
    }
    this.told = list;
    if (list === this.list || this.waiting) return;
    this.waiting = true;
    whenIdle(this.place, () => this.tellChange());
  }

  /** The script looks at the list again, unless it has done so meanwhile. */
  tellChange() {
    this.waiting = false;
    if (this.told !== this.list) this.tell("changed", this.told);
  }

  /**
   * Tells a screen reader which run it is on: all cards have the same links and buttons.
   * @param {Record<string, string>} words
   */
  nameCards(words) {
    for (const [run, name] of Object.entries(words)) {
      const card = document.querySelector(`.st-key-card_${run}`);
      card?.setAttribute("role", "group");
      card?.setAttribute("aria-label", name);
    }
  }

  /** @param {string[]} sentences */
  speak(sentences) {
    if (sentences.length) this.spoken.replaceChildren(element("span", sentences.join(". ")));
  }
}
