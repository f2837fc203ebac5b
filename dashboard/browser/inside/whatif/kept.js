// Traces that were fetched, the last few of them: what is as it is stays while changes come and go.
import { ask } from "../../shared/ask.js";
import { unpack } from "../trace.js";

const MOST = 4;

export class Kept {
  constructor() {
    /** @type {Map<string, Promise<import("../trace.js").Trace>>} */
    this.traces = new Map();
  }

  /** @param {string} address */
  get(address) {
    const found = this.traces.get(address) ?? fetched(address, () => this.traces.has(address));
    this.traces.delete(address);
    this.traces.set(address, found); // the newest comes last
    found.catch(() => this.traces.delete(address));
    for (const oldest of [...this.traces.keys()].slice(0, -MOST)) this.traces.delete(oldest);
    return found;
  }
}

/**
 * @param {string} address
 * @param {() => boolean} wanted - whether it still is
 */
async function fetched(address, wanted) {
  const answer = await ask(address, wanted);
  if (!answer.ok) throw new Error(await answer.text());
  return unpack(await answer.arrayBuffer());
}
