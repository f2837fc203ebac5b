// The simple recurrent cell: how it is drawn, and what it computes, forward and back.
const LINE = 190;

/** @type {import("../drawing/cell.js").Drawing} */
export const drawing = {
  width: 470,
  height: 318,
  body: { x: 96, y: 126, width: 278, height: 128 },
  nodes: [
    { kind: "dot", x: 140, y: LINE, words: "+" },
    { kind: "box", x: 302, y: LINE, words: "tanh" },
    { kind: "box", x: 348, y: 84, words: "softmax", symbol: "y", names: true },
  ],
  wires: [
    { symbol: "a_prev", back: "daback", path: `M2 ${LINE}H126`, strip: { x: 8, y: LINE, length: 80 }, label: { x: 4, y: 170 } },
    { symbol: "x", back: "dx", path: "M140 314V204", strip: { x: 140, y: 216, length: 90, upright: true }, label: { x: 156, y: 282 } },
    { symbol: "z", back: "dz", path: `M154 ${LINE}H280`, strip: { x: 166, y: LINE, length: 100 }, label: { x: 172, y: 170 } },
    { symbol: "a", back: "da", path: `M324 ${LINE}H466`, strip: { x: 384, y: LINE, length: 78 }, label: { x: 384, y: 170 } },
    { symbol: "y", back: "dzy", path: `M348 ${LINE}V102M348 66V4`, strip: { x: 348, y: 10, length: 50, upright: true }, label: { x: 364, y: 40 } },
  ],
};

/** @type {string[]} */
export const gates = []; // it has none

/** @type {import("../sums/equations.js").Equation[]} */
export const forward = [
  {
    symbol: "a",
    laws: ["{a} = tanh({z})"],
    sums: [
      {
        result: "z",
        block: 0,
        parts: [
          { weights: "Wax", vectors: ["x"] },
          { weights: "Waa", vectors: ["a_prev"] },
        ],
        biases: ["b"],
      },
    ],
  },
];

const ABOVE = { above: true };

/** @type {import("../sums/equations.js").Equation[]} */
export const back = [
  {
    symbol: "da",
    laws: [],
    sums: [{ result: "da", parts: [ABOVE, { weights: "Waa", vectors: ["dz_next"], column: true }] }],
  },
  { symbol: "dz", laws: ["{dz} = (1 − {a}²)·{da}"], adds: "dz" },
];

export const meanings = {
  z: ["Sum", "the input and the old state, weighed and added up"],
  a: ["Hidden state", "all that the network remembers: the sum, squeezed between −1 and 1"],
  y: ["Output", "how probable each next letter is"],
  dzy: ["Gradient of the scores", "how far the probabilities are from the letter that came"],
  a_prev: ["Old hidden state", "what the step before left behind"],
};
