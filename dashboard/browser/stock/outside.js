// Says where the model's line is while it is not on the chart.

/**
 * A layout with a mark at the edge for the days that lie beyond the price axis.
 * @param {any} layout
 * @param {number[]} line
 */
export function outside(layout, line) {
  const [lowest, highest] = layout.yaxis.range;
  const below = line.filter((price) => price < lowest);
  const above = line.filter((price) => price > highest);
  const marks = [
    ...mark(below, line, "below", 0.08, "bottom", "▼"), // above the words at the split
    ...mark(above, line, "above", 0.98, "top", "▲"),
  ];
  return marks.length ? { ...layout, annotations: [...(layout.annotations ?? []), ...marks.map(style(layout))] } : layout;
}

/**
 * @param {number[]} beyond
 * @param {number[]} line
 * @param {string} where
 * @param {number} y
 * @param {string} yanchor
 * @param {string} arrow
 */
function mark(beyond, line, where, y, yanchor, arrow) {
  if (!beyond.length) return [];
  const mean = beyond.reduce((sum, price) => sum + price, 0) / beyond.length;
  const price = mean.toLocaleString("en", { maximumSignificantDigits: 3 });
  const days = beyond.length === line.length ? `all ${line.length}` : `${beyond.length} of ${line.length}`;
  return [{ text: `${arrow} model ${where} the chart on ${days} days, at about ${price}`, y, yanchor }];
}

/** @param {any} layout */
function style(layout) {
  const colour = layout.meta.model;
  return (/** @type {any} */ words) => ({
    x: 0.99,
    xref: "paper",
    xanchor: "right",
    yref: "paper",
    showarrow: false,
    font: { color: colour, size: 13 },
    bgcolor: layout.meta.background,
    ...words,
  });
}
