// Which windows of this browser hold a stream open: it grants six connections to a server, of all
// windows together, and a page has more to fetch than its news.

const MOST = 3; // windows
const FORGET = 4000; // milliseconds after which a window that says nothing is gone

// No lock of the browser's would do: there are none on plain HTTP. So every window tells the others
// that it listens, and all come to the same result: those that were opened first have a stream.
const others = new BroadcastChannel("sequence-lab-streams");
const age = performance.timeOrigin + Math.random(); // when this window was opened; no two are the same
/** @type {Map<number, number>} */
const heard = new Map(); // when, by the age of a window
/** @type {Set<object>} */
const listening = new Set(); // in this window

others.onmessage = (/** @type {MessageEvent<{age: number, listens: boolean}>} */ { data }) => {
  const known = heard.has(data.age);
  if (data.listens) heard.set(data.age, performance.now());
  else heard.delete(data.age);
  if (data.listens && !known && listening.size) say(true); // it has just come, and knows nobody
};
addEventListener("pagehide", () => say(false));

/**
 * Tells the other windows that somebody listens here; to be called again and again.
 * @param {object} listener
 */
export function join(listener) {
  listening.add(listener);
  say(true);
}

/** @param {object} listener */
export function leave(listener) {
  listening.delete(listener);
  if (!listening.size) say(false);
}

/** Whether this window is among those that hold a stream open. */
export function mayStream() {
  const now = performance.now();
  for (const [other, when] of heard) if (now - when > FORGET) heard.delete(other);
  return [...heard.keys()].filter((other) => other < age).length < MOST;
}

/** @param {boolean} listens */
function say(listens) {
  others.postMessage({ age, listens });
}
