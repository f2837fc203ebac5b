"""Predictions of several runs beside the actual prices: on one chart, or on one each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.runs.comparison.ground import same_prices
from core.runs.comparison.lines import minus
from dashboard.charts.compared import SMALL, Line, compared_chart
from dashboard.compare.address import Entry
from dashboard.compare.comparison import Comparison
from dashboard.compare.looks import swatch
from dashboard.shared.charting.chart import show_chart
from dashboard.theme import palette

OVERLAID, APART = "On one chart", "Side by side"
Tables = Mapping[str, pd.DataFrame]  # of `prediction_table`, by letter


def show_predictions(comparison: Comparison, tables: Tables, currency: str) -> None:
    """Draws them; of runs on several prices only side by side."""
    shown = [entry for entry in comparison.entries if entry.letter in tables]
    if not shown:
        st.info("Nothing is predicted yet.", icon=":material/hourglass_empty:")
        return
    if comparison.reference is not None:
        shown = _held_against(comparison, comparison.reference, tables)
    if not shown:
        return
    apart = _side_by_side(_one_price(comparison, shown))
    title = _title(comparison, currency)
    if apart:
        with st.grid(3, min_column_width=280):
            for entry in shown:
                _show_one(comparison, entry, shown, tables, title)
    else:
        show_chart(
            compared_chart(_lines(comparison, shown, tables), palette(), y_title=title),
            key="compared_predictions",
            alt=_in_words(comparison, shown, tables),
        )


def _held_against(comparison: Comparison, reference: Entry, tables: Tables) -> list[Entry]:
    """The runs that predict the same prices as the reference; says which do not."""
    if reference.letter not in tables:
        st.caption(f"{reference.letter} has predicted nothing yet: no difference can be shown.")
        return []
    ground = comparison.grounds[reference.letter]
    fits: list[Entry] = []
    others: list[Entry] = []
    for entry in comparison.entries:
        if entry.letter in tables:
            same = same_prices(comparison.grounds[entry.letter], ground)
            (fits if same else others).append(entry)
    if others:
        letters = ", ".join(entry.letter for entry in others)
        st.caption(f"Without {letters}: other prices than those of {reference.letter}.")
    return fits


def _one_price(comparison: Comparison, shown: Sequence[Entry]) -> bool:
    first, *others = [comparison.grounds[entry.letter] for entry in shown]
    return all(same_prices(first, other) for other in others)


def _side_by_side(one_price: bool) -> bool:
    if not one_price:
        st.caption("They predict different prices, so each has a chart of its own.")
        return True
    chosen = st.segmented_control(
        "Predictions",
        [OVERLAID, APART],
        default=OVERLAID,
        required=True,
        key="predictions",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen == APART


def _title(comparison: Comparison, currency: str) -> str:
    price = f"Price ({currency})" if currency else "Price"
    if comparison.reference is None:
        return price
    return f"{price} minus {comparison.reference.letter}'s"


def _show_one(
    comparison: Comparison, entry: Entry, shown: Sequence[Entry], tables: Tables, title: str
) -> None:
    """One run alone, on the axis of all that predict the same prices."""
    ground = comparison.grounds[entry.letter]
    same = [each for each in shown if same_prices(comparison.grounds[each.letter], ground)]
    values = [y for line in _lines(comparison, same, tables) for y in line.y]
    margin = 0.08 * ((max(values) - min(values)) or 1)
    with st.container(gap="xxsmall"):
        st.html(f"<p>{swatch(comparison.look(entry))}</p>")
        show_chart(
            compared_chart(
                _lines(comparison, [entry], tables),
                palette(),
                y_title=title,
                height=SMALL,
                y_range=(min(values) - margin, max(values) + margin),
            ),
            key=f"predictions_{entry.letter}",
            alt=_in_words(comparison, [entry], tables),
        )


def _lines(comparison: Comparison, shown: Sequence[Entry], tables: Tables) -> list[Line]:
    """What all are held against, and a line a run; beside a reference as differences from it."""
    days = pd.concat([tables[entry.letter] for entry in shown])
    days = days[~days.index.duplicated()].sort_index()
    reference = comparison.reference
    of_reference = None if reference is None else tables[reference.letter]["Predicted"]

    def line(name: str, prices: pd.Series[float], entry: Entry | None, dash: str = "solid") -> Line:
        drawn = prices if of_reference is None else minus(prices, of_reference)
        dates = pd.DatetimeIndex(drawn.index).strftime("%Y-%m-%d").tolist()
        look = None if entry is None else comparison.look(entry)
        return Line(name, dates, drawn.tolist(), look, dash)

    return [
        line("Actual", days["Actual"], None),
        line("Repeating yesterday", days["Yesterday"], None, "dash"),
        *(line(each.letter, tables[each.letter]["Predicted"], each) for each in shown),
    ]


def _in_words(comparison: Comparison, shown: Sequence[Entry], tables: Tables) -> str:
    letters = ", ".join(entry.letter for entry in shown)
    days = tables[shown[0].letter].index
    of = (
        ""
        if comparison.reference is None
        else f", as differences from {comparison.reference.letter}"
    )
    return (
        f"Predictions of {letters} from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d} beside "
        f"the actual and yesterday's price{of}; the numbers are in the file Predictions"
    )
