"""Choosing prices: bundled, uploaded, or from Yahoo Finance.

What was uploaded or pulled is kept in the store and its id stands in the URL, so that a
refresh, or somebody else who opens the URL, finds it again without the file or the network.
"""

from __future__ import annotations

import datetime

import streamlit as st

from core.errors import DataError, SourceError
from core.runs.settings import Kind
from core.stocks.sources import PriceHistory, bundled, fetch_yahoo, read_csv
from core.stocks.sources.bundled import SYMBOLS
from dashboard.backend import store
from dashboard.shared.run_in_url import forget_run
from dashboard.text import plain, quoted

UPLOAD, YAHOO = "upload", "yahoo"
LABELS = {
    "GE": "General Electric, 250 days",
    "TATAGLOBAL": "Tata Global, 2,051 days",
    UPLOAD: "Upload a CSV",
    YAHOO: "Yahoo Finance",
}
PRICE_KEY = f"{Kind.STOCK}_price_column"  # of the settings form
# The report's days (section 3.2).
FIRST_DAY, LAST_DAY = datetime.date(2018, 11, 12), datetime.date(2019, 11, 8)


def pick_prices() -> PriceHistory | None:
    """Draws the choice and returns the prices; None until some are chosen."""
    source = st.selectbox(
        "Prices",
        list(LABELS),
        format_func=LABELS.__getitem__,
        key="prices",
        bind="query-params",
        on_change=forget_run,
        args=(Kind.STOCK,),
        help="What the network learns from: the report's two shares, or prices of your own.",
    )
    if source in SYMBOLS:
        return _bundled(source)
    if source == UPLOAD:
        _ask_for_file()
    else:
        _ask_for_ticker()
    history = _kept(source)
    if history is not None:
        _describe(history)
    return history


def keep_prices(history: PriceHistory) -> str:
    """Keeps prices in the store and returns their id."""
    return store().save_dataset(Kind.STOCK, history.title, history.to_bytes())


def show_prices(dataset_id: str) -> None:
    """Chooses kept prices; call it before `pick_prices` draws."""
    history = load_prices(dataset_id)
    for symbol in SYMBOLS:
        if history.to_bytes() == _bundled(symbol).to_bytes():
            st.session_state["prices"] = symbol
            return
    st.session_state["prices"] = UPLOAD
    st.query_params[UPLOAD] = dataset_id


@st.cache_data(ttl=3600, max_entries=32, show_spinner=False)
def load_prices(dataset_id: str) -> PriceHistory:
    """The prices kept under an id.

    Raises:
        DataError: There are none.
    """
    dataset = store().dataset(dataset_id)
    if dataset.kind is not Kind.STOCK:
        raise DataError("The data of this address are no prices; choose some.")
    return PriceHistory.from_bytes(dataset.blob)


@st.cache_data(show_spinner=False, max_entries=len(SYMBOLS))
def _bundled(symbol: str) -> PriceHistory:
    return bundled(symbol)


def _ask_for_file() -> None:
    st.file_uploader(
        "A CSV with dates and prices",
        type=["csv", "txt", "tsv"],
        key="upload_file",
        on_change=_take_file,
        help="As Yahoo Finance, NSE, investing.com, Stooq or a spreadsheet write it: "
        "a date column and at least one price. Up to 20 MB.",
    )
    if problem := st.session_state.get("upload_problem"):
        st.error(quoted(problem), icon=":material/error:")


def _take_file() -> None:
    """Keeps the uploaded prices; if they cannot be read, those of before stay."""
    st.session_state.pop("upload_problem", None)
    file = st.session_state["upload_file"]
    if file is None:
        return
    try:
        history = read_csv(file.getvalue(), file.name)
    except DataError as problem:
        st.session_state["upload_problem"] = str(problem)
        return
    _choose(UPLOAD, history)


def _ask_for_ticker() -> None:
    ticker = st.text_input(
        "Ticker",
        "GE",
        key="ticker",
        bind="query-params",
        max_chars=20,
        help="The short name of a share at Yahoo Finance, such as GE or TATACONSUM.NS.",
    )
    with st.grid(2, min_column_width=120):
        start = st.date_input(
            "From", FIRST_DAY, key="start", bind="query-params", format="YYYY-MM-DD"
        )
        end = st.date_input("To", LAST_DAY, key="end", bind="query-params", format="YYYY-MM-DD")
    if st.button("Get prices", icon=":material/cloud_download:", width="stretch", key="get"):
        _pull(ticker, start, end)


def _pull(ticker: str, start: datetime.date, end: datetime.date) -> None:
    try:
        with st.spinner(f"Asking Yahoo Finance for {quoted(ticker)}"):
            history = fetch_yahoo(ticker, start, end)
    except SourceError as problem:
        st.error(quoted(str(problem)), icon=":material/cloud_off:")
        return
    _choose(YAHOO, history)
    st.rerun()


def _choose(source: str, history: PriceHistory) -> None:
    """Keeps `history`, shows it, and settles on a price that it has."""
    st.query_params[source] = keep_prices(history)
    if st.session_state.get(PRICE_KEY) not in history.price_columns:
        st.session_state[PRICE_KEY] = history.price_columns[0]
    forget_run(Kind.STOCK)


def _kept(source: str) -> PriceHistory | None:
    dataset_id = st.query_params.get(source)
    if dataset_id is None:
        return None
    try:
        return load_prices(dataset_id)
    except DataError as problem:
        st.warning(quoted(str(problem)))
        return None


def _describe(history: PriceHistory) -> None:
    st.caption(f"{quoted(history.title)}: {history.span}. {plain(history.adjustment)}")
    for note in history.notes:
        st.caption(f":material/info: {quoted(note)}")
    with st.expander("Which prices are these? All of them", key="prices_table"):
        st.dataframe(history.frame, alt=f"Daily prices of {history.title}")
