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
