"""Judges a forecast: beside baselines, with the uncertainty of its skill, and for its lag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.stocks.judgement.baselines import YESTERDAY, baselines, training_changes
from core.stocks.judgement.figures import Figures, figures
from core.stocks.judgement.lag import Lag, lag
from core.stocks.judgement.skill import Skill, skill
from core.stocks.judgement.verdict import Verdict, verdict
from core.stocks.windows import Windows

Prices = NDArray[np.float64]

MODEL: Final = "model"
_FIRST_TOLD: Final = 2  # AR(1) knows no change before; only a mistake tests on these first days
_WARM_DAYS: Final = 50


@dataclass(frozen=True, slots=True)
class Judged:
    """One forecast, beside yesterday's price on the same days."""

    figures: Figures
    skill: Skill

    @property
    def verdict(self) -> Verdict:
        """Is it better than yesterday's price?"""
        return verdict(self.skill)

    def values(self) -> dict[str, Any]:
        """Its figures as a flat object for JSON."""
        return {**asdict(self.figures), **_of_skill(self)}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said of a forecast of the test days."""

    model: Judged
    baselines: Mapping[str, Judged]  # see `baselines.baselines`
    lag: Lag

    def values(self) -> dict[str, Any]:
        """What a training reports beside its metrics, for JSON; the verdict first."""
        shares = asdict(self.model.figures)
        return {
            **{name: shares[name] for name in ("rmae", "rrmse", "mase")},
            **_of_skill(self.model),
            "best_lag": self.lag.best,
            "lag_pairs": max(self.lag.pairs),
            "baselines": {name: judged.values() for name, judged in self.baselines.items()},
        }


def judge(windows: Windows, prediction: Prices) -> Judgement:
    """Judges what was predicted of the test days of `windows`, (test days,)."""
    rows = windows.test.rows
    told = rows >= _FIRST_TOLD
    return _judge(
        windows.prices,
        rows[told],
        np.delete(np.arange(len(windows.prices)), [*windows.validation.rows, *rows]),
        prediction[told],
    )


def skill_on(windows: Windows, prediction: Prices) -> Skill:
    """The skill of `judge` alone, in a small part of its time."""
    told = windows.test.rows >= _FIRST_TOLD
    actual, yesterday = windows.test.actual[told], windows.test.yesterday[told]
    return skill(prediction[told] - actual, yesterday - actual)


def warm() -> None:
    """Loads the libraries that the first judgement of a process would have to wait for."""
    days = np.arange(_WARM_DAYS)
    prices, test = 10 + np.sin(days), days[_WARM_DAYS // 2 :]
    _judge(prices, test, days[: _WARM_DAYS // 2], prices[test - 1])


def _judge(
    prices: Prices, rows: NDArray[np.int64], train: NDArray[np.int64], prediction: Prices
) -> Judgement:
    actual, changes = prices[rows], training_changes(prices, train)
    forecasts = {MODEL: prediction, **baselines(prices, train, rows)}
    yesterday = forecasts[YESTERDAY]
    found = figures(forecasts, actual, yesterday, changes[np.isfinite(changes)])
    judged = {
        name: Judged(found[name], skill(forecast - actual, yesterday - actual))
        for name, forecast in forecasts.items()
    }
    return Judgement(judged.pop(MODEL), judged, lag(prices, rows, prediction))


def _of_skill(judged: Judged) -> dict[str, Any]:
    """The verdict and what it rests on."""
    return {
        "verdict": judged.verdict.value,
        "skill": judged.skill.skill,
        "skill_low": judged.skill.low,
        "skill_high": judged.skill.high,
        "skill_within": judged.skill.within,
        "dm_p": judged.skill.dm_p,
    }
