"""Which day? Chosen on the chart of the prices: why did the network say that?"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.cache import cached
from core.inside.prices import PriceInput
from core.inside.questions.every_day import prices_said
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import split_day
from dashboard.charts.stock.prices import PriceLines, price_chart
from dashboard.inside.controls import INPUT, look_at
from dashboard.inside.in_url import panel
from dashboard.inside.packing import in_money
from dashboard.inside.subject import subject
from dashboard.inside.traced import Asked
from dashboard.shared.charting.chart import as_json
from dashboard.shared.charting.component import component, heard
from dashboard.stock.picture import price_unit
from dashboard.theme import palette

KEY = "inside_days_chart"

_days = component("daychart")


def show_days(asked: Asked) -> None:
    """The panel, folded; a network of names reads no days and has none."""
    data = subject(asked.run).data
    if not isinstance(data, PriceHistory):
        return
    with panel("Which day? Choose it on the chart", "which_day") as is_open:
        if is_open:
            _show(asked, data)


def _show(asked: Asked, history: PriceHistory) -> None:
    seen = subject(asked.run)
    assert isinstance(seen.settings, StockSettings)
    with st.spinner("Asking the network about every day …"):
        table = _table(asked.run, asked.checkpoint)
    _days(
        {
            "of": f"{asked.run} {asked.checkpoint}",
            "figure": as_json(_figure(table, seen.settings, history)),
            "alt": f"What the network says of {len(table):,} days, and what came",
            "dates": [f"{day:%Y-%m-%d}" for day in table.index],
            "words": [_words(row, history.currency) for row in table.itertuples()],
            "day": _day(asked),
        },
        key=KEY,
        on_day_change=heard(KEY, "day", partial(look_at, INPUT)),
    )
    st.caption(_method(table, asked.checkpoint))


@cached()
def _table(run: str, checkpoint: int) -> pd.DataFrame:
    seen = subject(run)
    assert isinstance(seen.settings, StockSettings)
    assert isinstance(seen.data, PriceHistory)
    return prices_said(seen.settings, seen.weights(checkpoint), seen.data)


def _figure(table: pd.DataFrame, settings: StockSettings, history: PriceHistory) -> Any:
    said = table.dropna(subset=["said"])
    validation = pd.DatetimeIndex(table.index[table["validation"]])
    lines = PriceLines(
        actual=table["actual"],
        first_test_day=split_day(settings, history),
        train_prediction=said.loc[~said["test"] & ~said["validation"], "said"],
        test_prediction=said.loc[said["test"], "said"],
        validation_days=validation,
        validation_prediction=said.loc[said["validation"], "said"] if len(validation) else None,
    )
    figure = price_chart(lines, palette(), unit=price_unit(history))
    return figure.update_layout(height=320)


def _words(row: Any, currency: str) -> list[str]:
    """What the network says of a day, what came, and the price of the day before."""
    prices = (row.said, row.actual, row.yesterday)
    return ["" if math.isnan(price) else in_money(price, currency) for price in prices]


def _day(asked: Asked) -> str | None:
    """The day that is predicted; None where it is not known yet."""
    given = subject(asked.run).given(asked.checkpoint, asked.input)
    assert isinstance(given, PriceInput)
    return given.day


def _method(table: pd.DataFrame, checkpoint: int) -> str:
    known = int(table["said"].notna().sum())
    asked = "every day"
    if known < len(table):
        asked = (
            f"{known:,} of {len(table):,} days, as it is a large one: choose another to hear of it"
        )
    return (
        f"The network of epoch {checkpoint:,} was asked about {asked}. Click a day, or press "
        "the arrow keys on the chart; drag to see some days larger."
    )
