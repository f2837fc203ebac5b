"""Stock prices: choose data, train, watch the prediction move onto the prices, judge it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import UnknownRunError, UserError
from core.runs.records import Run
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from dashboard.backend import store
from dashboard.groups.repeats import show_other_seeds, show_other_times
from dashboard.groups.sweep_form import sweep_popover
from dashboard.shared.address import show_in_url, shown_run, start_requested_run
from dashboard.shared.form import show_settings
from dashboard.shared.page_header import fill_header, page_header, presenting
from dashboard.stock.controls import BEFORE, controls, note_shown, retrained, train
from dashboard.stock.details import show_days_in_one_out, show_details, show_mistake
from dashboard.stock.judgement_panels import show_judgement
from dashboard.stock.price_picker import save_prices
from dashboard.stock.price_picker import show_prices as choose_prices
from dashboard.stock.stock_picture import View, show_prices, show_run
from dashboard.text import plain


def page() -> None:
    """The whole page, top to bottom."""
    start_requested_run(Kind.STOCK)
    run = shown_run(Kind.STOCK, _fill_in)
    header = page_header("Stock prices")
    picture, beside = st.columns([2.4, 1], gap="large")
    with beside, st.container(key="settings"):
        history, settings, problem = controls()
    run = retrained(run, history, settings)
    keep = None if history is None else partial(save_prices, history)
    start = None
    if history is not None and settings is not None:
        start = partial(train, history, settings)
    run = fill_header(
        header,
        problem=problem,
        run=run,
        settings=settings,
        undo=_fill_in,
        train=start,
        sweep=partial(sweep_popover, settings, keep),
    )
    show_in_url(Kind.STOCK, settings)
    with picture, st.container(key="picture"):
        _show(run, history, settings)
        show_days_in_one_out(history, settings)


def _fill_in(run: Run) -> None:
    show_settings(run.settings)
    choose_prices(run.dataset_id)


def _show(run: Run | None, history: PriceHistory | None, settings: StockSettings | None) -> None:
    """The run, or else the data, or else what to do."""
    view = View(only_test_days=_only_test_days(), present=presenting())
    if run is not None:
        note_shown(run)
        before = _run_before(run)
        show_mistake(run, before)
        try:
            epoch = show_run(run, before, view)
        except UserError as problem:  # it failed: its settings do not fit its data
            st.error(plain(str(problem)), icon=":material/error:")
            return
        if epoch is not None and not run.active:
            show_details(run, epoch)
            show_judgement(run, epoch)
            show_other_seeds(run)
            show_other_times(run)
    elif history is not None:
        show_prices(history, settings, view)
    else:
        st.info("Upload a CSV or pull prices, and they appear here.", icon=":material/info:")


def _only_test_days() -> bool:
    chosen = st.segmented_control(
        "Days on the chart",
        ["Test days", "All days"],
        default="Test days",
        required=True,
        key="days",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen == "Test days"


def _run_before(run: Run) -> Run | None:
    run_id = st.query_params.get(BEFORE)
    if not run_id or run_id == run.id:
        return None
    try:
        before = store().run(run_id)
    except UnknownRunError:
        return None
    return before if before.kind is Kind.STOCK else None


page()
