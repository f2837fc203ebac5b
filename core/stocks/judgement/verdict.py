"""Is it better than repeating yesterday's price? In one of four words, and in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.stocks.judgement.metrics import AS_GOOD, Metrics
from core.stocks.money import spoken, times

# How much better than yesterday's price a forecast is, and how sure that is.

Errors = NDArray[np.float64]

FEWEST_DAYS: Final = 20  # of which something can be told: on fewer, more than 6 % are mistaken
CONFIDENCE: Final = 0.9
_STRICTER: Final = 0.95  # see `Skill.within`
_SHARES: Final = 0.9, 0.1  # of the chance of a mistake, for the two tests
_DAYS_PER_FREQUENCY: Final = 40
_MOST: Final = 200.0  # of the logarithm of a ratio: what lies beyond is no number


@dataclass(frozen=True, slots=True)
class Skill:
    """1 - RMSE / RMSE of yesterday's price: above 0 is better, 1 is perfect."""

    days: int
    skill: float | None  # None if yesterday's price is right every day
    low: float | None  # of the 90 % interval; None where there is no skill or too few days
    high: float | None
    dm_p: float | None  # how likely two equally good forecasts differ by so much, two-sided
    within: float | None = None
    """The share of yesterday's RMSE by which the two differ at most: as far as the 95 % interval
    reaches. It takes more to call two forecasts alike than to call them different: where days hang
    together, the 90 % interval of one that is truly 5 % worse lies within 5 % too often."""


def skill(errors: Errors, yesterday: Errors) -> Skill:
    """Skill with its 90 % interval, and the Diebold-Mariano test.

    The test of Diebold and Mariano (1995) on squared errors one step ahead, with the allowance of
    Coroneo and Iacone (2020) for losses that hang together on few days: the variance of the mean is
    that of the slowest swings alone (the weighted periodogram of Daniell), and the critical values
    are Student's with two degrees of freedom for each of their frequencies (fixed-m).

    A day of great errors can hide from it even a forecast that is right every day. So a tenth of
    the chance of a mistake goes to the same test of the logarithm of the ratio of the losses, which
    such a day does not move (Bonferroni's bound, weighted).

    The interval is that of the tests, on the scale of that logarithm, the shorter one of the two:
    it leaves out 0 if and only if p is below 0.1. For the test of the difference it is Miettinen's
    (1976): the logarithm, plus and minus the share of it that the critical value is of the
    statistic.

    Args:
        errors: of the forecast, (days,), in the order of the days.
        yesterday: of yesterday's price on the same days, (days,).
    """
    days = len(errors)
    if not yesterday.any():
        return Skill(days, None, None, None, None)
    losses, naive = _losses(errors, yesterday)
    value = 1 - math.sqrt(losses.mean() / naive.mean())
    if days < FEWEST_DAYS:
        return Skill(days, value, None, None, None)
    ratio, tests = _log_ratio(losses, naive)
    low, high = _interval(ratio, tests, CONFIDENCE)
    within = max(map(abs, _interval(ratio, tests, _STRICTER)))
    return Skill(days, value, low, high, _p(ratio, tests), within)


def _losses(errors: Errors, yesterday: Errors) -> tuple[Errors, Errors]:
    """Squared errors, scaled to at most 1: all that is made of them is free of units."""
    largest = max(np.abs(errors).max(), np.abs(yesterday).max())
    scale = largest if largest > 0 else 1.0
    return (errors / scale) ** 2, (yesterday / scale) ** 2


class _Test(NamedTuple):
    """How far off the logarithm of the ratio of the RMSEs may be, by one of the tests."""

    error: float  # a standard error
    freedom: int
    share: float  # of the chance of a mistake


def _log_ratio(losses: Errors, naive: Errors) -> tuple[float, Sequence[_Test]]:
    """The logarithm of the ratio of the RMSEs, and how far off it may be."""
    mean, of_naive = float(losses.mean()), float(naive.mean())
    difference = mean - of_naive
    ratio = 0.5 * math.log(mean / of_naive) if mean > 0 else -_MOST
    slope = ratio / difference if difference else 0.5 / of_naive
    relative = losses / (mean or 1.0) - naive / of_naive
    count = frequencies(len(losses))
    return ratio, (
        _Test(slope * _standard_error(losses - naive, count), 2 * count, _SHARES[0]),
        _Test(0.5 * _standard_error(relative, 1), 2, _SHARES[1]),
    )


def _standard_error(values: Errors, count: int) -> float:
    """Of the mean, from the `count` slowest swings."""
    swings = np.fft.rfft(values - values.mean())[1 : count + 1]
    return float(np.sqrt(np.mean(np.abs(swings) ** 2))) / len(values)


def frequencies(days: int) -> int:
    """How many, from the slowest on, the variance is averaged over.

    Coroneo and Iacone's third root of the days, but no more than one for 40 days: where losses
    follow an AR(1) of 0.8, faster swings are too small, and by the third root alone 9 % of equally
    good forecasts are called better on 25 days (`benchmarks/verdict.py`).
    """
    third_root = int(math.cbrt(days) + 1e-9)
    return max(1, min(third_root, round(days / _DAYS_PER_FREQUENCY)))


def _p(ratio: float, tests: Sequence[_Test]) -> float:
    from scipy.special import stdtr  # here: only who judges needs it

    if not ratio:
        return 1.0
    return min(
        min(2 * float(stdtr(freedom, -abs(ratio) / error)) / share if error else 0.0, 1.0)
        for error, freedom, share in tests
    )


def _interval(ratio: float, tests: Sequence[_Test], confidence: float) -> tuple[float, float]:
    """The lowest and the highest skill."""
    from scipy.special import stdtrit

    margin = min(
        error * float(stdtrit(freedom, 1 - (1 - confidence) * share / 2))
        for error, freedom, share in tests
    )
    ends = (max(-_MOST, min(ratio + side, _MOST)) for side in (margin, -margin))
    low, high = (-math.expm1(end) for end in ends)
    return low, high


LEVEL: Final = 0.1  # two-sided: of 20 forecasts as good as yesterday's price, 1 is called better
_BY_CHOICE: Final = 9  # of 100, at some epoch of GE's preset (`python -m benchmarks.verdict`)
_BEFORE: Final = "no telling"  # what stood for the last two words


class Verdict(StrEnum):
    """Whether a forecast is better than yesterday's price, as far as its days tell."""

    BETTER = "better"
    WORSE = "worse"
    AS_GOOD = "as good"
    TOO_CLOSE = "too close"

    @classmethod
    def _missing_(cls, value: object) -> Verdict | None:
        return cls.TOO_CLOSE if value == _BEFORE else None


def verdict(found: Skill, level: float = LEVEL) -> Verdict:
    """The verdict on a forecast of this skill.

    *Better* and *worse* take a difference that matters, 5 % of the miss, and a test that excludes
    chance, p below `level`; *as good* takes an interval that excludes such a difference.
    """
    if found.days < FEWEST_DAYS or found.skill is None:
        return Verdict.TOO_CLOSE
    if found.low is None or found.high is None or found.dm_p is None:
        return Verdict.TOO_CLOSE
    if abs(found.skill) >= AS_GOOD and found.dm_p < level:
        return Verdict.BETTER if found.skill > 0 else Verdict.WORSE
    within = max(-found.low, found.high) if found.within is None else found.within
    return Verdict.AS_GOOD if within < AS_GOOD else Verdict.TOO_CLOSE


def reworded(values: Mapping[str, Any], epochs: int) -> dict[str, Any]:
    """The figures of a result with the verdict that they get today; None where they get none.

    A run that did not come to the epoch that was planned, the last of `epochs`, gets none. Nor do
    the figures of an earlier version, whose test made no allowance for errors that hang together,
    get more than *too close*: its pages judge it anew.
    """
    if "verdict" not in values:
        return dict(values)
    found = verdict(stored_skill(values))
    told = "skill_within" in values or found is Verdict.TOO_CLOSE
    planned = values.get("epochs") == epochs
    return {**values, "verdict": found.value if told and planned else None}


def stored_skill(values: Mapping[str, Any]) -> Skill:
    """The skill among the figures of a result, as `judge` reports them."""
    names = ("test_rows", "skill", "skill_low", "skill_high", "dm_p", "skill_within")
    numbers = (values.get(name) for name in names)  # a zip may say anything
    days, *known = (number if isinstance(number, int | float) else None for number in numbers)
    return Skill(int(days or 0), *known)


_OPENING: Final = {
    Verdict.BETTER: "Better than repeating yesterday.",
    Verdict.WORSE: "Worse than repeating yesterday.",
    Verdict.AS_GOOD: f"About as good as repeating yesterday, within {AS_GOOD * 100:.0f} %.",
    Verdict.TOO_CLOSE: "Too close to call.",
}


def opening(found: Verdict, days: int) -> str:
    """The verdict as a sentence of its own."""
    if days < FEWEST_DAYS:
        return f"Too few days to tell whether it beats repeating yesterday; it takes {FEWEST_DAYS}."
    return _OPENING[found]


def sentence(found: Verdict, scores: Metrics, days: int, currency: str) -> str:
    """The verdict, on how many days, and how far off the forecast and yesterday's price are."""
    missed = miss(scores, days, currency)
    return missed if scores.skill is None else f"{opening(found, days)} {missed}"


def miss(scores: Metrics, days: int, currency: str) -> str:
    """How far off the forecast and yesterday's price are, without a word on what that means."""
    over = "1 day" if days == 1 else f"{days:,} days"
    missed = f"Typical miss (RMSE) {spoken(scores.rmse, currency)} over {over}"
    if scores.skill is None:
        return f"{missed}, but the price never changed: yesterday's is always right."
    return (
        f"{missed}, {times(1 - scores.skill)} that of yesterday's price "
        f"({spoken(scores.naive_rmse, currency)})."
    )


def unplanned(epoch: int) -> str:
    """Why there is no verdict on another epoch than the one that was planned, the last."""
    return (
        f"The verdict is for epoch {epoch:,}, as planned: if one may pick the epoch, {_BY_CHOICE} "
        "of 100 random walks come out “better”."
    )


ONE_OF_A_SWEEP: Final = (
    "One of a sweep that chooses by validation days: only its best is judged by the test days."
)


def skill_sentence(skill: Skill) -> str:
    """The skill, its interval and the test, for people who want to know how sure it is."""
    if skill.skill is None:
        return "There is no skill to speak of: the price never changed."
    said = f"Skill {_percent(skill.skill)}"
    if skill.low is None or skill.high is None or skill.dm_p is None:
        return f"{said}; it takes {FEWEST_DAYS} days to say how sure that is."
    interval = f"90 % interval {_percent(skill.low)} to {_percent(skill.high)}"
    test = f"Diebold-Mariano test: p {_probability(skill.dm_p)}"
    return f"{said}, {interval}; {test}.{_why_no_word(skill)}"


def _why_no_word(skill: Skill) -> str:
    if skill.skill is None or verdict(skill) is not Verdict.TOO_CLOSE:
        return ""
    if abs(skill.skill) < AS_GOOD:
        return f" The difference is under {AS_GOOD * 100:.0f} % here, but may be more."
    return f" On {skill.days:,} days, so large a difference may be chance."


def _percent(share: float) -> str:
    """With a sign that is read as one; a very bad skill as a power of ten."""
    percent = share * 100
    digits = f"{abs(percent):.2g}" if abs(percent) < 10 else f"{abs(percent):,.0f}"
    words = f"{abs(percent):.1e}" if abs(percent) >= 1e6 else digits
    return f"{'−' if percent < 0 and float(words.replace(',', '')) else ''}{words} %"


def _probability(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"
