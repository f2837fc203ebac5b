"""Which runs are compared: they stand in the URL, and can be added or left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.errors import UnknownRunError
from core.runs.comparison import LEAST, LETTERS, MOST
from core.runs.records import Run
from core.runs.settings import EXPERIMENTS, Kind
from dashboard.backend import store
from dashboard.shared.links import OFFERED, RUNS, compare_link, offer_runs

REFERENCE = "reference"  # the URL's parameter


@dataclass(frozen=True, slots=True)
class Entry:
    """A run of a comparison, and the letter that it has there."""

    letter: str
    run: Run


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


def change_runs(entries: Sequence[Entry]) -> None:
    """On the page that compares: takes another run in, or one out."""
    with st.popover(
        "Add or leave out", icon=":material/edit:", key="change_runs", on_change="rerun"
    ) as popover:
        if popover.open:
            run_ids = [entry.run.id for entry in entries]
            offer_runs(entries[0].run.kind, run_ids)
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
