// Sent with the page itself, by server/shell.py: a page is seen when it stands, not while its
// parts arrive one by one and push each other about (style.css hides it until then).
(() => {
  const LONGEST = 15_000; // milliseconds; then what there is will do
  const STILL_EMPTY =
    ".st-key-picture:has(.st-key-stock_picture, .st-key-names_picture):not(:has(.lab[data-run]))";
  const page = document.documentElement;

  /** @returns {NodeListOf<HTMLElement>} */
  const skeletons = () => document.querySelectorAll("[data-testid=stSkeleton]");
  const waits = () => [...skeletons()].some((part) => part.offsetParent);
  const stands = () =>
    document.querySelector("[data-test-script-state=notRunning]") && !document.querySelector(STILL_EMPTY) && !waits();
  const look = () => {
    if (stands() || performance.now() > LONGEST) page.classList.remove("lab-loading");
    else requestAnimationFrame(look);
  };
  page.classList.add("lab-loading");
  look();
})();
