// Elements of drawings.

/**
 * @param {Element} parent
 * @param {string} kind
 * @param {Record<string, string | number>} attributes
 * @param {string} [words]
 */
export function add(parent, kind, attributes, words) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (words !== undefined) made.textContent = words;
  parent.append(made);
  return made;
}

/**
 * @param {Element} element
 * @param {number} x
 * @param {number} y
 */
export function move(element, x, y) {
  /** @type {SVGElement} */ (element).style.transform = `translate(${x}px, ${y}px)`;
}
