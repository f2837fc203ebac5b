// Plotly charts that stay: lines move in place, a zoom is kept, nothing flickers.

// Plotly's own bundle for lines, bars and heat maps: a third of the whole, which no page needs.
const PLOTLY = new URL("../vendor/plotly.min.js", import.meta.url).href;
const TOOLS = [
  ["zoom2d", "resetScale2d"],
  ["PNG", "SVG"],
];
const IMAGE_ICON = {
  width: 24,
  height: 24,
  path: "M5 20h14v-2H5v2zM19 9h-4V3H9v6H5l7 7 7-7z",
};

const ASK_AGAIN = 1000; // milliseconds after it could not be had

/** @type {Promise<any>} */
const plotlyLoaded = new Promise((resolve) => {
  const ask = () => {
    const script = document.createElement("script");
    script.src = PLOTLY;
    script.onload = () => resolve(/** @type {any} */ (window).Plotly);
    script.onerror = () => setTimeout(ask, ASK_AGAIN);
    document.head.append(script);
  };
  ask();
});

/**
 * Draws `figure` into `chart` and keeps it as wide as its place.
 * @param {any} chart - an element that is a chart for good
 * @param {{data: any[], layout: any}} figure
 * @param {{alt: string, height: number, scale?: number, click?: (point: any) => void}} how -
 *   `scale` is of the type; `click` takes the point that somebody clicks
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

/**
 * A dotted line from the bottom of a chart to its top: the day that somebody chose.
 * @param {string} x
 * @param {string} color
 */
export function verticalLine(x, color) {
  return { type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line: { color, width: 1.5, dash: "dot" } };
}

/** @type {Set<any>} */
const waiting = new Set(); // charts that have not been drawn yet

/**
 * Changes a chart at once. What is new is drawn one chart a frame: the first one is seen before the
 * next is begun.
 * @param {any} chart
 */
async function redraw(chart) {
  if (chart.plotly) {
    if (isVisible(chart)) chart.plotly.react(chart, currentFigure(chart)); // with tools again it would begin anew
    return;
  }
  const asked = waiting.size > 0; // for a frame
  waiting.add(chart);
  if (asked) return;
  const plotly = await plotlyLoaded;
  requestAnimationFrame(() => drawNext(plotly));
}

/** @param {any} plotly */
function drawNext(plotly) {
  const [chart] = waiting;
  waiting.delete(chart);
  if (waiting.size) requestAnimationFrame(() => drawNext(plotly));
  if (!isVisible(chart)) return; // it asks again when it is
  chart.plotly = plotly;
  plotly.newPlot(chart, { ...currentFigure(chart), config: { displaylogo: false, modeBarButtons: tools(plotly) } });
  chart.on("plotly_afterplot", () => nameTools(chart));
  chart.on("plotly_click", (/** @type {any} */ { points }) => chart.latest.how.click?.(points[0]));
  nameTools(chart);
}

/** @param {any} chart */
function isVisible(chart) {
  return chart.isConnected && chart.clientWidth > 0;
}

/** @param {any} chart */
function currentFigure(chart) {
  const { figure, how } = chart.latest;
  const scale = how.scale ?? 1;
  const data = scale === 1 ? figure.data : figure.data.map((/** @type {any} */ trace) => thicken(trace, scale));
  return { data, layout: { ...scaledType(figure.layout, scale), width: chart.clientWidth, height: how.height } };
}

/**
 * A layout with all its type larger.
 * @param {any} layout
 * @param {number} scale
 */
function scaledType(layout, scale) {
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

// A chart that only shows what the page gave it.

/** @param {{data: any, parentElement: HTMLElement}} component */
export function render({ data, parentElement }) {
  const height = data.figure.layout.height;
  draw(parentElement.querySelector(".chart"), data.figure, { alt: data.alt, height });
}
