// Number fields take what people type as they mean it, or tell the script what it cannot be.
//
// A field of type number hides its text from scripts, and some browsers drop the comma of 0,01 while
// it is typed: 001 would be left. So a field is one of text before anybody types there.

const FIELD = "[data-testid=stNumberInputField]";
const STEPS = new Set(["Enter", "ArrowUp", "ArrowDown"]); // keys on which Streamlit reads a field

/** @type {Set<HTMLInputElement>} */
const unread = new Set(); // fields whose text is no number
let setUnread = (/** @type {Record<string, string>} */ _texts) => {};
let reported = "{}";

/** @param {any} component */
export function render({ setStateValue }) {
  setUnread = (texts) => setStateValue("unread", texts);
  report();
}

/**
 * What `text` means as a number, as Streamlit reads it; null where it is none, or might be two.
 * @param {string} text
 * @param {boolean} whole - whether only a whole number will do
 * @returns {string | null}
 */
export function parsed(text, whole) {
  const tidy = text.trim();
  if (whole) {
    const thousands = /^[+-]?\d{1,3}(?:([.,'’\s])\d{3})(?:\1\d{3})*$/.test(tidy);
    const digits = thousands ? tidy.replace(/[.,'’\s]/g, "") : tidy.replace(/[.,]0*$/, "");
    const number = /^[+-]?\d+(?:e\+?\d+)?$/i.test(digits) ? Number(digits) : NaN;
    return Number.isSafeInteger(number) ? String(number) : null;
  }
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(tidy)) return null; // 1,000: one, or a thousand
  const point = tidy.replace(/^([^.,]*),([^.,]*)$/, "$1.$2");
  const isOne = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(point);
  return isOne && Number.isFinite(Number(point)) ? point : null;
}

/** @param {Event} event */
function prepare({ target }) {
  if (!(target instanceof HTMLInputElement) || !target.matches(FIELD) || target.type === "text") return;
  const whole = isWhole(target);
  target.type = "text";
  target.inputMode = whole ? "numeric" : "decimal";
  target.setAttribute("role", "spinbutton");
  if (document.activeElement === target) target.select(); // as when one comes by key
}

/** @param {FocusEvent | KeyboardEvent} event */
function read(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.matches(FIELD) || field.type !== "text") return;
  if (event instanceof KeyboardEvent && !STEPS.has(event.key)) return;
  const number = field.value.trim() === "" ? "" : parsed(field.value, isWhole(field));
  if (number === null) {
    event.stopImmediatePropagation(); // what stands there stays, and is not taken
    unread.add(field);
  } else if (number !== field.value) write(field, number);
  report();
}

/**
 * Changes the text as somebody who types does.
 * @param {HTMLInputElement} field
 * @param {string} text
 */
function write(field, text) {
  const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  value?.set?.call(field, text); // past React, which would take it for its own and not listen
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Tells which fields cannot be read; those that are gone, or were changed by a step, can. */
function report() {
  /** @type {Record<string, string>} */
  const texts = {};
  for (const field of unread) {
    const stands = field.isConnected && field.value && parsed(field.value, isWhole(field)) === null;
    if (stands) texts[keyOf(field)] = field.value.slice(0, 100);
    else unread.delete(field);
    field.setAttribute("aria-invalid", String(Boolean(stands)));
  }
  const now = JSON.stringify(texts);
  if (now !== reported) setUnread(texts);
  reported = now;
}

/** @param {HTMLInputElement} field */
function isWhole(field) {
  return Number.isInteger(Number(field.step));
}

/** @param {HTMLInputElement} field */
function keyOf(field) {
  const place = field.closest("[class*=st-key-]");
  return /st-key-(\S+)/.exec(place?.className ?? "")?.[1] ?? "";
}

for (const come of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(come, prepare, true);
window.addEventListener("focusout", read, true); // before React hears of it
window.addEventListener("keydown", read, true);
window.addEventListener("click", () => unread.size && setTimeout(report), true);
