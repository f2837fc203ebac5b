"""The figures of runs: which there are, which direction is the better one, who is best."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeAlias

from core.names.evaluation import DRAWN, Evaluation, Verdict, interval
from core.stocks.judgement.metrics import Metrics
from core.stocks.judgement.verdict import Verdict as Word
from core.stocks.windows import VALIDATION

_AS_GOOD = 1e-6  # less of a difference than this share is rounding


WORDS: Final = {
    Word.BETTER: "better",
    Word.WORSE: "worse",
    Word.AS_GOOD: "about as good",
    Word.TOO_CLOSE: "too close to call",
}
Beside: TypeAlias = Mapping[tuple[str, str], Word]
"""What a test says of the first run's forecast beside the second's, by their letters."""


class Unit(StrEnum):
    """What a figure is measured in."""

    MONEY = "money"
    TIMES = "times"
    SHARE = "share"  # 0 to 1
    NUMBER = "number"
    SECONDS = "seconds"


class Better(StrEnum):
    """Which direction is the better one; a figure that only describes has none."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that every run of a kind has."""

    name: str
    label: str
    unit: Unit
    better: Better
    help: str
    drawn: int = 0  # by how many names a share was found; 0 where no draw was made
    apart: float = 0.0  # share of the smaller one; less of a difference is not ranked

    def too_close(self, one: float, other: float) -> bool:
        """Whether a difference is too small to rank two runs, or two shares may differ by chance.

        By chance they may where they lie within each other's interval.
        """
        if self.apart and one != other:
            return abs(one - other) < self.apart * min(abs(one), abs(other))
        if not self.drawn or one == other:
            return False
        low, high = (
            interval(max(one, other), self.drawn)[0],
            interval(min(one, other), self.drawn)[1],
        )
        return low <= high


STOCK_FIGURES = (
    Figure("rmse", "RMSE", Unit.MONEY, Better.LOWER, "Typical miss on the test days."),
    Figure(
        "ratio",
        "Beside yesterday's price",
        Unit.TIMES,
        Better.LOWER,
        "RMSE as a multiple of that of repeating yesterday's price on the same days: "
        "above 1 repeating is better.",
    ),
    # What is tested is squared errors: by the figures below nobody is ranked.
    Figure("mae", "MAE", Unit.MONEY, Better.NEITHER, "Mean absolute error on the test days."),
    Figure(
        "direction",
        "Direction right",
        Unit.SHARE,
        Better.NEITHER,
        "How often it is right about up or down; a coin is right half of the time.",
    ),
    Figure(
        "loss",
        "Training loss",
        Unit.NUMBER,
        Better.NEITHER,
        "Mean squared error of the scaled prices while training; low may mean learned by heart.",
    ),
    Figure("seconds", "Time", Unit.SECONDS, Better.NEITHER, "How long it trained."),
)
_VALIDATION_FIGURES = tuple(
    replace(
        figure,
        name=f"{VALIDATION}{figure.name}",
        label=f"{figure.label}, validation days",
        help=f"The same on the validation days, which choose. {figure.help}",
    )
    for figure in STOCK_FIGURES
    if figure.name in ("rmse", "ratio")
)


def stock_figures(*, validated: bool) -> tuple[Figure, ...]:
    """Those of runs on prices; where validation days choose, no test day says who is better."""
    if not validated:
        return STOCK_FIGURES
    others = (replace(figure, better=Better.NEITHER) for figure in STOCK_FIGURES)
    return (*_VALIDATION_FIGURES, *others)


NAMES_FIGURES = (
    Figure(
        "new",
        "New, name-like",
        Unit.SHARE,
        Better.HIGHER,
        "Of 100 names, drawn at the temperature above: on no list that it learned from, and in "
        "all of it like the names there. Nobody is best whose interval (9 of 10 cases) another's "
        "overlaps.",
        DRAWN,
    ),
    Figure(
        "copied",
        "Copied",
        Unit.SHARE,
        Better.NEITHER,
        "Of 100 names, those that it learned from.",
        DRAWN,
    ),
    Figure(
        "triples",
        "Triples in the list",
        Unit.SHARE,
        Better.NEITHER,
        "Share of the letter triples that the list has, too. Copies have all.",
    ),
    Figure("pairs", "Pairs in the list", Unit.SHARE, Better.NEITHER, "The same of letter pairs."),
    Figure(
        "learned_bits",
        "Bits a letter, learned names",
        Unit.NUMBER,
        Better.NEITHER,
        "How surprised it is by names that it learned from; few may mean learned by heart.",
    ),
    Figure(
        "unseen_bits",
        "Bits a letter, unseen names",
        Unit.NUMBER,
        Better.LOWER,
        "How surprised it is by names that it never saw. A difference of less than 2 % is not "
        "ranked.",
        apart=0.02,
    ),
    Figure(
        "loss",
        "Smoothed loss (the report's)",
        Unit.NUMBER,
        Better.NEITHER,
        "The running mean that the report prints, in nats a name. It begins at a number that no "
        "name had; bits a letter are measured.",
    ),
    Figure("seconds", "Time", Unit.SECONDS, Better.NEITHER, "How long it trained."),
)

Values = Mapping[str, float | None]  # by the name of the figure


def stock_values(
    scores: Metrics, validation: Mapping[str, Any] | None = None
) -> dict[str, float | None]:
    """The figures of a prediction; the ratio is None if yesterday's price is always right.

    `validation` is what a result says of validation days; empty before there is one, None where
    there are no such days.
    """
    validated = {}
    if validation is not None:
        rmse, naive = (validation.get(f"{VALIDATION}{name}") for name in ("rmse", "naive_rmse"))
        ratio = rmse / naive if rmse is not None and naive else None
        validated = {f"{VALIDATION}rmse": rmse, f"{VALIDATION}ratio": ratio}
    return validated | {
        "rmse": scores.rmse,
        "ratio": None if scores.skill is None else 1 - scores.skill,
        "mae": scores.mae,
        "direction": scores.direction_accuracy,
    }


def names_values(found: Evaluation) -> dict[str, float | None]:
    """The figures of a checkpoint's names; shares are 0 to 1."""
    alike = found.alike
    return {
        "new": found.invented,
        "copied": found.shares[Verdict.COPIED],
        "triples": None if alike is None else alike.triples,
        "pairs": None if alike is None else alike.pairs,
        "learned_bits": found.bits.training,
        "unseen_bits": found.bits.held_out,
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure minus that of the reference, and what that means."""

    amount: float
    word: str  # "better", "worse", "same", "too close to call"; empty where neither is better


def difference(figure: Figure, value: float | None, reference: float | None) -> Difference | None:
    """`value` minus `reference`; None where one of them is missing."""
    if value is None or reference is None:
        return None
    if math.isclose(value, reference, rel_tol=_AS_GOOD):
        return Difference(0.0, "same")
    if figure.better is Better.NEITHER:
        return Difference(value - reference, "")
    if figure.too_close(value, reference):
        return Difference(value - reference, "too close to call")
    lower = value < reference
    better = lower == (figure.better is Better.LOWER)
    return Difference(value - reference, "better" if better else "worse")


def best(
    figure: Figure, values: Mapping[str, float | None], beside: Beside | None = None
) -> set[str]:
    """The letters of the runs with the best value: of several that are equal all.

    Empty where no direction is better, or no two runs have a value, or chance may part the best
    one from another: of shares by their intervals, of bits by too small a difference, of
    forecasts by the tests `beside`.
    """
    known = {letter: value for letter, value in values.items() if value is not None}
    if figure.better is Better.NEITHER or len(known) < 2:
        return set()
    top = min(known.values()) if figure.better is Better.LOWER else max(known.values())
    winners = {
        letter for letter, value in known.items() if math.isclose(value, top, rel_tol=_AS_GOOD)
    }
    others = {letter: value for letter, value in known.items() if letter not in winners}
    if beside is not None and not _beats_all(winners, others, beside):
        return set()
    too_close = any(figure.too_close(top, value) for value in others.values())
    if too_close or (figure.drawn and len(winners) > 1):
        return set()
    return set() if len(winners) == len(known) else winners


def _beats_all(winners: set[str], others: Iterable[str], beside: Beside) -> bool:
    return all(beside.get((one, other)) is Word.BETTER for one in winners for other in others)
