"""Which day of a window mattered: each replaced by the day before it, and the gradient's answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.cells.arrays import Array
from core.inside.layer import outputs
from core.inside.prices import PriceInput
from core.inside.trace import one_thread, slopes


@dataclass(frozen=True, slots=True)
class Mattered:
    """How much the prediction changes, in money, when a day's price is that of the day before."""

    change: Array  # (T,) found by doing so; NaN for a first day before which there is none
    gradient: Array  # (T,) what the gradient says: its slope times the change of the price


def which_day_mattered(given: PriceInput) -> Mattered:
    """Replaces each day of the window by the day that is read before it, one at a time."""
    before = np.append(given.earlier, given.prices[:-1])
    windows = np.tile(given.prices, (len(before) + 1, 1))
    np.fill_diagonal(windows, before)
    known = np.isfinite(windows).all(axis=1)
    said = np.full(len(windows), np.nan)
    said[known] = predictions(given, windows[known])
    return Mattered(said[:-1] - said[-1], _slope(given) * (before - given.prices))


def predictions(given: PriceInput, windows: Array) -> Array:
    """What the network says of windows of prices (m, T): prices (m,)."""
    scaled = np.stack([replace(given, prices=window).x for window in windows])
    inputs: Iterator[Any] = iter(scaled.T[:, np.newaxis])
    with one_thread():
        for layer in given.layers:
            inputs = outputs(layer, inputs)
        *_, last = inputs
    return given.windows.forecast((given.Wya @ last + given.by)[0], windows[:, -1])


def _slope(given: PriceInput) -> Array:
    """The derivative of the predicted price with respect to each price of the window, (T,)."""
    scale = given.windows.scaler.scale_[0] / given.windows.target_scaler.scale_[0]
    slope: Array = slopes(given) * scale
    if given.windows.reads_changes:
        slope = -np.diff(slope, append=0.0)  # a price is in its own change, and taken from the next
    if given.windows.says_change:
        slope[-1] += 1  # the change is said of the last day
    return slope
