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
    this.tooltips = document.createElement("div");
    this.tooltips.className = "lab-terms";
    element.append(this.tooltips);
    for (const text of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll(texts))) {
      if (text.textContent && !text.firstElementChild) this.setText(text, text.textContent);
    }
    this.leaving = 0;
    /** @type {HTMLElement | undefined} */
    this.shown = undefined;
    /** @type {Element | undefined} */
    this.explained = undefined; // the term that it explains
    element.addEventListener("pointerover", (event) => this.onPointerOver(event));
    element.addEventListener("pointerout", () => this.hideSoon());
    element.addEventListener("focusin", ({ target }) => this.showTooltip(target));
    element.addEventListener("focusout", () => this.hide());
    element.addEventListener("click", ({ target }) => this.showTooltip(target));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    document.addEventListener("scroll", () => this.position(), true);
  }

  /**
   * Has a paragraph say something; each term is marked where it comes first.
   * @param {HTMLElement} paragraph
   * @param {string} words
   */
  setText(paragraph, words) {
    if (paragraph.dataset.says === words) return; // whoever is on one of its terms stays there
    paragraph.dataset.says = words;
    const met = new Set();
    const parts = words.split(this.pattern).map((part) => {
      const term = this.terms.get(part.toLowerCase());
      if (!term || met.has(term)) return part;
      met.add(term);
      return this.termButton(part, term);
    });
    paragraph.replaceChildren(...parts);
  }

  /**
   * @param {string} words
   * @param {Term} term
   */
  termButton(words, term) {
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "lab-term";
    mark.textContent = words;
    mark.setAttribute("aria-describedby", this.tooltip(term).id);
    return mark;
  }

  /** @param {Term} term */
  tooltip({ words, anchor }) {
    const id = `term-${anchor}`;
    const there = this.tooltips.querySelector(`#${id}`);
    if (there) return there;
    const made = document.createElement("div");
    Object.assign(made, { id, popover: "manual", textContent: words });
    made.setAttribute("role", "tooltip");
    this.tooltips.append(made);
    return made;
  }

  /** @param {PointerEvent} event */
  onPointerOver({ target, pointerType }) {
    if (pointerType === "touch") return; // it clicks
    clearTimeout(this.leaving);
    if (this.shown && this.shown !== /** @type {Element} */ (target).closest("[role=tooltip]")) this.hideSoon();
    this.showTooltip(target);
  }

  hideSoon() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.explained !== document.activeElement && this.hide(), LEAVING);
  }

  /** @param {EventTarget | null} target - the term that somebody is on, or something else */
  showTooltip(target) {
    const mark = /** @type {Element} */ (target).closest(".lab-term");
    if (!mark) return;
    clearTimeout(this.leaving);
    const wanted = /** @type {HTMLElement | null} */ (this.tooltips.querySelector(`#${mark.getAttribute("aria-describedby")}`));
    if (wanted === this.shown || !wanted) return;
    this.hide();
    wanted.showPopover();
    this.shown = wanted;
    this.explained = mark;
    this.position();
  }

  /** Below the term, or above it where there is no room. */
  position() {
    if (!this.shown || !this.explained) return;
    const { left, top, bottom } = this.explained.getBoundingClientRect();
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
