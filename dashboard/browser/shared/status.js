// Where a run stands: a bar, a sentence, a way to stop it.

/**
 * @typedef {{state: string, active: boolean, text: string, settings: string, share: number,
 *   trouble: string | null, learned?: boolean}} Standing
 */

const AT_AN_END = ["finished", "stopped"];

export class Status {
  /**
   * @param {Element} place - of what status.html draws
   * @param {() => void} stop - what the button does
   */
  constructor(place, stop) {
    this.place = /** @type {HTMLElement} */ (place);
    this.sentence = /** @type {HTMLElement} */ (place.querySelector(".lab-sentence"));
    this.bar = /** @type {HTMLElement} */ (place.querySelector(".lab-bar"));
    this.settings = /** @type {HTMLElement} */ (place.querySelector(".lab-settings"));
    this.spoken = /** @type {HTMLElement} */ (place.querySelector(".lab-spoken"));
    this.button = /** @type {HTMLButtonElement} */ (place.querySelector(".lab-stop"));
    this.run = "";
    this.state = "";
    this.mayStop = true; // whether the run is this visitor's to stop
    this.button.addEventListener("click", () => {
      this.button.disabled = true;
      this.button.textContent = "Stopping";
      this.sentence.focus(); // a button that cannot be pressed loses the focus
      stop();
    });
  }

  /**
   * @param {string} run
   * @param {Standing} standing
   */
  show(run, standing) {
    if (run !== this.run) this.button.disabled = false;
    if (!this.button.disabled) this.button.textContent = "Stop";
    const words = standing.trouble ?? standing.text;
    this.sentence.textContent = words;
    this.place.dataset.state = standing.state;
    this.place.dataset.learned = String(standing.learned ?? true);
    this.settings.textContent = standing.settings;
    this.bar.setAttribute("aria-valuenow", String(Math.round(100 * standing.share)));
    this.bar.style.setProperty("--share", String(standing.share));
    this.speak(run, standing.state, words);
    this.leaveButton(standing.active);
  }

  /**
   * Before there is a run: what there is to learn from.
   * @param {string} words
   */
  showData(words) {
    this.run = this.state = "";
    this.sentence.textContent = words;
    this.place.dataset.state = "data";
    this.settings.textContent = "";
    this.leaveButton(false);
  }

  /**
   * Tells a screen reader of a change of state, not of every step.
   * @param {string} run
   * @param {string} state
   * @param {string} words
   */
  speak(run, state, words) {
    if (this.run === run && this.state !== state) this.spoken.textContent = words;
    if (this.run !== run && !AT_AN_END.includes(state)) this.spoken.textContent = words;
    this.run = run;
    this.state = state;
  }

  /** @param {boolean} active */
  leaveButton(active) {
    const focused = document.activeElement === this.button;
    const shown = active && this.mayStop;
    this.button.style.visibility = shown ? "visible" : "hidden";
    if (focused && !shown) this.sentence.focus(); // else the focus would be lost
  }
}
