// As much of a browser's elements as the scripts use, as plain objects: no layout, no style.

const VOID = new Set(["input", "br"]);
const REFLECTED = ["id", "title", "type", "name", "role", "min", "max", "step", "href", "scope", "ariaLabel", "ariaHidden"];

class Events {
  listeners = [];

  addEventListener(kind, act, how) {
    this.listeners.push({ kind, act, capture: how === true || how?.capture === true });
  }

  removeEventListener(kind, act) {
    this.listeners = this.listeners.filter((one) => one.kind !== kind || one.act !== act);
  }

  hear(event, capture) {
    for (const one of [...this.listeners]) {
      if (one.kind === event.type && one.capture === capture && !event.stopped) one.act(event);
    }
  }
}

export class Event {
  constructor(type, how = {}) {
    Object.assign(this, { type, timeStamp: performance.now(), bubbles: true, stopped: false, defaultPrevented: false }, how);
  }
  preventDefault() {
    this.defaultPrevented = true;
  }
  stopImmediatePropagation() {
    this.stopped = true;
  }
}
export class KeyboardEvent extends Event {}

class Text {
  constructor(words) {
    this.textContent = words;
  }
}

export class Element extends Events {
  constructor(kind, document) {
    super();
    this.localName = kind;
    this.tagName = kind.toUpperCase();
    this.ownerDocument = document;
    this.attributes = new Map();
    this.childNodes = [];
    this.parentElement = null;
    this.style = { setProperty: (name, value) => (this.style[name] = value) };
    this.clientWidth = this.clientHeight = this.offsetTop = this.offsetHeight = this.scrollTop = 0;
    this.dataset = new Proxy(
      {},
      {
        get: (_, name) => this.attributes.get(dashed(name)),
        set: (_, name, value) => this.setAttribute(dashed(name), value) ?? true,
      },
    );
  }

  // Attributes

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }
  get className() {
    return this.getAttribute("class") ?? "";
  }
  set className(names) {
    this.setAttribute("class", names);
  }
  get classList() {
    const names = new Set(this.className.split(" ").filter(Boolean));
    const change = (act) => (...all) => {
      for (const name of all) act(name);
      this.className = [...names].join(" ");
    };
    return {
      contains: (name) => names.has(name),
      add: change((name) => names.add(name)),
      remove: change((name) => names.delete(name)),
      toggle: (name, on = !names.has(name)) => change(() => (on ? names.add(name) : names.delete(name)))(name),
    };
  }
  get tabIndex() {
    const own = ["a", "button", "input", "select", "summary"].includes(this.localName) ? 0 : -1;
    return Number(this.getAttribute("tabindex") ?? own);
  }
  set tabIndex(index) {
    this.setAttribute("tabindex", index);
  }

  // The tree

  get children() {
    return this.childNodes.filter((node) => node instanceof Element);
  }
  get firstChild() {
    return this.childNodes[0] ?? null;
  }
  get firstElementChild() {
    return this.children[0] ?? null;
  }
  get childElementCount() {
    return this.children.length;
  }
  get isConnected() {
    return this === this.ownerDocument.documentElement || Boolean(this.parentElement?.isConnected);
  }
  get textContent() {
    return this.childNodes.map((node) => node.textContent).join("");
  }
  set textContent(words) {
    this.replaceChildren(...(words === "" ? [] : [String(words)]));
  }
  append(...nodes) {
    for (const node of nodes) {
      if (node instanceof Element) node.remove();
      const made = node instanceof Element ? node : new Text(String(node));
      made.parentElement = this;
      this.childNodes.push(made);
    }
  }
  replaceChildren(...nodes) {
    for (const node of this.childNodes) node.parentElement = null;
    this.childNodes = [];
    this.append(...nodes);
  }
  remove() {
    if (!this.parentElement) return;
    this.parentElement.childNodes = this.parentElement.childNodes.filter((node) => node !== this);
    this.parentElement = null;
  }
  insertCell() {
    const cell = this.ownerDocument.createElement("td");
    this.append(cell);
    return cell;
  }
  contains(other) {
    for (let node = other; node; node = node.parentElement) if (node === this) return true;
    return false;
  }
  closest(selector) {
    for (let node = this; node; node = node.parentElement) if (node.matches(selector)) return node;
    return null;
  }
  matches(selector) {
    return read(selector).some((parts) => fits(this, parts, null));
  }
  querySelectorAll(selector) {
    const all = read(selector);
    return this.descendants().filter((node) => all.some((parts) => fits(node, parts, this)));
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
  descendants(found = []) {
    for (const node of this.childNodes) {
      if (!(node instanceof Element)) continue;
      found.push(node);
      node.descendants(found);
    }
    return found;
  }

  // What people do

  dispatchEvent(event) {
    event.target ??= this;
    const path = [];
    for (let node = this; node; node = node.parentElement) path.push(node);
    if (this.isConnected) path.push(this.ownerDocument, this.ownerDocument.defaultView);
    for (const node of [...path].reverse()) node.hear(event, true);
    for (const node of event.bubbles ? path : [this]) node.hear(event, false);
    return !event.defaultPrevented;
  }
  click() {
    if (this.disabled) return undefined;
    this.dispatchEvent(new Event("click"));
    if (this.localName === "summary") this.parentElement.toggle();
    return this.onclick?.();
  }
  focus() {
    const before = this.ownerDocument.activeElement;
    if (before === this) return;
    this.ownerDocument.activeElement = this;
    before.dispatchEvent(new Event("focusout"));
    this.dispatchEvent(new Event("focus", { bubbles: false }));
    this.dispatchEvent(new Event("focusin"));
  }
  press(key) {
    this.dispatchEvent(new KeyboardEvent("keydown", { key }));
  }
  toggle(open = !this.open) {
    this.open = open;
    this.dispatchEvent(new Event("toggle", { bubbles: false }));
  }
  showPopover() {
    this.shown = true;
  }
  hidePopover() {
    this.shown = false;
  }
  getBoundingClientRect() {
    return { left: 0, top: 0, bottom: 0, right: 0, width: 0, height: 0 };
  }
  scrollIntoView() {}
  getContext() {
    const createImageData = (width, height) => ({ data: new Uint8ClampedArray(4 * width * height) });
    return { createImageData, putImageData: (image) => (this.image = image) };
  }

  // Forms

  get options() {
    return this.querySelectorAll("option");
  }
  get selectedIndex() {
    return this.options.findIndex((option) => option.value === this.value);
  }
  get validity() {
    const number = Number(this.value);
    const above = this.max !== undefined && number > Number(this.max);
    return { valid: this.value !== "" && Number.isInteger(number) && number >= Number(this.min ?? -Infinity) && !above };
  }
  get valueAsNumber() {
    return Number(this.value);
  }
  /** Types, or chooses, as somebody does. */
  enter(value, kind = "input") {
    this.value = String(value);
    this.dispatchEvent(new Event(kind));
    if (kind === "input") this.dispatchEvent(new Event("change"));
  }
}
for (const name of REFLECTED) {
  const attribute = name.replace(/^aria/, "aria-").toLowerCase();
  Object.defineProperty(Element.prototype, name, {
    get() {
      return this.attributes.get(attribute);
    },
    set(value) {
      this.setAttribute(attribute, value);
    },
  });
}
for (const name of ["hidden", "disabled", "open"]) {
  Object.defineProperty(Element.prototype, name, {
    get() {
      return this.attributes.has(name);
    },
    set(on) {
      if (on) this.attributes.set(name, "");
      else this.attributes.delete(name);
    },
  });
}

export class Field extends Element {
  select() {}
  get value() {
    if (this.localName === "select") return this.chosen ?? this.preset ?? "";
    return this.chosen ?? this.getAttribute("value") ?? "";
  }
  set value(value) {
    this.chosen = value;
  }
  get preset() {
    const [first] = this.options;
    return (this.options.find((option) => option.attributes.has("selected")) ?? first)?.value;
  }
}

export class Choice extends Element {
  get value() {
    return this.getAttribute("value") ?? this.textContent;
  }
  get text() {
    return this.textContent;
  }
  set text(words) {
    this.textContent = words;
  }
}

export class Document extends Events {
  constructor() {
    super();
    this.hidden = false;
    this.documentElement = this.createElement("html");
    this.head = this.createElement("head");
    this.body = this.createElement("body");
    this.documentElement.append(this.head, this.body);
    this.activeElement = this.body;
  }
  createElement(kind) {
    if (kind === "option") return new Choice(kind, this);
    return new (["input", "select"].includes(kind) ? Field : Element)(kind, this);
  }
  createElementNS(_, kind) {
    return this.createElement(kind);
  }
  querySelector(selector) {
    return this.documentElement.querySelector(selector);
  }
  querySelectorAll(selector) {
    return this.documentElement.querySelectorAll(selector);
  }
  dispatchEvent(event) {
    event.target ??= this;
    for (const node of [this.defaultView, this]) node.hear(event, true);
    this.hear(event, false);
  }
}

export class Window extends Events {
  dispatchEvent(event) {
    for (const capture of [true, false]) this.hear(event, capture);
  }
}

/** The elements that a text in HTML describes. */
export function parsed(html, document) {
  const root = document.createElement("div");
  const open = [root];
  for (const [, close, kind, attributes, words] of html.matchAll(/<(\/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*)>|([^<]+)/g)) {
    if (words?.trim()) open.at(-1).append(words.replace(/\s+/g, " "));
    if (!kind) continue;
    if (close) {
      open.pop();
      continue;
    }
    const made = document.createElement(kind);
    for (const [, name, value] of attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)) made.setAttribute(name, value ?? "");
    open.at(-1).append(made);
    if (!VOID.has(kind)) open.push(made);
  }
  return root.children;
}

const selectors = new Map();

/** A selector as the parts of each of its alternatives, the last part first, each a list of what an element must be. */
function read(selector) {
  if (!selectors.has(selector)) {
    const parts = (one) => one.trim().split(/\s+/).reverse().map((part) => (part === ">" || part === ":scope" ? part : pieces(part)));
    selectors.set(selector, selector.split(",").map(parts));
  }
  return selectors.get(selector);
}

function pieces(part) {
  return part.match(/^[a-z0-9]+|\.[\w-]+|#[\w-]+|\[[^\]]+\]/gi).map((piece) => {
    if (piece[0] === ".") return (node) => node.classList.contains(piece.slice(1));
    if (piece[0] === "#") return (node) => node.id === piece.slice(1);
    if (piece[0] !== "[") return (node) => node.localName === piece;
    const [, name, how, value] = piece.match(/^\[([\w-]+)(?:(\*?=)["']?([^"'\]]*)["']?)?\]$/);
    if (how === undefined) return (node) => node.attributes.has(name);
    return (node) => (how === "=" ? node.getAttribute(name) === value : Boolean(node.getAttribute(name)?.includes(value)));
  });
}

/** Whether an element is what the first of these says, within what the others say. */
function fits(node, [own, ...others], scope) {
  if (own === ":scope") return node === scope;
  if (!own.every((is) => is(node))) return false;
  if (!others.length) return true;
  if (others[0] === ">") return node.parentElement !== null && fits(node.parentElement, others.slice(1), scope);
  for (let above = node.parentElement; above; above = above.parentElement) if (fits(above, others, scope)) return true;
  return false;
}

function dashed(name) {
  return `data-${String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
