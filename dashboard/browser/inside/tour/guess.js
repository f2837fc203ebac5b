// A question of the tour: it is guessed by a click; then the page shows, and says whether it is right.

/**
 * @typedef {object} Asked - see dashboard/inside/tour.py
 * @property {string} question
 * @property {string[]} choices
 * @property {number | null} guessed
 * @property {number} [right] - once it is guessed
 * @property {string} [because]
 */

export class Guess {
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

  /** @param {Asked | null} asked */
  show(asked) {
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
