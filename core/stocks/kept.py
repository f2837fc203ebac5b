"""At which epochs a training keeps its weights, for whoever looks inside the network later."""

from __future__ import annotations

from math import prod
from typing import Final

from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings

MOST_BYTES: Final = 32_000_000  # of a run's kept weights together, beside the newest ones
_LEADING: Final = (1, 2, 3, 5)  # digits; a network changes most in its first epochs
_FLOAT: Final = 4  # bytes


def kept_epochs(settings: StockSettings) -> frozenset[int]:
    """0, 1, 2, 3, 5, 10, 20, 30, 50, 100 ... up to the last epoch: 14 of 1000 epochs.

    Of a large network only so many of them, evenly taken, as `MOST_BYTES` holds.
    """
    series = [0]
    power = 1
    while power <= settings.epochs:
        series += [digit * power for digit in _LEADING if digit * power <= settings.epochs]
        power *= 10
    weights = _FLOAT * sum(prod(shape) for shape in shapes(settings))
    most = min(len(series), max(2, MOST_BYTES // weights))
    last = len(series) - 1
    return frozenset(series[round(place * last / (most - 1))] for place in range(most))
