"""What the trainer asks of an engine, and which engine the settings ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from core.events import Arrays
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]
EngineName = Literal["fused", "keras"]


class Engine(Protocol):
    """A network and its optimiser; knows nothing of prices, epochs or events.

    Windows `x` are (windows, timesteps, 1), targets `y` (windows,), both scaled, float32.
    """

    name: str

    def epoch(self, x: Floats, y: Floats, order: NDArray[np.int64]) -> Iterator[tuple[int, float]]:
        """Trains once on the windows in `order`, a batch after the other, the last one maybe short.

        Yields, about every 0.2 s and at the end: how many windows are done, and the sum of their
        squared errors, each taken as its batch was trained on.
        """
        ...

    def predict(self, x: Floats) -> Floats:
        """The scaled prediction of every window, (windows,), without dropout."""
        ...

    def weights(self) -> list[Floats]:
        """Copies in Keras' order: kernel, recurrent kernel, bias a layer; then Dense."""
        ...

    def set_weights(self, weights: Sequence[Floats]) -> None:
        """Takes weights in the same order."""
        ...


def engine_name(settings: StockSettings) -> EngineName:
    """The engine that will train these settings: only the LSTM has a fused one."""
    return settings.engine if settings.cell == "lstm" else "keras"


def make_engine(settings: StockSettings) -> Engine:
    """A fresh engine; imports TensorFlow or Numba only where that engine needs it."""
    if engine_name(settings) == "fused":
        from core.stocks.engines.fused import FusedEngine

        return FusedEngine(settings)
    from core.stocks.engines.keras import KerasEngine

    return KerasEngine(settings)


def named(weights: Sequence[Floats]) -> Arrays:
    """A weight list as the arrays of an event: w000, w001, ..."""
    return {f"w{position:03}": weight for position, weight in enumerate(weights)}


def listed(arrays: Arrays) -> list[Floats]:
    """The weight list that `named` was given."""
    return [arrays[name] for name in sorted(arrays)]
