// Steps through a trace: buttons, slider, keys, playing; and which way, layer and unit.

export const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");

export class Stepper {
  /**
   * @param {HTMLElement} place
   * @param {import("./inside.js").InsideView} view
   */
  constructor(place, view) {
    /** @param {string} selector */
    const find = (selector) => /** @type {any} */ (place.querySelector(selector));
    this.view = view;
    this.slider = /** @type {HTMLInputElement} */ (find("input[type=range]"));
    this.label = /** @type {HTMLOutputElement} */ (find("output"));
    this.before = /** @type {HTMLButtonElement} */ (find(".inside-before"));
    this.after = /** @type {HTMLButtonElement} */ (find(".inside-after"));
    this.play = /** @type {HTMLButtonElement} */ (find(".lab-play"));
    this.speed = /** @type {HTMLSelectElement} */ (find(".inside-speed"));
    this.ways = /** @type {HTMLButtonElement[]} */ ([...place.querySelectorAll("[data-way]")]);
    this.layer = /** @type {HTMLSelectElement} */ (find(".inside-layer select"));
    this.unit = /** @type {HTMLInputElement} */ (find(".inside-unit input"));
    this.timer = 0;
    this.before.addEventListener("click", () => this.by(-1));
    this.after.addEventListener("click", () => this.by(1));
    this.play.addEventListener("click", () => (this.timer ? this.pause() : this.start()));
    this.slider.addEventListener("input", () => {
      this.pause();
      view.goTo({ step: Number(this.slider.value) - 1 });
    });
    this.speed.addEventListener("change", () => this.timer && this.restart());
    for (const way of this.ways) way.addEventListener("click", () => view.goTo({ back: way.dataset.way === "back" }));
    this.layer.addEventListener("change", () => view.goTo({ layer: Number(this.layer.value) }));
    this.unit.addEventListener("input", () => this.unit.validity.valid && view.goTo({ unit: Number(this.unit.value) - 1 }));
    this.unit.addEventListener("change", () => this.render()); // a number that there is not goes back
    reducedMotion.addEventListener("change", () => this.pause());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  /** Another trace. */
  build() {
    const { trace } = this.view;
    const { layers, units } = trace.about;
    this.slider.max = String(trace.steps);
    this.unit.max = String(units);
    this.layer.replaceChildren(...Array.from({ length: layers }, (_, at) => new Option(`${at + 1} of ${layers}`, String(at))));
    /** @type {HTMLElement} */ (this.layer.parentElement).hidden = layers === 1;
    for (const way of this.ways) way.disabled = way.dataset.way === "back" && !trace.hasWayBack;
    this.play.hidden = this.speed.hidden = reducedMotion.matches;
    this.render();
  }

  render() {
    const { trace, place } = this.view;
    const words = `step ${place.step + 1} of ${trace.steps}`;
    this.slider.value = String(place.step + 1);
    this.slider.setAttribute("aria-valuetext", words);
    this.label.textContent = words;
    this.layer.value = String(place.layer);
    if (document.activeElement !== this.unit || !this.unit.validity.valid) this.unit.value = String(place.unit + 1);
    this.before.disabled = place.step === 0;
    this.after.disabled = place.step === trace.steps - 1;
    for (const way of this.ways) way.setAttribute("aria-pressed", String((way.dataset.way === "back") === place.back));
    this.play.textContent = this.timer ? "Pause" : place.back ? "◀ Play back" : "▶ Play";
  }

  /** @param {number} steps */
  by(steps) {
    this.pause();
    this.view.goTo({ step: this.view.place.step + steps });
  }

  start() {
    const { trace, place } = this.view;
    const [first, last] = place.back ? [trace.steps - 1, 0] : [0, trace.steps - 1];
    this.timer = setInterval(() => this.tick(), 1000 / Number(this.speed.value));
    if (place.step === last) this.view.goTo({ step: first });
    this.render();
  }

  tick() {
    const { trace, place } = this.view;
    this.view.goTo({ step: place.step + (place.back ? -1 : 1) });
    if (place.step === (place.back ? 0 : trace.steps - 1)) this.pause();
  }

  restart() {
    clearInterval(this.timer);
    this.start();
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = 0;
    this.render();
    this.view.settle();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const at = /** @type {HTMLElement} */ (event.target);
    if (!this.view.handlesKeysAt(at) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { place, film } = this.view;
    const across = place.view === "training" ? film : this;
    if (event.key === "ArrowLeft") across.by(-1);
    else if (event.key === "ArrowRight") across.by(1);
    else if (event.key === "ArrowUp" && at !== document.body) this.view.goTo({ unit: place.unit - 1 });
    else if (event.key === "ArrowDown" && at !== document.body) this.view.goTo({ unit: place.unit + 1 });
    else return;
    event.preventDefault();
  }
}
