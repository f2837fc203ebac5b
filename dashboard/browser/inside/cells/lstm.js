// The LSTM cell: how it is drawn, and what it computes, forward and back.
const GATES = /** @type {const} */ ({ f: 104, i: 184, g: 264, o: 344 }); // where each stands, left to right
const BUS = 352; // height of the line that brings a_prev and x to the gates
const MEMORY = 48; // height of the line of the cell state
const OUT = 440; // where the memory is squeezed and shown
const GATE = { y: 148, length: 74, upright: true }; // the strip above a gate
const SAID = 242; // height of what is said below it

/** @type {import("../drawing/cell.js").Drawing} */
export const drawing = {
  width: 540,
  height: 440,
  body: { x: 66, y: 14, width: 412, height: 366 },
  nodes: [
    ...Object.entries(GATES).map(([gate, x]) => ({
      kind: /** @type {const} */ ("box"), x, y: 290, words: gate === "g" ? "tanh" : "σ", symbol: gate,
    })),
    { kind: "dot", x: GATES.f, y: MEMORY, words: "×" },
    { kind: "dot", x: 224, y: MEMORY, words: "+" },
    { kind: "dot", x: 224, y: 138, words: "×" },
    { kind: "box", x: OUT, y: 88, words: "tanh" },
    { kind: "dot", x: OUT, y: 176, words: "×" },
  ],
  wires: [
    { symbol: "c_prev", back: "dcback", path: `M2 ${MEMORY}H90`, strip: { x: 6, y: MEMORY, length: 52 }, label: { x: 2, y: 28 } },
    { symbol: "fc", back: "dc", path: `M118 ${MEMORY}H210`, strip: { x: 134, y: MEMORY, length: 56 }, label: { x: 128, y: 30 } },
    { symbol: "c", back: "dc", path: `M238 ${MEMORY}H536M${OUT} ${MEMORY}V69`, strip: { x: 484, y: MEMORY, length: 44 }, label: { x: 536, y: 28, anchor: "end" } },
    { symbol: "f", back: "df", path: `M${GATES.f} 272V62`, strip: { x: GATES.f, ...GATE }, label: { x: GATES.f + 8, y: SAID, stacked: true } },
    { symbol: "i", back: "di", path: `M${GATES.i} 272V138H210`, strip: { x: GATES.i, ...GATE }, label: { x: GATES.i + 8, y: SAID, stacked: true } },
    { symbol: "g", back: "dg", path: `M${GATES.g} 272V138H238`, strip: { x: GATES.g, ...GATE }, label: { x: GATES.g + 8, y: SAID, stacked: true } },
    { symbol: "ig", back: "dc", path: "M224 124V62", strip: { x: 224, y: 72, length: 44, upright: true }, label: { x: 238, y: 100 } },
    { symbol: "o", back: "do", path: `M${GATES.o} 272V176H${OUT - 14}`, strip: { x: GATES.o, y: 184, length: 40, upright: true }, label: { x: GATES.o + 8, y: SAID, stacked: true } },
    { symbol: "tc", back: "", path: `M${OUT} 107V162`, strip: { x: OUT, y: 112, length: 42, upright: true }, label: { x: OUT - 14, y: 138, anchor: "end" } },
    { symbol: "a", back: "da", path: `M${OUT} 190V${BUS}H536`, strip: { x: OUT, y: 206, length: 90, upright: true }, label: { x: OUT + 14, y: 316, stacked: true } },
    { symbol: "a_prev", back: "daback", path: `M2 ${BUS}H${GATES.o}V309M${GATES.f} ${BUS}V309M${GATES.i} ${BUS}V309M${GATES.g} ${BUS}V309`, strip: { x: 6, y: BUS, length: 52 }, label: { x: 2, y: 334 } },
    { symbol: "x", back: "dx", path: `M84 436V${BUS}`, strip: { x: 84, y: 384, length: 46, upright: true }, label: { x: 100, y: 414 } },
  ],
};

/** What is between 0 and 1. */
export const gates = ["f", "i", "o"];

/**
 * @param {string} gate
 * @param {number} block - of the weights' rows
 */
function sum(gate, block) {
  const parts = [
    { weights: "Wx", vectors: ["x"] },
    { weights: "Wa", vectors: ["a_prev"] },
  ];
  return { result: `z${gate}`, block, parts, biases: ["b"] };
}

/** @type {import("../sums/equations.js").Equation[]} */
export const forward = [
  { symbol: "f", laws: ["{f} = σ({zf})"], sums: [sum("f", 1)] },
  { symbol: "i", laws: ["{i} = σ({zi})"], sums: [sum("i", 0)] },
  { symbol: "g", laws: ["{g} = tanh({zg})"], sums: [sum("g", 2)] },
  { symbol: "c", laws: ["{c} = {f}·{c_prev} + {i}·{g}"] },
  { symbol: "o", laws: ["{o} = σ({zo})"], sums: [sum("o", 3)] },
  { symbol: "a", laws: ["{a} = {o}·tanh({c})"] },
];

const LATER = { weights: "Wa", vectors: ["dzi_next", "dzf_next", "dzg_next", "dzo_next"], column: true };

const ABOVE = { above: true };

/** @type {import("../sums/equations.js").Equation[]} */
export const back = [
  { symbol: "da", laws: [], sums: [{ result: "da", parts: [ABOVE, LATER] }] },
  { symbol: "dc", laws: ["{dc} = {da}·{o}·(1 − tanh²({c})) + {f_next}·{dc_next}"] },
  { symbol: "do", laws: ["{do} = tanh({c})·{da}", "{dzo} = {o}·(1 − {o})·{do}"], adds: "dzo" },
  { symbol: "df", laws: ["{df} = {c_prev}·{dc}", "{dzf} = {f}·(1 − {f})·{df}"], adds: "dzf" },
  { symbol: "di", laws: ["{di} = {g}·{dc}", "{dzi} = {i}·(1 − {i})·{di}"], adds: "dzi" },
  { symbol: "dg", laws: ["{dg} = {i}·{dc}", "{dzg} = (1 − {g}²)·{dg}"], adds: "dzg" },
];

export const meanings = {
  f: ["Forget gate", "how much of the old memory stays: 0 nothing, 1 all"],
  i: ["Input gate", "how much of the candidate is written into the memory"],
  g: ["Candidate", "what may be written into the memory, −1 to 1"],
  o: ["Output gate", "how much of the memory is shown"],
  c: ["Cell state", "the memory after this step"],
  c_prev: ["Old cell state", "the memory as the step before left it"],
  a: ["Hidden state", "what the cell says, to the layer above and to the next step"],
  a_prev: ["Old hidden state", "what the cell said a step before"],
  fc: ["Kept", "what is left of the old memory: f times it"],
  ig: ["Written", "what is added to the memory: i times g"],
  tc: ["Memory, squeezed", "tanh of the memory, before the output gate"],
};
