"""Choosing the runs of a comparison: one beside the run on show, one more, one less."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runs.comparison import LEAST, MOST
from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.compare.address import Entry, compare_link
from dashboard.runs.titles import title
from dashboard.shared.settings.words import in_words
from dashboard.text import plain, quoted

OFFERED = 8  # runs to add


def compare_with(run: Run) -> None:
    """On the page of a run: the latest others of its kind, each a link to the comparison."""
    with st.popover(
        "Compare with ...", icon=":material/compare_arrows:", key="compare_with", on_change="rerun"
    ) as popover:
        if popover.open:
            _offer(run.kind, [run.id])


def change_runs(entries: Sequence[Entry]) -> None:
    """On the page that compares: takes another run in, or one out."""
    with st.popover(
        "Add or leave out", icon=":material/edit:", key="change_runs", on_change="rerun"
    ) as popover:
        if popover.open:
            run_ids = [entry.run.id for entry in entries]
            _offer(entries[0].run.kind, run_ids)
            if len(entries) > LEAST:
                for entry in entries:
                    left = [run_id for run_id in run_ids if run_id != entry.run.id]
                    compare_link(f"Without {entry.letter}", left)


def offer_latest(kind: Kind) -> None:
    """For a comparison that has no runs yet: the latest ones of a kind, all at once."""
    latest = store().runs(kind, OFFERED)
    if len(latest) >= LEAST:
        words = "prices" if kind is Kind.STOCK else "names"
        run_ids = [run.id for run in reversed(latest[:3])]
        compare_link(f"The latest {len(run_ids)} runs on {words}", run_ids)


def _offer(kind: Kind, beside: Sequence[str]) -> None:
    if len(beside) >= MOST:
        st.caption(f"{MOST} runs are compared already: leave one out first.")
        return
    latest = store().runs(kind, OFFERED + len(beside), pinned_first=True)
    others = [run for run in latest if run.id not in beside][:OFFERED]
    if not others:
        st.caption("There is no other run of this experiment yet: train one with changes.")
    for run in others:
        compare_link(f"{quoted(title(run))}: {plain(in_words(run.settings))}", [*beside, run.id])
    if others:
        st.caption("Others, or several at once: tick them on Runs.")
