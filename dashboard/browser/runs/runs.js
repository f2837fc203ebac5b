// The list of runs: the words on its cards move, a change of the list is told, focus is kept.
import { element } from "../shared/elements.js";
import { subscribe, whenIdle } from "../shared/server.js";

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
    subscribe(place, live, (message) => this.onMessage(message));
  }

  /** @param {any} component */
  update({ data, setTriggerValue }) {
    this.notify = setTriggerValue;
    this.list = data.list;
    const ended = Object.keys(data.states).filter(
      (run) => ACTIVE.includes(this.states[run]) && !ACTIVE.includes(data.states[run]),
    );
    this.states = data.states;
    this.nameCards(data.words);
    this.speak([data.said, ...ended.map((run) => data.words[run])].filter(Boolean));
  }

  /** @param {{list: string, texts?: Record<string, string>}} message - without, it cannot be told */
  onMessage({ list, texts }) {
    if (!texts) return;
    for (const [run, words] of Object.entries(texts)) {
      const line = document.querySelector(`p[data-run="${run}"]`);
      if (line && line.textContent !== words) line.textContent = words;
    }
    this.latest = list;
    if (list === this.list || this.waiting) return;
    this.waiting = true;
    whenIdle(this.place, () => this.tellChange());
  }

  /** The script looks at the list again, unless it has done so meanwhile. */
  tellChange() {
    this.waiting = false;
    if (this.latest !== this.list) this.notify("changed", this.latest);
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

// Focus that is not lost with the button that had it.

const CARD = "[class*='st-key-card_']";
const POPOVER = "[data-testid='stPopoverBody']"; // what a card opens; it stands outside of the card
const SETTLED = 100; // milliseconds after which a page has taken away what it takes away

/**
 * Keeps the focus on the cards while `place` is on the page. What a card opens gets it. When what
 * has it is taken away, it goes to the button that was used; with that gone, to the card's link;
 * with the card gone, to that of the next one; without any, to the heading.
 * @param {HTMLElement} place
 */
function keepFocus(place) {
  /** @type {{at: HTMLElement, card: string, index: number} | null} */
  let last = null;
  /** @type {Element | null} */
  let opened = null;
  let waiting = 0;

  const remember = (/** @type {{target: any}} */ { target }) => {
    const at = /** @type {HTMLElement} */ (target);
    const card = at.closest(CARD);
    if (card) last = { at, card: card.className, index: cards().indexOf(card) };
    else if (!at.closest(POPOVER)) last = null;
  };
  const focusPopover = () => {
    const popover = document.querySelector(POPOVER);
    if (popover && popover !== opened) focus(popover);
    opened = popover;
  };
  const restore = () => {
    if (last && document.activeElement === document.body) focus(nearest(last));
  };
  const observer = new MutationObserver(() => {
    clearTimeout(waiting);
    if (!place.isConnected) return leave();
    focusPopover();
    waiting = setTimeout(restore, SETTLED);
  });
  const leave = () => {
    observer.disconnect();
    document.removeEventListener("focusin", remember);
    document.removeEventListener("pointerdown", remember);
  };

  remember({ target: document.activeElement ?? document.body }); // somebody may have been quicker
  focusPopover();
  document.addEventListener("focusin", remember);
  document.addEventListener("pointerdown", remember); // a click beside all cards gives the focus up
  observer.observe(document.body, { childList: true, subtree: true });
}

/** @param {{at: HTMLElement, card: string, index: number}} last */
function nearest({ at, card, index }) {
  if (at.isConnected) return at;
  const all = cards();
  const next = all.find((other) => other.className === card) ?? all[Math.min(index, all.length - 1)];
  return next?.querySelector("a") ?? heading();
}

function cards() {
  return [...document.querySelectorAll(CARD)];
}

/** The heading of the list is the last one on its page. */
function heading() {
  return [...document.querySelectorAll("h1, h2")].at(-1);
}

/** @param {Element | undefined} target */
function focus(target) {
  const at = /** @type {HTMLElement | undefined} */ (target);
  if (at && at.tabIndex < 0) at.tabIndex = -1; // else it cannot have the focus
  at?.focus();
}
