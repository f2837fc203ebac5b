"""Runs on prices side by side: what they predict, how far it is off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.errors import UserError
from core.events import Result
from core.runs.comparison import (
    Predicted,
    each_beside_each,
    how_chosen,
    joined,
    minus,
    same_prices,
    stock_verdict,
)
from core.runs.comparison_figures import stock_figures, stock_values
from core.stocks.forecast import prediction_table
from core.stocks.judgement.verdict import Verdict
from dashboard.backend import store
from dashboard.charts.compare_charts import SMALL, Line, compared_chart
from dashboard.compare.compare_tables import Figures, figures_frame, show_figures, show_verdict
from dashboard.compare.comparison import Comparison, swatch
from dashboard.compare.selection import Entry
from dashboard.shared.charting import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.forecast_run import ForecastRun, Prices, forecast_run
from dashboard.theme import palette

# Predictions beside the actual prices: on one chart, or on one each.

OVERLAID, APART = "On one chart", "Side by side"
Tables = Mapping[str, pd.DataFrame]  # of `prediction_table`, by letter


def show_predictions(comparison: Comparison, tables: Tables, currency: str) -> None:
    """Draws them; of runs on several prices only side by side."""
    shown = [entry for entry in comparison.entries if entry.letter in tables]
    if not shown:
        st.info("Nothing is predicted yet.", icon=":material/hourglass_empty:")
        return
    if comparison.reference is not None:
        shown = _held_against(comparison, comparison.reference, tables)
    if not shown:
        return
    apart = _side_by_side(_one_price(comparison, shown))
    title = _title(comparison, currency)
    if apart:
        with st.grid(3, min_column_width=280):
            for entry in shown:
                _show_one(comparison, entry, shown, tables, title)
    else:
        show_chart(
            compared_chart(_lines(comparison, shown, tables), palette(), y_title=title),
            key="compared_predictions",
            alt=_in_words(comparison, shown, tables),
        )


def _held_against(comparison: Comparison, reference: Entry, tables: Tables) -> list[Entry]:
    """The runs that predict the same prices as the reference; says which do not."""
    if reference.letter not in tables:
        st.caption(f"{reference.letter} has predicted nothing yet: no difference can be shown.")
        return []
    ground = comparison.grounds[reference.letter]
    fits: list[Entry] = []
    others: list[Entry] = []
    for entry in comparison.entries:
        if entry.letter in tables:
            same = same_prices(comparison.grounds[entry.letter], ground)
            (fits if same else others).append(entry)
    if others:
        letters = ", ".join(entry.letter for entry in others)
        st.caption(f"Without {letters}: other prices than those of {reference.letter}.")
    return fits


def _one_price(comparison: Comparison, shown: Sequence[Entry]) -> bool:
    first, *others = [comparison.grounds[entry.letter] for entry in shown]
    return all(same_prices(first, other) for other in others)


def _side_by_side(one_price: bool) -> bool:
    if not one_price:
        st.caption("They predict different prices, so each has a chart of its own.")
        return True
    chosen = st.segmented_control(
        "Predictions",
        [OVERLAID, APART],
        default=OVERLAID,
        required=True,
        key="predictions",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen == APART


def _title(comparison: Comparison, currency: str) -> str:
    price = f"Price ({currency})" if currency else "Price"
    if comparison.reference is None:
        return price
    return f"{price} minus {comparison.reference.letter}'s"


def _show_one(
    comparison: Comparison, entry: Entry, shown: Sequence[Entry], tables: Tables, title: str
) -> None:
    """One run alone, on the axis of all that predict the same prices."""
    ground = comparison.grounds[entry.letter]
    same = [each for each in shown if same_prices(comparison.grounds[each.letter], ground)]
    values = [y for line in _lines(comparison, same, tables) for y in line.y]
    margin = 0.08 * ((max(values) - min(values)) or 1)
    with st.container(gap="xxsmall"):
        st.html(f"<p>{swatch(comparison.look(entry))}</p>")
        show_chart(
            compared_chart(
                _lines(comparison, [entry], tables),
                palette(),
                y_title=title,
                height=SMALL,
                y_range=(min(values) - margin, max(values) + margin),
            ),
            key=f"predictions_{entry.letter}",
            alt=_in_words(comparison, [entry], tables),
        )


def _lines(comparison: Comparison, shown: Sequence[Entry], tables: Tables) -> list[Line]:
    """What all are held against, and a line a run; beside a reference as differences from it."""
    days = pd.concat([tables[entry.letter] for entry in shown])
    days = days[~days.index.duplicated()].sort_index()
    reference = comparison.reference
    of_reference = None if reference is None else tables[reference.letter]["Predicted"]

    def line(name: str, prices: pd.Series[float], entry: Entry | None, dash: str = "solid") -> Line:
        drawn = prices if of_reference is None else minus(prices, of_reference)
        dates = pd.DatetimeIndex(drawn.index).strftime("%Y-%m-%d").tolist()
        look = None if entry is None else comparison.look(entry)
        return Line(name, dates, drawn.tolist(), look, dash)

    return [
        line("Actual", days["Actual"], None),
        line("Repeating yesterday", days["Yesterday"], None, "dash"),
        *(line(each.letter, tables[each.letter]["Predicted"], each) for each in shown),
    ]


def _in_words(comparison: Comparison, shown: Sequence[Entry], tables: Tables) -> str:
    letters = ", ".join(entry.letter for entry in shown)
    days = tables[shown[0].letter].index
    of = (
        ""
        if comparison.reference is None
        else f", as differences from {comparison.reference.letter}"
    )
    return (
        f"Predictions of {letters} from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d} beside "
        f"the actual and yesterday's price{of}; the numbers are in the file Predictions"
    )


@dataclass(frozen=True, eq=False, slots=True)
class Forecast:
    """What a run predicts of its test days, as far as it has learned."""

    entry: Entry
    this: ForecastRun
    prediction: Prices
    loss: float
    seconds: float
    verdict: Verdict | None  # None before the epoch that was planned
    result: Result | None  # of a run with validation days that has ended


def show_prices_compared(comparison: Comparison) -> None:
    """Verdict, predictions, figures."""
    forecasts = _forecasts(comparison.entries)
    figures = _figures(forecasts)
    currencies = set(figures.currency.values())
    verdict = None
    if len(currencies) == 1:
        alone = {each.entry.letter: each.verdict for each in forecasts if each.verdict}
        [currency] = currencies
        verdict = stock_verdict(figures.values, currency, alone, figures.beside or {})
    show_verdict(comparison, verdict, how_chosen(figures.values))
    tables = {each.entry.letter: _table(each) for each in forecasts}
    currency = next(iter(currencies), "")
    show_predictions(comparison, tables, currency if len(currencies) == 1 else "")
    show_figures(comparison, figures)
    with st.container(horizontal=True, key="downloads"):
        download(
            "Figures",
            lambda: figures_frame(comparison, figures).to_csv().encode(),
            "compared-figures.csv",
            "text/csv",
            key="download_figures",
        )
        if tables:
            download(
                "Predictions",
                lambda: _joined(comparison, tables).to_csv(date_format="%Y-%m-%d").encode(),
                "compared-predictions.csv",
                "text/csv",
                key="download_predictions",
            )


def _forecasts(entries: Sequence[Entry]) -> list[Forecast]:
    """Of the runs that have predicted something; they may still be at work."""
    found = []
    for entry in entries:
        newest = store().latest_checkpoint(entry.run.id)
        if newest is None:
            continue
        try:
            this = forecast_run(entry.run)
        except UserError:  # its data do not fit its settings any more
            continue
        prediction = newest.arrays["prediction"]
        verdict = None if this.why_no_verdict(newest.step) else this.verdict(prediction)
        result = store().result(entry.run.id) if this.settings.validation_days else None
        found.append(
            Forecast(entry, this, prediction, newest.loss, newest.seconds, verdict, result)
        )
    return found


def _figures(forecasts: Sequence[Forecast]) -> Figures:
    values = {
        each.entry.letter: stock_values(each.this.scores(each.prediction), _reported(each))
        | {"loss": each.loss, "seconds": each.seconds}
        for each in forecasts
    }
    validated = any(each.this.settings.validation_days for each in forecasts)
    currency = {each.entry.letter: each.this.history.currency for each in forecasts}
    planned = [each for each in forecasts if each.verdict is not None]
    errors = {each.entry.letter: _errors(each, validated) for each in planned}
    same = len({len(of_days) for of_days in errors.values()}) == 1
    beside = each_beside_each(errors) if same else {}
    return Figures(stock_figures(validated=validated), values, currency, beside)


def _errors(forecast: Forecast, validated: bool) -> Prices:
    """Of the days that choose; none before there is a result with validation days."""
    windows = forecast.this.windows
    if not validated:
        return forecast.prediction - windows.test.actual
    if forecast.result is None:
        return np.array([])
    return forecast.result.arrays["validation_prediction"] - windows.validation.actual


def _reported(forecast: Forecast) -> Mapping[str, Any] | None:
    """What the result says, if it has validation days; empty before there is one."""
    if not forecast.this.settings.validation_days:
        return None
    return {} if forecast.result is None else forecast.result.values


def _table(forecast: Forecast) -> pd.DataFrame:
    return prediction_table(forecast.this.windows, forecast.prediction)


def _joined(comparison: Comparison, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """All predictions on all days; beside a reference also what they say more or less than it."""
    run_of = {entry.letter: entry.run for entry in comparison.entries}
    predicted = {}
    for letter, table in tables.items():
        settings = run_of[letter].settings
        prices = (run_of[letter].dataset_id, str(getattr(settings, "price_column", "")))
        predicted[letter] = Predicted(prices, table)
    days = joined(predicted)
    reference = comparison.reference
    if reference is None or reference.letter not in tables:
        return days
    ground = comparison.grounds[reference.letter]
    for letter in tables:
        if letter != reference.letter and same_prices(comparison.grounds[letter], ground):
            days[f"{letter} minus {reference.letter}"] = days[letter] - days[reference.letter]
    return days
