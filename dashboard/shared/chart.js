// Draws a Plotly figure into a chart that stays: lines move, a zoom is kept, nothing flickers.
export default function ({ data, parentElement }) {
  const chart = parentElement.querySelector(".chart");
  chart.latest = data;
  chart.setAttribute("aria-label", data.alt);
  chart.style.height = `${data.figure.layout.height}px`;
  if (chart.observer) {
    draw(chart);
  } else {
    chart.observer = new ResizeObserver(() => draw(chart));
    chart.observer.observe(chart); // calls at once
  }
}

function draw(chart) {
  if (!chart.isConnected) return;
  if (!window.Plotly) {
    setTimeout(draw, 50, chart); // Streamlit is still loading it
    return;
  }
  const { figure, config } = chart.latest;
  const layout = { ...figure.layout, width: chart.clientWidth };
  window.Plotly.react(chart, { data: figure.data, layout, config, frames: figure.frames ?? [] });
}
