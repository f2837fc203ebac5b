"""Who this visitor is to others: a nickname if they like, and a way to be forgotten."""

from __future__ import annotations

import streamlit as st

from core.runs.people import HOST_ID, NICKNAME_LETTERS, Person
from dashboard.backend import me, store
from dashboard.server.base import base_path
from dashboard.server.people import FORGET_ME
from dashboard.shared.charting.component import component
from dashboard.shared.people import attempt
from dashboard.text import quoted

_PANEL, _NICKNAME = "you", "nickname"

_forget_me = component("forget")


def show_you() -> None:
    """Folded, with the answer on the fold; not for the host at the computer itself."""
    person = me()
    if person.id == HOST_ID:
        return
    nickname = store().nicknames([person.id]).get(person.id, "")
    label = f"Who are you here? {_words(person, nickname)}"
    with st.expander(label, key=_PANEL, on_change="rerun") as folded:
        if not folded.open:
            return
        st.markdown(_rights(person))
        if person.id:
            _nickname_field(nickname)
            home = f"{base_path()}/"
            _forget_me({"forget": home + FORGET_ME, "home": home}, key="forget_me")


def _words(person: Person, nickname: str) -> str:
    """Who they are, in a few words."""
    if not person.id:
        return "Nobody: your browser keeps no cookie"
    name = quoted(nickname) if nickname else "Somebody without a name"
    return f"{name}, the host" if person.host else name


def _rights(person: Person) -> str:
    if person.host:
        return (
            "You opened this lab with its host's key: you may stop, label and delete everybody's "
            "runs."
        )
    if not person.id:
        return (
            "You may watch everything and train, but what you train belongs to nobody, and only "
            "the host may stop or delete it. Open this page in a window of its own, or allow "
            "cookies, and your runs are your own."
        )
    return (
        "A cookie tells you from others; there are no accounts. You may watch, compare, continue "
        "and train again whatever is here. Only you, and the host of this lab, may stop, label and "
        "delete what you train."
    )


def _nickname_field(nickname: str) -> None:
    if _NICKNAME not in st.session_state:  # else somebody may be writing in it
        st.session_state[_NICKNAME] = nickname
    st.text_input(
        "Nickname",
        key=_NICKNAME,
        max_chars=NICKNAME_LETTERS,
        placeholder="None",
        help="Stands on your runs, for everybody to see. Leave it empty to have none.",
        on_change=_keep,
        width=320,
    )


def _keep() -> None:
    attempt(lambda: store().set_nickname(me(), st.session_state[_NICKNAME]))
    del st.session_state[_NICKNAME]  # from now on it says what was kept
    st.session_state[_PANEL] = True  # to Streamlit, with another label it is another panel
