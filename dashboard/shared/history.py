"""Where a look at a page comes from: another page, the browser's history, a requested action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.errors import shortened
from dashboard.text import quoted

# Leaving for another page by a button.
#
# Where to stands until the other page is reached: a look that the browser asks for meanwhile would
# else bring the old page back, and the click would be lost (see `requested_action`).

_KEY = "leaving_for"


def leave_for(view: str, query: Mapping[str, str]) -> None:
    """Wants another page, with these parameters in its URL; call it when an action is done."""
    st.session_state[_KEY] = (view, query)


def leave() -> None:
    """Leaves, if somebody wants to; call it before the page, or what has the button, is drawn."""
    wanted = st.session_state.get(_KEY)
    if wanted is not None:
        view, query = wanted
        st.switch_page(view, query_params=query)


def arrive() -> None:
    """Another page is on show: the one that was wanted, or the one where somebody went instead."""
    st.session_state.pop(_KEY, None)


# Actions that people have requested on a page, by a click or a change, until they are done.
#
# Whenever the browser asks for another look, Streamlit breaks off the one that is under way, and
# the click of a button is lost with it. Its callback is called for certain, and notes the action.

TRAIN = "train"
RETRAIN = "retrain"
PULL_PRICES = "pull_prices"
SWEEP = "sweep"


def request_action(name: str) -> None:
    """Notes an action to be done; the callback of a widget."""
    _requested_actions().add(name)


@contextmanager
def requested_action(name: str) -> Iterator[bool]:
    """Whether an action is requested. It counts as done at the end of the block, not before.

    If the block is broken off, the next look finds the request again: whatever does the action must
    not touch `st` any more once that is done, as everything in `st` may break off.
    """
    actions = _requested_actions()
    yield name in actions
    actions.discard(name)


def forget_actions() -> None:
    """Forgets all of them: somebody has gone to another page."""
    _requested_actions().clear()


def _requested_actions() -> set[str]:
    actions: set[str] = st.session_state.setdefault("requested_actions", set())
    return actions


MOST_LETTERS: Final = 10_000  # of one part of an address, which may name hundreds of runs
_PAGE = "page_on_show"
_ARRIVED = "just_arrived"


def by_back_or_forward() -> bool:
    """Whether this is the first look after the browser went back or forward.

    Streamlit then fills every widget that is bound to the URL from it, whatever the script says.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def drop_long_parts() -> None:
    """Leaves out what of the address is too long to be read; call it before the page runs."""
    for name in list(st.query_params):
        letters = sum(map(len, st.query_params.get_all(name)))
        if letters > MOST_LETTERS:
            del st.query_params[name]
            st.warning(
                f"What the address says of “{quoted(shortened(name))}” has {letters:,} letters and "
                f"the limit is {MOST_LETTERS:,}: it was left out."
            )


def note_page(title: str) -> None:
    """Notes which page is looked at; call it before the page runs."""
    arrived = st.session_state.get(_PAGE) != title
    st.session_state[_ARRIVED] = arrived
    st.session_state[_PAGE] = title
    if arrived:
        forget_actions()
        arrive()


def just_arrived() -> bool:
    """Whether this is the first look at this page after another one."""
    return bool(st.session_state.get(_ARRIVED))
