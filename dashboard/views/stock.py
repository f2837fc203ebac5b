"""Stock prices: choose data, train, watch the prediction move onto the prices, judge it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import SettingsError, UnknownRunError
from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import check, first_test_row
from dashboard.backend import executor, store
from dashboard.charts.prices import PriceLines, price_chart
from dashboard.shared.chart import show_chart
from dashboard.shared.live import live
from dashboard.shared.run_in_url import forget_run, shown_run, start
from dashboard.shared.settings_form import settings_form, show_settings
from dashboard.shared.train_button import train_button
from dashboard.stock.details import show_details
from dashboard.stock.panel import price_unit, show_forecast
from dashboard.stock.price_picker import keep_prices, pick_prices, show_prices
from dashboard.text import quoted
from dashboard.theme import palette

PRESET_NAMES = {"ge": "GE", "tataglobal": "Tata Global"}
PRESET_PRICES = {"ge": "GE", "tataglobal": "TATAGLOBAL"}


def page() -> None:
    """The whole page, top to bottom."""
    run = shown_run(Kind.STOCK, _fill_in)
    header = st.container(horizontal=True, vertical_alignment="bottom", key="header")
    header.title("Stock prices", anchor=False)
    picture, beside = st.columns([2.4, 1], gap="large")
    with beside:
        history, settings, problem = _controls()
    with header:
        train = None
        if history is not None and settings is not None:
            train = partial(_train, history, settings)
        train_button(train, problem)
    run = _retrained(run, history, settings)
    with picture:
        if run is not None:
            _show_run(run)
        elif history is not None:
            _show_prices(history, settings, problem)
        else:
            st.info("Upload a CSV or pull prices, and they appear here.", icon=":material/info:")


def _controls() -> tuple[PriceHistory | None, StockSettings | None, str | None]:
    """Data and settings, and what is wrong with them."""
    st.pills(
        "As in the report",
        list(PRESET_NAMES),
        format_func=PRESET_NAMES.__getitem__,
        key="preset",
        on_change=_use_preset,
    )
    history = pick_prices()
    settings, problem = _settings(history)
    st.toggle(
        "Retrain as I change",
        key="retrain",
        bind="query-params",
        help="Every change starts a new run at once; the run before stays as a pale line.",
    )
    if problem is not None:
        st.error(quoted(problem), icon=":material/error:")
    return history, settings, problem


def _settings(history: PriceHistory | None) -> tuple[StockSettings | None, str | None]:
    """The settings, or what is wrong with them."""
    try:
        settings = settings_form(StockSettings, PRESETS["ge"])
        if history is not None:
            check(settings, history)
    except SettingsError as problem:
        return None, str(problem)
    return settings, None


def _use_preset() -> None:
    name = st.session_state["preset"]
    if name is None:
        return
    show_settings(PRESETS[name])
    st.session_state["prices"] = PRESET_PRICES[name]
    st.session_state["preset"] = None
    forget_run(Kind.STOCK)


def _fill_in(run: Run) -> None:
    show_settings(run.settings)
    show_prices(run.dataset_id)


def _train(history: PriceHistory, settings: StockSettings) -> Run:
    """Starts a run; the one shown until now stays as the run before."""
    if (previous := st.query_params.get("run")) is not None:
        st.query_params["before"] = previous
    return start(settings, keep_prices(history))


def _retrained(
    run: Run | None, history: PriceHistory | None, settings: StockSettings | None
) -> Run | None:
    """With "retrain as I change" on: a new run if anything differs from the one shown."""
    if not st.session_state.get("retrain") or history is None or settings is None:
        return run
    if run is not None:
        if run.settings == settings and run.dataset_id == keep_prices(history):
            return run
        _supersede(run)
    return _train(history, settings)


def _supersede(run: Run) -> None:
    """Ends a run that another one follows; it leaves nothing behind if it never started."""
    if run.state is RunState.QUEUED:
        store().delete(run.id)
        forget_run(Kind.STOCK)
    elif run.active:
        executor().stop(run.id)


def _show_run(run: Run) -> None:
    before = _run_before()
    run = live(run.id, lambda now: show_forecast(now, before))
    if not run.active:
        show_details(run)


def _run_before() -> Run | None:
    run_id = st.query_params.get("before")
    if run_id is None:
        return None
    try:
        run = store().run(run_id)
    except UnknownRunError:
        return None
    return run if run.kind is Kind.STOCK else None


def _show_prices(
    history: PriceHistory, settings: StockSettings | None, problem: str | None
) -> None:
    """The data before any training, with the split marked."""
    column = settings.price_column if settings else history.price_columns[0]
    prices = history.frame[column]
    split = None if settings is None else prices.index[first_test_row(settings, history)]
    show_chart(
        price_chart(PriceLines(prices, split), palette(), unit=price_unit(history)),
        key="data_chart",
        alt=f"{column} prices of {history.title}, {history.span}",
    )
    if problem is None:
        st.caption(
            f"{quoted(history.title)}, {history.span}. The network will learn from the pale part "
            "and predict the rest, one day at a time. Press Train and watch."
        )
    with st.expander("Prices as a table"):
        st.dataframe(history.frame, alt=f"Daily prices of {history.title}")


page()
