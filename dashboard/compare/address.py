"""The address of a comparison: its runs and its reference stand in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.errors import UnknownRunError
from core.runs.comparison import LETTERS, MOST
from core.runs.records import Run
from dashboard.backend import store

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
