// Terms of the glossary in a text: each is explained on hover, on focus and on a touch.

const LEAVING = 200; // milliseconds that a pointer may take from a term to what is said of it

/** @typedef {{forms: string[], words: string, anchor: string}} Term - see dashboard/glossary/terms.py */

export class Terms {
  /**
   * @param {HTMLElement} element - in which texts stand
   * @param {Term[]} terms
   * @param {string} texts - a selector of those that are there already
   */
  constructor(element, terms, texts) {
    this.element = element;
    const forms = terms.flatMap((term) => term.forms.map((form) => /** @type {const} */ ([form.toLowerCase(), term])));
    this.terms = new Map(forms);
    const longestFirst = [...this.terms.keys()].sort((one, other) => other.length - one.length);
    this.pattern = new RegExp(`\\b(${longestFirst.join("|")})\\b`, "gi");
    this.said = document.createElement("div");
    this.said.className = "lab-terms";
    element.append(this.said);
    for (const text of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll(texts))) {
      if (text.textContent && !text.firstElementChild) this.tell(text, text.textContent);
    }
    this.leaving = 0;
    /** @type {HTMLElement | undefined} */
    this.shown = undefined;
    /** @type {Element | undefined} */
    this.at = undefined; // the term that it explains
    element.addEventListener("pointerover", (event) => this.over(event));
    element.addEventListener("pointerout", () => this.leave());
    element.addEventListener("focusin", ({ target }) => this.on(target));
    element.addEventListener("focusout", () => this.hide());
    element.addEventListener("click", ({ target }) => this.on(target));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    document.addEventListener("scroll", () => this.place(), true);
  }

  /**
   * Has a paragraph say something; each term is marked where it comes first.
   * @param {HTMLElement} paragraph
   * @param {string} words
   */
  tell(paragraph, words) {
    if (paragraph.dataset.says === words) return; // whoever is on one of its terms stays there
    paragraph.dataset.says = words;
    const met = new Set();
    const parts = words.split(this.pattern).map((part) => {
      const term = this.terms.get(part.toLowerCase());
      if (!term || met.has(term)) return part;
      met.add(term);
      return this.mark(part, term);
    });
    paragraph.replaceChildren(...parts);
  }

  /**
   * @param {string} words
   * @param {Term} term
   */
  mark(words, term) {
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "lab-term";
    mark.textContent = words;
    mark.setAttribute("aria-describedby", this.explanation(term).id);
    return mark;
  }

  /** @param {Term} term */
  explanation({ words, anchor }) {
    const id = `term-${anchor}`;
    const there = this.said.querySelector(`#${id}`);
    if (there) return there;
    const made = document.createElement("div");
    Object.assign(made, { id, popover: "manual", textContent: words });
    made.setAttribute("role", "tooltip");
    this.said.append(made);
    return made;
  }

  /** @param {PointerEvent} event */
  over({ target, pointerType }) {
    if (pointerType === "touch") return; // it clicks
    clearTimeout(this.leaving);
    if (this.shown && this.shown !== /** @type {Element} */ (target).closest("[role=tooltip]")) this.leave();
    this.on(target);
  }

  leave() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.at !== document.activeElement && this.hide(), LEAVING);
  }

  /** @param {EventTarget | null} target - the term that somebody is on, or something else */
  on(target) {
    const mark = /** @type {Element} */ (target).closest(".lab-term");
    if (!mark) return;
    clearTimeout(this.leaving);
    const wanted = /** @type {HTMLElement | null} */ (this.said.querySelector(`#${mark.getAttribute("aria-describedby")}`));
    if (wanted === this.shown || !wanted) return;
    this.hide();
    wanted.showPopover();
    this.shown = wanted;
    this.at = mark;
    this.place();
  }

  /** Below the term, or above it where there is no room. */
  place() {
    if (!this.shown || !this.at) return;
    const { left, top, bottom } = this.at.getBoundingClientRect();
    const { width, height } = this.shown.getBoundingClientRect();
    const fits = bottom + height < window.innerHeight - 8;
    const furthest = document.documentElement.clientWidth - width - 8;
    this.shown.style.left = `${Math.max(8, Math.min(left, furthest))}px`;
    this.shown.style.top = `${fits ? bottom + 4 : top - height - 4}px`;
  }

  hide() {
    if (this.shown?.isConnected) this.shown.hidePopover();
    this.shown = undefined;
  }
}
