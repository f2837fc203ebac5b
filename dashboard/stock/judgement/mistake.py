"""A run with a common mistake made on purpose: marked, with how much that flatters."""

from __future__ import annotations

import streamlit as st

from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.stocks.judgement.flattery import flattery, without_mistake
from core.stocks.settings import StockSettings
from dashboard.backend import store
from dashboard.server.list_source import LISTED
from dashboard.text import plain


def show_mistake(run: Run, before: Run | None) -> None:
    """The mark of a run with a mistake; on the honest run after it, what the mistake did."""
    settings = run.settings
    assert isinstance(settings, StockSettings)
    mistake = settings.made_mistake
    if mistake is None:
        if before is not None and _is_honest_one_of(before, run):
            _show_flattery(before, run)
        return
    st.warning(
        f"**Made with a mistake on purpose: {mistake.label.lower()}.** {plain(mistake.words)}",
        icon=":material/warning:",
    )
    honest = _honest_one_of(run)
    if honest is not None:
        _show_flattery(run, honest)


def _show_flattery(mistaken: Run, honest: Run) -> None:
    sentence = flattery(mistaken.values, honest.values)
    if sentence is not None:
        st.markdown(f":material/balance: {plain(sentence)}")


def _honest_one_of(run: Run) -> Run | None:
    """The newest finished run without the mistake, otherwise of the same settings and data."""
    runs = store().runs(Kind.STOCK, LISTED)
    return next((other for other in runs if _is_honest_one_of(run, other)), None)


def _is_honest_one_of(run: Run, other: Run) -> bool:
    settings = run.settings
    return (
        isinstance(settings, StockSettings)
        and settings.made_mistake is not None
        and run.state is other.state is RunState.FINISHED
        and run.dataset_id == other.dataset_id
        and other.settings == without_mistake(settings)
    )
