// What is drawn, computed and said of each kind of cell.

/**
 * @typedef {import("./drawings.js").Drawing} Drawing
 * @typedef {import("./equations.js").Equation} Equation
 * @typedef {Record<string, string[]>} Meanings - of a symbol: its name, and what it is
 * @typedef {object} Description - of a cell
 * @property {Drawing} drawing
 * @property {string[]} gates - what is between 0 and 1
 * @property {Equation[]} forward
 * @property {Equation[]} back
 * @property {Meanings} meanings
 */

const ABOVE = { above: true }; // what comes from the layer above on the way back
const BUS = 352; // height of the line that brings a_prev and x to the gates of an LSTM or a GRU

// The simple recurrent cell.
const LINE = 190;

/** @type {Description} */
const rnn = {
  drawing: {
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
      { symbol: "x", back: "dx", path: "M140 314V204", strip: { x: 140, y: 216, length: 90, vertical: true }, label: { x: 156, y: 282 } },
      { symbol: "z", back: "dz", path: `M154 ${LINE}H280`, strip: { x: 166, y: LINE, length: 100 }, label: { x: 172, y: 170 } },
      { symbol: "a", back: "da", path: `M324 ${LINE}H466`, strip: { x: 384, y: LINE, length: 78 }, label: { x: 384, y: 170 } },
      { symbol: "y", back: "dzy", path: `M348 ${LINE}V102M348 66V4`, strip: { x: 348, y: 10, length: 50, vertical: true }, label: { x: 364, y: 40 } },
    ],
  },
  gates: [], // it has none
  forward: [
    {
      symbol: "a",
      formulas: ["{a} = tanh({z})"],
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
  ],
  back: [
    {
      symbol: "da",
      formulas: [],
      sums: [{ result: "da", parts: [ABOVE, { weights: "Waa", vectors: ["dz_next"], column: true }] }],
    },
    { symbol: "dz", formulas: ["{dz} = (1 − {a}²)·{da}"], adds: "dz" },
  ],
  meanings: {
    z: ["Sum", "the input and the old state, weighed and added up"],
    a: ["Hidden state", "all that the network remembers: the sum, squeezed between −1 and 1"],
    y: ["Output", "how probable each next letter is"],
    dzy: ["Gradient of the scores", "how far the probabilities are from the letter that came"],
    a_prev: ["Old hidden state", "what the step before left behind"],
  },
};

// The LSTM cell.
const GATES = /** @type {const} */ ({ f: 104, i: 184, g: 264, o: 344 }); // where each stands, left to right
const MEMORY = 48; // height of the line of the cell state
const OUT = 440; // where the memory is squeezed and shown
const GATE = { y: 148, length: 74, vertical: true }; // the strip above a gate
const SAID = 242; // height of what is said below it

/**
 * @param {string} gate
 * @param {number} block - of the weights' rows
 */
function gateSum(gate, block) {
  const parts = [
    { weights: "Wx", vectors: ["x"] },
    { weights: "Wa", vectors: ["a_prev"] },
  ];
  return { result: `z${gate}`, block, parts, biases: ["b"] };
}

const LSTM_LATER = { weights: "Wa", vectors: ["dzi_next", "dzf_next", "dzg_next", "dzo_next"], column: true };

/** @type {Description} */
const lstm = {
  drawing: {
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
      { symbol: "ig", back: "dc", path: "M224 124V62", strip: { x: 224, y: 72, length: 44, vertical: true }, label: { x: 238, y: 100 } },
      { symbol: "o", back: "do", path: `M${GATES.o} 272V176H${OUT - 14}`, strip: { x: GATES.o, y: 184, length: 40, vertical: true }, label: { x: GATES.o + 8, y: SAID, stacked: true } },
      { symbol: "tc", back: "", path: `M${OUT} 107V162`, strip: { x: OUT, y: 112, length: 42, vertical: true }, label: { x: OUT - 14, y: 138, anchor: "end" } },
      { symbol: "a", back: "da", path: `M${OUT} 190V${BUS}H536`, strip: { x: OUT, y: 206, length: 90, vertical: true }, label: { x: OUT + 14, y: 316, stacked: true } },
      { symbol: "a_prev", back: "daback", path: `M2 ${BUS}H${GATES.o}V309M${GATES.f} ${BUS}V309M${GATES.i} ${BUS}V309M${GATES.g} ${BUS}V309`, strip: { x: 6, y: BUS, length: 52 }, label: { x: 2, y: 334 } },
      { symbol: "x", back: "dx", path: `M84 436V${BUS}`, strip: { x: 84, y: 384, length: 46, vertical: true }, label: { x: 100, y: 414 } },
    ],
  },
  gates: ["f", "i", "o"],
  forward: [
    { symbol: "f", formulas: ["{f} = σ({zf})"], sums: [gateSum("f", 1)] },
    { symbol: "i", formulas: ["{i} = σ({zi})"], sums: [gateSum("i", 0)] },
    { symbol: "g", formulas: ["{g} = tanh({zg})"], sums: [gateSum("g", 2)] },
    { symbol: "c", formulas: ["{c} = {f}·{c_prev} + {i}·{g}"] },
    { symbol: "o", formulas: ["{o} = σ({zo})"], sums: [gateSum("o", 3)] },
    { symbol: "a", formulas: ["{a} = {o}·tanh({c})"] },
  ],
  back: [
    { symbol: "da", formulas: [], sums: [{ result: "da", parts: [ABOVE, LSTM_LATER] }] },
    { symbol: "dc", formulas: ["{dc} = {da}·{o}·(1 − tanh²({c})) + {f_next}·{dc_next}"] },
    { symbol: "do", formulas: ["{do} = tanh({c})·{da}", "{dzo} = {o}·(1 − {o})·{do}"], adds: "dzo" },
    { symbol: "df", formulas: ["{df} = {c_prev}·{dc}", "{dzf} = {f}·(1 − {f})·{df}"], adds: "dzf" },
    { symbol: "di", formulas: ["{di} = {g}·{dc}", "{dzi} = {i}·(1 − {i})·{di}"], adds: "dzi" },
    { symbol: "dg", formulas: ["{dg} = {i}·{dc}", "{dzg} = (1 − {g}²)·{dg}"], adds: "dzg" },
  ],
  meanings: {
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
  },
};

// The gated recurrent unit.
const STATE = 48; // height of the line of the hidden state
const Z = 108; // where the gates stand, left to right
const R = 196;
const MIX = 300; // where the reset gate acts
const G = 402;

/**
 * @param {string} gate
 * @param {number} block - of the weights' rows
 */
function gateSums(gate, block) {
  return [
    { result: `x${gate}`, block, parts: [{ weights: "Wx", vectors: ["x"] }], biases: ["bx"] },
    { result: `s${gate}`, block, parts: [{ weights: "Wa", vectors: ["a_prev"] }], biases: ["ba"] },
  ];
}

const GRU_LATER = { weights: "Wa", vectors: ["dsz_next", "dsr_next", "dsg_next"], column: true };
const GRU_KEPT = { factors: ["z_next", "da_next"] };

/** @type {Description} */
const gru = {
  drawing: {
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
      { symbol: "z", back: "dz", path: `M${Z} 272V62M${Z} 104H216M263 104H${G - 14}`, strip: { x: Z, y: 130, length: 92, vertical: true }, label: { x: Z + 8, y: 242, stacked: true } },
      { symbol: "r", back: "dr", path: `M${R} 272V214H${MIX}V230`, strip: { x: 206, y: 214, length: 82 }, label: { x: 206, y: 196 } },
      { symbol: "sg", back: "dsg", path: `M${MIX} ${BUS}V258`, strip: { x: MIX, y: 276, length: 66, vertical: true }, label: { x: MIX - 14, y: 336, anchor: "end" } },
      { symbol: "rs", back: "dxg", path: `M314 244H${G - 10}V215`, strip: { x: 324, y: 244, length: 56 }, label: { x: 318, y: 272 } },
      { symbol: "g", back: "dg", path: `M${G} 177V118`, strip: { x: G, y: 126, length: 46, vertical: true }, label: { x: G + 14, y: 154 } },
      { symbol: "ng", back: "da", path: `M${G} 90V62`, label: { x: G - 16, y: 82, anchor: "end" } },
      { symbol: "a", back: "da", path: `M${G + 14} ${STATE}H516`, strip: { x: 458, y: STATE, length: 46 }, label: { x: 516, y: 28, anchor: "end" } },
      { symbol: "x", back: "dx", path: `M84 436V${BUS}`, strip: { x: 84, y: 384, length: 46, vertical: true }, label: { x: 100, y: 414 } },
    ],
  },
  gates: ["z", "r"],
  forward: [
    { symbol: "z", formulas: ["{z} = σ({xz} + {sz})"], sums: gateSums("z", 0) },
    { symbol: "r", formulas: ["{r} = σ({xr} + {sr})"], sums: gateSums("r", 1) },
    { symbol: "g", formulas: ["{g} = tanh({xg} + {r}·{sg})"], sums: gateSums("g", 2) },
    { symbol: "a", formulas: ["{a} = {z}·{a_prev} + (1 − {z})·{g}"] },
  ],
  back: [
    { symbol: "da", formulas: [], sums: [{ result: "da", parts: [ABOVE, GRU_KEPT, GRU_LATER] }] },
    {
      symbol: "dz",
      formulas: ["{dz} = ({a_prev} − {g})·{da}", "{dxz} = {z}·(1 − {z})·{dz}"],
      adds: "dxz",
    },
    { symbol: "dg", formulas: ["{dg} = (1 − {z})·{da}", "{dxg} = (1 − {g}²)·{dg}"], adds: "dxg" },
    {
      symbol: "dr",
      formulas: ["{dr} = {sg}·{dxg}", "{dxr} = {r}·(1 − {r})·{dr}", "{dsg} = {r}·{dxg}"],
      adds: "dxr",
    },
  ],
  meanings: {
    z: ["Update gate", "how much of the old state stays: 0 nothing, 1 all"],
    r: ["Reset gate", "how much of the old state the candidate sees"],
    g: ["Candidate", "what may take the place of the old state, −1 to 1"],
    a: ["Hidden state", "all that the cell remembers, and what it says"],
    a_prev: ["Old hidden state", "what the step before left behind"],
    sg: ["Old state, weighed", "what the old state says to the candidate, before the reset gate"],
    rs: ["What is let through", "r times it"],
    za: ["Kept", "what is left of the old state: z times it"],
    ng: ["Written", "what is new in the state: 1 − z times the candidate"],
  },
};

export const CELLS = { rnn, lstm, gru };

/** @type {Meanings} */
const COMMON = {
  x: ["Input", "what is read at this step"],
  y: ["Output", "what the network says"],
  da: ["Gradient of the hidden state", "how the loss would change if it were larger"],
  dx: ["Gradient of the input", "how the loss would change if the input were larger"],
  dc: ["Gradient of the cell state", "how the loss would change if the memory were larger"],
  daback: ["Handed back", "what reaches the hidden state of the step before"],
  dcback: ["Handed back", "what reaches the memory of the step before"],
};

/**
 * The name of a symbol and what it is, in words.
 * @param {"rnn" | "lstm" | "gru"} cell
 * @param {string} symbol
 */
export function meaning(cell, symbol) {
  const words = CELLS[cell].meanings;
  const known = words[symbol] ?? COMMON[symbol];
  if (known) return known;
  const of = words[symbol.replace(/^d/, "")];
  if (symbol.startsWith("d") && of) return [`Gradient of the ${of[0].toLowerCase()}`, "how the loss would change with it"];
  return [symbol, ""];
}

// The layer on top of all cells: what it says of the next letter, or of the next price.

/** @typedef {import("./inside.js").InsideView} InsideView */

const SUM = { parts: [{ weights: "Wya", vectors: ["a"] }], biases: ["by"] };

/**
 * @param {boolean} names
 * @returns {Equation}
 */
export function output(names) {
  if (names) return { symbol: "y", formulas: ["{y} = softmax({zy})"], sums: [{ result: "zy", ...SUM }], unit: letter };
  return { symbol: "y", formulas: [], sums: [{ result: "y", ...SUM }], unit: price };
}

/**
 * The letter that came, else the likeliest.
 * @param {InsideView} view
 */
function letter({ trace, place }) {
  const { alphabet, comes } = trace.about;
  const odds = trace.vector("y", 0, place.step) ?? new Float32Array();
  const came = alphabet.indexOf(comes[place.step] ?? "none");
  const at = came >= 0 ? came : odds.indexOf(Math.max(...odds));
  return { at, name: `how probable “${alphabet[at]?.trim() || "end"}” is next: e to its score, of the sum over all letters` };
}

/**
 * There is one number, after the last step, made by the layer at the top.
 * @param {InsideView} view
 */
function price({ trace, place }) {
  const said = place.step === trace.steps - 1 && place.layer === trace.about.layers - 1;
  return { at: said ? 0 : -1, name: `the price of the next day, scaled: ${trace.about.price}` };
}
