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
const arriving = new Promise((resolve) => {
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
 * @param {{alt: string, height: number, scale?: number}} how - `scale` is of the type
 */
export function draw(chart, figure, how) {
  chart.latest = { figure, how };
  chart.setAttribute("aria-label", how.alt);
  chart.style.height = `${how.height}px`;
  if (chart.observer) {
    drawSoon(chart);
  } else {
    chart.observer = new ResizeObserver(() => drawSoon(chart));
    chart.observer.observe(chart); // calls at once
  }
}

/** @type {Set<any>} */
const due = new Set(); // charts that are to be drawn

/**
 * Draws when the browser has time for it, once, however often it is asked until then.
 * @param {any} chart
 */
async function drawSoon(chart) {
  const asked = due.size > 0; // for a frame
  due.add(chart);
  if (asked) return;
  const plotly = await arriving;
  requestAnimationFrame(() => drawNext(plotly));
}

/**
 * Draws one chart a frame: the first one asked for is seen before the next is begun.
 * @param {any} plotly
 */
function drawNext(plotly) {
  const [chart] = due;
  due.delete(chart);
  if (due.size) requestAnimationFrame(() => drawNext(plotly));
  if (chart.isConnected && chart.clientWidth) redraw(chart, plotly);
}

/**
 * @param {any} chart
 * @param {any} plotly
 */
function redraw(chart, plotly) {
  const { figure, how } = chart.latest;
  const scale = how.scale ?? 1;
  const data = scale === 1 ? figure.data : figure.data.map((/** @type {any} */ trace) => thicken(trace, scale));
  const layout = { ...typeset(figure.layout, scale), width: chart.clientWidth, height: how.height };
  if (chart.drawn) return plotly.react(chart, { data, layout }); // with tools again it would begin anew
  chart.drawn = true;
  plotly.newPlot(chart, { data, layout, config: { displaylogo: false, modeBarButtons: tools(plotly) } });
  chart.on("plotly_afterplot", () => nameTools(chart));
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
