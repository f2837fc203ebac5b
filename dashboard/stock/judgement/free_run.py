"""How far does it get on its own predictions? One step at a time beside running free."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.cache import cached
from core.errors import SettingsError
from core.stocks.forecast import marked
from core.stocks.judgement.free_running import FreeRun, free_run
from core.stocks.money import money
from dashboard.backend import store
from dashboard.charts.stock.free_running import free_running_chart
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.judgement.trained import Trained, trained
from dashboard.stock.picture import price_unit
from dashboard.text import plain
from dashboard.theme import palette


def show_free_run(network: Trained) -> None:
    """From which day on it is worse than the last known price; both lines; how it was done."""
    this = network.this
    try:
        with st.spinner("Letting it run free", show_time=False):
            run = _free_run(this.run.id, network.step)
    except SettingsError as problem:
        st.markdown(plain(str(problem)))
        return
    table = _table(network, run)
    st.markdown(_sentence(run, table, this.history.currency))
    show_chart(
        free_running_chart(table, palette(), unit=price_unit(this.history)),
        key="free_run_chart",
        alt=f"Actual prices of {this.history.title}, predicted one step ahead, and running free "
        "from the last training day",
    )
    _explain(len(table), len(this.windows.test.dates))
    download(
        "Free run",
        lambda: marked(table, this.settings).to_csv(date_format="%Y-%m-%d").encode(),
        f"free-run-{this.run.id}.csv",
        "text/csv",
        key="download_free_run",
    )


@cached()
def _free_run(run_id: str, step: int) -> FreeRun:  # noqa: ARG001
    # `step` is part of the cache's key: an interrupted run may go on.
    network = trained(store().run(run_id))
    assert network is not None
    return free_run(network.this.settings, network.this.windows, network.network)


def _table(network: Trained, run: FreeRun) -> pd.DataFrame:
    """One row a test day."""
    windows, days = network.this.windows, slice(len(run.predicted))
    test = windows.test
    said = network.network.predict(test.x[days])
    return pd.DataFrame(
        {
            "Actual": test.actual[days],
            "One step": windows.forecast(said, test.before[days]),
            "Free running": run.predicted,
            "Last known": run.last_known,
            "Free running, RMSE so far": run.rmse,
            "Last known, RMSE so far": run.last_known_rmse,
        },
        index=pd.DatetimeIndex(test.dates[days], name="Date"),
    )


def _sentence(run: FreeRun, table: pd.DataFrame, currency: str) -> str:
    days = "one day" if len(table) == 1 else f"{len(table):,} days"
    last_known = _money(run.last_known, currency)
    if run.worse_from is None:
        verdict = f"After {days} it is **not worse** than the last known price, {last_known}"
    elif run.worse_from == 1:
        verdict = f"It is **worse** than the last known price, {last_known}, **from day 1 on**"
    else:
        day = f"day {run.worse_from:,}, {table.index[run.worse_from - 1]:%Y-%m-%d}"
        verdict = f"It is **worse** than the last known price, {last_known}, **from {day}, on**"
    return (
        f"{verdict}: over all {days} its typical miss (RMSE) is {_money(run.rmse[-1], currency)}, "
        f"that of the last known price {_money(run.last_known_rmse[-1], currency)}."
    )


def _money(amount: float, currency: str) -> str:
    return plain(money(float(amount), currency))


def _explain(days: int, test_days: int) -> None:
    only = "" if days == test_days else f" Of the first {days:,} test days: more would take long."
    st.caption(
        "Above, the network is told yesterday's actual price before each day. Here each of its "
        "predictions takes the place of the price that it was made for, and no price of the test "
        "days is known. It counts as worse from the day on which its miss so far (RMSE) stays "
        f"above that of always saying the last price of the training days.{only}"
    )
