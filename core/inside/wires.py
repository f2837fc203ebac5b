"""What flows between the symbols of a trace: products on their way into a state, or handed back.

=========== ============== =================================================================
RNN         daback         Waa.T dz: what a step hands back to the hidden state before it
LSTM        fc, ig         f c_previous and i g, the two parts of c
            tc             tanh(c), before the output gate
            daback         Wa.T (dzi, dzf, dzg, dzo)
            dcback         f dc: what a step hands back to the cell state before it
GRU         za, ng         z a_previous and (1 - z) g, the two parts of a
            rs             r sg, what the candidate sees of the old state
            daback         Wa.T (dsz, dsr, dsg) + z da
=========== ============== =================================================================

Each (T, n_a), named like the other symbols of its layer; the gradients only where there are any.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.cells.arrays import Array
from core.inside.trace import Trace

Symbol = Callable[[str], Array]


def on_wires(trace: Trace) -> dict[str, Array]:
    """The arrays of all layers."""
    found: dict[str, Array] = {}
    for layer in range(1, trace.layers + 1):

        def of(name: str, layer: int = layer) -> Array:
            return trace.arrays[trace.symbol(name, layer)]

        wires = _FORWARD[trace.cell](of)
        if trace.symbol("da", layer) in trace.arrays:
            wires |= _BACK[trace.cell](of)
        found |= {trace.symbol(name, layer): array for name, array in wires.items()}
    return found


def _previous(of: Symbol, name: str) -> Array:
    """The state before each step."""
    return np.concatenate([of(f"{name}0")[np.newaxis], of(name)[:-1]])


def _lstm(of: Symbol) -> dict[str, Array]:
    kept, written = of("f") * _previous(of, "c"), of("i") * of("g")
    return {"fc": kept, "ig": written, "tc": np.tanh(of("c"))}


def _gru(of: Symbol) -> dict[str, Array]:
    kept, written = of("z") * _previous(of, "a"), (1 - of("z")) * of("g")
    return {"za": kept, "ng": written, "rs": of("r") * of("sg")}


def _lstm_back(of: Symbol) -> dict[str, Array]:
    dz = np.concatenate([of(f"dz{gate}") for gate in "ifgo"], axis=1)
    return {"daback": dz @ of("Wa"), "dcback": of("f") * of("dc")}


def _gru_back(of: Symbol) -> dict[str, Array]:
    ds = np.concatenate([of(f"ds{gate}") for gate in "zrg"], axis=1)
    return {"daback": ds @ of("Wa") + of("z") * of("da")}


_FORWARD: dict[str, Callable[[Symbol], dict[str, Array]]] = {
    "rnn": lambda _: {},
    "lstm": _lstm,
    "gru": _gru,
}
_BACK: dict[str, Callable[[Symbol], dict[str, Array]]] = {
    "rnn": lambda of: {"daback": of("dz") @ of("Waa")},
    "lstm": _lstm_back,
    "gru": _gru_back,
}
