// What a page asks the server, and what the server tells it while a run goes on.

const PAUSE_WHILE_BUSY = 2; // seconds, where it does not say how long

/** @type {Set<object>} */
const unanswered = new Set();

/**
 * Fetches `address`, as often as it takes while the server is busy.
 * @param {string} address
 * @param {() => boolean} wanted - whether it still is; else the refusal is the answer
 * @returns {Promise<Response>}
 */
export async function fetchWhenFree(address, wanted = () => true) {
  const question = {};
  try {
    for (;;) {
      const answer = await fetch(address);
      if (answer.status !== 503 || !wanted()) return answer;
      unanswered.add(question);
      showBusy(await answer.clone().text());
      const seconds = Number(answer.headers.get("Retry-After")) || PAUSE_WHILE_BUSY;
      const apart = 1 + Math.random() / 2; // so that not all come back at once
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds * apart));
      if (!wanted()) return answer;
    }
  } finally {
    unanswered.delete(question);
    if (!unanswered.size) showBusy("");
  }
}

/** @param {string} sentence - at the foot of the page; "" for none */
function showBusy(sentence) {
  let place = document.querySelector(".lab-busy");
  if (!place) {
    if (!sentence) return;
    place = document.createElement("p");
    place.className = "lab-busy";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  if (place.textContent !== sentence) place.textContent = sentence;
}

// Which windows of this browser hold a stream open: it grants six connections to a server, of all
// windows together, and a page has more to fetch than its news.

const MOST = 3; // windows
const FORGET = 4000; // milliseconds after which a window that says nothing is gone

// No lock of the browser's would do: there are none on plain HTTP. So every window tells the others
// that it listens, and all come to the same result: those that were opened first have a stream.
const others = new BroadcastChannel("sequence-lab-streams");
const age = performance.timeOrigin + Math.random(); // when this window was opened; no two are the same
/** @type {Map<number, number>} */
const lastSeen = new Map(); // when, by the age of a window
/** @type {Set<object>} */
const listening = new Set(); // in this window

others.onmessage = (/** @type {MessageEvent<{age: number, listens: boolean}>} */ { data }) => {
  const known = lastSeen.has(data.age);
  if (data.listens) lastSeen.set(data.age, performance.now());
  else lastSeen.delete(data.age);
  if (data.listens && !known && listening.size) announce(true); // it has just come, and knows nobody
};
addEventListener("pagehide", () => announce(false));

/**
 * Tells the other windows that somebody listens here; to be called again and again.
 * @param {object} listener
 */
function join(listener) {
  listening.add(listener);
  announce(true);
}

/** @param {object} listener */
function leave(listener) {
  listening.delete(listener);
  if (!listening.size) announce(false);
}

/** Whether this window is among those that hold a stream open. */
function mayStream() {
  const now = performance.now();
  for (const [other, when] of lastSeen) if (now - when > FORGET) lastSeen.delete(other);
  return [...lastSeen.keys()].filter((other) => other < age).length < MOST;
}

/** @param {boolean} listens */
function announce(listens) {
  others.postMessage({ age, listens });
}

// The live channel: what the server tells of a run, or of the list of runs, as it happens.

const LOOK_AROUND = 500; // milliseconds
const SILENT = 5000; // milliseconds: the server gives a sign of life every 2 s (server/hub.py)
const POLL_EVERY = 1500; // milliseconds, while no stream tells
const REFUSED = 3000; // milliseconds until a stream that was refused is tried again
const HELD_BACK = 30_000; // milliseconds, likewise, of one that said nothing

/**
 * Calls `tell` with every message of the event stream at `url`, until one says that nothing is
 * to come any more, or `place` has left the page. A page that nobody sees listens to nothing.
 *
 * Where no stream tells, as some proxies hold it back until it has ended, or other windows have as
 * many as a browser grants, the page asks for the same now and then.
 * @param {Element} place
 * @param {string} url
 * @param {(message: any) => void} onMessage
 * @returns {() => void} ends it
 */
export function subscribe(place, url, onMessage) {
  /** @type {EventSource | null} */
  let source = null;
  let opened = 0; // all of these are times in milliseconds
  let spoke = performance.now(); // the stream
  let polled = 0;
  let next = 0; // that a stream may be opened
  let polling = false;
  let ended = false;
  let answer = ""; // the last one
  const listener = {};

  const close = (pause = 0) => {
    source?.close();
    source = null;
    next = performance.now() + pause;
  };
  const receive = (/** @type {string} */ text) => {
    if (ended) return;
    const message = JSON.parse(text);
    if (message.active === false) end();
    if (place.isConnected) onMessage(message);
  };
  const open = () => {
    opened = performance.now();
    source = new EventSource(url);
    source.onmessage = (event) => {
      spoke = performance.now();
      receive(event.data);
    };
    source.addEventListener("alive", () => (spoke = performance.now()));
    // A stream that breaks off is asked for again by the browser; one that is refused is not.
    source.onerror = () => source?.readyState === EventSource.CLOSED && close(REFUSED);
  };
  const poll = async () => {
    polling = true;
    polled = performance.now();
    try {
      const reply = await fetch(`${url}?once=1`);
      const text = await reply.text();
      if (reply.ok && text !== answer && polled > spoke) receive((answer = text)); // else a stream was quicker
    } catch {
      next = 0; // the server is away: no proxy is to blame for the silence
    }
    polling = false;
  };
  const look = () => {
    if (!place.isConnected) return end();
    if (document.hidden) return;
    join(listener);
    const now = performance.now();
    const may = mayStream();
    if (source && !may) close();
    if (source && now - Math.max(opened, spoke) > SILENT) close(HELD_BACK);
    if (!source && may && now >= next) open();
    const silent = !may || now - spoke > SILENT;
    if (silent && !polling && now - polled >= POLL_EVERY) poll();
  };
  const onVisibilityChange = () => {
    if (document.hidden) {
      leave(listener);
      close();
    } else {
      spoke = performance.now();
      look();
    }
  };
  const end = () => {
    ended = true;
    clearInterval(looking);
    document.removeEventListener("visibilitychange", onVisibilityChange);
    leave(listener);
    close();
  };

  const looking = setInterval(look, LOOK_AROUND);
  document.addEventListener("visibilitychange", onVisibilityChange);
  look();
  return end;
}

// When the page's script is not at work, nor about to be.

const LOOK_AGAIN = 100; // milliseconds: between two pages the script rests for less
const QUIET = 400; // milliseconds: by then the script is at work on what somebody has clicked

let lastInput = -QUIET;
for (const kind of ["pointerdown", "pointerup", "keydown"])
  document.addEventListener(kind, (event) => (lastInput = event.timeStamp), { capture: true });

/**
 * Calls `act` as soon as the script has rested for a moment; not at all once `place` has left the
 * page. What would make it run again before that would break off what it is at, such as opening
 * another page after a click.
 * @param {Element} place
 * @param {() => void} act
 * @param {boolean} rested - since the last look
 */
export function whenIdle(place, act, rested = false) {
  setTimeout(() => {
    if (!place.isConnected) return;
    const rests = idle();
    if (rests && rested) act();
    else whenIdle(place, act, rests);
  }, LOOK_AGAIN);
}

function idle() {
  if (performance.now() - lastInput < QUIET) return false;
  return Boolean(document.querySelector("[data-test-script-state='notRunning']"));
}

// Follows the run on show by the live channel, from its first look to its last.

const NOTHING_TO_HEAR = ["deleted", "unreadable"]; // states of what is no more, or cannot be shown

export class Follower {
  /**
   * @param {Element} place
   * @param {(message: any) => void} onMessage - takes the news of the run
   * @param {(run: string) => void} ended - tells the script, once, that it has to look again
   */
  constructor(place, onMessage, ended) {
    this.place = place;
    this.onMessage = onMessage;
    this.onEnd = ended;
    /** @type {string | null} */
    this.run = null; // that is followed: the script has not seen it ended yet
    this.end = () => {};
  }

  /** @param {{run?: string | null, active?: boolean, live?: string}} data - of the script's last look */
  follow({ run, active, live }) {
    const followed = active && run && live ? run : null;
    if (followed === this.run) return;
    this.end();
    this.run = followed;
    if (followed && live)
      this.end = subscribe(this.place, live, (message) => followed === this.run && this.receive(message));
  }

  /** @param {any} message */
  receive(message) {
    const run = this.run;
    if (!NOTHING_TO_HEAR.includes(message.state)) this.onMessage(message);
    if (!message.active) whenIdle(this.place, () => run && run === this.run && this.onEnd(run));
  }
}
