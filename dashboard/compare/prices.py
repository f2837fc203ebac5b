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
from core.runs.comparison.figures import stock_figures, stock_values
from core.runs.comparison.ground import same_prices
from core.runs.comparison.lines import Predicted, joined
from core.runs.comparison.verdict import each_beside_each, how_chosen, stock_verdict
from core.stocks.forecast import prediction_table
from core.stocks.judgement.verdict import Verdict
from dashboard.backend import store
from dashboard.compare.address import Entry
from dashboard.compare.comparison import Comparison
from dashboard.compare.predictions import show_predictions
from dashboard.compare.table import Figures, figures_frame, show_figures
from dashboard.compare.verdict import show_verdict
from dashboard.shared.downloads import download
from dashboard.stock.forecast_run import ForecastRun, Prices, forecast_run


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
