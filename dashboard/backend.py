"""The one store and the one executor of this server, and who is asking."""

from __future__ import annotations

import uuid
from contextlib import suppress

import streamlit as st

from core.runs.groups.store import Groups
from core.runs.people import HOST_ID, NICKNAME_LETTERS, NOBODY, NicknameError, Person
from core.runs.store import Store
from core.runs.workers.executor import Executor
from dashboard.server.people import read_person

_ME = "me"


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The database of runs."""
    return Store()


def group_store() -> Groups:
    """The groups of runs in that database."""
    return Groups(store())


@st.cache_resource(show_spinner=False)
def executor() -> Executor:
    """Carries runs out in worker processes."""
    return Executor(store())


def me() -> Person:
    """Who this visitor is, by the connection of the browser; where it has left, who it was."""
    headers = st.context.headers
    if not headers:
        person: Person = st.session_state.get(_ME, NOBODY)
        return person
    person, login = read_person(headers)
    if login and st.session_state.get(_ME) != person and not store().nicknames([person.id]):
        with suppress(NicknameError):  # somebody else has it
            store().set_nickname(person, login[:NICKNAME_LETTERS])
    st.session_state[_ME] = person
    return person


def session() -> str:
    """Who takes turns in the queue: a person, where they can be told apart, else a window."""
    person = me()
    if person.id not in ("", HOST_ID):
        return person.id
    return str(st.session_state.setdefault("session", uuid.uuid4().hex))
