"""Panels on a forecast: how far it sees, how sure it is, and what it really knows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.cache import cached
from core.errors import SettingsError
from core.runs.records import Run
from core.stocks.forecast import marked
from core.stocks.judgement.honesty import Scrambled, days_to_scramble, scramble_tomorrow
from core.stocks.judgement.uncertainty import (
    LEVELS,
    Band,
    FreeRun,
    bands,
    dropout_samples,
    fewest_samples,
    free_run,
)
from core.stocks.money import money
from core.stocks.sources import PriceHistory
from dashboard.backend import store
from dashboard.charts.judgement_charts import band_chart, free_running_chart, scramble_chart
from dashboard.charts.price_chart import price_unit
from dashboard.shared.charting import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.forecast_run import Trained, panel, trained
from dashboard.text import plain
from dashboard.theme import palette

# How far does it get on its own predictions? One step at a time beside running free.


def show_free_run(network: Trained) -> None:
    """From which day on it is worse than the last known price; both lines; how it was done."""
    this = network.this
    try:
        with st.spinner("Letting it run free", show_time=False):
            run = _free_run(this.run.id, network.step)
    except SettingsError as problem:
        st.markdown(plain(str(problem)))
        return
    table = _free_run_table(network, run)
    st.markdown(_free_run_sentence(run, table, this.history.currency))
    show_chart(
        free_running_chart(table, palette(), unit=price_unit(this.history.currency)),
        key="free_run_chart",
        alt=f"Actual prices of {this.history.title}, predicted one step ahead, and running free "
        "from the last training day",
    )
    _explain_free_run(len(table), len(this.windows.test.dates))
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


def _free_run_table(network: Trained, run: FreeRun) -> pd.DataFrame:
    """One row a test day."""
    windows, days = network.this.windows, slice(len(run.predicted))
    test = windows.test
    said = network.network.predict(test.x[days])
    return pd.DataFrame(
        {
            "Actual": test.actual[days],
            "One step": windows.forecast(said, test.last_price[days]),
            "Free running": run.predicted,
            "Last known": run.last_known,
            "Free running, RMSE so far": run.rmse,
            "Last known, RMSE so far": run.last_known_rmse,
        },
        index=pd.DatetimeIndex(test.dates[days], name="Date"),
    )


def _free_run_sentence(run: FreeRun, table: pd.DataFrame, currency: str) -> str:
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


def _explain_free_run(days: int, test_days: int) -> None:
    only = "" if days == test_days else f" Of the first {days:,} test days: more would take long."
    st.caption(
        "Above, the network is told yesterday's actual price before each day. Here each of its "
        "predictions takes the place of the price that it was made for, and no price of the test "
        "days is known. It counts as worse from the day on which its miss so far (RMSE) stays "
        f"above that of always saying the last price of the training days.{only}"
    )


# How sure is it? Bands of its forecasts with dropout on, and what they hold.

SAMPLES = (20, 100, 500)


def show_how_sure(network: Trained) -> None:
    """The measured coverage, the bands, and what they are made of."""
    this = network.this
    if this.settings.dropout == 0:
        st.markdown(
            "This network was trained without dropout, so it has one answer and no doubt: train "
            "one with some, and the spread of its answers is shown here."
        )
        return
    said, control = st.columns([3, 1], vertical_alignment="bottom")
    with control:
        samples = _pick_samples()
    with st.spinner("Asking it again and again", show_time=False):
        answers = _samples(this.run.id, network.step, samples)
    table, found = _bands_table(network, answers)
    with said:
        st.markdown(_bands_sentence(found, len(table)))
    show_chart(
        band_chart(table, palette(), unit=price_unit(this.history.currency)),
        key="how_sure_chart",
        alt=f"Actual prices of {this.history.title} and, of {samples} predictions of each day, "
        f"the middle {' and '.join(_percent(band.level) for band in found)}",
    )
    _explain_bands(samples, len(table), len(this.windows.test.dates))
    download(
        "Bands",
        lambda: marked(table, this.settings).to_csv(date_format="%Y-%m-%d").encode(),
        f"bands-{this.run.id}.csv",
        "text/csv",
        key="download_bands",
    )


def _pick_samples() -> int:
    chosen = st.segmented_control(
        "Samples",
        SAMPLES,
        default=100,
        required=True,
        key="samples",
        help="How often the network is asked for each day. The run's seed draws what is dropped.",
    )
    return int(chosen or 100)


@cached()
def _samples(run_id: str, step: int, samples: int) -> NDArray[np.float64]:  # noqa: ARG001
    # `step` is part of the cache's key: an interrupted run may go on.
    network = trained(store().run(run_id))
    assert network is not None
    return dropout_samples(network.this.settings, network.this.windows, network.network, samples)


def _bands_table(network: Trained, answers: NDArray[np.float64]) -> tuple[pd.DataFrame, list[Band]]:
    """One row a sampled day, and the bands."""
    test, days = network.this.windows.test, slice(-answers.shape[1], None)
    found = bands(answers, test.actual[days])
    said = network.network.predict(test.x[days])
    columns = {
        "Actual": test.actual[days],
        "Predicted": network.this.windows.forecast(said, test.last_price[days]),
        "Yesterday": test.yesterday[days],
    }
    for band in found:
        share = _percent(band.level)
        columns |= {f"{share} from": band.lower, f"{share} to": band.upper}
    return pd.DataFrame(columns, index=pd.DatetimeIndex(test.dates[days], name="Date")), found


def _bands_sentence(found: list[Band], days: int) -> str:
    holds = " and ".join(
        f"the {_percent(band.level)} band holds **{band.inside} of {days}** actual prices "
        f"({_percent(band.coverage)})"
        for band in found
    )
    missing = "".join(
        f" A {_percent(level)} band takes {fewest_samples(level)} samples."
        for level in LEVELS[len(found) :]
    )
    return f"{holds[0].upper()}{holds[1:]}.{missing}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _explain_bands(samples: int, days: int, test_days: int) -> None:
    only = "" if days == test_days else f" Of the last {days:,} test days: more would take long."
    st.caption(
        f"Each day was predicted {samples:,} times with dropout left on, as in training (Monte "
        "Carlo dropout). A band that kept its word would hold the share it is named after. These "
        "show the doubt of the network about its own answer, not how much a price moves in a day, "
        f"so they are mostly too narrow.{only}"
    )


# Does it know tomorrow? Noise in its place, and the day before predicted again.

SCRAMBLED = "scrambled"  # what the session remembers: (run, day) that the button was clicked for


def show_tomorrow(network: Trained) -> None:
    """The test, its day, and what came of it."""
    this = network.this
    days = days_to_scramble(this.settings, this.history)
    st.markdown(
        "Replaces all prices after a day by noise and lets this network predict that day again. "
        "A forecast that knows only the past is the same to the last bit."
    )
    if days.empty:
        st.caption("The only test day is the last day: there is no tomorrow to scramble.")
        return
    chosen, button = st.columns([3, 1], vertical_alignment="bottom")
    with chosen:
        day = _pick_day(this.run.id, days)
    with button:
        st.button(
            "Scramble tomorrow",
            icon=":material/shuffle:",
            key="scramble",
            on_click=_scramble,
            args=(this.run.id, day),
        )
    if st.session_state.get(SCRAMBLED) == (this.run.id, day):
        _show_tomorrow(
            network, scramble_tomorrow(this.settings, this.history, network.weights, day)
        )


def _pick_day(run_id: str, days: pd.DatetimeIndex) -> pd.Timestamp:
    if len(days) == 1:
        st.caption(f"Day: {days[0]:%Y-%m-%d}")
        return days[0]
    words = [f"{day:%Y-%m-%d}" for day in days]
    key = f"scramble_day_{run_id}"  # another run may have other days
    chosen = st.select_slider("Day", words, words[len(words) // 2], key=key)
    return days[words.index(str(chosen))]


def _scramble(run_id: str, day: pd.Timestamp) -> None:
    st.session_state[SCRAMBLED] = (run_id, day)


def _show_tomorrow(network: Trained, told: Scrambled) -> None:
    this = network.this
    st.markdown(_verdict(network, told))
    st.markdown(
        f":gray[With the prices that came after:] `{told.with_tomorrow!r}`  \n"
        f":gray[With noise in their place:] `{told.without_tomorrow!r}`"
    )
    column, context = this.settings.price_column, this.settings.timesteps
    first = max(0, int(this.history.dates.searchsorted(told.day)) - max(context, 10))
    show_chart(
        scramble_chart(
            _prices(this.history, column, first),
            _prices(told.history, column, first),
            told.day,
            (told.with_tomorrow, told.without_tomorrow),
            palette(),
            unit=price_unit(this.history.currency),
        ),
        key="scramble_chart",
        alt=f"Prices of {this.history.title} up to {told.day:%Y-%m-%d}, noise after it, and both "
        "predictions of that day",
    )


def _prices(history: PriceHistory, column: str, first: int) -> pd.Series[float]:
    return history.frame[column].iloc[first:]


def _verdict(network: Trained, told: Scrambled) -> str:
    day, currency = f"{told.day:%Y-%m-%d}", network.this.history.currency
    price = plain(money(told.with_tomorrow, currency))
    if not told.knows_tomorrow:
        return (
            f":material/check: **The same to the last bit**: {price} for {day}, whatever comes "
            "after it. This forecast does not know tomorrow."
        )
    mistake = network.this.settings.made_mistake
    because = f" The mistake of this run: {mistake.label.lower()}." if mistake else ""
    other = plain(money(told.without_tomorrow, currency))
    return (
        f":orange[:material/warning: **Another price**: {price} for {day} becomes {other}. This "
        f"forecast knows tomorrow.{because}]"
    )


# What a forecast is worth beyond its miss: how sure it is, how far it sees, what it knows.

PANELS = {
    "How sure is it?": ("how_sure", show_how_sure),
    "How far does it get on its own predictions?": ("free_run", show_free_run),
    "Does it know tomorrow?": ("tomorrow", show_tomorrow),
}


def show_honesty(run: Run, epoch: int) -> None:
    """The panels of a run that has ended, all folded; `epoch` is the one on show above them."""
    network = trained(run)
    if network is None:
        return
    for question, (key, show) in PANELS.items():
        with panel(question, key) as is_open:
            if is_open:
                show(network)
                if epoch != network.step:
                    st.caption(f"After epoch {network.step:,}: only its last weights are kept.")
