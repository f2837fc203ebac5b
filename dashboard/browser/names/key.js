// The key of a chart that is too low for one of its own.
import { element } from "../shared/tables.js";

/** @type {Record<string, string>} */
const SYMBOLS = { circle: "●", diamond: "◆", square: "■" };

/**
 * @param {Element} place
 * @param {any} figure
 */
export function showKey(place, figure) {
  place.replaceChildren(...figure.data.map(entry));
}

/** @param {any} trace */
function entry(trace) {
  const sign = document.createElement("i");
  sign.append(element("span", SYMBOLS[trace.marker?.symbol] ?? ""));
  sign.style.color = sign.style.borderColor = trace.line.color;
  sign.style.borderTopStyle = trace.line.dash === "dash" ? "dashed" : "solid";
  const made = document.createElement("span");
  made.append(sign, trace.name);
  return made;
}
