"""What a stock run is made of: prices and settings, as the report's or as one likes."""

from __future__ import annotations

import streamlit as st

from core.errors import SettingsError
from core.runs.settings import Kind
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import check
from dashboard.shared.address.run_in_url import forget_run
from dashboard.shared.address.wishes import RETRAIN, wish
from dashboard.shared.settings.form import settings_form, show_settings
from dashboard.stock.price_picker import UPLOAD, pick_prices
from dashboard.stock.retrain import retrain_toggle
from dashboard.stock.upload import refused_number

PRESET_NAMES = {"ge": "GE", "tataglobal": "Tata Global"}
PRESET_PRICES = {"ge": "GE", "tataglobal": "TATAGLOBAL"}


def controls() -> tuple[PriceHistory | None, StockSettings | None, str | None]:
    """Draws them; returns data and settings, and what is wrong with them."""
    presets = st.container(gap="xxsmall")
    history, refused = pick_prices()
    settings, misfit = _settings(history)
    with presets:  # known only now which one is on
        _pick_preset(settings)
    retrain_toggle()
    return history, settings, " ".join(filter(None, (refused, misfit))) or None


def _settings(history: PriceHistory | None) -> tuple[StockSettings | None, str | None]:
    """The settings, or what is wrong with them."""
    try:
        settings = settings_form(StockSettings, PRESETS["ge"])
        if st.session_state["prices"] == UPLOAD and (refused := refused_number()):
            raise SettingsError(refused)
        if history is not None:
            check(settings, history)
    except SettingsError as problem:
        return None, str(problem)
    return settings, None


def _pick_preset(settings: StockSettings | None) -> None:
    """Draws them as buttons, whose click is told once.

    What pills stand at would be told with every change: by a browser that has not heard yet that
    the form has left the preset, as a choice of it.
    """
    active = _active_preset(settings)
    st.caption("As in the report")
    with st.container(key="preset", horizontal=True, gap="small"):
        for name, words in PRESET_NAMES.items():
            on = name == active
            st.button(
                f":material/check: {words}" if on else words,
                key=f"preset_{name}",
                on_click=None if on else _use_preset,
                args=(name,),
            )


def _active_preset(settings: StockSettings | None) -> str | None:
    """The preset that the form stands at."""
    prices = st.session_state["prices"]
    return next(
        (
            name
            for name, preset in PRESETS.items()
            if settings == preset and prices == PRESET_PRICES[name]
        ),
        None,
    )


def _use_preset(name: str) -> None:
    show_settings(PRESETS[name])
    st.session_state["prices"] = PRESET_PRICES[name]
    forget_run(Kind.STOCK)
    wish(RETRAIN)
