"""How all runs learned, on one chart, or as differences from the reference.

Of prices it is the training's loss, of names the bits a letter, which are measured: of names that
they never saw where every run drawn has some, else of those that each learned from.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.advice import Curve
from core.runs.comparison.lines import against
from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.charts.compared import Line, compared_chart
from dashboard.compare.address import Entry
from dashboard.compare.comparison import Comparison
from dashboard.names.checkpoints import all_hold_out, bits_of, measured_curve
from dashboard.shared.charting.chart import show_chart
from dashboard.theme import palette

HEIGHT = 320
POINTS = 20  # of the bits of a run on names
STEPS = {Kind.STOCK: "Epoch", Kind.NAMES: "Iteration"}
WHAT = {Kind.STOCK: "Loss", Kind.NAMES: "Bits a letter"}


def show_losses(comparison: Comparison) -> None:
    """Draws them, and the switch of the axis."""
    with st.container(horizontal=True, horizontal_alignment="distribute", key="losses_head"):
        st.header("How they learned", anchor=False, width="content")
        logarithmic = st.toggle(
            "Logarithmic",
            value=comparison.kind is Kind.STOCK,
            key="logarithmic",
            bind="query-params",
            help="Shows small values beside large ones. Beside a reference: as multiples of its.",
        )
    shown = _comparable(comparison)
    unseen = all_hold_out(entry.run for entry in shown)
    what = WHAT[comparison.kind]
    of = f", {bits_of(unseen)}" if comparison.kind is Kind.NAMES else ""
    curves = {entry.letter: _curve(entry.run, unseen) for entry in shown}
    figure = compared_chart(
        [_line(entry, comparison, curves, logarithmic) for entry in shown],
        palette(),
        x_title=STEPS[comparison.kind],
        y_title=_title(what, comparison.reference, logarithmic) + of,
        logarithmic=logarithmic,
        height=HEIGHT,
    )
    alt = _in_words(f"{what}{of}", curves, comparison)
    show_chart(figure, key="compared_losses", alt=alt)


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


def _curve(run: Run, unseen: bool) -> Curve:
    if run.kind is Kind.STOCK:
        return store().losses(run.id)
    return measured_curve(run, POINTS, unseen=unseen)


def _line(
    entry: Entry, comparison: Comparison, curves: Mapping[str, Curve], logarithmic: bool
) -> Line:
    curve = curves[entry.letter]
    look = comparison.look(entry)
    if comparison.reference is None:
        return Line(entry.letter, [step for step, _, _ in curve], [y for _, y, _ in curve], look)
    held = against(curve, curves[comparison.reference.letter])
    values = held.ratio if logarithmic else held.difference
    return Line(entry.letter, held.steps.tolist(), values.tolist(), look)


def _title(what: str, reference: Entry | None, logarithmic: bool) -> str:
    if reference is None:
        return what
    whose = f"{reference.letter}'s"
    return f"{what} as a multiple of {whose}" if logarithmic else f"{what} minus {whose}"


def _in_words(what: str, curves: Mapping[str, Curve], comparison: Comparison) -> str:
    reference = comparison.reference
    beside = "" if reference is None else f" beside that of {reference.letter}"
    ends = [f"{letter} {curve[-1][1]:.3g}" for letter, curve in curves.items() if curve]
    return f"{what}: {', '.join(curves)} while training{beside}; now {', '.join(ends) or 'none'}"
