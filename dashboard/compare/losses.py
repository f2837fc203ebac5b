"""The losses of all runs on one chart, or as differences from those of the reference."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runs.comparison.lines import against
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.charts.compared import Line, compared_chart
from dashboard.compare.address import Entry
from dashboard.compare.comparison import Comparison
from dashboard.shared.charting.chart import show_chart
from dashboard.theme import palette

HEIGHT = 320
STEPS = {Kind.STOCK: "Epoch", Kind.NAMES: "Iteration"}


def show_losses(comparison: Comparison) -> None:
    """Draws them, and the switch of the axis."""
    with st.container(horizontal=True, horizontal_alignment="distribute", key="losses_head"):
        st.header("How they learned", anchor=False, width="content")
        logarithmic = st.toggle(
            "Logarithmic",
            value=comparison.kind is Kind.STOCK,
            key="logarithmic",
            bind="query-params",
            help="Shows small losses beside large ones. Beside a reference: as multiples of its.",
        )
    shown = _comparable(comparison)
    figure = compared_chart(
        [_line(entry, comparison, logarithmic) for entry in shown],
        palette(),
        x_title=STEPS[comparison.kind],
        y_title=_title(comparison.reference, logarithmic),
        logarithmic=logarithmic,
        height=HEIGHT,
    )
    show_chart(figure, key="compared_losses", alt=_in_words(shown, comparison.reference))


def _comparable(comparison: Comparison) -> list[Entry]:
    """All runs; beside a reference those that can be held against it, and says which cannot."""
    reference = comparison.reference
    if reference is None:
        return list(comparison.entries)
    fits = [entry for entry in comparison.entries if comparison.comparable(entry)]
    others = [entry.letter for entry in comparison.entries if entry not in fits]
    if others:
        st.caption(f"Without {', '.join(others)}: not comparable with {reference.letter}.")
    return fits


def _line(entry: Entry, comparison: Comparison, logarithmic: bool) -> Line:
    curve = store().losses(entry.run.id)
    look = comparison.look(entry)
    if comparison.reference is None:
        return Line(entry.letter, [step for step, _, _ in curve], [y for _, y, _ in curve], look)
    held = against(curve, store().losses(comparison.reference.run.id))
    values = held.ratio if logarithmic else held.difference
    return Line(entry.letter, held.steps.tolist(), values.tolist(), look)


def _title(reference: Entry | None, logarithmic: bool) -> str:
    if reference is None:
        return "Loss"
    whose = f"{reference.letter}'s"
    return f"Loss as a multiple of {whose}" if logarithmic else f"Loss minus {whose}"


def _in_words(shown: Sequence[Entry], reference: Entry | None) -> str:
    letters = ", ".join(entry.letter for entry in shown)
    beside = "" if reference is None else f" beside that of {reference.letter}"
    ends = [f"{entry.letter} {entry.run.loss:.3g}" for entry in shown if entry.run.loss is not None]
    return f"Loss of {letters} while training{beside}; now {', '.join(ends) or 'none'}"
