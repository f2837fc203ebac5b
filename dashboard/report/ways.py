"""See it yourself: buttons that open the page of an experiment with a claim's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.report.claim import Way
from core.runs.settings import kind_of
from dashboard.shared.address.leaving import leave_for
from dashboard.shared.address.run_in_url import VIEW_OF, forget_run
from dashboard.shared.settings.form import settings_query
from dashboard.stock.price_picker import LABELS


def show_ways(key: str, ways: Sequence[Way]) -> None:
    """A button a way."""
    st.markdown("**See it yourself**: open these settings, then press Train.")
    with st.container(horizontal=True):
        for number, way in enumerate(ways):
            st.button(
                way.label,
                icon=":material/open_in_new:",
                key=f"report_{key}_{number}",
                on_click=_want,
                args=(way,),
            )


def address(way: Way) -> Mapping[str, str]:
    """The part of the URL that fills in the form of the page."""
    prices = {} if way.symbol is None else {"prices": LABELS[way.symbol]}
    return settings_query(way.settings) | prices


def _want(way: Way) -> None:
    """A run that was on show there makes room for the settings."""
    kind = kind_of(way.settings)
    forget_run(kind)
    leave_for(VIEW_OF[kind], address(way))
