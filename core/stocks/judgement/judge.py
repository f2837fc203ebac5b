"""Judges a forecast: beside baselines, with the uncertainty of its skill, and for its lag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.stocks.judgement.baselines import YESTERDAY, baselines
from core.stocks.judgement.figures import Figures, figures
from core.stocks.judgement.lag import Lag, lag
from core.stocks.judgement.skill import Skill, skill
from core.stocks.judgement.verdict import Verdict, verdict
from core.stocks.windows import Windows

Prices = NDArray[np.float64]

MODEL: Final = "model"
_WARM_DAYS: Final = 50


@dataclass(frozen=True, slots=True)
class Judged:
    """One forecast, beside yesterday's price on the same days."""

    figures: Figures
    skill: Skill

    @property
    def verdict(self) -> Verdict:
        """Is it better than yesterday's price?"""
        return verdict(self.skill.skill, self.skill.dm_p)

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
            "baselines": {name: judged.values() for name, judged in self.baselines.items()},
        }


def judge(windows: Windows, prediction: Prices) -> Judgement:
    """Judges what was predicted of the test days of `windows`, (test days,)."""
    test, prices, train_rows = windows.test, windows.prices, windows.train_rows
    forecasts = {MODEL: prediction, **baselines(prices, train_rows, test.rows)}
    found = figures(forecasts, test.actual, test.yesterday, prices[:train_rows])
    naive = forecasts[YESTERDAY] - test.actual
    judged = {
        name: Judged(found[name], skill(forecast - test.actual, naive))
        for name, forecast in forecasts.items()
    }
    return Judgement(judged.pop(MODEL), judged, lag(prices, test.rows, prediction))


def warm() -> None:
    """Loads the libraries that the first judgement of a process would have to wait for."""
    days = np.arange(_WARM_DAYS)
    prices = 10 + np.sin(days)
    forecasts = baselines(prices, _WARM_DAYS // 2, days[_WARM_DAYS // 2 :])
    actual, naive = prices[_WARM_DAYS // 2 :], forecasts[YESTERDAY]
    figures(forecasts, actual, naive, prices[: _WARM_DAYS // 2])
    for forecast in forecasts.values():
        skill(forecast - actual, naive - actual)


def _of_skill(judged: Judged) -> dict[str, Any]:
    """The verdict and what it rests on."""
    return {
        "verdict": judged.verdict.value,
        "skill": judged.skill.skill,
        "skill_low": judged.skill.low,
        "skill_high": judged.skill.high,
        "dm_p": judged.skill.dm_p,
    }
