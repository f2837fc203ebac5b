"""What a trace of the price model is made from: a network, and a window of days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.cells import CELLS
from core.cells.arrays import Array
from core.errors import SettingsError, shortened
from core.inside.layer import Layer
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import Windows, first_test_row, prepare, split, used

_WEIGHTS_OF_A_LAYER = 3


@dataclass(frozen=True)
class PriceInput:
    """One window of days for one checkpoint of a price run; prices are money."""

    layers: tuple[Layer, ...]
    Wya: Array  # (1, n_a)
    by: Array  # (1, 1)
    windows: Windows  # whose scalers stand between money and what the network sees
    days: tuple[str, ...]  # (T,) that are read, such as 2019-11-08
    prices: Array  # (T,) of these days
    earlier: float  # the price before them, of which a first change is made; NaN where none is
    day: str | None  # that is predicted; None where it is the next one after all days
    actual: float | None  # its price

    @property
    def x(self) -> Array:
        """The window as the network sees it, (T,): scaled, and rounded as in training."""
        return np.asarray(self.windows.scaled(self._in_a_row), dtype=np.float64)

    @property
    def changes(self) -> Array | None:
        """Each day's price less the one before it, (T,), where that is read; else None."""
        return self.windows.read(self._in_a_row) if self.windows.reads_changes else None

    @property
    def _in_a_row(self) -> Array:
        """The prices of which the window is made."""
        return np.append(self.earlier, self.prices) if self.windows.reads_changes else self.prices

    @property
    def target(self) -> float | None:
        """What the network should say, scaled."""
        if self.actual is None:
            return None
        told = self.actual - self.prices[-1] if self.windows.says_change else self.actual
        return float(_scaled(self.windows.target_scaler, np.array([told]))[0])

    def price(self, y: Array) -> Array:
        """What the network says, (1,), in money."""
        return self.windows.forecast(y, self.prices[-1:])


def price_input(
    settings: StockSettings,
    weights: Sequence[NDArray[Any]],
    history: PriceHistory,
    day: datetime.date | str,
) -> PriceInput:
    """Puts together what is traced.

    Args:
        settings: of the run.
        weights: of a checkpoint, in Keras' order: kernel, recurrent kernel, bias a layer; Dense.
        history: of the run.
        day: the day that is predicted; a day without trading stands for the next one with, any
            day after the last for the first that is not known yet.

    Raises:
        SettingsError: The network does not see enough days before that day, or it is no date.
    """
    windows = prepare(settings, history)
    history = used(settings, history)
    order = split(settings, len(history), first_test_row(settings, history)).order
    row = int(history.dates.searchsorted(_moment(day)))
    known = row < len(history)
    place = int(np.flatnonzero(order == row)[0]) if known else len(order)
    _check(settings, history, order, place, known=known)
    first = place - settings.timesteps
    rows = order[first:place]
    kernel, bias = (np.asarray(weight, dtype=np.float64) for weight in weights[-2:])
    return PriceInput(
        layers=layers_of(settings, weights),
        Wya=kernel.T,
        by=bias[:, np.newaxis],
        windows=windows,
        days=tuple(str(date.date()) for date in history.dates[rows]),
        prices=windows.prices[rows],
        earlier=float(windows.prices[order[first - 1]]) if first else np.nan,
        day=str(history.dates[row].date()) if known else None,
        actual=float(windows.prices[row]) if known else None,
    )


def layers_of(settings: StockSettings, weights: Sequence[NDArray[Any]]) -> tuple[Layer, ...]:
    """The recurrent layers of a network, the bottom one first, from states of zeros, in float64."""
    recurrent = [np.asarray(weight, dtype=np.float64) for weight in weights[:-2]]
    return tuple(
        _layer(settings, *recurrent[at : at + _WEIGHTS_OF_A_LAYER])
        for at in range(0, len(recurrent), _WEIGHTS_OF_A_LAYER)
    )


def _layer(settings: StockSettings, kernel: Array, recurrent: Array, bias: Array) -> Layer:
    cell = CELLS[settings.cell]
    return Layer(cell, cell.parameters(kernel, recurrent, bias), np.zeros(settings.units))


def _moment(day: datetime.date | str) -> pd.Timestamp:
    try:
        return pd.Timestamp(datetime.date.fromisoformat(day) if isinstance(day, str) else day)
    except ValueError:
        raise SettingsError(f"'{shortened(str(day))}' is not a date such as 2018-11-12.") from None


def _check(
    settings: StockSettings, history: PriceHistory, order: Any, place: int, *, known: bool
) -> None:
    """Makes sure that the network reads enough days before the one at `place` of its order."""
    if not known and settings.mistake == "newest_first":
        raise SettingsError(
            "With time turned round, no day follows the last one; "
            f"choose one until {history.dates[-1].date()}."
        )
    if place < settings.reach:
        first = history.dates[order[settings.reach]].date()
        raise SettingsError(
            f"The network reads {settings.reach} days before the one that it predicts, and "
            f"only {place} come before {history.dates[order[place]].date()}; choose {first} or "
            f"{'an earlier' if settings.mistake == 'newest_first' else 'a later'} day."
        )


def _scaled(scaler: Any, values: Array) -> Array:
    """As `core.stocks.windows` scales, in the float32 of training."""
    scaled = scaler.transform(values[:, np.newaxis])[:, 0].astype(np.float32)
    return np.asarray(scaled, dtype=np.float64)
