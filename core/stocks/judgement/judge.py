"""Judges a forecast: beside baselines, with the uncertainty of its skill, and for its lag."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.stocks.judgement.honesty import Lag, lag
from core.stocks.judgement.metrics import (
    YESTERDAY,
    baselines,
    direction_accuracy,
    metrics,
    training_changes,
)
from core.stocks.judgement.verdict import Skill, Verdict, skill, verdict
from core.stocks.money import spoken, times
from core.stocks.windows import VALIDATION, Windows

# The figures of several forecasts of the same days, side by side.

VALIDATED: Final = f"{VALIDATION}rows"
Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a forecast is off. None where a figure is no number."""

    rmae: float | None  # MAE / MAE of yesterday's price on the same days: below 1 is better
    rrmse: float | None  # the same of the RMSE
    rmse: float | None  # in the currency of the prices, as `mae`
    mae: float | None
    mape: float | None  # a share: 0.02 is 2 %
    direction_accuracy: float | None  # see `Metrics`; None of yesterday's price
    mase: float | None
    """MAE / mean absolute change of the training days (Hyndman and Koehler, 2006). Below 1 does
    not mean better than yesterday's price on these days: they may be calmer than the training
    days."""


def validation_figures(
    actual: Prices, predicted: Prices, yesterday: Prices
) -> dict[str, int | float | None]:
    """The metrics of the validation days, all (days,), as a result reports them."""
    scores = asdict(metrics(actual, predicted, yesterday))
    return {VALIDATED: len(actual)} | {
        f"{VALIDATION}{name}": value for name, value in scores.items()
    }


def validation_sentence(values: Mapping[str, Any], currency: str) -> list[str]:
    """What a result reports of its validation days, in a sentence; empty where it has none."""
    if VALIDATED not in values:
        return []
    days, rmse, naive = (values[f"{VALIDATION}{name}"] for name in ("rows", "rmse", "naive_rmse"))
    beside = f", {times(rmse / naive)} that of repeating yesterday" if naive else ""
    over = "1 validation day" if days == 1 else f"{days:,} validation days"
    return [f"Over {over}, to choose by: typical miss (RMSE) {spoken(rmse, currency)}{beside}."]


def figures(
    forecasts: Mapping[str, Prices], actual: Prices, yesterday: Prices, train_changes: Prices
) -> dict[str, Figures]:
    """The figures of each forecast, by its name.

    Args:
        forecasts: what each says, (test days,); yesterday's price among them.
        actual: the prices, (test days,).
        yesterday: those of the days before, (test days,).
        train_changes: the prices' changes from day to day in the training days, (changes,).
    """
    import pyarrow as pa
    from utilsforecast import losses

    names = list(forecasts)
    # Of all frames that the library takes, Arrow's are much the fastest.
    days = pa.table({"unique_id": np.zeros(len(actual)), "y": actual, **forecasts})
    nothing = np.zeros(len(train_changes))  # that repeating yesterday's price says of a change
    of_training = {"unique_id": nothing, "y": train_changes, YESTERDAY: nothing}
    with np.errstate(all="ignore"):  # what overflows is no number, and is told so
        rmse, mae, mape = (_row(of(days, names)) for of in (losses.rmse, losses.mae, losses.mape))
        usual = _row(losses.mae(pa.table(of_training), [YESTERDAY]))[YESTERDAY]
    return {
        name: Figures(
            rmae=_ratio(mae[name], mae[YESTERDAY]),
            rrmse=_ratio(rmse[name], rmse[YESTERDAY]),
            rmse=_number(rmse[name]),
            mae=_number(mae[name]),
            mape=_number(mape[name]),
            direction_accuracy=None
            if name == YESTERDAY
            else direction_accuracy(actual, forecasts[name], yesterday),
            mase=_ratio(mae[name], usual),
        )
        for name in names
    }


def _row(table: Any) -> dict[str, float]:
    """The only row of a table, not a number for what it does not say; of no days there is none."""
    return defaultdict(lambda: math.nan, *table.to_pylist())


def _ratio(error: float, scale: float) -> float | None:
    """None where the scale is 0: yesterday's price is right every day."""
    return _number(error / scale) if scale > 0 else None


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


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
