"""How two settings differ, in words."""

from __future__ import annotations

from typing import Any

from core.parameters import Parameter, parameters
from core.runs.settings import RunSettings
from dashboard.text import in_full


def was_different(before: RunSettings, now: RunSettings) -> str:
    """What `before` had that `now` has not: "timesteps 7, units 50"."""
    return ", ".join(f"{name} {value}" for name, value, _ in _differing(before, now))


def changed(before: RunSettings, now: RunSettings) -> str:
    """What has become of each setting: "units 50 → 12, price Open → Close"."""
    return ", ".join(f"{name} {old} → {new}" for name, old, new in _differing(before, now))


def others_than_default(settings: RunSettings, without: set[str]) -> list[str]:
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
                (parameter.facts.label.lower(), said(parameter, old), said(parameter, new))
            )
    return found


def setting_in_words(parameter: Parameter, settings: RunSettings) -> str:
    """A setting and its value: "units 12"."""
    return f"{parameter.facts.label.lower()} {said(parameter, getattr(settings, parameter.name))}"


def said(parameter: Parameter, value: Any) -> str:
    """A value as its widget shows it."""
    if value is None:
        return "none"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return in_full(value)
    return dict(parameter.facts.choices).get(value, f"{value}")
