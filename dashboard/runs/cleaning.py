"""How large the store is, and a way to make it smaller."""

from __future__ import annotations

import datetime

import streamlit as st

from dashboard.backend import me, store
from dashboard.runs.follow import say
from dashboard.text import plain


def show_cleaning() -> None:
    """Folded, as few need it: the size of the store, and the deletion of old runs."""
    with st.expander(
        "How large is the store, and which runs could go?", key="cleaning", on_change="rerun"
    ) as folded:
        if folded.open:
            st.markdown(plain(store().size().sentence))
            _offer_deletion()


def _offer_deletion() -> None:
    day = st.date_input(
        f"Delete all {'' if me().host else 'your '}runs created before (UTC)",
        value=None,
        max_value="today",
        format="YYYY-MM-DD",
        key="delete_before",
        help="Queued and running ones stay. Data that no run uses any more go too.",
        width=320,
    )
    if not isinstance(day, datetime.date):
        return
    before = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    count = store().count_before(before, by=me())
    yours = "" if me().host else " of yours"
    if not count:
        st.caption(f"No run{yours} that has ended is from before {day}.")
        return
    runs = ("1 run" if count == 1 else f"{count:,} runs") + yours
    with st.popover(f"Delete {runs}", icon=":material/delete:", type="tertiary"):
        st.markdown(f"Delete {runs} from before {day}, with all that they have learned?")
        st.button("Delete for good", key="delete_old", on_click=_delete, args=(before,))


def _delete(before: datetime.datetime) -> None:
    say(f"Runs deleted: {store().delete_before(before, by=me()):,}")
