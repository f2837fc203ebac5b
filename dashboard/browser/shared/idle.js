// When the page's script is not at work, nor about to be.

const PAUSE = 100; // milliseconds: between two pages the script rests for less
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
  }, PAUSE);
}

function idle() {
  if (performance.now() - lastInput < QUIET) return false;
  return Boolean(document.querySelector("[data-test-script-state='notRunning']"));
}
