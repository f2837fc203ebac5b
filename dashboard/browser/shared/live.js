// The live channel: what the server tells of a run, or of the list of runs, as it happens.

const LOOK_AROUND = 1000; // milliseconds
const TRY_AGAIN = 3000; // milliseconds

/**
 * Calls `tell` with every message of the event stream at `url`, until one says that nothing is
 * to come any more, or `place` has left the page. A page that nobody sees listens to nothing:
 * browsers grant few connections.
 * @param {Element} place
 * @param {string} url
 * @param {(message: any) => void} tell
 * @returns {() => void} ends it
 */
export function listen(place, url, tell) {
  /** @type {EventSource | null} */
  let source = null;
  let waiting = 0;

  const close = () => {
    clearTimeout(waiting);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource(url);
    source.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.active === false) end();
      if (place.isConnected) tell(message);
    };
    source.onerror = () => {
      // A stream that breaks off is asked for again by the browser; one that is refused is not.
      if (source?.readyState === EventSource.CLOSED) waiting = setTimeout(open, TRY_AGAIN);
    };
  };
  const seen = () => (document.hidden ? close() : source ?? open());
  const end = () => {
    clearInterval(left);
    document.removeEventListener("visibilitychange", seen);
    close();
  };

  const left = setInterval(() => place.isConnected || end(), LOOK_AROUND);
  document.addEventListener("visibilitychange", seen);
  seen();
  return end;
}
