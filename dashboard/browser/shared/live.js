// The live channel: what the server tells of a run, or of the list of runs, as it happens.
import { join, leave, mayStream } from "./windows.js";

const LOOK_AROUND = 500; // milliseconds
const SILENT = 5000; // milliseconds: the server gives a sign of life every 2 s (server/hub.py)
const ASK_EVERY = 1500; // milliseconds, while no stream tells
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
 * @param {(message: any) => void} tell
 * @returns {() => void} ends it
 */
export function listen(place, url, tell) {
  /** @type {EventSource | null} */
  let source = null;
  let opened = 0; // all of these are times in milliseconds
  let spoke = performance.now(); // the stream
  let asked = 0;
  let next = 0; // that a stream may be opened
  let asking = false;
  let ended = false;
  let answer = ""; // the last one
  const me = {};

  const close = (pause = 0) => {
    source?.close();
    source = null;
    next = performance.now() + pause;
  };
  const take = (/** @type {string} */ text) => {
    if (ended) return;
    const message = JSON.parse(text);
    if (message.active === false) end();
    if (place.isConnected) tell(message);
  };
  const open = () => {
    opened = performance.now();
    source = new EventSource(url);
    source.onmessage = (event) => {
      spoke = performance.now();
      take(event.data);
    };
    source.addEventListener("alive", () => (spoke = performance.now()));
    // A stream that breaks off is asked for again by the browser; one that is refused is not.
    source.onerror = () => source?.readyState === EventSource.CLOSED && close(REFUSED);
  };
  const ask = async () => {
    asking = true;
    asked = performance.now();
    try {
      const reply = await fetch(`${url}?once=1`);
      const text = await reply.text();
      if (reply.ok && text !== answer && asked > spoke) take((answer = text)); // else a stream was quicker
    } catch {
      next = 0; // the server is away: no proxy is to blame for the silence
    }
    asking = false;
  };
  const look = () => {
    if (!place.isConnected) return end();
    if (document.hidden) return;
    join(me);
    const now = performance.now();
    const may = mayStream();
    if (source && !may) close();
    if (source && now - Math.max(opened, spoke) > SILENT) close(HELD_BACK);
    if (!source && may && now >= next) open();
    const silent = !may || now - spoke > SILENT;
    if (silent && !asking && now - asked >= ASK_EVERY) ask();
  };
  const seen = () => {
    if (document.hidden) {
      leave(me);
      close();
    } else {
      spoke = performance.now();
      look();
    }
  };
  const end = () => {
    ended = true;
    clearInterval(looking);
    document.removeEventListener("visibilitychange", seen);
    leave(me);
    close();
  };

  const looking = setInterval(look, LOOK_AROUND);
  document.addEventListener("visibilitychange", seen);
  look();
  return end;
}
