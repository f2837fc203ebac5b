// Elements of the page.

/**
 * @param {Element} parent
 * @param {string} kind
 * @param {string} [name] - of its class
 * @returns {HTMLElement}
 */
export function append(parent, kind, name = "") {
  const made = document.createElement(kind);
  if (name) made.className = name;
  parent.append(made);
  return made;
}
