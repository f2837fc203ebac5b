"""Choosing prices: bundled, uploaded, or from Yahoo Finance.

What was uploaded or pulled is kept in the store and its id stands in the URL, so that a
refresh, or somebody else who opens the URL, finds it again without the file or the network.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.cache import cached
from core.errors import DataError
from core.runs.settings import Kind
from core.stocks.sources import Choices, PriceHistory, bundled
from core.stocks.sources.bundled import SYMBOLS
from dashboard.backend import me, store
from dashboard.shared.address.history import by_back_or_forward
from dashboard.shared.address.run_in_url import forget_run
from dashboard.shared.guesses import how_it_was_read
from dashboard.stock.upload import ask_for_file, is_at_hand, leave_for
from dashboard.stock.yahoo import ask_for_ticker
from dashboard.text import plain, quoted

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
        return _bundled(source), None
    shown = _kept_id(source)
    keep = partial(_choose, source)
    problem = ask_for_file(keep, shown) if source == UPLOAD else ask_for_ticker(keep)
    if shown is None:
        return None, problem
    try:
        history = load_prices(shown)
    except DataError as gone:
        return None, problem or str(gone)
    st.session_state[_memory(source)] = shown
    _settle_again(shown)
    if not is_at_hand(shown):
        _describe(history)
    _show_table(history)
    return history, problem and f"{problem} Until then, the prices of {history.title} stay."


def keep_prices(history: PriceHistory) -> str:
    """Keeps prices in the store and returns their id."""
    return store().save_dataset(Kind.STOCK, history.title, history.to_bytes(), me().id)


def show_prices(dataset_id: str) -> None:
    """Chooses kept prices; call it before `pick_prices` draws."""
    history = load_prices(dataset_id)
    leave_for(dataset_id)
    for symbol in SYMBOLS:
        if history.to_bytes() == _bundled(symbol).to_bytes():
            st.session_state["prices"] = symbol
            return
    st.session_state["prices"] = UPLOAD
    st.query_params[UPLOAD] = dataset_id


@cached()
def load_prices(dataset_id: str) -> PriceHistory:
    """The prices kept under an id.

    Raises:
        DataError: There are none.
    """
    dataset = store().dataset(dataset_id)
    if dataset.kind is not Kind.STOCK:
        raise DataError("The data of this address are no prices; choose some.")
    return PriceHistory.from_bytes(dataset.blob)


@cached()
def _bundled(symbol: str) -> PriceHistory:
    return bundled(symbol)


def _choose(source: str, history: PriceHistory) -> str:
    """Keeps `history`, shows it, and settles on a price that it has; returns its id."""
    dataset_id = st.query_params[source] = keep_prices(history)
    told = st.session_state.get(PRICE_KEY)
    _, _, settled, before = st.session_state.get(_SETTLED, _NOTHING)
    wanted = before if told == settled else told  # what was settled on, nobody has chosen
    price = wanted if wanted in history.price_columns else history.price_columns[0]
    lacking = told if told not in history.price_columns else None
    st.session_state[_SETTLED] = dataset_id, lacking, price, wanted
    st.session_state[PRICE_KEY] = price
    forget_run(Kind.STOCK)
    return dataset_id


def _settle_again(dataset_id: str) -> None:
    """A browser that has not heard yet which price was settled on tells the one of before."""
    of, lacking, settled, _ = st.session_state.get(_SETTLED, _NOTHING)
    if of == dataset_id and lacking and st.session_state.get(PRICE_KEY) == lacking:
        st.session_state[PRICE_KEY] = settled


def _kept_id(source: str) -> str | None:
    """The id of the prices named in the URL, else of those last chosen from this source."""
    memory = _memory(source)
    dataset_id = st.query_params.get(source)
    if dataset_id is None and not by_back_or_forward() and memory in st.session_state:
        dataset_id = st.query_params[source] = st.session_state[memory]
    if dataset_id is None:
        st.session_state.pop(memory, None)
    return dataset_id


def _memory(source: str) -> str:
    return f"kept_{source}"


def _describe(history: PriceHistory) -> None:
    st.caption(f"{quoted(history.title)}: {history.span}. {plain(history.adjustment)}")
    for note in history.notes:
        st.caption(f":material/info: {quoted(note)}")
    if history.choices:
        with st.expander("How was the file read?", key="prices_reading"):
            st.caption(how_it_was_read(Choices, history.choices))
            st.caption("To read it otherwise, upload it again.")


def _show_table(history: PriceHistory) -> None:
    with st.expander("The prices, day by day", key="prices_table"):
        st.dataframe(history.frame, alt=f"Daily prices of {history.title}")
