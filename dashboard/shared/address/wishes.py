"""What people have asked for on a page, by a click or a change, until it is done.

Whenever the browser asks for another look, Streamlit breaks off the one that is under way, and
what a button has said there is lost. Its callback is called for certain: that notes a wish.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

TRAIN = "train"
RETRAIN = "retrain"
PULL_PRICES = "pull_prices"
SWEEP = "sweep"


def wish(name: str) -> None:
    """Notes a wish; the callback of a widget."""
    _wishes().add(name)


@contextmanager
def wished(name: str) -> Iterator[bool]:
    """Whether somebody wishes it. The wish is granted at the end of the block, not before.

    If the block is broken off, the next look hears of the wish again: whatever grants it must not
    touch `st` any more once that is done, as everything in `st` may break off.
    """
    wishes = _wishes()
    yield name in wishes
    wishes.discard(name)


def forget_wishes() -> None:
    """Forgets all of them: somebody has gone to another page."""
    _wishes().clear()


def _wishes() -> set[str]:
    wishes: set[str] = st.session_state.setdefault("wishes", set())
    return wishes
