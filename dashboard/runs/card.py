"""A run in a few lines: what was asked for, where it stands, what came of it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core.runs.records import Run, RunState
from core.stocks.money import money
from dashboard.backend import executor, store
from dashboard.shared.run_in_url import VIEW_OF
from dashboard.shared.settings_form import settings_query
from dashboard.shared.settings_words import in_words
from dashboard.shared.status import status_sentence
from dashboard.stock.price_picker import load_prices
from dashboard.text import plain, when

ICON_OF = {"names": ":material/abc:", "stock": ":material/show_chart:"}
Colour = Literal["gray", "blue", "green", "red", "orange"]
BADGES: dict[RunState, tuple[str, Colour]] = {
    RunState.QUEUED: (":material/hourglass_empty:", "gray"),
    RunState.RUNNING: (":material/play_arrow:", "blue"),
    RunState.STOPPED: (":material/stop:", "gray"),
    RunState.FINISHED: (":material/check:", "green"),
    RunState.FAILED: (":material/error:", "red"),
    RunState.INTERRUPTED: (":material/power_off:", "orange"),
}


def run_card(run: Run) -> None:
    """Title, state, result, and what can be done with the run."""
    with st.container(border=True, key=f"card_{run.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{ICON_OF[run.kind]} **{plain(run.title)}**", width="stretch")
            icon, colour = BADGES[run.state]
            st.badge(run.state.capitalize(), icon=icon, color=colour)
        st.caption(f"{plain(in_words(run.settings))} · {when(run.created)}")
        st.markdown(outcome(run))
        _actions(run)


def outcome(run: Run) -> str:
    """What came of a run, or where it stands."""
    if run.state not in (RunState.FINISHED, RunState.STOPPED) or not run.values:
        return plain(status_sentence(run))
    if run.kind == "names":
        return f"Loss {run.values['loss']:.2f} after {run.done:,.0f} iterations"
    currency = load_prices(run.dataset_id).currency
    model, naive = run.values["rmse"], run.values["naive_rmse"]
    return plain(
        f"RMSE {money(model, currency)} after {run.values['epochs']:g} epochs; "
        f"yesterday's price {money(naive, currency)}"
    )


def _actions(run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            VIEW_OF[run.kind],
            label="Watch" if run.active else "Open, or train again with changes",
            icon=":material/visibility:" if run.active else ":material/open_in_new:",
            query_params={"run": run.id} | settings_query(run.settings),
        )
        if run.active:
            st.button(
                "Stop",
                icon=":material/stop:",
                key=f"stop_{run.id}",
                on_click=executor().stop,
                args=(run.id,),
            )
        else:
            with st.popover("Delete", icon=":material/delete:", type="tertiary"):
                st.button(
                    "Delete for good",
                    key=f"delete_{run.id}",
                    on_click=store().delete,
                    args=(run.id,),
                )
