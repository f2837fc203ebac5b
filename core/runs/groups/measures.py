"""The figures by which runs of a group are compared."""

from __future__ import annotations

from typing import Final

from core.errors import SettingsError, shortened
from core.experiment import Figures, Measure
from core.runs.settings import EXPERIMENTS, Kind
from core.stocks.windows import VALIDATION


def of_test_days(figures: Figures) -> Figures:
    """Without those of the validation days."""
    return {name: value for name, value in figures.items() if not name.startswith(VALIDATION)}


def without_test_days(figures: Figures) -> Figures:
    """Without those of the test days, where there are others to choose by."""
    if f"{VALIDATION}rows" not in figures:
        return figures
    return {
        name: value
        for name, value in figures.items()
        if name in _OF_TRAINING or name.startswith(VALIDATION)
    }


_OF_TRAINING: Final = frozenset(
    ("train_rows", "test_rows", "epochs", "seconds", "engine", "engine_reason", "mistake")
)


YESTERDAY = {"ratio": 1.0}  # what repeating yesterday's price has, where that is a number


def leading(kind: Kind) -> Measure:
    """The measure of a plan that is made now, where nobody chooses another."""
    return EXPERIMENTS[kind].measures[0]


def measure_of(kind: Kind, name: str = "") -> Measure:
    """The measure called `name`; where none is named, the one that led before they were.

    Raises:
        SettingsError: there is none of that name.
    """
    known = {measure.name: measure for measure in EXPERIMENTS[kind].measures}
    name = name or EXPERIMENTS[kind].led_before or leading(kind).name
    if name not in known:
        raise SettingsError(f"There is no measure '{shortened(name)}'; choose {', '.join(known)}.")
    return known[name]
