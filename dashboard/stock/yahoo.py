"""Pulling prices from Yahoo Finance."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from core.errors import SourceError
from core.stocks.sources import PriceHistory, fetch_yahoo
from dashboard.shared.address.wishes import PULL_PRICES, wish, wished
from dashboard.text import quoted

PROBLEM = "yahoo_problem"  # what the session remembers
# The report's days (section 3.2).
FIRST_DAY, LAST_DAY = datetime.date(2018, 11, 12), datetime.date(2019, 11, 8)

Choose = Callable[[PriceHistory], object]


def ask_for_ticker(choose: Choose) -> str | None:
    """Draws what to ask for; returns why Yahoo Finance last refused, if it did.

    Args:
        choose: Takes the prices once they are here.
    """
    ticker = st.text_input(
        "Ticker",
        "GE",
        key="ticker",
        bind="query-params",
        max_chars=20,
        on_change=_forget_problem,
        help="The short name of a share at Yahoo Finance, such as GE or TATACONSUM.NS.",
    )
    with st.grid(2, min_column_width=120):
        start = _day("From", FIRST_DAY, key="start")
        end = _day("To", LAST_DAY, key="end")
    st.button(
        "Get prices",
        icon=":material/cloud_download:",
        width="stretch",
        key="get",
        on_click=wish,
        args=(PULL_PRICES,),
    )
    with wished(PULL_PRICES) as clicked:
        pulled = clicked and _pull(ticker, start, end, choose)
    if pulled:
        st.rerun()
    problem: str | None = st.session_state.get(PROBLEM)
    return problem


def _day(label: str, default: datetime.date, key: str) -> datetime.date:
    return st.date_input(
        label,
        default,
        key=key,
        bind="query-params",
        format="YYYY-MM-DD",
        on_change=_forget_problem,
    )


def _pull(ticker: str, start: datetime.date, end: datetime.date, choose: Choose) -> bool:
    """Whether the prices came; if not, it is remembered why."""
    _forget_problem()
    try:
        with st.spinner(f"Asking Yahoo Finance for {quoted(ticker)}"):
            history = fetch_yahoo(ticker, start, end)
    except SourceError as problem:
        st.session_state[PROBLEM] = str(problem)
        return False
    choose(history)
    return True


def _forget_problem() -> None:
    st.session_state.pop(PROBLEM, None)
