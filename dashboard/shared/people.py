"""Whose runs are whose, in words, and what may be done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

from core.errors import UserError
from core.runs.groups.records import Group
from core.runs.people import HOST_ID, NOBODYS, SOMEBODY, THE_HOST, YOU
from core.runs.records import Run
from dashboard.backend import executor, me, store
from dashboard.text import plain, quoted


def may_change(what: Run | Group) -> bool:
    """Whether this visitor may stop, label or delete it."""
    return me().may_change(what.owner)


def owner_names(of: Iterable[Run | Group]) -> Mapping[str, str]:
    """Who made them, in words, by their owners."""
    owners = {what.owner for what in of}
    known = {"": NOBODYS, HOST_ID: THE_HOST} | store().nicknames(owners - {"", HOST_ID})
    words = {owner: known.get(owner, SOMEBODY) for owner in owners}
    return words | ({me().id: YOU} if me().id in owners - {""} else {})


def have_other_owners(of: Iterable[Run | Group]) -> bool:
    """Whether it has to be said who made them: not while all are the visitor's, or nobody's."""
    return bool({what.owner for what in of} - {"", me().id}) or me().id not in ("", HOST_ID)


def bylines(of: Iterable[Run | Group]) -> Mapping[str, str]:
    """What a line on each of them ends with, by their owners: " · by Ada"; "" if that is plain."""
    shown = list(of)
    if not have_other_owners(shown):
        return {what.owner: "" for what in shown}
    return {owner: f" · by {quoted(maker)}" for owner, maker in owner_names(shown).items()}


def stop_run(run_id: str) -> bool:
    """Stops a run, or says why not; returns whether."""
    return attempt(lambda: executor().stop(run_id, by=me()))


def attempt(change: Callable[[], object]) -> bool:
    """Makes a change, or says why it cannot be made; returns whether it was made.

    What a page does not offer, a message by hand may ask for; and what it offers, may be gone.
    """
    try:
        change()
    except UserError as problem:
        st.toast(plain(str(problem)), icon=":material/error:")
        return False
    return True
