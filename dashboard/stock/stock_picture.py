"""The picture of the stock page: prices, and a run on them, from first data to last epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.errors import SettingsError, UnknownRunError
from core.runs.records import Run
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import split_day, used, validation_days
from dashboard.backend import store
from dashboard.charts.frame import loss_chart
from dashboard.charts.price_chart import LAST_LINES, TEST_LINE, PriceLines, price_chart, price_unit
from dashboard.server.base_path import base_path
from dashboard.shared.address import EPOCH
from dashboard.shared.advice import show_advised
from dashboard.shared.charting import as_json, component, on_state, point
from dashboard.shared.form import previous_values
from dashboard.shared.links import links_inside
from dashboard.shared.status import callbacks, live_data
from dashboard.stock.controls import train
from dashboard.stock.forecast_run import (
    FIGURES,
    ForecastRun,
    Prices,
    forecast_run,
    one_frame,
    stock_advice,
)
from dashboard.stock.price_picker import load_prices
from dashboard.stock.price_picker import show_prices as choose_prices
from dashboard.theme import palette

KEY = "stock_picture"
HINT = "Press Train: the network learns from the pale part and predicts the rest, day by day."
SHUFFLED_HINT = "Press Train: the network predicts days drawn at random and learns from all others."

_picture = component("stock")


@dataclass(frozen=True, slots=True)
class View:
    """How the picture is looked at."""

    only_test_days: bool
    present: bool


def show_prices(history: PriceHistory, settings: StockSettings | None, view: View) -> None:
    """The data before any training, with the split marked."""
    column = settings.price_column if settings else history.price_columns[0]
    history = history if settings is None else used(settings, history)
    prices = history.frame[column]
    split = None if settings is None else split_day(settings, history)
    validation = None if settings is None or split is None else validation_days(settings, history)
    figure = price_chart(
        PriceLines(prices, split, validation_days=validation),
        palette(),
        unit=price_unit(history.currency),
        only_test_days=view.only_test_days and split is not None,
    )
    _picture(
        {
            "run": None,
            "figure": as_json(figure),
            "line": None,
            "words": f"{history.title}, {history.span}",
            "hint": HINT if split is not None or settings is None else SHUFFLED_HINT,
            "alt": f"{column} prices of {history.title}, {history.span}",
            "present": view.present,
        },
        key=KEY,
        **_callbacks(),
    )


def show_run(run: Run, before: Run | None, view: View) -> int | None:
    """The run as it stands, and as it moves; returns the chosen epoch, None before the first."""
    this = forecast_run(run)
    epochs = store().checkpoints(run.id)
    epoch = _chosen(run, epochs)
    _picture(
        {
            **live_data(run, stock_advice(run)),
            **_prices(this, before, view),
            **_progress(run),
            "frames": f"{base_path()}/frames/{run.id}",
            "frame": None if epoch is None else one_frame(run, epoch),
            "hint": "",
            "epoch": epoch,
            "last": epochs[-1] if epochs else 0,
            "figures": FIGURES,
            "inside": links_inside(run, this.history.currency),
            "days": _days(this),
            "present": view.present,
        },
        key=KEY,
        **_callbacks(),
    )
    return epoch


def _callbacks() -> dict[str, Any]:
    def choose(epoch: int) -> None:
        st.query_params[EPOCH] = str(epoch)

    return {**callbacks(KEY, _try_next), "on_epoch_change": on_state(KEY, "epoch", choose)}


def _try_next(run: Run) -> None:
    settings = show_advised(run, stock_advice(run))
    assert isinstance(settings, StockSettings)
    choose_prices(run.dataset_id)
    train(load_prices(run.dataset_id), settings)


def _chosen(run: Run, epochs: list[int]) -> int | None:
    """The epoch that the URL asks for, of a run that has ended; else the last one."""
    if not epochs:
        return None
    asked = st.query_params.get(EPOCH, "")
    if not run.active and asked in map(str, epochs):
        return int(asked)
    st.query_params.pop(EPOCH, None)
    return epochs[-1]


def _prices(this: ForecastRun, before: Run | None, view: View) -> dict[str, Any]:
    """The chart without the line that moves; which line that is, and which is of the last epoch."""
    lines = _lines(this, before)
    figure = price_chart(
        lines,
        palette(),
        unit=price_unit(this.history.currency),
        only_test_days=view.only_test_days and lines.first_test_day is not None,
    )
    names = [trace.name for trace in figure.data]
    content = as_json(figure)
    return {
        "figure": content,
        "line": names.index(TEST_LINE),
        "last_only": [place for place, name in enumerate(names) if name in LAST_LINES],
        "alt": _alt(this),
    }


def _alt(this: ForecastRun) -> str:
    words = f"{this.settings.price_column} prices of {this.history.title}, {this.history.span}"
    validation = this.windows.validation.dates
    if not len(validation):
        return words
    return f"{words}; {len(validation):,} validation days from {validation[0]:%Y-%m-%d} on"


def _progress(run: Run) -> dict[str, Any]:
    """The loss curve so far, and the chart that it grows on."""
    figure = loss_chart(
        palette(),
        total=run.total if run.active else max(1, int(run.done)),
        x_title="Epoch",
        y_title="Loss",
        logarithmic=True,
        continued=run.parent_step,
    )
    curve = [point(step, loss) for step, loss, _ in store().losses(run.id)]
    return {"loss": as_json(figure), "points": curve}


def _days(this: ForecastRun) -> dict[str, Any]:
    test = this.windows.test
    return {
        "dates": test.dates.strftime("%Y-%m-%d").tolist(),
        "actual": test.actual.tolist(),
        "yesterday": test.yesterday.tolist(),
        "decimals": 2,
    }


def _lines(this: ForecastRun, before: Run | None) -> PriceLines:
    windows = this.windows
    result = None if this.run.active else store().result(this.run.id)
    return PriceLines(
        actual=this.history.frame[this.settings.price_column],
        first_test_day=split_day(this.settings, this.history),
        test_prediction=pd.Series(np.nan, index=windows.test.dates),
        train_prediction=None
        if result is None
        else _by_date(windows.train.dates, result.arrays["train_prediction"]),
        validation_days=windows.validation.dates,
        validation_prediction=None
        if result is None or not this.settings.validation_days
        else _by_date(windows.validation.dates, result.arrays["validation_prediction"]),
        before=None if before is None else _test_line(before, this),
        before_name="" if before is None else _before_name(before, this),
    )


def _before_name(before: Run, this: ForecastRun) -> str:
    return f"Before: {previous_values(before.settings, this.settings) or 'same settings'}"


def _by_date(dates: pd.DatetimeIndex, prices: Prices) -> pd.Series[float]:
    return pd.Series(prices, index=dates)


def _test_line(run: Run, beside: ForecastRun) -> pd.Series[float] | None:
    """The last prediction of another run, where it can stand on the same chart."""
    try:
        other = forecast_run(run)
        newest = store().latest_checkpoint(run.id)
    except (SettingsError, UnknownRunError):
        return None
    same_prices = other.settings.price_column == beside.settings.price_column
    if newest is None or run.dataset_id != beside.run.dataset_id or not same_prices:
        return None
    return _by_date(other.windows.test.dates, newest.arrays["prediction"])
