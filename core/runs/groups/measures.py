"""The figures by which runs of a group are compared."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from core.errors import SettingsError, shortened
from core.runs.settings import Kind
from core.stocks.windows import VALIDATION

Figures: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a run, read from what its training reported.

    That of the validation days, where the training has any, so that runs are chosen by them.
    """

    name: str
    label: str  # of an axis
    spoken: str  # in a sentence, with the figure
    help: str
    more_is_better: bool
    of: Callable[[Figures], float | None]
    is_share: bool = False  # 0 to 1

    def in_ratios(self, figures: Iterable[float]) -> bool:
        """Whether their ratios are compared, as of errors; of shares, and of 0, differences are."""
        return not self.is_share and all(figure > 0 for figure in figures)

    def typical(self, figures: Sequence[float]) -> float:
        """The mean of some, at least one: of their logarithms, where ratios are compared."""
        mean = statistics.geometric_mean if self.in_ratios(figures) else statistics.fmean
        return mean(figures)

    def say(self, *figures: float) -> str:
        """One or two figures in words: "1.71 × yesterday's miss", "2.47 to 2.62 bits a letter"."""
        return self.spoken.format(" to ".join(f"{figure:.3g}" for figure in figures))


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


def _figure(name: str) -> Callable[[Figures], float | None]:
    return lambda figures: figures.get(f"{VALIDATION}{name}", figures.get(name))


_rmse, _naive_rmse = _figure("rmse"), _figure("naive_rmse")


def _ratio(figures: Figures) -> float | None:
    rmse, naive = _rmse(figures), _naive_rmse(figures)
    return rmse / naive if rmse is not None and naive else None


def _bits(figures: Figures) -> float | None:
    held_out = figures.get("bits_held_out")
    return figures.get("bits_trained") if held_out is None else held_out


MEASURES: dict[Kind, tuple[Measure, ...]] = {  # the first one leads
    Kind.STOCK: (
        Measure(
            "ratio",
            "Miss, × yesterday's",
            "{} × yesterday's miss",
            "RMSE over that of repeating yesterday's price on the same days: below 1 is better.",
            False,
            _ratio,
        ),
        Measure(
            "rmse", "RMSE", "RMSE {}", "Root of the mean squared error.", False, _figure("rmse")
        ),
        Measure("mae", "MAE", "MAE {}", "Mean absolute error.", False, _figure("mae")),
        Measure(
            "direction",
            "Direction right",
            "direction right {}",
            "Share of the days on which up or down was right; a coin has 0.5.",
            True,
            _figure("direction_accuracy"),
            is_share=True,
        ),
        Measure(
            "seconds", "Seconds", "{} s", "How long the training took.", False, _figure("seconds")
        ),
    ),
    Kind.NAMES: (
        Measure(
            "bits",
            "Bits a letter",
            "{} bits a letter",
            "Measured at the end: of names that it never saw where some were held out, else of "
            "those that it learned from.",
            False,
            _bits,
        ),
        Measure(
            "new_share",
            "Share of new names",
            "share of new names {}",
            "Of 100 names drawn at the end, at temperature 1: new, and like those learned from.",
            True,
            _figure("new_share"),
            is_share=True,
        ),
        Measure(
            "loss",
            "Smoothed loss (the report's)",
            "smoothed loss {}",
            "The running mean that the report prints, in nats a name.",
            False,
            _figure("loss"),
        ),
        Measure(
            "seconds", "Seconds", "{} s", "How long the training took.", False, _figure("seconds")
        ),
    ),
}

BITS_LEARNED: Final = Measure(
    "bits",
    "Bits a letter, learned names",
    "{} bits a letter of learned names",
    "Measured at the end, of names that each learned from: not all of the runs hold some out.",
    False,
    _figure("bits_trained"),
)  # in place of the bits, where some runs have names held out and others not

YESTERDAY = {"ratio": 1.0}  # what repeating yesterday's price has, where that is a number

LED_BEFORE = {Kind.NAMES: "loss"}  # of plans that name no measure: this one led then


def leading(kind: Kind) -> Measure:
    """The measure of a plan that is made now, where nobody chooses another."""
    return MEASURES[kind][0]


def measure_of(kind: Kind, name: str = "") -> Measure:
    """The measure called `name`; where none is named, the one that led before they were.

    Raises:
        SettingsError: there is none of that name.
    """
    known = {measure.name: measure for measure in MEASURES[kind]}
    name = name or LED_BEFORE.get(kind, leading(kind).name)
    if name not in known:
        raise SettingsError(f"There is no measure '{shortened(name)}'; choose {', '.join(known)}.")
    return known[name]
