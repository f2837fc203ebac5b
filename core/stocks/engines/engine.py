"""What the trainer asks of an engine, and what the arrays are like that come from one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.arrays import LARGEST, Form, Forms
from core.errors import UserError
from core.events import Arrays
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]


class NoEngineError(UserError):
    """An engine that does not work on this computer."""


class Engine(Protocol):
    """A network and its optimiser; knows nothing of prices, epochs or events.

    Windows `x` are (windows, timesteps, 1), targets `y` (windows,), both scaled, float32.
    """

    name: str
    reason: str | None  # why it trains in the place of the one asked for, in a sentence

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
        """Takes weights in the same order.

        Raises:
            ValueError: They are those of another network.
        """
        ...

    def state(self) -> Arrays:
        """Copies of all that the next epoch depends on, as soon as all windows of one are done.

        Weights (`named` w), first and second moments of Adam (m, v), both in Keras' order, its
        `steps`, and where an engine has them the states of its random generators (r).
        """
        ...

    def set_state(self, state: Arrays) -> None:
        """Goes on from a state, also from one of another engine, but then with other dropout.

        Raises:
            StateError: It is of other settings, or of no training at all.
        """
        ...


def weight_forms(settings: StockSettings) -> Forms:
    """What the weights of a network have to be like, by the names that `named` gives them."""
    return _named_forms(settings, "w", -LARGEST, LARGEST)


def state_forms(settings: StockSettings) -> Forms:
    """The same of all that a training goes on from (see `Engine.state`)."""
    return {
        "steps": Form((), "<i8", 0, 2**31),
        **weight_forms(settings),
        **_named_forms(settings, "m"),
        **_named_forms(settings, "v", 0),  # means of squares
    }


def random_forms(settings: StockSettings) -> Forms:
    """The same of the random generators that Keras has beside: seed and count of each."""
    of_a_layer = 2 if settings.dropout else 1  # its cell has one in any case
    generators = range(of_a_layer * settings.layers)
    return {f"r{place:03}": Form((2,), "<i8", 0, 2**32) for place in generators}


def _named_forms(
    settings: StockSettings, letter: str, least: float = -math.inf, most: float = math.inf
) -> Forms:
    return {
        f"{letter}{place:03}": Form(shape, "<f4", least, most)
        for place, shape in enumerate(shapes(settings))
    }


def named(weights: Sequence[NDArray[Any]], letter: str = "w") -> Arrays:
    """A weight list as the arrays of an event: w000, w001, ..."""
    return {f"{letter}{position:03}": weight for position, weight in enumerate(weights)}


def listed(arrays: Arrays, letter: str = "w") -> list[NDArray[Any]]:
    """The list that `named` was given; empty where there is none of this letter."""
    return [arrays[name] for name in sorted(arrays) if re.fullmatch(rf"{letter}\d+", name)]
