"""What several runs have in common, what sets them apart, and which is better."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.advice import Curve
from core.names.evaluation import DRAWN, interval
from core.names.settings import NamesSettings
from core.parameters import Parameter, parameters
from core.runs.comparison_figures import (
    NAMES_FIGURES,
    WORDS,
    Beside,
    Figure,
    Values,
    best,
    stock_figures,
)
from core.runs.records import Run
from core.runs.settings import RunSettings
from core.stocks.judgement.verdict import LEVEL, Verdict, skill, verdict
from core.stocks.money import spoken, times
from core.stocks.settings import StockSettings
from core.stocks.windows import VALIDATION

# What the figures of a run are measured on: only on the same ground do they say who is better.

LEAST, MOST = 2, 12
LETTERS = "ABCDEFGHIJKL"  # the runs of a comparison, in its order
DATA: Final = "data"
PRICE: Final = "price column"
SPLIT: Final = "split"
MISTAKE: Final = "mistake made on purpose"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that has to be the same."""

    key: str  # is equal where it is the same
    words: str


Ground = Mapping[str, Aspect]
"""What figures rest on: aspects by DATA, PRICE, SPLIT and MISTAKE."""


def stock_ground(
    run: Run,
    price_column: str,
    test_dates: pd.DatetimeIndex,
    validation_dates: pd.DatetimeIndex | None = None,
) -> Ground:
    """The prices, which of the day's, the days that are predicted, and what is known of them."""
    settings = run.settings
    assert isinstance(settings, StockSettings)
    mistake = settings.made_mistake
    days = f"{len(test_dates)} test day{'' if len(test_dates) == 1 else 's'}"
    first, last = test_dates.min(), test_dates.max()
    digest, before = hashlib.sha256(test_dates.to_numpy().tobytes()), ""
    if validation_dates is not None and len(validation_dates):
        digest.update(validation_dates.to_numpy().tobytes())
        before = f"{len(validation_dates):,} validation and "
    return {
        DATA: Aspect(run.dataset_id, run.title),
        PRICE: Aspect(price_column, price_column),
        SPLIT: Aspect(digest.hexdigest(), f"{before}{days}, {first:%Y-%m-%d} to {last:%Y-%m-%d}"),
        MISTAKE: Aspect(settings.mistake, mistake.label.lower() if mistake else "none"),
    }


def names_ground(run: Run) -> Ground:
    """The list, and which of its names are kept from training."""
    settings = run.settings
    assert isinstance(settings, NamesSettings)
    share = settings.held_out
    if share:
        split = Aspect(f"{share} {settings.seed}", f"{share:.0%} held out, seed {settings.seed}")
    else:
        split = Aspect("", "nothing held out")
    return {DATA: Aspect(run.dataset_id, run.title), SPLIT: split}


def same_prices(one: Ground, other: Ground) -> bool:
    """Whether two predictions are of the same prices, be it on other days."""
    return all(one[aspect].key == other[aspect].key for aspect in (DATA, PRICE))


def what_differs(grounds: Mapping[str, Ground]) -> list[str]:
    """Why the runs of a comparison, by letter, cannot be ranked: a sentence for each reason.

    Where the data or the price differ, other days are no news.
    """
    sentences: list[str] = []
    for aspect in (DATA, PRICE, SPLIT, MISTAKE):
        letters_of: dict[str, list[str]] = {}
        words_of: dict[str, str] = {}
        for letter, ground in grounds.items():
            if aspect in ground:
                letters_of.setdefault(ground[aspect].key, []).append(letter)
                words_of[ground[aspect].key] = ground[aspect].words
        if len(letters_of) > 1 and not (aspect == SPLIT and sentences):
            groups = (f"{_have(who)} {words_of[key]}" for key, who in letters_of.items())
            sentences.append(f"The {aspect} differs: {'; '.join(groups)}.")
    return sentences


def _have(letters: list[str]) -> str:
    *others, last = letters
    return f"{', '.join(others)} and {last} have" if others else f"{last} has"


# Curves and predictions as differences from those of another run, and all of them joined.


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


# Which settings runs share, and in which they differ.


@dataclass(frozen=True, slots=True)
class SharedAndDiffering:
    """The settings of a kind, in the order of their declaration."""

    shared: tuple[Parameter, ...]
    differing: tuple[Parameter, ...]

    @property
    def only_seeds_differ(self) -> bool:
        """Whether nothing but chance tells the runs apart."""
        return [parameter.name for parameter in self.differing] == ["seed"]


def shared_and_differing(settings: Sequence[RunSettings]) -> SharedAndDiffering:
    """Looks at the settings of runs of one kind, at least one."""
    shared: list[Parameter] = []
    differing: list[Parameter] = []
    for parameter in parameters(type(settings[0])):
        values = [getattr(each, parameter.name) for each in settings]
        (shared if all(value == values[0] for value in values) else differing).append(parameter)
    return SharedAndDiffering(tuple(shared), tuple(differing))


def unlike_most(
    settings: Sequence[RunSettings], one: RunSettings, differing: Sequence[Parameter]
) -> list[Parameter]:
    """Of the settings in which runs differ, those that set one of them apart.

    A value that more than half of the runs have sets nobody apart.
    """
    apart = []
    for parameter in differing:
        times = Counter(getattr(each, parameter.name) for each in settings)
        value = getattr(one, parameter.name)
        if times[value] <= len(settings) / 2:
            apart.append(parameter)
    return apart


# Who is best, in a sentence; only for runs on the same ground.

ONE_EACH: Final = "One training each: another seed may turn the order round."
CHOSEN_BY_TEST_DAYS: Final = "The test days that judge it also chose it: expect less on new days."
ONLY_CHANCE: Final = "Only the seed differs: the order is chance."
_THAN: Final = {
    Verdict.BETTER: " than",
    Verdict.WORSE: " than",
    Verdict.AS_GOOD: " as",
    Verdict.TOO_CLOSE: " beside",
}


def each_beside_each(errors: Mapping[str, NDArray[np.float64]]) -> Beside:
    """The verdict on each forecast beside each other one, by their letters.

    By the rule that holds a forecast against yesterday's price, but at half its level: which of two
    is asked whether it is better, is not planned, but seen on the same days.

    Args:
        errors: of each forecast on the same days, (days,).
    """
    return {
        (one, other): verdict(skill(errors[one], errors[other]), LEVEL / 2)
        for one, other in permutations(errors, 2)
    }


def stock_verdict(
    values: Mapping[str, Values], currency: str, alone: Mapping[str, Verdict], beside: Beside
) -> str | None:
    """Who misses least, always beside yesterday's price; None while no two have predicted.

    Args:
        values: the figures of the runs, by letter.
        currency: of their prices.
        alone: the verdict on each run by itself, of those that came to their planned epoch. It is
            of the test days, so nothing is said of it where validation days choose.
        beside: see `each_beside_each`; on the days that choose.
    """
    validated = _validated(values)
    part, days = (VALIDATION, " on the validation days") if validated else ("", "")
    letters = _best(stock_figures(validated=validated), f"{part}rmse", values)
    if not letters:
        return None
    best = values[letters[0]]
    miss, ratio = best[f"{part}rmse"], best.get(f"{part}ratio")
    assert miss is not None
    who = f"{_and(letters)} {'misses' if len(letters) == 1 else 'miss'} least{days}"
    missed = f"{who}: typically (RMSE) {spoken(miss, currency)}{_beside_yesterday(ratio)}."
    tested = [] if len(letters) > 1 else _beside_the_others(letters[0], beside)
    return " ".join([missed, *tested, *([] if validated else _by_itself(alone))])


def how_chosen(values: Mapping[str, Values]) -> str:
    """What is to be said of the days that a verdict on prices rests on."""
    return "" if _validated(values) else CHOSEN_BY_TEST_DAYS


def names_verdict(values: Mapping[str, Values], temperature: float = 1.0) -> str | None:
    """Who invents most of the names drawn at a temperature, if that is more than chance may do.

    None while no two have names.
    """
    shares = {
        letter: share for letter, of in values.items() if (share := of.get("new")) is not None
    }
    if len(shares) < 2:
        return None
    at = f"At temperature {temperature:g}"
    letters = _best(NAMES_FIGURES, "new", values)
    if letters:
        [winner] = letters
        low, high = (f"{bound:.0%}" for bound in interval(shares[winner]))
        most = f"{shares[winner]:.0%} of its names ({low} to {high})"
        return f"{at} {winner} invents most: {most} are new and name-like."
    each = ", ".join(f"{letter} {share:.0%}" for letter, share in shares.items())
    return (
        f"{at} it is too close to call who invents most: {each} new and name-like "
        f"of {DRAWN} names each."
    )


def what_chance_does(settings: SharedAndDiffering) -> str:
    """How far an order of single runs can be trusted."""
    return ONLY_CHANCE if settings.only_seeds_differ else ONE_EACH


def _validated(values: Mapping[str, Values]) -> bool:
    return any(f"{VALIDATION}rmse" in of for of in values.values())


def _beside_yesterday(ratio: float | None) -> str:
    if ratio is None:
        return ", though repeating yesterday's price is always right"
    beaten = "; none of them misses less than that" if ratio > 1 else ""
    return f", {times(ratio)} the miss of repeating yesterday's price{beaten}"


def _beside_the_others(letter: str, beside: Beside) -> list[str]:
    """Whether the one that misses least does so by more than chance may make."""
    of = {
        word: sorted(
            other for (one, other), found in beside.items() if (one, found) == (letter, word)
        )
        for word in Verdict
    }
    said = [f"{WORDS[word]}{_THAN[word]} {_and(others)}" for word, others in of.items() if others]
    return [f"It is {'; '.join(said)}."] if said else []


def _by_itself(alone: Mapping[str, Verdict]) -> list[str]:
    """The best of several is not judged by the days that it was chosen by: all get their word."""
    of = {word: [letter for letter, found in alone.items() if found is word] for word in Verdict}
    said = [f"{_and(sorted(letters))} {WORDS[word]}" for word, letters in of.items() if letters]
    return [f"Beside repeating yesterday, each by itself: {'; '.join(said)}."] if said else []


def _best(figures: tuple[Figure, ...], name: str, values: Mapping[str, Values]) -> list[str]:
    [figure] = [each for each in figures if each.name == name]
    return sorted(best(figure, {letter: of[name] for letter, of in values.items() if name in of}))


def _and(letters: list[str]) -> str:
    *others, last = letters
    return f"{', '.join(others)} and {last}" if others else last
