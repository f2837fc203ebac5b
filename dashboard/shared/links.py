"""Ways from what one page shows to another page that shows more of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.runs.comparison import MOST
from core.runs.inside import steps_inside
from core.runs.records import Run
from core.runs.settings import Kind
from core.stocks.money import around
from dashboard.backend import store
from dashboard.server.base_path import base_path
from dashboard.shared.form import in_words
from dashboard.shared.status import run_title
from dashboard.text import plain, quoted

COMPARE_VIEW, GROUP_VIEW, INSIDE_VIEW = "views/compare.py", "views/sweep.py", "views/inside.py"
RUNS = "runs"  # the parameter of a comparison's URL
OFFERED = 8  # runs to compare with


def look_inside(run: Run, checkpoint: int | None = None) -> None:
    """A link to the page with a run, at a checkpoint or at its last one."""
    query = {"run": run.id} | ({} if checkpoint is None else {"checkpoint": str(checkpoint)})
    st.page_link(
        INSIDE_VIEW,
        label="Look inside",
        icon=":material/memory:",
        query_params=query,
        help="Every number of this network, step by step.",
    )


def links_inside(run: Run, currency: str) -> dict[str, Any] | None:
    """What the browser makes links to days of a run of; None where no weights are kept."""
    steps = steps_inside(store(), run)
    if not steps:
        return None
    page = f"{base_path()}/inside?run={run.id}"
    return {"page": page, "steps": steps, "around": around(currency)}


def compare_with(run: Run) -> None:
    """On the page of a run: the latest others of its kind, each a link to the comparison."""
    with st.popover(
        "Compare with ...", icon=":material/compare_arrows:", key="compare_with", on_change="rerun"
    ) as popover:
        if popover.open:
            offer_runs(run.kind, [run.id])


def offer_runs(kind: Kind, beside: Sequence[str]) -> None:
    """Links that compare the runs `beside` with one more: the latest of their kind."""
    if len(beside) >= MOST:
        st.caption(f"{MOST} runs are compared already: leave one out first.")
        return
    latest = store().runs(kind, OFFERED + len(beside), pinned_first=True)
    others = [run for run in latest if run.id not in beside][:OFFERED]
    if not others:
        st.caption("There is no other run of this experiment yet: train one with changes.")
    for run in others:
        compare_link(
            f"{quoted(run_title(run))}: {plain(in_words(run.settings))}", [*beside, run.id]
        )
    if others:
        st.caption("Others, or several at once: tick them on Runs.")


def compare_link(label: str, run_ids: Sequence[str], problem: str | None = None) -> None:
    """A link to the comparison of these runs; `problem` says why there can be none."""
    st.page_link(
        COMPARE_VIEW,
        label=label,
        icon=":material/compare_arrows:",
        disabled=problem is not None,
        help=problem,
        query_params={RUNS: ",".join(run_ids)},
    )
