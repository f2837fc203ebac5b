"""Number fields: what is typed is taken as it is meant, or refused in a sentence.

Where a field has bounds, Streamlit keeps a number beyond them in the browser, and the script goes
on with the number before. So fields have none here, and what is typed is checked in Python. Text
that is no number is sent by a script of ours (browser/shared/number_fields.js).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import streamlit as st
from streamlit.runtime.state import get_session_state

from dashboard.shared.charting import component
from dashboard.text import plain

_COMPONENT: Final = "number_fields"  # its state: the text that is no number, by field
_LONGEST: Final = 40  # letters that a sentence repeats
_SAFE: Final = 2**53  # from here on a browser rounds whole numbers

FieldValue: TypeAlias = (
    int | float | str | None
)  # text that is no number; None where nothing stands

_watch = component(_COMPONENT)


def watch_number_fields() -> None:
    """Has the browser tell what stands in number fields and is no number; once on every page."""
    with st.container(key="number_fields_place"):
        _watch({}, key=_COMPONENT, default={"unread": {}}, on_unread_change=lambda: None)


def number_field(
    label: str, default: float | None, step: float, *, key: str, bind: bool = False, **options: Any
) -> FieldValue:
    """Draws a field and returns what stands in it, to be judged by `refusal`.

    `step` also says whether the number is a whole one. Of an address that says what is no number,
    that counts until somebody chooses one.
    """
    whole = isinstance(step, int)
    unread = _unread_in_address(key, whole) if bind else None
    if unread is not None:
        options = _forgetting(key, **options)
    value: FieldValue = st.number_input(
        label,
        value=default,
        step=step,
        format="%d" if whole else "%g",
        key=key,
        bind="query-params" if bind and unread is None else None,
        **options,
    )
    typed = unread_text(key)
    return unread if typed is None and unread is not None else typed if typed is not None else value


def ask_number(
    label: str,
    low: float,
    high: float,
    default: float | None,
    step: float,
    *,
    key: str,
    **options: Any,
) -> Any:
    """Draws a field; returns its number, or says what it must be and returns None."""
    value = number_field(label, default, step, key=key, **options)
    sentence = refusal(label, low, high, value)
    if sentence is None:
        return value
    st.error(plain(sentence), icon=":material/error:")
    return None


def refusal(label: str, low: float, high: float | None, value: FieldValue) -> str | None:
    """Why a number is not taken, with what it must be; None if it is. `low` is whole if it is."""
    whole = isinstance(low, int)
    is_number = isinstance(value, int | float) and (not whole or float(value).is_integer())
    if is_number and low <= value and (high is None or value <= high):  # type: ignore[operator]
        return None
    kind = "a whole number" if whole else "a number"
    reach = (
        f"of at least {_in_words(low)}"
        if high is None
        else f"from {_in_words(low)} to {_in_words(high)}"
    )
    return f"{label} must be {kind} {reach}, not {_in_words(value)}."


def unread_text(key: str) -> str | None:
    """The text that stands in a field and is no number; None where there is none."""
    component_state = st.session_state.get(_COMPONENT)
    unread = component_state.get("unread") if component_state is not None else None
    text = unread.get(key) if unread is not None else None
    return None if text is None else str(text)


def forget_address(key: str) -> None:
    """Takes what is no number out of the address: another one has been chosen."""
    with get_session_state().query_params() as params:
        params.remove_param(key)


def forget_unread(key: str, *, whole: bool) -> None:
    """The same, if the address does say what is no number."""
    if _unread_in_address(key, whole) is not None:
        forget_address(key)


def _forgetting(
    key: str, on_change: Callable[..., None] | None = None, args: Any = (), **options: Any
) -> dict[str, Any]:
    def change() -> None:
        forget_address(key)
        if on_change is not None:
            on_change(*args)

    return {"on_change": change, **options}


def _unread_in_address(key: str, whole: bool) -> str | None:
    text = st.query_params.get(key)
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        return text
    is_one = math.isfinite(number) and (not whole or (number.is_integer() and abs(number) < _SAFE))
    return None if is_one else text


def _in_words(value: FieldValue) -> str:
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= _LONGEST else f"'{value[:_LONGEST]}…'"
    if value is None:
        return "nothing"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10f}".rstrip("0").rstrip(".")
