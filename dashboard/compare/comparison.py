"""A comparison: its runs, how each looks, who they are, and how all of them learned."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.advice import Curve
from core.runs.comparison import (
    LETTERS,
    Ground,
    SharedAndDiffering,
    against,
    shared_and_differing,
    unlike_most,
    what_differs,
)
from core.runs.settings import EXPERIMENTS, Kind
from dashboard.charts.compare_charts import Line, Look, compared_chart
from dashboard.compare.selection import Entry
from dashboard.run_analysis import ANALYSES
from dashboard.shared.charting import show_chart
from dashboard.shared.experiments import PAGES
from dashboard.shared.form import setting_in_words, settings_query
from dashboard.shared.status import status_sentence
from dashboard.text import plain
from dashboard.theme import categorical, palette

# How each run of a comparison looks, wherever it appears: letter, colour, line and marker.

_DASHES = ("solid", "dot")  # dashed is yesterday's price
_SYMBOLS = {  # Plotly's name, and how it is written: full ones first, then hollow ones
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "triangle-up": "▲",
    "triangle-down": "▼",
    "star": "★",
    "circle-open": "○",
    "square-open": "□",
    "diamond-open": "◇",
    "triangle-up-open": "△",
    "triangle-down-open": "▽",
    "star-open": "☆",
}
_BORDERS = {"solid": "solid", "dot": "dotted"}


def look_of(letter: str, colours: Sequence[str]) -> Look:
    """The look of the run with that letter: a marker of its own, a colour and a line.

    When the colours are used up they come again with the next line.
    """
    place = LETTERS.index(letter)
    dash = _DASHES[place // len(colours) % len(_DASHES)]
    return Look(letter, colours[place % len(colours)], dash, list(_SYMBOLS)[place])


def swatch(look: Look) -> str:
    """Line, marker and letter as HTML."""
    return (
        f'<span class="lab-swatch" style="color: {look.colour}">'
        f'<i aria-hidden="true" style="border-top: 3px {_BORDERS[look.dash]}"></i>'
        f'<i aria-hidden="true">{_SYMBOLS[look.symbol]}</i><b>{look.letter}</b></span>'
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs of one kind; `grounds` by letter, without those whose data cannot be used any more."""

    entries: tuple[Entry, ...]
    reference: Entry | None
    settings: SharedAndDiffering
    grounds: Mapping[str, Ground]
    colours: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """Of all the runs."""
        return self.entries[0].run.kind

    @property
    def obstacles(self) -> list[str]:
        """Why the runs cannot be ranked: a sentence each."""
        return what_differs(self.grounds)

    def look(self, entry: Entry) -> Look:
        """How a run looks, wherever it appears."""
        return look_of(entry.letter, self.colours)

    def comparable(self, entry: Entry) -> bool:
        """Whether the figures of a run can be held against those of the reference."""
        if self.reference is None:
            return False
        both = {each.letter: self.grounds.get(each.letter) for each in (entry, self.reference)}
        grounds = {letter: ground for letter, ground in both.items() if ground is not None}
        return len(grounds) == len(both) and not what_differs(grounds)

    def words(self, entry: Entry) -> str:
        """What sets a run apart: its name, its data where those differ, its settings."""
        settings = [each.run.settings for each in self.entries]
        apart = unlike_most(settings, entry.run.settings, self.settings.differing)
        said_so = ", ".join(setting_in_words(each, entry.run.settings) for each in apart)
        data = len({each.run.dataset_id for each in self.entries}) > 1
        title = entry.run.name or (entry.run.title if data else "")
        usual = "as most of them" if self.settings.differing else "same settings"
        return ": ".join(filter(None, [title, said_so or usual]))


def compare(entries: Sequence[Entry], reference: str | None) -> Comparison:
    """Puts runs side by side; `reference` is the letter of one of them, or of none."""
    grounds = {entry.letter: ANALYSES[entry.run.kind].ground(entry.run) for entry in entries}
    return Comparison(
        entries=tuple(entries),
        reference=next((entry for entry in entries if entry.letter == reference), None),
        settings=shared_and_differing([entry.run.settings for entry in entries]),
        grounds={letter: ground for letter, ground in grounds.items() if ground is not None},
        colours=categorical(),
    )


# Which runs are compared: their letters, what tells them apart, where they stand.


def show_legend(comparison: Comparison) -> None:
    """A line a run: letter and look, what it is, where it stands, a link; then what all share."""
    with st.grid(2, min_column_width=320, gap="xsmall", key="compared"):
        for entry in comparison.entries:
            with st.container(
                horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"
            ):
                st.html(_legend_line(entry, comparison), width="stretch")
                st.page_link(
                    PAGES[entry.run.kind].view,
                    label="Open",
                    query_params={"run": entry.run.id} | settings_query(entry.run.settings),
                )
    st.caption(plain(shared_words(comparison)))


def shared_words(comparison: Comparison) -> str:
    """The settings that all the runs have in common, in one sentence."""
    first = comparison.entries[0].run.settings
    words = [setting_in_words(parameter, first) for parameter in comparison.settings.shared]
    return f"All share: {', '.join(words)}." if words else "They share no setting."


def _legend_line(entry: Entry, comparison: Comparison) -> str:
    mark = " <b>(reference)</b>" if entry == comparison.reference else ""
    words = html.escape(comparison.words(entry))
    where = html.escape(status_sentence(entry.run))
    return (
        f'<div class="lab-entry">{swatch(comparison.look(entry))}'
        f"<p>{words}{mark}<br><small>{where}</small></p></div>"
    )


# How all runs learned, on one chart, or as differences from the reference.

HEIGHT = 320


def show_losses(comparison: Comparison) -> None:
    """Draws them, and the switch of the axis."""
    page = PAGES[comparison.kind]
    with st.container(horizontal=True, horizontal_alignment="distribute", key="losses_head"):
        st.header("How they learned", anchor=False, width="content")
        logarithmic = st.toggle(
            "Logarithmic",
            value=page.logarithmic,
            key="logarithmic",
            bind="query-params",
            help="Shows small values beside large ones. Beside a reference: as multiples of its.",
        )
    shown = _comparable(comparison)
    found, of = ANALYSES[comparison.kind].curves([entry.run for entry in shown])
    curves = {entry.letter: curve for entry, curve in zip(shown, found, strict=True)}
    figure = compared_chart(
        [_loss_line(entry, comparison, curves, logarithmic) for entry in shown],
        palette(),
        x_title=EXPERIMENTS[comparison.kind].step.capitalize(),
        y_title=_title(page.curve, comparison.reference, logarithmic) + of,
        logarithmic=logarithmic,
        height=HEIGHT,
    )
    alt = _in_words(f"{page.curve}{of}", curves, comparison)
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


def _loss_line(
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
