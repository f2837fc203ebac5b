"""Does it know tomorrow? Noise in its place, and the day before predicted again."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.stocks.judgement.scramble import Scrambled, days_to_scramble, scramble_tomorrow
from core.stocks.money import money
from core.stocks.sources import PriceHistory
from dashboard.charts.stock.scramble import scramble_chart
from dashboard.shared.charting.chart import show_chart
from dashboard.stock.judgement.trained import Trained
from dashboard.stock.picture import price_unit
from dashboard.text import plain
from dashboard.theme import palette

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
        _show(network, scramble_tomorrow(this.settings, this.history, network.weights, day))


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


def _show(network: Trained, told: Scrambled) -> None:
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
            unit=price_unit(this.history),
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
