// What a run suggests to try next.

export class Next {
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
  show(next) {
    this.button.disabled = false;
    this.words.textContent = next?.sentence ?? "";
    this.button.textContent = next?.label ?? "";
    this.button.hidden = !next?.label;
    this.place.classList.toggle("lab-failed", next?.failed ?? false);
  }
}
