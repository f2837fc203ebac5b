"""Settings as widgets, one for each declared parameter and bound to the URL; settings in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar, get_args

import streamlit as st

from core.errors import SettingsError
from core.names.settings import NamesSettings
from core.parameters import Parameter, parameters
from core.runs.settings import Kind, RunSettings, build, kind_of, model_of
from core.stocks.settings import StockSettings
from dashboard.shared.experiments import PAGES
from dashboard.shared.history import RETRAIN, request_action
from dashboard.shared.number_field import forget_unread, number_field, refusal
from dashboard.text import in_full

S = TypeVar("S", NamesSettings, StockSettings)


def settings_form(model: type[S], defaults: S) -> S:
    """Draws the settings of `model`, the main ones first, the others folded under their headings.

    Raises:
        SettingsError: The values do not make valid settings.
    """
    known = parameters(model)
    main = [parameter for parameter in known if parameter.facts.main]
    folded: dict[str, list[Parameter]] = {}
    for parameter in known:
        if not parameter.facts.main:
            folded.setdefault(parameter.facts.folded, []).append(parameter)
    prefix = kind_of(defaults)
    values = _fields(prefix, main)
    for heading, under_it in folded.items():
        with st.expander(heading, key=f"{prefix}_{heading.split()[0].lower()}"):
            values |= _fields(prefix, under_it)
    for parameter in filter(_is_number, known):
        low, high = _bounds(parameter)
        sentence = refusal(parameter.facts.label, low, high, values[parameter.name])
        if sentence is not None:
            raise SettingsError(sentence)
    return build(model, values)


def show_settings(settings: RunSettings) -> None:
    """Puts `settings` into the form; call it before the form is drawn (in a callback)."""
    for parameter in parameters(type(settings)):
        key = f"{kind_of(settings)}_{parameter.name}"
        st.session_state[key] = getattr(settings, parameter.name)
        if _is_number(parameter):
            forget_unread(key, whole=parameter.annotation is int)


def settings_query(settings: RunSettings) -> dict[str, str]:
    """The part of a URL that fills the form with `settings`; defaults are left out."""
    return {
        f"{kind_of(settings)}_{parameter.name}": _in_url(parameter, value)
        for parameter in parameters(type(settings))
        if (value := getattr(settings, parameter.name)) != parameter.default
    }


def outdated_in_url(settings: RunSettings) -> dict[str, str | None]:
    """What the form must still correct in the URL, as (name, text); None where it leaves one out.

    The browser writes every change of a field there itself. But what the server says of a look
    replaces the whole address, and with it what somebody has changed since.
    """
    right = settings_query(settings)
    wrong: dict[str, str | None] = {}
    for parameter in parameters(type(settings)):
        name = f"{kind_of(settings)}_{parameter.name}"
        stands = st.query_params.get(name, _in_url(parameter, parameter.default))
        if not _same(stands, _in_url(parameter, getattr(settings, parameter.name))):
            wrong[name] = right.get(name)
    return wrong


def _same(one: str, other: str) -> bool:
    try:
        return one == other or float(one) == float(other)
    except ValueError:
        return False


def _in_url(parameter: Parameter, value: Any) -> str:
    return _labels(parameter)[value] if parameter.facts.choices else str(value)


def _labels(parameter: Parameter) -> Mapping[str, str]:
    return dict(parameter.facts.choices)


def _fields(prefix: str, shown: list[Parameter]) -> dict[str, Any]:
    values = {}
    explained = any(parameter.facts.captions for parameter in shown)
    with st.grid(1 if explained else 2, min_column_width=120):
        for parameter in shown:
            values[parameter.name] = _field(f"{prefix}_{parameter.name}", parameter)
    return values


def _field(key: str, parameter: Parameter) -> Any:
    facts = parameter.facts
    label = f"{facts.label} ({facts.unit})" if facts.unit else facts.label
    shared: dict[str, Any] = {
        "key": key,
        "help": parameter.help,
        "bind": "query-params",
        "on_change": _on_change,
        "args": (key, parameter.name),
    }
    if facts.choices:
        labels = _labels(parameter)
        options = list(labels)
        index = options.index(parameter.default)
        if facts.captions:
            shared["captions"] = facts.captions
            return st.radio(label, options, index, format_func=labels.__getitem__, **shared)
        return st.selectbox(label, options, index, format_func=labels.__getitem__, **shared)
    if datetime.date in get_args(parameter.annotation):
        return st.date_input(label, value=parameter.default, format="YYYY-MM-DD", **shared)
    number = parameter.annotation  # a field takes all its numbers of one type
    return number_field(label, parameter.default, number(facts.step), **shared | {"bind": True})


def _on_change(key: str, name: str) -> None:
    """Somebody has changed a setting: others go with it.

    When the browser goes back or forward, Streamlit fills these from the address all the same.
    """
    prefix = key.removesuffix(name)
    for follower in parameters(model_of(Kind(prefix.removesuffix("_")))):
        if follower.facts.follows == name:
            goes_with = dict(follower.facts.goes_with)
            st.session_state[prefix + follower.name] = goes_with[st.session_state[key]]
    request_action(RETRAIN)


def _is_number(parameter: Parameter) -> bool:
    return parameter.annotation in (int, float)


def _bounds(parameter: Parameter) -> tuple[float, float]:
    number = parameter.annotation
    return number(parameter.lower), number(parameter.upper)


# Settings in words.


def previous_values(before: RunSettings, now: RunSettings) -> str:
    """What `before` had that `now` has not: "timesteps 7, units 50"."""
    return ", ".join(f"{name} {value}" for name, value, _ in _differing(before, now))


def changed(before: RunSettings, now: RunSettings) -> str:
    """What has become of each setting: "units 50 → 12, price Open → Close"."""
    return ", ".join(f"{name} {old} → {new}" for name, old, new in _differing(before, now))


def non_default(settings: RunSettings, without: AbstractSet[str]) -> list[str]:
    """The settings that are not as usual, those of `without` aside: ["dropout 0.4"]."""
    return [
        setting_in_words(parameter, settings)
        for parameter in parameters(type(settings))
        if getattr(settings, parameter.name) != parameter.default and parameter.name not in without
    ]


def _differing(before: RunSettings, now: RunSettings) -> list[tuple[str, str, str]]:
    """(name, value before, value now) of each setting that differs, as people read them."""
    found = []
    for parameter in parameters(type(now)):
        old, new = getattr(before, parameter.name), getattr(now, parameter.name)
        if old != new:
            found.append(
                (
                    parameter.facts.label.lower(),
                    value_text(parameter, old),
                    value_text(parameter, new),
                )
            )
    return found


def setting_in_words(parameter: Parameter, settings: RunSettings) -> str:
    """A setting and its value: "units 12"."""
    value = value_text(parameter, getattr(settings, parameter.name))
    return f"{parameter.facts.label.lower()} {value}"


def value_text(parameter: Parameter, value: Any) -> str:
    """A value as its widget shows it."""
    if value is None:
        return "none"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return in_full(value)
    return dict(parameter.facts.choices).get(value, f"{value}")


def in_words(settings: RunSettings) -> str:
    """The settings that matter most, and all others that are not as usual."""
    page = PAGES[kind_of(settings)]
    others = non_default(settings, page.summarized)
    return ", ".join([page.summary(settings), *others])
