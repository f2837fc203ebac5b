"""A run in a few lines: what was asked for, where it stands, what came of it."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from core.runs.records import Run, RunState
from core.stocks.settings import StockSettings
from dashboard.backend import me, store
from dashboard.runs.follow import say
from dashboard.runs.label import edit_label, show_label
from dashboard.runs.outcome import badge, outcome
from dashboard.runs.ticks import show_tick
from dashboard.runs.titles import title
from dashboard.shared.address.run_in_url import VIEW_OF
from dashboard.shared.continuing import continue_there, continues
from dashboard.shared.people import attempt, by_whom, may_change, stop_run
from dashboard.shared.settings.form import settings_query
from dashboard.shared.settings.words import in_words
from dashboard.shared.status import status_sentence
from dashboard.text import plain, quoted, when

ICON_OF = {"names": ":material/abc:", "stock": ":material/show_chart:"}


def show_cards(runs: Sequence[Run], *, ticks: bool = False) -> None:
    """One card a run, side by side where there is room; with a box to tick, if so wanted."""
    by = by_whom(runs)
    with st.grid(2, min_column_width=320):
        for run in runs:
            _card(run, by[run.owner], ticks)


def _card(run: Run, by: str, ticks: bool) -> None:
    """Title, state, maker, result, and what can be done with the run."""
    with st.container(border=True, gap="xsmall", key=f"card_{run.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            if ticks:
                show_tick(run.id, title(run))
            pin = ":material/keep: " if run.pinned else ""
            st.markdown(f"{pin}{ICON_OF[run.kind]} **{quoted(title(run))}**", width="stretch")
            if isinstance(run.settings, StockSettings) and run.settings.made_mistake:
                st.badge("Mistake on purpose", icon=":material/warning:", color="orange")
            state = badge(run)
            st.badge(state.words, icon=state.icon, color=state.colour)
        with st.container(key=f"words_{run.id}", gap="xsmall"):
            data = f"{plain(run.title)} · " if run.name else ""
            facts = ", ".join(filter(None, (in_words(run.settings), continues(run))))
            st.caption(f"{data}{plain(facts)} · {when(run.created)}{by}")
            _outcome(run)
        show_label(run)
        with st.container(horizontal=True, vertical_alignment="center"):
            _actions(run)


def _outcome(run: Run) -> None:
    if run.active:  # the words move with the live channel (browser/runs/runs.js)
        st.html(f'<p data-run="{run.id}">{html.escape(status_sentence(run))}</p>')
    else:
        st.markdown(outcome(run))


def _actions(run: Run) -> None:
    st.page_link(
        VIEW_OF[run.kind],
        label="Watch" if run.active else "Open, or train again with changes",
        icon=":material/visibility:" if run.active else ":material/open_in_new:",
        query_params={"run": run.id} | settings_query(run.settings),
    )
    if run.state is RunState.INTERRUPTED:
        continue_there(run)
    if not may_change(run):
        return
    if run.active:
        st.button("Stop", icon=":material/stop:", key=f"stop_{run.id}", on_click=_stop, args=(run,))
        edit_label(run)
        return
    with st.popover("Delete", icon=":material/delete:", type="tertiary", key=f"ask_{run.id}"):
        st.markdown("Delete this run, with all that it has learned?")
        st.button("Delete for good", key=f"delete_{run.id}", on_click=_delete, args=(run,))
    edit_label(run)


def _stop(run: Run) -> None:
    if stop_run(run.id):
        say(f"Stopping the run on {title(run)}")


def _delete(run: Run) -> None:
    if attempt(lambda: store().delete(run.id, by=me())):
        say(f"Run deleted: {title(run)}")
