"""The address of a comparison: its runs and its reference stand in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.errors import UnknownRunError
from core.runs.comparison import LEAST, LETTERS, MOST
from core.runs.records import Run
from core.runs.settings import EXPERIMENTS, Kind
from dashboard.backend import store
from dashboard.runs.ticks import title
from dashboard.shared.form import in_words
from dashboard.text import plain, quoted

VIEW = "views/compare.py"
RUNS, REFERENCE = "runs", "reference"  # the URL's parameters


@dataclass(frozen=True, slots=True)
class Entry:
    """A run of a comparison, and the letter that it has there."""

    letter: str
    run: Run


def compare_link(label: str, run_ids: Sequence[str], problem: str | None = None) -> None:
    """A link to the comparison of these runs; `problem` says why there can be none."""
    st.page_link(
        VIEW,
        label=label,
        icon=":material/compare_arrows:",
        disabled=problem is not None,
        help=problem,
        query_params={RUNS: ",".join(run_ids)},
    )


def asked_for() -> list[str]:
    """The ids that the URL names, each once."""
    named = st.query_params.get(RUNS, "").split(",")
    return list(dict.fromkeys(filter(None, (run_id.strip() for run_id in named))))


def compared_runs() -> tuple[list[Entry], list[str]]:
    """The runs of the URL, and a sentence for each that cannot be shown.

    A letter belongs to a place in the URL: it stays when another run is deleted. The first run
    that is found says of which experiment the others have to be.
    """
    entries: list[Entry] = []
    sentences: list[str] = []
    asked = asked_for()
    for letter, run_id in zip(LETTERS, asked, strict=False):
        try:
            run = store().run(run_id)
        except UnknownRunError as gone:
            sentences.append(f"{letter}: {gone}")
            continue
        if entries and run.kind is not entries[0].run.kind:
            sentences.append(f"{letter}: Run '{run_id}' is one of the other experiment.")
            continue
        entries.append(Entry(letter, run))
    if len(asked) > MOST:
        sentences.append(f"At most {MOST} runs are compared: these are the first of {len(asked)}.")
    return entries, sentences


# Choosing the runs of a comparison: one beside the run on show, one more, one less.

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
        run_ids = [run.id for run in reversed(latest[:3])]
        compare_link(f"The latest {len(run_ids)} runs on {EXPERIMENTS[kind].data}", run_ids)


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
