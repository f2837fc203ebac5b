// The tour: a station says what one looks at and what to do, and knows at once when it is done.

/**
 * @typedef {object} Station - see dashboard/inside/tour.py; without a number there is no tour
 * @property {number} number - from 1
 * @property {number} total
 * @property {number} been - the station at which the tour was left; 0 for none
 * @property {string} title
 * @property {string} words
 * @property {string} task
 * @property {Record<string, any>} reached
 * @property {string} done
 * @property {string} report
 * @property {string} panel
 * @property {Record<string, string>} pages
 * @property {boolean} here - whether what it is about is on show
 * @property {Question | null} guess
 */

export class Tour {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    /** @param {string} name */
    this.find = (name) => /** @type {HTMLElement} */ (place.querySelector(`.tour-${name}`));
    this.place = place;
    this.view = view;
    this.lastStation = "";
    this.done = false;
    this.guess = new Guess(this.find("guess"), (guess) => this.notify({ station: this.station?.number, guess }));
    this.find("take").addEventListener("click", () => this.notify(this.station?.been ? { resume: true } : { go: 1 }));
    this.find("anew").addEventListener("click", () => this.notify({ go: 1 }));
    this.find("back").addEventListener("click", () => this.goTo(-1));
    this.find("next").addEventListener("click", () => this.goTo(1));
    this.find("leave").addEventListener("click", () => this.notify({ leave: true }));
    view.element.addEventListener("toggle", () => this.render(), true); // a sum unfolds
  }

  /**
   * Another station, or an answer; the desk goes to its place then, and shows.
   * @param {Station} station
   */
  update(station) {
    const told = JSON.stringify(station);
    if (told === this.lastStation) return;
    if (station.number !== this.station?.number) this.done = false;
    this.lastStation = told;
    this.station = station;
    this.place.dataset.station = String(station.number);
    if (station.number) this.draw(station);
    else this.fold(station);
  }

  /** @param {Station} station */
  fold({ been, total }) {
    this.find("take").textContent = been ? `Resume the tour at ${been} of ${total}` : "Take the tour";
    /** @type {HTMLElement} */ (this.place.querySelector(".tour-folded span")).textContent = been
      ? ""
      : `${total} stations, about ${total} minutes: what an RNN and an LSTM do, on real numbers.`;
    this.find("anew").hidden = !been;
  }

  /** @param {Station} station */
  draw({ number, total, title, words, report, guess, panel, pages, here }) {
    /** @type {HTMLElement} */ (this.place.querySelector("h2")).textContent = title;
    this.find("progress").textContent = `${number} of ${total}${report ? ` · the report, ${report}` : ""}`;
    this.button("back").disabled = number === 1;
    this.button("next").disabled = number === total;
    this.view.terms.setText(this.find("words"), words);
    this.guess.render(here ? guess : null);
    const shown = panel && here && guess?.guessed !== null;
    this.find("beside").replaceChildren(
      ...(here ? [] : ["You look at something else now. ", link("Back to what this is about", () => this.notify({ go: number }))]),
      ...(shown ? [link("Go to the panel", () => document.querySelector(`.st-key-inside_${panel}`)?.scrollIntoView())] : []),
      ...Object.entries(pages).map(([name, page]) => link(name, () => this.notify({ page }))),
    );
  }

  /** At every step of the reader: is it done? Once done, it stays so. */
  render() {
    const { address, element } = this.view;
    if (!this.station?.number || element.dataset.trace !== address) return; // its numbers are on their way
    const { guess, task, done, reached, here } = this.station;
    const open = guess !== null && guess.guessed === null;
    this.done ||= here && !open && isReached(this.view, reached);
    this.find("task").textContent = open ? "" : task;
    this.find("task").hidden = open || !task;
    this.find("done").hidden = !done;
    this.find("done").textContent = this.done && done ? `✓ ${done}` : "";
    this.place.dataset.done = String(this.done);
  }

  /** @param {number} stations */
  goTo(stations) {
    if (this.station) this.notify({ go: this.station.number + stations });
  }

  /** @param {object} wanted */
  notify(wanted) {
    this.view.stepper.pause();
    this.view.dropUnanswered();
    this.view.notify("tour", wanted);
  }

  /** @param {string} name */
  button(name) {
    return /** @type {HTMLButtonElement} */ (this.find(name));
  }
}

/**
 * @param {string} words
 * @param {() => void} act
 */
function link(words, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lab-button";
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

// A question of the tour: it is guessed by a click; then the page shows, and says whether it is right.

/**
 * @typedef {object} Question - see dashboard/inside/tour.py
 * @property {string} question
 * @property {string[]} choices
 * @property {number | null} guessed
 * @property {number} [right] - once it is guessed
 * @property {string} [because]
 */

class Guess {
  /**
   * @param {HTMLElement} place
   * @param {(choice: number) => void} take
   */
  constructor(place, take) {
    this.place = place;
    this.take = take;
    this.question = /** @type {HTMLElement} */ (place.querySelector(".tour-question"));
    this.choices = /** @type {HTMLElement} */ (place.querySelector(".tour-choices"));
    this.because = /** @type {HTMLElement} */ (place.querySelector(".tour-because"));
  }

  /** @param {Question | null} asked */
  render(asked) {
    this.place.hidden = !asked;
    if (!asked) return;
    const { question, choices, guessed, right, because } = asked;
    if (this.question.textContent !== question) {
      this.question.textContent = question;
      this.choices.replaceChildren(...choices.map((words, at) => this.choice(words, at)));
    }
    for (const [at, button] of [...this.choices.children].entries()) {
      const mark = guessed === null ? "" : at === right ? " ✓" : at === guessed ? " ✗" : "";
      button.textContent = `${choices[at]}${mark}`;
      button.classList.toggle("right", guessed !== null && at === right);
      button.setAttribute("aria-pressed", String(at === guessed));
      button.setAttribute("aria-disabled", String(guessed !== null));
    }
    this.because.textContent = guessed === null ? "" : `${guessed === right ? "Right." : "Not so."} ${because}`;
  }

  /**
   * @param {string} words
   * @param {number} at
   */
  choice(words, at) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "lab-button";
    button.textContent = words;
    button.addEventListener("click", () => button.ariaDisabled !== "true" && this.take(at));
    return button;
  }
}

// When a station is done: what must be so, by the names that a station's `reached` has.

/**
 * @typedef {import("./inside.js").InsideView} InsideView
 * @type {Record<string, (view: InsideView, wanted: any) => boolean>}
 */
const CONDITIONS = {
  step: ({ place }, step) => place.step + 1 === step,
  unit: ({ place }, unit) => place.unit + 1 === unit,
  follows: ({ place }) => place.unit > 0, // another unit than the first
  view: ({ place }, view) => place.view === view,
  checkpoint: ({ place }, checkpoint) => place.checkpoint === checkpoint, // of the film
  way: ({ place }, way) => place.back === (way === "back"),
  unfolds: ({ element }) => element.querySelector(".inside-equations .inside-terms[open]") !== null,
  own: ({ address }) => !address?.includes("/traces/demo-"),
};

/**
 * @param {InsideView} view
 * @param {Record<string, any>} reached
 */
function isReached(view, reached) {
  return Object.entries(reached).every(([name, wanted]) => CONDITIONS[name](view, wanted));
}
