"""What is behind each claim: charts, tables and how they were made."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from core.names.table1 import LAST_REPRODUCIBLE, TABLE1
from core.report import clip, facts
from core.report.chaos import EVERY
from core.report.findings import Findings
from dashboard.charts.report.chaos import chaos_chart
from dashboard.report.side_by_side import Group, show_names
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.theme import palette

THE_REPORT: Final = "The report"
HERE: Final = "Here"


def show_facts(findings: Findings) -> None:
    """How many names and days there are, beside the report's."""
    theirs, ours = facts.REPORT.model_dump(), findings.facts.model_dump()
    table = pd.DataFrame(
        {
            "": list(facts.WORDS.values()),
            THE_REPORT: [f"{theirs[name]:,}" for name in facts.WORDS],
            HERE: [f"{ours[name]:,}" for name in facts.WORDS],
        }
    )
    st.table(table, hide_index=True, alt="Names and days of the report and of the data here")
    first = ", ".join(f"{symbol} {day}" for symbol, day in facts.FIRST_TEST_DAYS.items())
    st.caption(
        f"The first test days: {first}. A training day has no prediction before the network has "
        "seen as many days as it has timesteps."
    )


def show_table1(findings: Findings) -> None:
    """All five rows of Table 1 beside ours."""
    groups = [
        Group(
            theirs.iteration,
            f"Iteration {theirs.iteration:,} · loss {theirs.loss:.6f}, here {ours.loss:.6f}",
            theirs.names,
            ours.names,
        )
        for theirs, ours in zip(TABLE1, findings.table1.rows, strict=True)
    ]
    show_names(groups, THE_REPORT, HERE, key="table1")
    st.caption(
        f"Trained by the default settings of Dinosaur names. Up to iteration {LAST_REPRODUCIBLE:,} "
        "every machine gets these names; where machines part ways, and why, stands below: the "
        "names at iterations 20,000 and 34,000."
    )


def show_clip(findings: Findings) -> None:
    """Both trainings at three iterations."""
    groups = [
        Group(
            look.iteration,
            f"Iteration {look.iteration:,} · loss {look.loss_5:.6f} and {look.loss_10:.6f}",
            look.names_5,
            look.names_10,
        )
        for look in findings.clip.looks
    ]
    left, right = f"Clipped at {clip.TABLE:g}, as Table 1 needs", f"Clipped at {clip.TEXT:g}"
    show_names(groups, left, right, key="clip")
    st.caption(
        f"Both trainings have the same names, first weights and dice. They were looked at every "
        f"{clip.EVERY} iterations; the weights, after each one."
    )


def show_chaos(findings: Findings) -> None:
    """How the difference grows, and the first names that differ."""
    chaos = findings.chaos
    show_chart(
        chaos_chart(chaos, palette()),
        key="report_chaos",
        alt="Difference of the smoothed losses of two trainings over the iterations, on a "
        f"logarithmic scale: {chaos.differences[100]:.0e} at iteration "
        f"{chaos.iterations[100]:,}, {chaos.differences[-1]:.0e} at {chaos.iterations[-1]:,}.",
    )
    table = pd.DataFrame({"iteration": chaos.iterations, "difference": chaos.differences})
    download(
        "Differences as CSV",
        lambda: table.to_csv(index=False).encode(),
        "report-chaos.csv",
        "text/csv",
        key="download_chaos",
    )
    if chaos.parted is not None:
        title = f"Iteration {chaos.parted:,}, the first look at which a name differs"
        group = Group(chaos.parted, title, chaos.names, chaos.names_nudged)
        show_names([group], "As it is", "One weight nudged by its last bit", key="chaos")
    st.caption(
        "Both trainings are the report's recipe, of the fused engine, which adds in the same "
        "order on every machine. In one of them a single weight, from the first hidden unit to "
        "itself, begins larger by its last bit. The losses are smoothed, in nats a name, and were "
        f"looked at every {EVERY} iterations; where they are equal there is no point. Another "
        "machine, or another order of adding, differs from ours by such bits all the time."
    )
