"""Curves and predictions as differences from those of another run, and all of them joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.advice import Curve


@dataclass(frozen=True, slots=True)
class AgainstReference:
    """A loss curve held against that of the reference, at the steps that both went through."""

    steps: NDArray[np.float64]  # (points,)
    difference: NDArray[np.float64]  # (points,): loss minus the reference's
    ratio: NDArray[np.float64]  # (points,): loss as a multiple of the reference's


def against(curve: Curve, reference: Curve) -> AgainstReference:
    """Holds `curve` against `reference`, whose losses between two points lie on a line."""
    steps, losses = _finite(curve)
    of_reference, reference_losses = _finite(reference)
    if not len(steps) or not len(of_reference):
        return AgainstReference(*(np.empty(0) for _ in range(3)))
    both = (steps >= of_reference[0]) & (steps <= of_reference[-1])
    steps, losses = steps[both], losses[both]
    other = np.interp(steps, of_reference, reference_losses)
    ratio = np.divide(losses, other, out=np.full_like(losses, np.nan), where=other > 0)
    return AgainstReference(steps, losses - other, ratio)


def _finite(curve: Curve) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = np.array(curve, dtype=np.float64).reshape(-1, 3)[:, :2]
    steps, losses = points[np.isfinite(points).all(axis=1)].T
    return steps, losses


def minus(prices: pd.Series[float], reference: pd.Series[float]) -> pd.Series[float]:
    """`prices` minus `reference` on the days that both have."""
    return (prices - reference).dropna()


@dataclass(frozen=True, eq=False)
class Predicted:
    """The prediction of a run's test days."""

    prices: tuple[str, str]  # which data, which column of them
    table: pd.DataFrame  # of `core.stocks.forecast.prediction_table`


def joined(predictions: Mapping[str, Predicted]) -> pd.DataFrame:
    """All predictions, by the letter of their run, on all days that any of them predicts.

    Columns: Actual and Yesterday, then a prediction a run (A, B, ...), indexed by Date. Of runs
    on several prices each has its own: "Actual (A, C)" stands before A and C.
    """
    letters_of: dict[tuple[str, str], list[str]] = {}
    for letter, predicted in predictions.items():
        letters_of.setdefault(predicted.prices, []).append(letter)
    parts = []
    for letters in letters_of.values():
        whose = f" ({', '.join(letters)})" if len(letters_of) > 1 else ""
        tables = [predictions[letter].table for letter in letters]
        days = pd.concat([table[["Actual", "Yesterday"]] for table in tables])
        parts.append(days[~days.index.duplicated()].add_suffix(whose))
        parts += [
            pd.DataFrame({letter: table["Predicted"]})
            for letter, table in zip(letters, tables, strict=True)
        ]
    return pd.concat(parts, axis="columns", sort=True).rename_axis("Date")
