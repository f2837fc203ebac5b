// The page inside a cell, on what the server has recorded.
import { mounted, recorded, server, settled } from "./page.js";
import { render } from "../../dashboard/browser/inside/inside.js";

const PLACE = { view: "step", layer: 0, step: 0, unit: 0, back: false, order: "", future: "", checkpoint: 0, zoom: "cell", term: "" };
export const TERMS = [
  { forms: ["hidden state"], words: "What a cell says after a step.", anchor: "hidden-state" },
  { forms: ["unit", "units"], words: "One of the numbers that a layer remembers.", anchor: "unit" },
];
const LINES = { layout: { height: 200, xaxis: {}, yaxis: {} }, data: [{ meta: "loss" }, { meta: "price" }] };

/**
 * Opens the page: `place` is where one stands, `more` what else the server says.
 * @returns {Promise<{view: any, element: any, told: [string, any][], update: (more: object) => Promise<void>}>}
 */
export async function opened(trace, place = {}, more = {}) {
  server((address) => {
    const [, name] = address.match(/\/(?:traces|films)\/([\w-]+)/) ?? [];
    return name ? { body: recorded(name) } : { status: 404, body: "There is no such address" };
  });
  const parentElement = mounted("inside");
  const told = [];
  const setTriggerValue = (name, value) => told.push([name, value]);
  let data = {
    trace: `/traces/${trace}?checkpoint=100`,
    place: { ...PLACE, ...place },
    returns: 0,
    map: { data: [{}, {}], layout: { ...LINES.layout } },
    whatif: { heard: null, input: "", dice: null, changes: [], before: null },
    film: { address: trace === "rex" ? "/films/film-rex?input=rex" : "/films/film-lstm?input=2019-11-08", changed: false, chart: LINES },
    tour: { number: 0, been: 0, total: 12 },
    terms: TERMS,
    present: false,
  };
  const update = async (news) => {
    data = { ...data, ...news };
    render({ data, parentElement, setTriggerValue });
    await settled();
  };
  await update(more);
  const element = parentElement.querySelector(".lab-inside");
  return { view: element.view, element, told, update };
}

/** A button by what it says or is called. */
export function button(element, name) {
  const found = element.querySelectorAll("button").find((one) => one.textContent === name || one.getAttribute("aria-label") === name);
  if (!found) throw new Error(`There is no button ${name}`);
  return found;
}

/** The card of an equation by what stands in its heading. */
export function card(element, name) {
  return element.querySelectorAll(".inside-card").find((one) => one.querySelector("h4").textContent.includes(name));
}
