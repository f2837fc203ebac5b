// Elements of a page, of a table and of a drawing.

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

// Tables of words.

/**
 * @param {Element} table
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function fillTable(table, head, rows) {
  table.replaceChildren(row("th", head), ...rows.map((cells) => row("td", cells)));
}

/**
 * @param {string} kind
 * @param {string[]} cells
 */
function row(kind, cells) {
  const made = document.createElement("tr");
  made.append(...cells.map((cell) => element(kind, cell)));
  return made;
}

/**
 * @param {string} kind
 * @param {string} words
 */
export function element(kind, words) {
  const made = document.createElement(kind);
  made.textContent = words;
  return made;
}

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
