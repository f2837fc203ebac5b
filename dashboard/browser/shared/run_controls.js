// What stands around a run: its status, what to try next, and playing it back.

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
  render(run, standing) {
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

// What a run suggests to try next.

export class Suggestion {
  /**
   * @param {Element} place - of what next.html draws
   * @param {() => void} follow - what the button does
   */
  constructor(place, follow) {
    this.place = /** @type {HTMLElement} */ (place);
    this.words = /** @type {HTMLElement} */ (place.querySelector("p"));
    this.button = /** @type {HTMLButtonElement} */ (place.querySelector("button"));
    this.button.addEventListener("click", () => {
      this.button.disabled = true;
      follow();
    });
  }

  /** @param {{sentence: string, label: string, failed: boolean} | null} next */
  render(next) {
    this.button.disabled = false;
    this.words.textContent = next?.sentence ?? "";
    this.button.textContent = next?.label ?? "";
    this.button.hidden = !next?.label;
    this.place.classList.toggle("lab-failed", next?.failed ?? false);
  }
}

// Plays a training back: play, pause, speed, and a slider to any epoch.

const WHOLE = 6000; // milliseconds that a training takes at speed 1
const FRAME = 40; // milliseconds a step lasts at least; faster, steps are left out
const PAUSE_TO_SETTLE = 250; // milliseconds

export class Transport {
  /**
   * @param {Element} place
   * @param {(epoch: number) => void} show - an epoch, now
   * @param {(epoch: number) => void} settle - on an epoch, when it has come to rest
   * @param {(epoch: number) => number} nearest - up to an epoch, that can be shown at once
   * @param {(epoch: number, total: number) => string} [words] - where it stands
   */
  constructor(place, show, settle, nearest, words = epochOf) {
    this.place = /** @type {HTMLElement} */ (place);
    this.play = /** @type {HTMLButtonElement} */ (place.querySelector(".lab-play"));
    this.slider = /** @type {HTMLInputElement} */ (place.querySelector("input"));
    this.label = /** @type {HTMLOutputElement} */ (place.querySelector("output"));
    this.speed = /** @type {HTMLSelectElement} */ (place.querySelector("select"));
    this.show = show;
    this.settle = settle;
    this.nearest = nearest;
    this.words = words;
    this.timer = 0;
    this.settling = 0;
    this.last = 0;
    this.epoch = 0;
    this.play.addEventListener("click", () => (this.timer ? this.pause() : this.start()));
    this.slider.addEventListener("input", () => {
      this.pause();
      this.go(Number(this.slider.value));
    });
    this.speed.addEventListener("change", () => this.timer && this.restart());
    place.addEventListener("keydown", (event) => this.key(/** @type {KeyboardEvent} */ (event)));
    this.caption();
  }

  /**
   * Where it stands, and of how many; only a training that has ended can be played.
   * @param {number} epoch
   * @param {number} last
   * @param {number} total
   * @param {boolean} active
   */
  update(epoch, last, total, active) {
    this.last = last;
    this.total = total;
    this.slider.max = String(active ? total : last);
    this.slider.disabled = this.play.disabled = this.speed.disabled = active || last === 0;
    if (this.timer && !active) return; // it goes on playing
    this.pause();
    this.mark(epoch);
  }

  /** @param {number} epoch */
  mark(epoch) {
    this.epoch = epoch;
    this.slider.value = String(epoch);
    const words = this.words(epoch, this.total ?? 0);
    this.label.textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
  }

  /** @param {number} epoch */
  go(epoch) {
    this.mark(epoch);
    this.show(epoch);
    clearTimeout(this.settling);
    if (!this.timer) this.settling = setTimeout(this.settle, PAUSE_TO_SETTLE, epoch);
  }

  start() {
    if (this.epoch >= this.last) this.go(0);
    clearTimeout(this.settling);
    const began = performance.now();
    const from = this.epoch;
    const pace = (this.last * Number(this.speed.value)) / WHOLE; // epochs a millisecond
    this.timer = setInterval(() => {
      const due = Math.min(this.last, from + Math.floor((performance.now() - began) * pace));
      const epoch = due === this.last ? due : this.nearest(due);
      if (epoch > this.epoch) this.go(epoch);
      if (epoch === this.last) this.pause();
    }, Math.max(FRAME, 1 / pace));
    this.caption();
  }

  restart() {
    clearInterval(this.timer);
    this.start();
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = 0;
    this.caption();
    this.settle(this.epoch);
  }

  caption() {
    this.play.textContent = this.timer ? "❚❚ Pause" : "▶ Play";
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.target !== this.slider || event.key !== " ") return; // arrows are the slider's own
    event.preventDefault();
    this.play.click();
  }
}

/**
 * @param {number} epoch
 * @param {number} total
 */
function epochOf(epoch, total) {
  return `epoch ${epoch.toLocaleString("en")} of ${total.toLocaleString("en")}`;
}
