// Traces that were fetched, the last few of them: what is as it is stays while changes come and go.
import { unpack } from "../trace.js";

const MOST = 4;

export class Kept {
  constructor() {
    /** @type {Map<string, Promise<import("../trace.js").Trace>>} */
    this.traces = new Map();
  }

  /** @param {string} address */
  get(address) {
    const found = this.traces.get(address) ?? fetched(address);
    this.traces.delete(address);
    this.traces.set(address, found); // the newest comes last
    found.catch(() => this.traces.delete(address));
    for (const oldest of [...this.traces.keys()].slice(0, -MOST)) this.traces.delete(oldest);
    return found;
  }
}

/** @param {string} address */
async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(await answer.text());
  return unpack(await answer.arrayBuffer());
}
