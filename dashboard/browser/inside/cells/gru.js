// The gated recurrent unit: how it is drawn, and what it computes, forward and back.
const BUS = 352; // height of the line that brings a_prev and x
const STATE = 48; // height of the line of the hidden state
const Z = 108; // where the gates stand, left to right
const R = 196;
const MIX = 300; // where the reset gate acts
const G = 402;

/** @type {import("../drawing/cell.js").Drawing} */
export const drawing = {
  width: 520,
  height: 440,
  body: { x: 66, y: 14, width: 386, height: 366 },
  nodes: [
    { kind: "box", x: Z, y: 290, words: "σ", symbol: "z" },
    { kind: "box", x: R, y: 290, words: "σ", symbol: "r" },
    { kind: "dot", x: MIX, y: 244, words: "×" },
    { kind: "box", x: G, y: 196, words: "tanh", symbol: "g" },
    { kind: "dot", x: Z, y: STATE, words: "×" },
    { kind: "box", x: 240, y: 104, words: "1 −" },
    { kind: "dot", x: G, y: 104, words: "×" },
    { kind: "dot", x: G, y: STATE, words: "+" },
  ],
  wires: [
    { symbol: "a_prev", back: "daback", path: `M2 ${STATE}H94M62 ${STATE}V${BUS}H${G + 10}V215M${Z} ${BUS}V309M${R} ${BUS}V309`, strip: { x: 4, y: STATE, length: 50 }, label: { x: 2, y: 28 } },
    { symbol: "za", back: "da", path: `M122 ${STATE}H${G - 14}`, strip: { x: 190, y: STATE, length: 90 }, label: { x: 190, y: 30 } },
    { symbol: "z", back: "dz", path: `M${Z} 272V62M${Z} 104H216M263 104H${G - 14}`, strip: { x: Z, y: 130, length: 92, upright: true }, label: { x: Z + 8, y: 242, stacked: true } },
    { symbol: "r", back: "dr", path: `M${R} 272V214H${MIX}V230`, strip: { x: 206, y: 214, length: 82 }, label: { x: 206, y: 196 } },
    { symbol: "sg", back: "dsg", path: `M${MIX} ${BUS}V258`, strip: { x: MIX, y: 276, length: 66, upright: true }, label: { x: MIX - 14, y: 336, anchor: "end" } },
    { symbol: "rs", back: "dxg", path: `M314 244H${G - 10}V215`, strip: { x: 324, y: 244, length: 56 }, label: { x: 318, y: 272 } },
    { symbol: "g", back: "dg", path: `M${G} 177V118`, strip: { x: G, y: 126, length: 46, upright: true }, label: { x: G + 14, y: 154 } },
    { symbol: "ng", back: "da", path: `M${G} 90V62`, label: { x: G - 16, y: 82, anchor: "end" } },
    { symbol: "a", back: "da", path: `M${G + 14} ${STATE}H516`, strip: { x: 458, y: STATE, length: 46 }, label: { x: 516, y: 28, anchor: "end" } },
    { symbol: "x", back: "dx", path: `M84 436V${BUS}`, strip: { x: 84, y: 384, length: 46, upright: true }, label: { x: 100, y: 414 } },
  ],
};

/** What is between 0 and 1. */
export const gates = ["z", "r"];

/**
 * @param {string} gate
 * @param {number} block - of the weights' rows
 */
function sums(gate, block) {
  return [
    { result: `x${gate}`, block, parts: [{ weights: "Wx", vectors: ["x"] }], biases: ["bx"] },
    { result: `s${gate}`, block, parts: [{ weights: "Wa", vectors: ["a_prev"] }], biases: ["ba"] },
  ];
}

/** @type {import("../sums/equations.js").Equation[]} */
export const forward = [
  { symbol: "z", laws: ["{z} = σ({xz} + {sz})"], sums: sums("z", 0) },
  { symbol: "r", laws: ["{r} = σ({xr} + {sr})"], sums: sums("r", 1) },
  { symbol: "g", laws: ["{g} = tanh({xg} + {r}·{sg})"], sums: sums("g", 2) },
  { symbol: "a", laws: ["{a} = {z}·{a_prev} + (1 − {z})·{g}"] },
];

const LATER = { weights: "Wa", vectors: ["dsz_next", "dsr_next", "dsg_next"], column: true };
const KEPT = { factors: ["z_next", "da_next"] };

const ABOVE = { above: true };

/** @type {import("../sums/equations.js").Equation[]} */
export const back = [
  { symbol: "da", laws: [], sums: [{ result: "da", parts: [ABOVE, KEPT, LATER] }] },
  {
    symbol: "dz",
    laws: ["{dz} = ({a_prev} − {g})·{da}", "{dxz} = {z}·(1 − {z})·{dz}"],
    adds: "dxz",
  },
  { symbol: "dg", laws: ["{dg} = (1 − {z})·{da}", "{dxg} = (1 − {g}²)·{dg}"], adds: "dxg" },
  {
    symbol: "dr",
    laws: ["{dr} = {sg}·{dxg}", "{dxr} = {r}·(1 − {r})·{dr}", "{dsg} = {r}·{dxg}"],
    adds: "dxr",
  },
];

export const meanings = {
  z: ["Update gate", "how much of the old state stays: 0 nothing, 1 all"],
  r: ["Reset gate", "how much of the old state the candidate sees"],
  g: ["Candidate", "what may take the place of the old state, −1 to 1"],
  a: ["Hidden state", "all that the cell remembers, and what it says"],
  a_prev: ["Old hidden state", "what the step before left behind"],
  sg: ["Old state, weighed", "what the old state says to the candidate, before the reset gate"],
  rs: ["What is let through", "r times it"],
  za: ["Kept", "what is left of the old state: z times it"],
  ng: ["Written", "what is new in the state: 1 − z times the candidate"],
};
