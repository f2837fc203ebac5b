"""What a station of the tour is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.inside.traced import Asked


@dataclass(frozen=True, slots=True)
class Answer:
    """What the numbers say to a question."""

    choices: Sequence[str]
    right: int  # of the choices
    because: str  # with the numbers


@dataclass(frozen=True, slots=True)
class Guess:
    """A question that is asked before the picture shows the answer."""

    question: str
    answer: Callable[[Asked], Answer]  # from the network and the input of the station
    shows: Mapping[str, str]  # what the URL says once it is answered, beside the station's address


@dataclass(frozen=True, slots=True)
class Station:
    """One stop: text first, then what to do, then the picture moves."""

    title: str
    words: str  # what it explains
    address: Mapping[str, str]  # the URL: how the controls stand
    task: str = ""  # what to do there; where there is a guess, after it
    # When that is done, see browser/inside/tour/done.js; a function takes the trace.
    reached: Mapping[str, Any] = field(default_factory=dict)
    done: str = ""  # what is said then
    report: str = ""  # where the report has it
    guess: Guess | None = None
    panel: str = ""  # the panel below that shows it
    pages: Mapping[str, str] = field(default_factory=dict)  # where one may go on: name, view
