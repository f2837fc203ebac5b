"""Changes as the URL says them: `change`, once for each, and the `dice` that draw letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from core.cache import cached
from core.errors import SettingsError, shortened
from core.inside.interfere import interfere
from core.inside.interference import FixUnit, HoldGate, read_interference
from core.names.corpus import Corpus
from dashboard.inside.place import put_in_url, show_in_url, whole_url
from dashboard.inside.subject import Subject
from dashboard.inside.traced import MOST_CHANGES, Asked, given

CHANGE, DICE, INPUT = "change", "dice", "input"  # parameters of the URL
MOST_DICE: Final = 999_999_999
_HEARD: Final = "inside_heard"


def changes_in_url(asked: Asked) -> tuple[tuple[str, ...], list[str]]:
    """The changes that can be made, and a sentence for each that cannot; it leaves the URL.

    `asked` is what is looked at without any.
    """
    words = tuple(st.query_params.get_all(CHANGE))
    kept, sentences = _possible(asked, words) if words else ((), [])
    if kept != words:
        put_in_url(whole_url() | {CHANGE: list(kept)})
    return kept, sentences


@cached()
def _possible(asked: Asked, words: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Of two changes of the same thing the later one holds."""
    changed, sentences = given(asked), []
    kept: dict[str, str] = {}  # by what is changed
    for word in words[:MOST_CHANGES]:
        try:
            change = read_interference(word)
            changed = interfere(changed, [change])
        except SettingsError as problem:
            sentences.append(f"The change '{shortened(word)}' cannot be made. {problem}")
            continue
        what = str(change).partition("=")[0]
        kept.pop(what, None)
        kept[what] = str(change)
    if len(words) > MOST_CHANGES:
        sentences.append(
            f"At most {MOST_CHANGES} changes can be made at once; these are the first."
        )
    return tuple(kept.values()), sentences


def dice_in_url(seen: Subject) -> tuple[int | None, list[str]]:
    """The dice, and a sentence where there are none such; they leave the URL."""
    asked = st.query_params.get(DICE)
    if asked is None:
        return None, []
    names = isinstance(seen.data, Corpus)
    if names and asked.isdecimal() and len(asked) <= len(str(MOST_DICE)):
        return int(asked), []
    del st.query_params[DICE]
    if not names:
        return None, ["Dice draw letters: a network of prices has none."]
    return None, [
        f"'{shortened(asked)}' are no dice: they are a whole number from 0 to {MOST_DICE:,}."
    ]


def of_any_input() -> dict[str, str | list[str]]:
    """Those changes of the URL that are of the network; the others were of the input."""
    return {CHANGE: [word for word in st.query_params.get_all(CHANGE) if _of_network(word)]}


def _of_network(word: str) -> bool:
    try:
        return isinstance(read_interference(word), HoldGate | FixUnit)
    except SettingsError:
        return False


def show_changes_in_url(told: Mapping[str, Any]) -> None:
    """Has the URL say what the browser asks for (whatif.js), and where it stands."""
    st.session_state[_HEARD] = told["number"]
    dice, text = told["dice"], told["input"]
    more: dict[str, str | list[str]] = {CHANGE: told["changes"]}
    more[DICE] = [] if dice is None else str(dice)
    if text is not None:
        more[INPUT] = text
    elif dice is None and not st.query_params.get(INPUT):
        more[INPUT] = []  # without dice there has to be a letter: the usual ones
    show_in_url(told["place"], more)


def heard() -> int | None:
    """The number of what the browser asked for last."""
    return st.session_state.get(_HEARD)
