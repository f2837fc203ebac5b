"""Which runs are compared: their letters, what tells them apart, where they stand."""

from __future__ import annotations

import html

import streamlit as st

from dashboard.compare.address import Entry
from dashboard.compare.comparison import Comparison
from dashboard.compare.looks import swatch
from dashboard.shared.address.run_in_url import VIEW_OF
from dashboard.shared.settings.differences import setting_in_words
from dashboard.shared.settings.form import settings_query
from dashboard.shared.status import status_sentence
from dashboard.text import plain


def show_legend(comparison: Comparison) -> None:
    """A line a run: letter and look, what it is, where it stands, a link; then what all share."""
    with st.grid(2, min_column_width=320, gap="xsmall", key="compared"):
        for entry in comparison.entries:
            with st.container(
                horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"
            ):
                st.html(_line(entry, comparison), width="stretch")
                st.page_link(
                    VIEW_OF[entry.run.kind],
                    label="Open",
                    query_params={"run": entry.run.id} | settings_query(entry.run.settings),
                )
    st.caption(plain(shared_words(comparison)))


def shared_words(comparison: Comparison) -> str:
    """The settings that all the runs have in common, in one sentence."""
    first = comparison.entries[0].run.settings
    words = [setting_in_words(parameter, first) for parameter in comparison.settings.shared]
    return f"All share: {', '.join(words)}." if words else "They share no setting."


def _line(entry: Entry, comparison: Comparison) -> str:
    mark = " <b>(reference)</b>" if entry == comparison.reference else ""
    words = html.escape(comparison.words(entry))
    where = html.escape(status_sentence(entry.run))
    return (
        f'<div class="lab-entry">{swatch(comparison.look(entry))}'
        f"<p>{words}{mark}<br><small>{where}</small></p></div>"
    )
