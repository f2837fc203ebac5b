"""Is it better than repeating yesterday's price? In one of three words, and in a sentence."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from core.stocks.judgement.metrics import AS_GOOD, Metrics
from core.stocks.judgement.skill import FEWEST_DAYS, Skill
from core.stocks.money import spoken, times

LEVEL: Final = 0.1  # two-sided: of 20 forecasts no better than yesterday's price, 1 is called so


class Verdict(StrEnum):
    """Whether a forecast is better than yesterday's price, as far as its days tell."""

    BETTER = "better"
    WORSE = "worse"
    NO_TELLING = "no telling"


def verdict(skill: float | None, dm_p: float | None) -> Verdict:
    """The verdict on a forecast of this skill.

    The Diebold-Mariano test decides, not the interval of the skill: on few days a bootstrap gives
    too narrow an interval. On 25 days it alone would call 7 % of the forecasts that are exactly as
    good as yesterday's price better and 14 % worse, the test 5 % each (`benchmarks/verdict.py`).
    """
    if skill is None or dm_p is None or not dm_p < LEVEL or skill == 0:
        return Verdict.NO_TELLING
    return Verdict.BETTER if skill > 0 else Verdict.WORSE


_OPENING: Final = {
    Verdict.BETTER: "Better than repeating yesterday.",
    Verdict.WORSE: "Worse than repeating yesterday.",
    Verdict.NO_TELLING: "No telling whether it beats repeating yesterday.",
}


def opening(found: Verdict, days: int) -> str:
    """The verdict as a sentence of its own."""
    if days < FEWEST_DAYS:
        return f"Too few days to tell whether it beats repeating yesterday; it takes {FEWEST_DAYS}."
    return _OPENING[found]


def sentence(found: Verdict, scores: Metrics, days: int, currency: str) -> str:
    """The verdict, on how many days, and how far off the forecast and yesterday's price are."""
    over = "1 day" if days == 1 else f"{days:,} days"
    missed = f"Typical miss {spoken(scores.rmse, currency)} over {over}"
    if scores.skill is None:
        return f"{missed}, but the price never changed: yesterday's is always right."
    return (
        f"{opening(found, days)} {missed}, {_compared(1 - scores.skill)} "
        f"yesterday's price ({spoken(scores.naive_rmse, currency)})."
    )


def _compared(ratio: float) -> str:
    return "about that of" if abs(ratio - 1) < AS_GOOD else f"{times(ratio)} that of"


def skill_sentence(skill: Skill) -> str:
    """The skill, its interval and the test, for people who want to know how sure it is."""
    if skill.skill is None:
        return "There is no skill to speak of: the price never changed."
    said = f"Skill {_percent(skill.skill)}"
    if skill.low is None or skill.high is None or skill.dm_p is None:
        return f"{said}; it takes {FEWEST_DAYS} days to say how sure that is."
    interval = f"90 % interval {_percent(skill.low)} to {_percent(skill.high)}"
    return f"{said}, {interval}; Diebold-Mariano test: p {_probability(skill.dm_p)}."


def disagreement(skill: Skill) -> str:
    """Why the verdict is not what the interval says; empty where they agree."""
    found = verdict(skill.skill, skill.dm_p)
    if skill.low is None or skill.high is None:
        return ""
    told = found is not Verdict.NO_TELLING
    if told == (skill.low > 0 or skill.high < 0):
        return ""
    return "Interval and test disagree here; the test decides, as it errs less often."


def _percent(share: float) -> str:
    """With a sign that is read as one; a very bad skill as a power of ten."""
    percent = share * 100
    digits = f"{abs(percent):.2g}" if abs(percent) < 10 else f"{abs(percent):,.0f}"
    words = f"{abs(percent):.1e}" if abs(percent) >= 1e6 else digits
    return f"{'−' if percent < 0 and float(words.replace(',', '')) else ''}{words} %"


def _probability(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"
