"""Bands that many forecasts of the same days make, and how many of the actual prices they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Prices = NDArray[np.float64]

LEVELS = (0.5, 0.9)
FEWEST_BEYOND = 5  # samples on either side of a band: its ends are not those of a single one


@dataclass(frozen=True, slots=True)
class Band:
    """The middle share of the forecasts of each day."""

    level: float  # the share of the forecasts that it holds, 0 to 1
    lower: Prices  # (days,)
    upper: Prices  # (days,)
    inside: int  # of the actual prices, both ends included

    @property
    def coverage(self) -> float:
        """The share of the actual prices that it holds: `level`, if it says what it should."""
        return self.inside / len(self.lower)


def bands(samples: Prices, actual: Prices, levels: Sequence[float] = LEVELS) -> list[Band]:
    """The bands between quantiles of the samples, and what they hold; none of too few samples.

    Args:
        samples: forecasts, (samples, days): of one network with dropout on, of several seeds, ...
        actual: what came, (days,).
        levels: how much of the samples each band holds, 0 to 1.
    """
    return [
        _band(samples, actual, level) for level in levels if len(samples) >= fewest_samples(level)
    ]


def fewest_samples(level: float) -> int:
    """How many samples a band takes that holds a share `level` of them: 100 for 0.9."""
    return round(2 * FEWEST_BEYOND / (1 - level))


def _band(samples: Prices, actual: Prices, level: float) -> Band:
    lower, upper = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=0)
    inside = int(np.count_nonzero((lower <= actual) & (actual <= upper)))
    return Band(level, lower, upper, inside)
