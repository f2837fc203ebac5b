"""Choosing prices: bundled, uploaded, or from Yahoo Finance.

What was uploaded or pulled is kept in the store and its id stands in the URL, so that a
refresh, or somebody else who opens the URL, finds it again without the file or the network.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.cache import cached
from core.errors import DataError, SourceError
from core.reading.text import MAX_BYTES
from core.runs import data
from core.runs.data import id_of, save_data
from core.runs.settings import Kind
from core.stocks.sources import PriceChoices, PriceHistory, bundled_prices, fetch_yahoo
from core.stocks.sources.history import SYMBOLS
from dashboard.backend import me, store
from dashboard.shared.address import forget_run
from dashboard.shared.guesses import how_it_was_read
from dashboard.shared.history import (
    PULL_PRICES,
    by_back_or_forward,
    request_action,
    requested_action,
)
from dashboard.stock.import_controls import current_file, forget_file, outcome_of, set_file
from dashboard.stock.import_panel import show_panel
from dashboard.text import plain, quoted

# Uploading prices: the file, how it was read, and what must be asked before it can be.

FILE = "upload_file"  # the uploader
LARGEST = MAX_BYTES // 2**20  # MB

Save = Callable[[PriceHistory], str]


def ask_for_file(save: Save, shown: str | None) -> str | None:
    """Draws the uploader and the import panel; returns what is wrong with the file, if anything is.

    Args:
        save: Takes the prices as soon as the file can be read, and returns their id.
        shown: The id of the prices on show.
    """
    st.file_uploader(
        "A CSV with dates and prices",
        type=["csv", "txt", "tsv", "xlsx"],
        key=FILE,
        max_upload_size=LARGEST,
        on_change=_set_uploaded,
        help="As Yahoo Finance, NSE, investing.com, Stooq or a spreadsheet write it: "
        "a date column and at least one price. Up to 20 MB.",
    )
    file = current_file()
    if file is None:
        return None
    if by_back_or_forward():
        file.restore(shown)
    with st.spinner(f"Reading {quoted(file.title)}"):
        outcome = outcome_of(file)
    file.update(outcome.reading, outcome.problem, helps=bool(outcome.fields))
    if outcome.history is not None and file.dataset_id is None:
        file.saved_as(save(outcome.history))
        st.rerun()
    if file.dataset_id in (None, shown):
        show_panel(file, outcome)
    return outcome.problem


def refused_number() -> str | None:
    """Why a number that stands in the panel is not taken, if there is one: nothing is to train."""
    file = current_file()
    return None if file is None else next(iter(file.refused.values()), None)


def panel_shows(dataset_id: str) -> bool:
    """Whether the panel tells all about the prices kept under an id."""
    file = current_file()
    return file is not None and file.dataset_id == dataset_id


def forget_unless(dataset_id: str) -> None:
    """Forgets a file that has not given the prices that somebody goes to."""
    file = current_file()
    if file is not None and dataset_id not in file.choices_of:
        forget_file()


def _set_uploaded() -> None:
    file = st.session_state[FILE]
    if not isinstance(file, UploadedFile):  # none, or one that is gone
        forget_file()
    else:
        set_file(file.name, file.getvalue())


# Pulling prices from Yahoo Finance.

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
        on_click=request_action,
        args=(PULL_PRICES,),
    )
    with requested_action(PULL_PRICES) as clicked:
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


UPLOAD, YAHOO = "upload", "yahoo"
LABELS = {
    "GE": "General Electric, 250 days",
    "TATAGLOBAL": "Tata Global, 2,051 days",
    UPLOAD: "Upload a CSV",
    YAHOO: "Yahoo Finance",
}
PRICE_KEY = f"{Kind.STOCK}_price_column"  # of the settings form
_SETTLED = "price_settled"  # (id of prices, a price that they lack, that settled on, that wanted)
_NOTHING = (None, None, None, None)


def pick_prices() -> tuple[PriceHistory | None, str | None]:
    """Draws the choice; returns the prices, once some are chosen, and what is wrong, if anything.

    A file or a ticker that is refused leaves the prices of before.
    """
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
    for other in {UPLOAD, YAHOO} - {source}:  # the URL names only the prices on show
        st.query_params.pop(other, None)
    if source in SYMBOLS:
        return bundled(source), None
    shown = _current_id(source)
    save = partial(_choose, source)
    problem = ask_for_file(save, shown) if source == UPLOAD else ask_for_ticker(save)
    if shown is None:
        return None, problem
    try:
        history = load_prices(shown)
    except DataError as gone:
        return None, problem or str(gone)
    st.session_state[_session_key(source)] = shown
    _settle_again(shown)
    if not panel_shows(shown):
        _describe(history)
    _show_table(history)
    return history, problem and f"{problem} Until then, the prices of {history.title} stay."


def save_prices(history: PriceHistory) -> str:
    """Keeps prices in the store and returns their id."""
    return save_data(store(), Kind.STOCK, history, me().id)


def show_prices(dataset_id: str) -> None:
    """Chooses kept prices; call it before `pick_prices` draws."""
    load_prices(dataset_id)  # refuses what is not there
    forget_unless(dataset_id)
    for symbol in SYMBOLS:
        if dataset_id == id_of(Kind.STOCK, bundled(symbol)):
            st.session_state["prices"] = symbol
            return
    st.session_state["prices"] = UPLOAD
    st.query_params[UPLOAD] = dataset_id


def load_prices(dataset_id: str) -> PriceHistory:
    """The prices kept under an id.

    Raises:
        DataError: There are none.
    """
    return data.load_prices(store(), dataset_id)


@cached()
def bundled(symbol: str) -> PriceHistory:
    """Prices that come with the program."""
    return bundled_prices(symbol)


def _choose(source: str, history: PriceHistory) -> str:
    """Keeps `history`, shows it, and settles on a price that it has; returns its id."""
    dataset_id = st.query_params[source] = save_prices(history)
    chosen = st.session_state.get(PRICE_KEY)
    _, _, settled, before = st.session_state.get(_SETTLED, _NOTHING)
    wanted = before if chosen == settled else chosen  # what was settled on, nobody has chosen
    price = wanted if wanted in history.price_columns else history.price_columns[0]
    lacking = chosen if chosen not in history.price_columns else None
    st.session_state[_SETTLED] = dataset_id, lacking, price, wanted
    st.session_state[PRICE_KEY] = price
    forget_run(Kind.STOCK)
    return dataset_id


def _settle_again(dataset_id: str) -> None:
    """A browser that has not heard yet which price was settled on tells the one of before."""
    of, lacking, settled, _ = st.session_state.get(_SETTLED, _NOTHING)
    if of == dataset_id and lacking and st.session_state.get(PRICE_KEY) == lacking:
        st.session_state[PRICE_KEY] = settled


def _current_id(source: str) -> str | None:
    """The id of the prices named in the URL, else of those last chosen from this source."""
    memory = _session_key(source)
    dataset_id = st.query_params.get(source)
    if dataset_id is None and not by_back_or_forward() and memory in st.session_state:
        dataset_id = st.query_params[source] = st.session_state[memory]
    if dataset_id is None:
        st.session_state.pop(memory, None)
    return dataset_id


def _session_key(source: str) -> str:
    return f"kept_{source}"


def _describe(history: PriceHistory) -> None:
    st.caption(f"{quoted(history.title)}: {history.span}. {plain(history.adjustment)}")
    for note in history.notes:
        st.caption(f":material/info: {quoted(note)}")
    if history.choices:
        with st.expander("How was the file read?", key="prices_reading"):
            st.caption(how_it_was_read(PriceChoices, history.choices))
            st.caption("To read it otherwise, upload it again.")


def _show_table(history: PriceHistory) -> None:
    with st.expander("The prices, day by day", key="prices_table"):
        st.dataframe(history.frame, alt=f"Daily prices of {history.title}")
