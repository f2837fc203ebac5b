"""Who is best, in a sentence; only for runs on the same ground."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.names.evaluation import DRAWN, interval
from core.runs.comparison.figures import (
    NAMES_FIGURES,
    WORDS,
    Beside,
    Figure,
    Values,
    best,
    stock_figures,
)
from core.runs.comparison.settings import SharedAndDiffering
from core.stocks.judgement.skill import skill
from core.stocks.judgement.verdict import LEVEL, Verdict, verdict
from core.stocks.money import spoken, times
from core.stocks.split import VALIDATION

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
