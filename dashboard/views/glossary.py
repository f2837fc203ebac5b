"""The glossary: what the words mean, each with a link to where one sees it."""

from __future__ import annotations

import streamlit as st

from dashboard.glossary.term import Term
from dashboard.glossary.terms import find
from dashboard.text import plain

FIND = "find"


def page() -> None:
    """The whole page, top to bottom."""
    st.title("Glossary", anchor=False)
    words = st.text_input(
        "Find", key=FIND, bind="query-params", placeholder="A term, or a word of what it means"
    )
    found = find(words)
    if not found:
        st.info(f"No term has “{plain(words)}” in it.")
    for subject, terms in found.items():
        st.header(subject)
        with st.grid(2, min_column_width=400, gap="medium"):
            for term in terms:
                _show(term)


def _show(term: Term) -> None:
    with st.container(gap="xsmall"):
        st.subheader(term.term, anchor=term.anchor)
        report = f" :gray[The report, {term.report}.]" if term.report else ""
        st.markdown(plain(term.words) + report)
        st.page_link(
            term.seen.view,
            label=plain(term.seen.where),
            icon=":material/visibility:",
            query_params=dict(term.seen.query),
        )


page()
