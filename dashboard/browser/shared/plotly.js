// Plotly charts that stay: lines move in place, a zoom is kept, nothing flickers.

const TOOLS = [
  ["zoom2d", "resetScale2d"],
  ["PNG", "SVG"],
];
const IMAGE_ICON = {
  width: 24,
  height: 24,
  path: "M5 20h14v-2H5v2zM19 9h-4V3H9v6H5l7 7 7-7z",
};

/**
 * Draws `figure` into `chart` and keeps it as wide as its place.
 * @param {any} chart - an element that is a chart for good
 * @param {{data: any[], layout: any}} figure
 * @param {{alt: string, height: number, scale?: number}} how - `scale` is of the type
 */
export function draw(chart, figure, how) {
  chart.latest = { figure, how };
  chart.setAttribute("aria-label", how.alt);
  chart.style.height = `${how.height}px`;
  if (chart.observer) {
    redraw(chart);
  } else {
    chart.observer = new ResizeObserver(() => redraw(chart));
    chart.observer.observe(chart); // calls at once
  }
}

/** @param {any} chart */
function redraw(chart) {
  const plotly = /** @type {any} */ (window).Plotly;
  if (!chart.isConnected || !chart.clientWidth) return;
  if (!plotly) {
    clearTimeout(chart.waiting); // Streamlit is still loading it
    chart.waiting = setTimeout(redraw, 30, chart);
    return;
  }
  const { figure, how } = chart.latest;
  const scale = how.scale ?? 1;
  const data = scale === 1 ? figure.data : figure.data.map((/** @type {any} */ trace) => thicken(trace, scale));
  const layout = { ...typeset(figure.layout, scale), width: chart.clientWidth, height: how.height };
  const config = { displaylogo: false, modeBarButtons: tools(plotly) };
  plotly.react(chart, { data, layout, config });
  if (!chart.named) {
    chart.on("plotly_afterplot", () => nameTools(chart));
    chart.named = true;
  }
  nameTools(chart);
}

/**
 * A layout with all its type larger.
 * @param {any} layout
 * @param {number} scale
 */
function typeset(layout, scale) {
  const larger = (/** @type {string} */ key, /** @type {any} */ value) => (key === "size" ? value * scale : value);
  return JSON.parse(JSON.stringify(layout), larger);
}

/**
 * A line that is seen from the back of a class.
 * @param {any} trace
 * @param {number} scale
 */
function thicken(trace, scale) {
  const width = (trace.line?.width ?? 2) * scale;
  const size = (trace.marker?.size ?? 6) * scale;
  return { ...trace, line: { ...trace.line, width }, marker: { ...trace.marker, size } };
}

/** @param {any} plotly */
function tools(plotly) {
  const image = (/** @type {string} */ format) => ({
    name: format,
    title: `Save as ${format}`,
    icon: IMAGE_ICON,
    click: (/** @type {any} */ chart) =>
      plotly.downloadImage(chart, { format: format.toLowerCase(), filename: "sequence-lab" }),
  });
  return TOOLS.map((group) =>
    group.map((tool) => (tool === "PNG" || tool === "SVG" ? image(tool) : tool)),
  );
}

/**
 * Makes buttons of Plotly's tools for whoever uses the keyboard or a screen reader.
 * @param {HTMLElement} chart
 */
function nameTools(chart) {
  for (const tool of chart.querySelectorAll(".modebar-btn")) {
    if (tool.getAttribute("role") === "button") continue;
    tool.setAttribute("role", "button");
    tool.setAttribute("tabindex", "0");
    tool.setAttribute("aria-label", tool.getAttribute("data-title") ?? "");
    tool.addEventListener("keydown", (event) => {
      const key = /** @type {KeyboardEvent} */ (event).key;
      if (key !== "Enter" && key !== " ") return;
      event.preventDefault();
      /** @type {HTMLElement} */ (tool).click();
    });
  }
}
