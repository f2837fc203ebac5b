"""The figures of all runs, with only the settings in which they differ."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.names.evaluation import interval
from core.runs.comparison import what_chance_does
from core.runs.comparison_figures import (
    WORDS,
    Beside,
    Difference,
    Figure,
    Unit,
    Values,
    best,
    difference,
)
from core.stocks.money import money
from dashboard.compare.comparison import Comparison, swatch
from dashboard.compare.selection import Entry
from dashboard.shared.form import value_text
from dashboard.shared.status import run_title
from dashboard.text import duration, plain, significant
from dashboard.theme import palette

NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the runs of a comparison, by letter; amounts of money in its currency."""

    known: Sequence[Figure]
    values: Mapping[str, Values]
    currency: Mapping[str, str]
    beside: Beside | None = None  # what tests say of each beside each; None where there are none

    def of(self, entry: Entry, figure: Figure) -> float | None:
        """One of them; None where there is none (yet)."""
        return self.values.get(entry.letter, {}).get(figure.name)


def show_figures(comparison: Comparison, figures: Figures) -> None:
    """Draws the table; a star marks the best of runs that can be ranked."""
    known = [figure for figure in figures.known if _has_values(comparison, figures, figure)]
    heads = [_head(parameter.facts.label) for parameter in comparison.settings.differing]
    heads += [_head(figure.label, figure.help) for figure in known]
    rows = "".join(_row(entry, comparison, figures, known) for entry in comparison.entries)
    st.html(
        '<div class="lab-compared" tabindex="0" role="region" aria-label="Figures" '
        f'style="--background: {palette().background}">'
        "<table><caption>Figures of the runs, with the settings in which they differ</caption>"
        f"<thead><tr><th scope='col'>Run</th>{''.join(heads)}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def figures_frame(comparison: Comparison, figures: Figures) -> pd.DataFrame:
    """The table in numbers: a row a run, its letter first; with the differences, where shown."""
    rows = []
    for entry in comparison.entries:
        row: dict[str, Any] = {
            "letter": entry.letter,
            "run": entry.run.id,
            "name": run_title(entry.run),
            "data": entry.run.title,
            "state": entry.run.state.value,
        }
        for parameter in comparison.settings.differing:
            row[parameter.name] = getattr(entry.run.settings, parameter.name)
        for figure in figures.known:
            row |= _in_numbers(figure, figures.of(entry, figure))
        if comparison.reference is not None:
            row |= _differences(entry, comparison.reference, comparison, figures)
        rows.append(row)
    return pd.DataFrame(rows).set_index("letter")


def amount(value: float, unit: Unit, currency: str, digits: int = 3) -> str:
    """A figure, not negative, as people read it; `digits` of what is no money."""
    match unit:
        case Unit.MONEY:
            return money(value, currency)
        case Unit.TIMES:
            return f"{significant(value, digits)} ×"
        case Unit.SHARE:
            return f"{value * 100:.0f} %"
        case Unit.SECONDS:
            return duration(value)
        case Unit.NUMBER:
            return significant(value, digits)


def _in_numbers(figure: Figure, value: float | None) -> dict[str, float | None]:
    """A figure, and of a share of names drawn the bounds of its interval."""
    row = {figure.name: value}
    if figure.drawn:
        bounds = (None, None) if value is None else interval(value, figure.drawn)
        row |= {f"{figure.name}_low": bounds[0], f"{figure.name}_high": bounds[1]}
    return row


def _differences(
    entry: Entry, reference: Entry, comparison: Comparison, figures: Figures
) -> dict[str, float | None]:
    row = {}
    for figure in figures.known:
        found = difference(figure, figures.of(entry, figure), figures.of(reference, figure))
        known = found is not None and comparison.comparable(entry)
        row[f"{figure.name}_minus_{reference.letter}"] = found.amount if known and found else None
    return row


def _has_values(comparison: Comparison, figures: Figures, figure: Figure) -> bool:
    return any(figures.of(entry, figure) is not None for entry in comparison.entries)


def _head(words: str, hint: str = "") -> str:
    return f'<th scope="col" title="{html.escape(hint)}">{html.escape(words)}</th>'


def _row(entry: Entry, comparison: Comparison, figures: Figures, known: Sequence[Figure]) -> str:
    settings = [
        f"<td>{html.escape(value_text(parameter, getattr(entry.run.settings, parameter.name)))}"
        "</td>"
        for parameter in comparison.settings.differing
    ]
    cells = [f"<td>{_cell(entry, comparison, figures, figure)}</td>" for figure in known]
    head = f'<th scope="row">{swatch(comparison.look(entry))}</th>'
    return f"<tr>{head}{''.join(settings)}{''.join(cells)}</tr>"


def _cell(entry: Entry, comparison: Comparison, figures: Figures, figure: Figure) -> str:
    value = figures.of(entry, figure)
    if value is None:
        return "–"
    currency = figures.currency.get(entry.letter, "")
    said_so = html.escape(amount(value, figure.unit, currency))
    if figure.drawn:
        low, high = (f"{bound * 100:.0f}" for bound in interval(value, figure.drawn))
        said_so += f" <small>({low} to {high})</small>"
    if comparison.reference is None:
        return f"{said_so}{_star(entry, comparison, figures, figure)}"
    if entry == comparison.reference:
        return f"{said_so} <small>reference</small>"
    if not comparison.comparable(entry):
        return f"{said_so} <small>{NOT_COMPARABLE}</small>"
    found = difference(figure, value, figures.of(comparison.reference, figure))
    if found is None:
        return said_so
    if found.word == "same":
        return f"same <small>{said_so}</small>"
    sign = "+" if found.amount > 0 else "−"
    change = _on_change(abs(found.amount), figure.unit, currency)
    word = _word(found, figures.beside, (entry.letter, comparison.reference.letter))
    return f"{sign}{html.escape(change)} {word} <small>{said_so}</small>"


def _on_change(size: float, unit: Unit, currency: str) -> str:
    if unit is Unit.SHARE:
        points = f"{round(size * 100, 1):g}"
        return f"{points} point" if points == "1" else f"{points} points"
    return amount(size, unit, currency, 2)


def _word(found: Difference, beside: Beside | None, pair: tuple[str, str]) -> str:
    """Better or worse; of what is tested the test's word, or none."""
    if beside is None or not found.word:
        return found.word
    return WORDS[beside[pair]] if pair in beside else ""


def _star(entry: Entry, comparison: Comparison, figures: Figures, figure: Figure) -> str:
    values = {each.letter: figures.of(each, figure) for each in comparison.entries}
    ranked = not comparison.obstacles and entry.letter in best(figure, values, figures.beside)
    return " <small>★ best</small>" if ranked else ""


# Who is best, first of all; or why nobody can say.


def show_verdict(comparison: Comparison, verdict: str | None, how_chosen: str = "") -> None:
    """The verdict, as far as the runs can be ranked, and what to think of it."""
    if comparison.obstacles:
        reasons = " ".join(comparison.obstacles)
        words = f"Not comparable, so nobody is ranked. {reasons}"
        st.warning(plain(words), icon=":material/balance:")
        return
    if verdict is None:
        return
    active = any(entry.run.active for entry in comparison.entries)
    so_far = "So far: " if active else ""
    caveats = f"{what_chance_does(comparison.settings)} {how_chosen}".strip()
    st.markdown(f"**{plain(so_far + verdict)}** {plain(caveats)}")
