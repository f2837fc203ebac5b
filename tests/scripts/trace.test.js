import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, bufferOf, recorded, server, settled } from "./page.js";
import { TraceCache, unpack } from "../../dashboard/browser/inside/trace.js";

const rex = unpack(bufferOf("rex"));
const lstm = unpack(bufferOf("lstm"));

const close = (one, other) => {
  assert.equal(one.length, other.length);
  for (const [at, value] of one.entries()) assert.ok(Math.abs(value - other[at]) < 1e-5, `${value} is not ${other[at]}`);
};

test("a trace says what was read and what came", () => {
  assert.deepEqual(rex.about.read, ["", "r", "e", "x"]);
  assert.deepEqual(rex.about.comes, ["r", "e", "x", "\n"]);
  assert.equal(rex.steps, 4);
  assert.ok(rex.names && rex.hasWeights && rex.hasWayBack);
  assert.equal(lstm.steps, 10);
  assert.ok(!lstm.names);
});

test("every array of a trace has as many numbers as its shape says", () => {
  for (const trace of [rex, lstm, unpack(bufferOf("gru"))]) {
    for (const { shape, data } of trace.arrays.values()) {
      assert.equal(data.length, shape.reduce((product, side) => product * side, 1));
    }
  }
});

test("the odds of the next letter add up to 1 at every step", () => {
  for (let step = 0; step < rex.steps; step += 1) {
    const odds = rex.vector("y", 0, step);
    assert.equal(odds.length, 27);
    assert.ok(Math.abs(odds.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
  }
});

test("a letter comes in as one 1 among 0s, and the first input is nothing", () => {
  assert.ok(rex.vector("x", 0, 0).every((value) => value === 0));
  const r = rex.vector("x", 0, 1);
  assert.equal(r[rex.about.alphabet.indexOf("r")], 1);
  assert.equal(r.filter((value) => value !== 0).length, 1);
});

test("the step before, the step after, and the layer below and above are found by name", () => {
  close(lstm.vector("a_prev", 1, 4), lstm.vector("a", 1, 3));
  close(lstm.vector("dzf_next", 0, 4), lstm.vector("dzf", 0, 5));
  close(lstm.vector("x", 1, 4), lstm.vector("a", 0, 4));
  close(lstm.vector("dx_above", 0, 9), lstm.vector("dx", 1, 9));
  assert.ok(lstm.vector("a_prev", 0, 0).every((value) => value === 0));
  assert.equal(lstm.vector("dzf_next", 0, 9), undefined);
  assert.equal(lstm.number("dzf_next", 0, 9, 3), 0);
});

test("the memory of an LSTM is what its gates make of it", () => {
  for (let step = 0; step < lstm.steps; step += 1) {
    const [f, before, i, g] = ["f", "c_prev", "i", "g"].map((symbol) => lstm.vector(symbol, 1, step));
    close(lstm.vector("c", 1, step), f.map((value, unit) => value * before[unit] + i[unit] * g[unit]));
  }
});

test("colours end at 1 for gates, at the largest size for all else", () => {
  assert.equal(lstm.limit("f", 0), 1);
  const sizes = [...lstm.find("c", 0).data].map(Math.abs);
  assert.equal(lstm.limit("c", 0), Math.max(...sizes));
  assert.equal(lstm.limit("c_prev", 0), lstm.limit("c", 0));
  assert.equal(lstm.limit("nothing", 0), 1);
});

test("a number belongs to a letter, to a unit, or to nothing", () => {
  assert.equal(rex.nameOf("y", 0, rex.about.alphabet.indexOf("x")), "x");
  assert.equal(rex.nameOf("y", 0, rex.about.alphabet.indexOf("\n")), "end");
  assert.equal(rex.nameOf("a", 0, 4), "unit 5");
  assert.equal(lstm.nameOf("x", 0, 0), "");
  assert.equal(lstm.nameOf("x", 1, 2), "unit 3");
});

test("of some steps that came along the others are nothing", () => {
  const some = unpack(bufferOf("lstm"));
  some.first = 3;
  some.sent = 4;
  for (const [name, { shape, data }] of some.arrays) {
    if (shape[0] === 10 && shape.length === 2) some.arrays.set(name, { shape: [4, shape[1]], data: data.subarray(3 * shape[1], 7 * shape[1]) });
  }
  assert.deepEqual(some.sentSteps, [3, 4, 5, 6]);
  close(some.vector("a", 1, 3), lstm.vector("a", 1, 3));
  close(some.vector("a", 1, 6), lstm.vector("a", 1, 6));
  assert.equal(some.vector("a", 1, 2), undefined);
  assert.equal(some.vector("a", 1, 7), undefined);
});

test("the last four traces are kept, and what could not be had is asked for again", async () => {
  const traces = new TraceCache();
  server((address) => (address === "away" ? { status: 404, body: "There is no run" } : { body: recorded("rex") }));
  for (const address of ["1", "2", "3", "4", "1", "5", "1", "2"]) await traces.get(address);
  assert.deepEqual(asked, ["1", "2", "3", "4", "5", "2"]); // 2 was the oldest when 5 came
  for (let time = 0; time < 2; time += 1) {
    await assert.rejects(traces.get("away"), /There is no run/);
    await settled();
  }
  assert.equal(asked.filter((address) => address === "away").length, 2);
});
