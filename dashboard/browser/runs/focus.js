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
export function keepFocus(place) {
  /** @type {{at: HTMLElement, card: string, index: number} | null} */
  let last = null;
  /** @type {Element | null} */
  let opened = null;
  let waiting = 0;

  const note = (/** @type {{target: any}} */ { target }) => {
    const at = /** @type {HTMLElement} */ (target);
    const card = at.closest(CARD);
    if (card) last = { at, card: card.className, index: cards().indexOf(card) };
    else if (!at.closest(POPOVER)) last = null;
  };
  const enter = () => {
    const popover = document.querySelector(POPOVER);
    if (popover && popover !== opened) focus(popover);
    opened = popover;
  };
  const mend = () => {
    if (last && document.activeElement === document.body) focus(nearest(last));
  };
  const observer = new MutationObserver(() => {
    clearTimeout(waiting);
    if (!place.isConnected) return leave();
    enter();
    waiting = setTimeout(mend, SETTLED);
  });
  const leave = () => {
    observer.disconnect();
    document.removeEventListener("focusin", note);
    document.removeEventListener("pointerdown", note);
  };

  note({ target: document.activeElement ?? document.body }); // somebody may have been quicker
  enter();
  document.addEventListener("focusin", note);
  document.addEventListener("pointerdown", note); // a click beside all cards gives the focus up
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
