"""Is it better than repeating yesterday's price? In one of four words, and in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from core.stocks.judgement.metrics import AS_GOOD, Metrics
from core.stocks.judgement.skill import FEWEST_DAYS, Skill
from core.stocks.money import spoken, times

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
