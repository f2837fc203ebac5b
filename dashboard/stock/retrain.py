"""Starting trainings on prices: by Train, or at every change of the form."""

from __future__ import annotations

import streamlit as st

from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from dashboard.backend import me, store
from dashboard.shared.address.history import by_back_or_forward
from dashboard.shared.address.run_in_url import forget_run, place, start
from dashboard.shared.address.wishes import RETRAIN, wish, wished
from dashboard.shared.people import may_change, stop_run
from dashboard.stock.price_picker import keep_prices

BEFORE = "before"  # the URL's parameter: the run that the one on show followed


def retrain_toggle() -> None:
    """The switch for training at every change."""
    st.toggle(
        "Retrain as I change",
        key="retrain",
        bind="query-params",
        on_change=wish,
        args=(RETRAIN,),
        help="Every change starts a new run at once; the run before stays as a pale line.",
    )


def train(history: PriceHistory, settings: StockSettings) -> Run:
    """Starts a run; the one shown until now stays as the run before."""
    previous = place(Kind.STOCK).run_id
    beside = {} if previous is None else {BEFORE: previous}
    return start(settings, keep_prices(history), **beside)


def retrained(
    run: Run | None, history: PriceHistory | None, settings: StockSettings | None
) -> Run | None:
    """A new run, if that is wanted and somebody has just changed something; else `run`."""
    with wished(RETRAIN) as changed:
        wanted = changed and not by_back_or_forward() and st.session_state.get("retrain")
        if not wanted or history is None or settings is None:
            return run
        if run is not None:
            if run.settings == settings and run.dataset_id == keep_prices(history):
                return run
            _supersede(run)
        return train(history, settings)


def _supersede(run: Run) -> None:
    """Ends a run that another one follows; it leaves nothing behind if it never started."""
    if not may_change(run):
        return
    if run.state is RunState.QUEUED:
        store().delete(run.id, by=me())
        forget_run(Kind.STOCK)
    elif run.active:
        stop_run(run.id)
