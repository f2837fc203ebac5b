"""The runs that somebody has ticked, to compare or delete them: in the URL as `ticked=a,b`."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard.shared.history import by_back_or_forward, just_arrived

TICKED = "ticked"  # the URL's parameter
_IDS = "ticked_runs"
_TIMES = "ticked_elsewhere"


def ticked() -> list[str]:
    """Their ids, in the order of the ticks.

    What was ticked here counts, and the URL follows: of two ticks in quick succession the browser
    sends the second before it has heard what the first made of its address.
    """
    if _IDS not in st.session_state or just_arrived() or by_back_or_forward():
        in_url = st.query_params.get(TICKED, "").split(",")
        st.session_state[_IDS] = list(dict.fromkeys(filter(None, in_url)))
    ids: list[str] = st.session_state[_IDS]
    if ",".join(ids) != st.query_params.get(TICKED, ""):
        _write(ids)
    return ids


def keep_ticks(ids: Iterable[str]) -> None:
    """Ticks these runs and no others."""
    st.session_state[_IDS] = list(ids)
    st.session_state[_TIMES] = times_ticked() + 1
    _write(st.session_state[_IDS])


def tick_among(shown: Iterable[str], chosen: Iterable[str]) -> None:
    """Of the runs of a table, ticks the chosen ones; those that it does not show stay."""
    beside = [run_id for run_id in ticked() if run_id not in set(shown)]
    st.session_state[_IDS] = [*beside, *chosen]
    _write(st.session_state[_IDS])


def times_ticked() -> int:
    """Grows whenever ticks change outside of the table, which then has to draw them anew."""
    return int(st.session_state.get(_TIMES, 0))


def show_tick(run_id: str, words: str) -> None:
    """The tick box of a run; `words` say which, to a screen reader."""
    key = f"tick_{run_id}"
    st.session_state[key] = run_id in ticked()
    st.checkbox(
        f"Tick {words}",
        key=key,
        label_visibility="collapsed",
        on_change=_take,
        args=(run_id, key),
        width="content",
    )


def _take(run_id: str, key: str) -> None:
    others = [other for other in ticked() if other != run_id]
    keep_ticks([*others, run_id] if st.session_state[key] else others)


def _write(ids: list[str]) -> None:
    if ids:
        st.query_params[TICKED] = ",".join(ids)
    else:
        st.query_params.pop(TICKED, None)
