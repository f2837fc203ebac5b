// A chart that only shows what the page gave it.
import { draw } from "./plotly.js";

/** @param {{data: any, parentElement: HTMLElement}} component */
export function render({ data, parentElement }) {
  const height = data.figure.layout.height;
  draw(parentElement.querySelector(".chart"), data.figure, { alt: data.alt, height });
}
