"""The panels under the cell: its days, its units, which day mattered, and the downloads."""

from __future__ import annotations

import html
import math
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.cache import cached
from core.inside.prices_trace import PriceInput
from core.inside.questions import (
    Mattered,
    names_activity,
    price_activity,
    prices_said,
    which_day_mattered,
)
from core.inside.questions import Place as At
from core.inside.trace import Trace, csv_text, named_arrays
from core.names.corpus import Corpus
from core.runs.tables import encode_arrays
from core.stocks.money import money
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import split_day
from dashboard.charts.inside_charts import mattered_chart
from dashboard.charts.price_chart import PriceLines, price_chart, price_unit
from dashboard.inside.controls import INPUT, look_at
from dashboard.inside.payload import Asked, given
from dashboard.inside.place import Place, panel
from dashboard.inside.subject import subject
from dashboard.inside.whatif import say_as_it_is, say_changed
from dashboard.shared.charting import as_json, component, heard, show_chart
from dashboard.shared.downloads import download
from dashboard.text import plain
from dashboard.theme import palette

# Which day? Chosen on the chart of the prices: why did the network say that?

KEY = "inside_days_chart"

_days = component("daychart")


def show_days(asked: Asked) -> None:
    """The panel, folded; a network of names reads no days and has none."""
    data = subject(asked.run).data
    if not isinstance(data, PriceHistory):
        return
    with panel("Which day? Choose it on the chart", "which_day") as is_open:
        if is_open:
            _show_days(asked, data)


def _show_days(asked: Asked, history: PriceHistory) -> None:
    seen = subject(asked.run)
    assert isinstance(seen.settings, StockSettings)
    with st.spinner("Asking the network about every day …"):
        table = _days_table(asked.run, asked.checkpoint)
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
def _days_table(run: str, checkpoint: int) -> pd.DataFrame:
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
    figure = price_chart(lines, palette(), unit=price_unit(history.currency))
    return figure.update_layout(height=320)


def _words(row: Any, currency: str) -> list[str]:
    """What the network says of a day, what came, and the price of the day before."""
    prices = (row.said, row.actual, row.yesterday)
    return ["" if math.isnan(price) else money(price, currency) for price in prices]


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


# A trace to take away, so that somebody's notebook can compute every number anew.


def show_downloads(asked: Asked, trace: Trace) -> None:
    """The same numbers as on the page, with its changes, all of them, one array a symbol."""
    name = f"trace-{asked.run}-{asked.checkpoint}{'-changed' if asked.changes else ''}"
    with st.container(horizontal=True):
        download(
            "These numbers (npz)",
            lambda: encode_arrays(named_arrays(trace)),
            f"{name}.npz",
            "application/octet-stream",
            key="download_trace",
        )
        download(
            "These numbers (CSV)",
            lambda: csv_text(trace).encode(),
            f"{name}.csv",
            "text/csv",
            key="download_trace_csv",
        )
    st.caption(
        "Everything on this page, one array a symbol: with it, and the symbols' meanings in "
        "`core/inside/__init__.py`, a notebook can work out every number anew."
    )


# Which day mattered? The prediction's change for each day replaced by the day before it.

_CHANGES = (
    " It reads changes, so that day's change becomes none, and that of the day after holds both."
)


def show_mattered(asked: Asked) -> None:
    """The panel, folded; a network of names reads no days and has none."""
    data = subject(asked.run).data
    if not isinstance(data, PriceHistory):
        return
    with panel("Which day mattered?", "mattered") as is_open:
        if is_open:
            _show_mattered(asked, data.currency)


def _show_mattered(asked: Asked, currency: str) -> None:
    with st.spinner("Replacing one day after the other …"):
        given, found = mattered(asked)
    sentence = _sentence(given, found, currency)
    st.markdown(f"**{plain(sentence)}**")
    say_changed(asked)
    show_chart(
        mattered_chart(given.days, found, palette(), unit=f" ({currency})" if currency else ""),
        key="inside_mattered_chart",
        alt=sentence,
    )
    st.caption(
        "Each day in turn is given the price of the day before it, and the network predicts "
        f"again.{_CHANGES if given.windows.reads_changes else ''} The gradient answers the same "
        "question without trying: the slope at the window as it is, times the change of the price. "
        "Where the two part, the network bends in between."
    )
    download(
        "Every day",
        lambda: _mattered_table(given, found).to_csv(index=False).encode(),
        f"which-day-{asked.run}-{asked.checkpoint}.csv",
        "text/csv",
        key="download_mattered",
    )


@cached()
def mattered(asked: Asked) -> tuple[PriceInput, Mattered]:
    """The window that is read, and how much each of its days matters."""
    found = given(asked)
    assert isinstance(found, PriceInput)
    return found, which_day_mattered(found)


def _sentence(given: PriceInput, found: Mattered, currency: str) -> str:
    """The day that mattered most, and by how much."""
    sizes = np.nan_to_num(np.abs(found.change), nan=-1.0)
    most = int(sizes.argmax())
    if not sizes[most] > 0:
        return "No day of the window changes what the network says."
    up = "more" if found.change[most] > 0 else "less"
    return (
        f"{given.days[most]} mattered most: with the price of the day before in its place, the "
        f"network says {money(float(sizes[most]), currency)} {up}."
    )


def _mattered_table(given: PriceInput, found: Mattered) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": given.days,
            "price": given.prices,
            "change_of_prediction": found.change,
            "by_the_gradient": found.gradient,
        }
    )


# What does this unit do? Where, in all that the network learned from, it is most active.

MOST = 12  # names, or days


def show_unit(asked: Asked, place: Place) -> None:
    """A folded panel about the unit that is followed."""
    unit = place["unit"]
    with panel("What does this unit do?", "unit") as is_open:
        if not is_open:
            return
        say_as_it_is(asked)
        seen = subject(asked.run)
        if isinstance(seen.data, Corpus):
            _names(asked, unit)
        else:
            _prices(asked, unit, place["layer"])


def _names(asked: Asked, unit: int) -> None:
    with st.spinner("Reading the whole list …"):
        high, low, letters = _of_letters(asked, unit)
    st.markdown(
        f"Unit {unit + 1} read the whole list. It is highest after "
        f"**{letters.index[0]}** and lowest after **{letters.index[-1]}**, on average. "
        "These are the single letters at which it is strongest, underlined."
    )
    columns = st.columns(3)
    for column, words, places in zip(columns, ("Highest", "Lowest"), (high, low), strict=False):
        with column:
            st.markdown(f"**{words}**")
            st.html("<br>".join(_marked(at) for at in places))
    with columns[2]:
        st.dataframe(
            letters,
            height=300,
            column_config={
                "mean": st.column_config.NumberColumn("Mean state", format="%.2f"),
                "times": st.column_config.NumberColumn("Times read", format="localized"),
            },
        )


@cached()
def _of_letters(asked: Asked, unit: int) -> tuple[list[At], list[At], pd.DataFrame]:
    seen = subject(asked.run)
    assert isinstance(seen.data, Corpus)
    found = names_activity(seen.weights(asked.checkpoint), seen.data)
    high, low = (found.strongest(unit, MOST, negative=negative) for negative in (False, True))
    return high, low, found.by_letter(unit)


def _marked(at: At) -> str:
    """A name with the letter underlined, and the unit's state there."""
    before, letter, after = at.name[: at.place], at.letter, at.name[at.place + 1 :]
    name = f"{html.escape(before)}<b><u>{html.escape(letter)}</u></b>{html.escape(after)}"
    value = f"{at.value:.2f}".replace("-", "−")
    return f"{name} <small>{value}</small>"


def _prices(asked: Asked, unit: int, layer: int) -> None:
    with st.spinner("Reading every window of days …"):
        states = _of_days(asked, layer)[unit]
    st.markdown(
        f"Unit {unit + 1} of layer {layer + 1} read every window of days. These are the days that "
        "the network was about to predict when its state was highest, and lowest."
    )
    columns = st.columns(2)
    for column, words, of in zip(
        columns, ("Highest", "Lowest"), (states.nlargest(MOST), states.nsmallest(MOST)), strict=True
    ):
        with column:
            days = pd.DataFrame(
                {"Day": [f"{day:%Y-%m-%d}" for day in of.index], "State": of.to_numpy()}
            )
            st.markdown(f"**{words}**")
            st.dataframe(
                days,
                hide_index=True,
                key=f"inside_days_{words}",
                column_config={"State": st.column_config.NumberColumn(format="%.3f")},
            )


@cached()
def _of_days(asked: Asked, layer: int) -> pd.DataFrame:
    seen = subject(asked.run)
    assert isinstance(seen.settings, StockSettings)
    assert isinstance(seen.data, PriceHistory)
    return price_activity(seen.settings, seen.weights(asked.checkpoint), seen.data, layer + 1)
