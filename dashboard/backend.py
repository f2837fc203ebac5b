"""The one store and the one executor of this server, and who is asking."""

from __future__ import annotations

import uuid

import streamlit as st

from core.runs.store import Store
from core.runs.workers.executor import Executor


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The database of runs."""
    return Store()


@st.cache_resource(show_spinner=False)
def executor() -> Executor:
    """Carries runs out in worker processes."""
    return Executor(store())


def session() -> str:
    """Names this browser session, so that the queue is fair between people."""
    return str(st.session_state.setdefault("session", uuid.uuid4().hex))
