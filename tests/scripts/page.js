// A page for the scripts to run on: to be imported before any of them.
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Document, Event, Field, KeyboardEvent, parsed, Window } from "./dom.js";

const BROWSER = new URL("../../dashboard/browser/", import.meta.url);

// Time goes on only when a test says so.

let now = 1000;
let timers = new Map();
let last = 0;

function setTimer(act, pause = 0, every = 0, given = []) {
  timers.set(++last, { due: now + Math.max(1, pause), act: () => act(...given), every });
  return last;
}

/** Lets promises that can be kept be kept. */
export async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets milliseconds go by, timer by timer. */
export async function passes(milliseconds) {
  const end = now + milliseconds;
  await settled();
  for (;;) {
    const [id, timer] = [...timers].reduce((one, other) => (other[1].due < one[1].due ? other : one), [0, { due: Infinity }]);
    if (timer.due > end) break;
    now = Math.max(now, timer.due);
    if (timer.every) timer.due += timer.every;
    else timers.delete(id);
    timer.act();
    await settled();
  }
  now = end;
}

// The browser

export const window = new Window();
export const document = new Document();
document.defaultView = window;
export const motion = Object.assign(new Window(), { matches: false }); // whether somebody wants none
export const streams = []; // event streams that were opened
export const posted = []; // to other windows

class EventSource extends Window {
  static CLOSED = 2;
  constructor(url) {
    super();
    Object.assign(this, { url, readyState: 1 });
    streams.push(this);
  }
  close() {
    this.readyState = 2;
  }
  /** What the server says. */
  say(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
  /** A sign of life of the server's. */
  live() {
    this.hear(new Event("alive"), false);
  }
}

class BroadcastChannel {
  constructor() {
    channel = this;
  }
  postMessage(message) {
    posted.push(message);
  }
}
/** @type {{onmessage: (event: any) => void}} */
export let channel;

class Observer {
  static all = [];
  constructor(act) {
    this.act = act;
    Observer.all.push(this);
  }
  observe() {}
  disconnect() {
    Observer.all = Observer.all.filter((one) => one !== this);
  }
}

/** The elements of the page have changed. */
export function mutated() {
  for (const one of [...Observer.all]) if (one instanceof MutationObserver) one.act([]);
}
class MutationObserver extends Observer {}
class ResizeObserver extends Observer {}

let answers = (_address) => ({ status: 404, body: "nothing" });
export const asked = []; // addresses that were fetched

/** What the server answers from now on: a function of the address. */
export function server(answer) {
  answers = answer;
  asked.length = 0;
}

async function fetch(address) {
  asked.push(String(address));
  const { status = 200, body = "", headers = {} } = await answers(String(address));
  const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
  return new Response(bytes, { status, headers });
}

export const history = {
  entries: [],
  pushState(_state, _unused, url) {
    this.entries.push(String(url));
    location.href = new URL(url, location.href).href;
  },
  replaceState(_state, _unused, url) {
    this.entries[this.entries.length - 1] = String(url);
    location.href = new URL(url, location.href).href;
  },
};
export const location = { href: "http://lab/", origin: "http://lab", assign: (to) => (location.href = to) };

function Option(words, value) {
  const made = document.createElement("option");
  made.textContent = words;
  made.setAttribute("value", value ?? words);
  return made;
}

Object.assign(window, { matchMedia: () => motion, innerHeight: 900, innerWidth: 1280, location, history });
Object.assign(globalThis, {
  window, document, history, location, fetch, Event, KeyboardEvent, EventSource, BroadcastChannel, MutationObserver, ResizeObserver, Option,
  HTMLInputElement: Field,
  addEventListener: window.addEventListener.bind(window),
  setTimeout: (act, pause, ...given) => setTimer(act, pause, 0, given),
  setInterval: (act, pause) => setTimer(act, pause, Math.max(1, pause)),
  clearTimeout: (id) => timers.delete(id),
  clearInterval: (id) => timers.delete(id),
  requestAnimationFrame: (act) => setTimer(act, 16),
  getComputedStyle: () => ({ getPropertyValue: (name) => ({ "--inside-below": "#ff8800", "--inside-zero": "#ffffff", "--inside-above": "#0000ff" })[name] ?? "" }),
});
globalThis.performance.now = () => now;

// What tests begin with

/** Puts a part of a page there, as dashboard/shared/charting.py does, and returns it. */
export function mounted(name) {
  document.body.replaceChildren();
  document.activeElement = document.body;
  const parent = document.createElement("div");
  parent.append(...parsed(template(name), document));
  document.body.append(parent);
  return parent;
}

function template(name) {
  const folders = readdirSync(BROWSER, { withFileTypes: true }).filter((one) => one.isDirectory()).map((one) => `${one.name}/`);
  const folder = folders.find((one) => readdirSync(new URL(one, BROWSER)).includes(`${name}.html`));
  const text = readFileSync(new URL(`${folder}${name}.html`, BROWSER), "utf8");
  return text.replace(/^ *([A-Z]+)$/gm, (_, part) => template(part.toLowerCase()));
}

/** Puts elements in HTML on the page, in place of all that is there. */
export function shown(html) {
  document.body.replaceChildren(...parsed(html, document));
  document.activeElement = document.body;
  return document.body;
}

/** Whether the script on the server is at work. */
export function scriptIs(state) {
  document.body.dataset.testScriptState = state;
}
scriptIs("notRunning");

/** What the server has sent, as tests/scripts/record.py recorded it: its bytes. */
export function recorded(name) {
  return new Uint8Array(gunzipSync(readFileSync(new URL(`recorded/${name}.gz`, import.meta.url))));
}

/** The same as a script gets it. */
export function bufferOf(name) {
  const bytes = recorded(name);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
