"""What to try next, in words and as settings; `core.stocks` and `core.names` choose what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np

from core.parameters import Parameter, Settings, parameters

Curve: TypeAlias = Sequence[tuple[float, float, float]]
"""A loss curve: (step, loss, seconds) by step, as the store gives it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An experiment that the run on show makes worth doing."""

    sentence: str  # what was seen, and what to try
    changes: Mapping[str, Any]  # setting -> value, always others than the run's; may be empty
    label: str  # of the button that makes the changes: "Try 1 timestep"; empty without any


@dataclass(frozen=True, slots=True)
class NotLearned(Suggestion):
    """The sentence says how one can see that a training learned nothing, and what helps."""


Advice = TypeVar("Advice", bound=Suggestion)


def advise(
    kind: type[Advice], settings: Settings, sentence: str, changes: Mapping[str, Any]
) -> Advice:
    """A piece of advice with the label of its button."""
    known = {parameter.name: parameter for parameter in parameters(type(settings))}
    words = [_words(known[name], value) for name, value in changes.items()]
    return kind(sentence, changes, f"Try {' and '.join(words)}" if words else "")


def late_trend(curve: Curve) -> float:
    """The mean loss of the last tenth of the steps, as a share of that of the tenth before.

    Below 1 the loss still falls. Of a short curve the last two points are compared. 1 where a
    loss is no number or there is one point only.
    """
    if len(curve) < 2:
        return 1.0
    steps, losses, _ = np.array(curve, dtype=np.float64).T
    share = steps / steps[-1]
    late, before = losses[share > 0.9], losses[(share > 0.8) & (share <= 0.9)]
    if len(before) == 0:
        late, before = losses[-1:], losses[-2:-1]
    if not np.isfinite([*late, *before]).all() or before.mean() <= 0:
        return 1.0
    return float(late.mean() / before.mean())


def _words(parameter: Parameter, value: Any) -> str:
    """A setting as people say it: "1 timestep", "20,000 iterations", "learning rate 0.001"."""
    name = parameter.facts.label.lower()
    if parameter.annotation is int and name.endswith("s"):
        return f"{value:,} {name.removesuffix('s') if value == 1 else name}"
    return f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
