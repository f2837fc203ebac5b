"""The panels under the cell: every day, which day mattered, what a unit does, and the downloads."""

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
    Activation,
    DayInfluence,
    day_influence,
    names_activity,
    predict_every_day,
    price_activity,
)
from core.inside.trace import Trace, csv_text, named_arrays
from core.names.corpus import Corpus
from core.runs.tables import encode_arrays
from core.stocks.money import money
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import split_day
from dashboard.charts.inside_charts import day_influence_chart
from dashboard.charts.price_chart import PriceLines, price_chart, price_unit
from dashboard.inside.controls import INPUT, set_in_url
from dashboard.inside.payload import TraceRequest, trace_input
from dashboard.inside.position import Position, panel
from dashboard.inside.subject import find_subject
from dashboard.inside.whatif import note_with_changes, note_without_changes
from dashboard.shared.charting import as_json, component, on_state, show_chart
from dashboard.shared.downloads import download
from dashboard.text import plain
from dashboard.theme import palette

# Which day? Chosen on the chart of the prices.

KEY = "inside_days_chart"

_days = component("daychart")


def show_days(request: TraceRequest) -> None:
    """The panel, folded; a network of names reads no days and has none."""
    data = find_subject(request.run).data
    if not isinstance(data, PriceHistory):
        return
    with panel("Which day? Choose it on the chart", "which_day") as is_open:
        if is_open:
            _show_days(request, data)


def _show_days(request: TraceRequest, history: PriceHistory) -> None:
    subject = find_subject(request.run)
    assert isinstance(subject.settings, StockSettings)
    with st.spinner("Asking the network about every day …"):
        table = _days_table(request.run, request.checkpoint)
    _days(
        {
            "of": f"{request.run} {request.checkpoint}",
            "figure": as_json(_figure(table, subject.settings, history)),
            "alt": f"What the network says of {len(table):,} days, and what came",
            "dates": [f"{day:%Y-%m-%d}" for day in table.index],
            "words": [_words(row, history.currency) for row in table.itertuples()],
            "day": _day(request),
        },
        key=KEY,
        on_day_change=on_state(KEY, "day", partial(set_in_url, INPUT)),
    )
    st.caption(_method(table, request.checkpoint))


@cached()
def _days_table(run: str, checkpoint: int) -> pd.DataFrame:
    subject = find_subject(run)
    assert isinstance(subject.settings, StockSettings)
    assert isinstance(subject.data, PriceHistory)
    return predict_every_day(subject.settings, subject.weights(checkpoint), subject.data)


def _figure(table: pd.DataFrame, settings: StockSettings, history: PriceHistory) -> Any:
    predicted = table.dropna(subset=["predicted"])
    validation = pd.DatetimeIndex(table.index[table["validation"]])
    lines = PriceLines(
        actual=table["actual"],
        first_test_day=split_day(settings, history),
        train_prediction=predicted.loc[~predicted["test"] & ~predicted["validation"], "predicted"],
        test_prediction=predicted.loc[predicted["test"], "predicted"],
        validation_days=validation,
        validation_prediction=predicted.loc[predicted["validation"], "predicted"]
        if len(validation)
        else None,
    )
    figure = price_chart(lines, palette(), unit=price_unit(history.currency))
    return figure.update_layout(height=320)


def _words(row: Any, currency: str) -> list[str]:
    """What the network says of a day, what came, and the price of the day before."""
    prices = (row.predicted, row.actual, row.yesterday)
    return ["" if math.isnan(price) else money(price, currency) for price in prices]


def _day(request: TraceRequest) -> str | None:
    """The day that is predicted; None where it is not known yet."""
    window = find_subject(request.run).trace_input(request.checkpoint, request.input)
    assert isinstance(window, PriceInput)
    return window.day


def _method(table: pd.DataFrame, checkpoint: int) -> str:
    known = int(table["predicted"].notna().sum())
    which = "every day"
    if known < len(table):
        which = (
            f"{known:,} of {len(table):,} days, as it is a large one: choose another to hear of it"
        )
    return (
        f"The network of epoch {checkpoint:,} was asked about {which}. Click a day, or press "
        "the arrow keys on the chart; drag to see some days larger."
    )


# Downloads of the trace.


def show_downloads(request: TraceRequest, trace: Trace) -> None:
    """The same numbers as on the page, with its changes, all of them, one array a symbol."""
    name = f"trace-{request.run}-{request.checkpoint}{'-changed' if request.changes else ''}"
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


# Which day mattered?

_CHANGES = (
    " It reads changes, so that day's change becomes none, and that of the day after holds both."
)


def show_day_influence(request: TraceRequest) -> None:
    """The panel, folded; a network of names reads no days and has none."""
    data = find_subject(request.run).data
    if not isinstance(data, PriceHistory):
        return
    with panel("Which day mattered?", "mattered") as is_open:
        if is_open:
            _show_day_influence(request, data.currency)


def _show_day_influence(request: TraceRequest, currency: str) -> None:
    with st.spinner("Replacing one day after the other …"):
        window, found = influence_of_days(request)
    sentence = _sentence(window, found, currency)
    st.markdown(f"**{plain(sentence)}**")
    note_with_changes(request)
    show_chart(
        day_influence_chart(
            window.days, found, palette(), unit=f" ({currency})" if currency else ""
        ),
        key="inside_mattered_chart",
        alt=sentence,
    )
    st.caption(
        "Each day in turn is given the price of the day before it, and the network predicts "
        f"again.{_CHANGES if window.windows.reads_changes else ''} The gradient answers the same "
        "question without trying: the slope at the window as it is, times the change of the price. "
        "Where the two part, the network bends in between."
    )
    download(
        "Every day",
        lambda: _influence_table(window, found).to_csv(index=False).encode(),
        f"which-day-{request.run}-{request.checkpoint}.csv",
        "text/csv",
        key="download_mattered",
    )


@cached()
def influence_of_days(request: TraceRequest) -> tuple[PriceInput, DayInfluence]:
    """The window that is read, and how much each of its days matters."""
    found = trace_input(request)
    assert isinstance(found, PriceInput)
    return found, day_influence(found)


def _sentence(window: PriceInput, found: DayInfluence, currency: str) -> str:
    """The day that mattered most, and by how much."""
    norms = np.nan_to_num(np.abs(found.change), nan=-1.0)
    most = int(norms.argmax())
    if not norms[most] > 0:
        return "No day of the window changes what the network says."
    up = "more" if found.change[most] > 0 else "less"
    return (
        f"{window.days[most]} mattered most: with the price of the day before in its place, the "
        f"network says {money(float(norms[most]), currency)} {up}."
    )


def _influence_table(window: PriceInput, found: DayInfluence) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": window.days,
            "price": window.prices,
            "change_of_prediction": found.change,
            "by_the_gradient": found.gradient,
        }
    )


# What does this unit do?

MOST = 12  # names, or days


def show_unit(request: TraceRequest, position: Position) -> None:
    """A folded panel about the unit that is followed."""
    unit = position["unit"]
    with panel("What does this unit do?", "unit") as is_open:
        if not is_open:
            return
        note_without_changes(request)
        subject = find_subject(request.run)
        if isinstance(subject.data, Corpus):
            _names(request, unit)
        else:
            _prices(request, unit, position["layer"])


def _names(request: TraceRequest, unit: int) -> None:
    with st.spinner("Reading the whole list …"):
        high, low, letters = _activations(request, unit)
    st.markdown(
        f"Unit {unit + 1} read the whole list. It is highest after "
        f"**{letters.index[0]}** and lowest after **{letters.index[-1]}**, on average. "
        "These are the single letters at which it is strongest, underlined."
    )
    columns = st.columns(3)
    for column, words, places in zip(columns, ("Highest", "Lowest"), (high, low), strict=False):
        with column:
            st.markdown(f"**{words}**")
            st.html("<br>".join(_underlined(at) for at in places))
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
def _activations(
    request: TraceRequest, unit: int
) -> tuple[list[Activation], list[Activation], pd.DataFrame]:
    subject = find_subject(request.run)
    assert isinstance(subject.data, Corpus)
    found = names_activity(subject.weights(request.checkpoint), subject.data)
    high, low = (found.strongest(unit, MOST, negative=negative) for negative in (False, True))
    return high, low, found.by_letter(unit)


def _underlined(at: Activation) -> str:
    """A name with the letter underlined, and the unit's state there."""
    before, letter, after = at.name[: at.place], at.letter, at.name[at.place + 1 :]
    name = f"{html.escape(before)}<b><u>{html.escape(letter)}</u></b>{html.escape(after)}"
    value = f"{at.value:.2f}".replace("-", "−")
    return f"{name} <small>{value}</small>"


def _prices(request: TraceRequest, unit: int, layer: int) -> None:
    with st.spinner("Reading every window of days …"):
        states = _day_states(request, layer)[unit]
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
def _day_states(request: TraceRequest, layer: int) -> pd.DataFrame:
    subject = find_subject(request.run)
    assert isinstance(subject.settings, StockSettings)
    assert isinstance(subject.data, PriceHistory)
    return price_activity(
        subject.settings, subject.weights(request.checkpoint), subject.data, layer + 1
    )
