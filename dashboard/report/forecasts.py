"""Figures 9 and 10 drawn again, with yesterday's price beside."""

from __future__ import annotations

from statistics import median

import pandas as pd
import streamlit as st

from core.report.forecasts import Forecast
from core.stocks.money import money
from dashboard.charts.stock.prices import PriceLines, add_other_seeds, price_chart
from dashboard.report.remarks import machine_remark
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.picture import price_unit
from dashboard.theme import palette


def show_forecast(forecast: Forecast) -> None:
    """The chart, the typical misses, and how it was made."""
    experiment, currency = forecast.experiment, forecast.history.currency
    dates = forecast.test.dates
    lines = [pd.Series(line, index=dates) for line in forecast.lines]
    figure = price_chart(
        PriceLines(
            actual=forecast.history.frame[experiment.settings.price_column],
            first_test_day=dates[0],
            test_prediction=lines[0],
        ),
        palette(),
        unit=price_unit(forecast.history),
        only_test_days=True,
    )
    add_other_seeds(figure, lines[1:], palette())
    show_chart(
        figure,
        key=f"report_figure{experiment.figure}",
        alt=f"{experiment.title}: actual prices, the network's prediction of {len(dates)} test "
        f"days and yesterday's price. RMSE {money(forecast.rmse, currency)} against "
        f"{money(forecast.naive_rmse, currency)}.",
    )
    st.table(misses(forecast), hide_index=True, alt=f"Typical misses on {experiment.title}")
    download(
        "Predictions as CSV",
        lambda: predictions(forecast).to_csv(date_format="%Y-%m-%d").encode(),
        f"report-figure{experiment.figure}.csv",
        "text/csv",
        key=f"download_figure{experiment.figure}",
    )
    st.caption(
        f"The report's settings, trained in time order, with {len(lines)} seeds; the strong line "
        f"is seed 0. {machine_remark(forecast.predictions)}"
    )


def misses(forecast: Forecast) -> pd.DataFrame:
    """RMSE of the network and of the two prices that one knows anyway."""
    rmse = [scores.rmse for scores in forecast.scores]
    rows = {
        "Network, seed 0": rmse[0],
        f"Network, median of {len(rmse)} seeds": median(rmse),
        "Network, best seed": min(rmse),
        "Network, worst seed": max(rmse),
        "Repeating yesterday's price": forecast.naive_rmse,
        "Staying at the last training price": forecast.flat_rmse,
    }
    currency, naive = forecast.history.currency, forecast.naive_rmse
    return pd.DataFrame(
        {
            "": list(rows),
            "RMSE": [money(value, currency) for value in rows.values()],
            "Times yesterday's": [f"{value / naive:.2f}" for value in rows.values()],
        }
    )


def predictions(forecast: Forecast) -> pd.DataFrame:
    """One row a test day: actual, yesterday, and the prediction of each seed."""
    seeds = {f"Seed {seed}": line for seed, line in enumerate(forecast.lines)}
    days = {"Actual": forecast.test.actual, "Yesterday": forecast.test.yesterday}
    return pd.DataFrame(days | seeds, index=pd.DatetimeIndex(forecast.test.dates, name="Date"))
