// The live channel: what the server tells of a run, or of the list of runs, as it happens.

const LOOK = 1000; // milliseconds

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

  const close = () => {
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource(url);
    source.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.active === false) end();
      tell(message);
    };
  };
  const seen = () => (document.hidden ? close() : source ?? open());
  const end = () => {
    clearInterval(left);
    document.removeEventListener("visibilitychange", seen);
    close();
  };

  const left = setInterval(() => place.isConnected || end(), LOOK);
  document.addEventListener("visibilitychange", seen);
  seen();
  return end;
}
