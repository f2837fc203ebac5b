"""A station of the tour, and the answers to its questions from the numbers of the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.cells import LSTM
from core.inside.questions import (
    ablate_memory,
    highest_unit,
    largest,
    largest_jump,
    likeliest,
    norms,
    probability,
)
from core.inside.trace import Trace
from core.stocks.money import money
from dashboard.inside.gradient_panel import BIAS, LIMIT, TRAINED, flows, share
from dashboard.inside.panels import influence_of_days
from dashboard.inside.payload import TraceRequest, currency, trace_input, trace_result
from dashboard.text import significant


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
    answer: Callable[[TraceRequest], Answer]  # from the network and the input of the station
    shows: Mapping[str, str]  # what the URL says once it is answered, beside the station's address


@dataclass(frozen=True, slots=True)
class Station:
    """One stop: text first, then what to do, then the picture moves."""

    title: str
    words: str  # what it explains
    address: Mapping[str, str]  # the URL: how the controls stand
    task: str = ""  # what to do there; where there is a guess, after it
    # When that is done, see browser/inside/tour.js; a function takes the trace.
    reached: Mapping[str, Any] = field(default_factory=dict)
    done: str = ""  # what is said then
    report: str = ""  # where the report has it
    guess: Guess | None = None
    panel: str = ""  # the panel below that shows it
    pages: Mapping[str, str] = field(default_factory=dict)  # where one may go on: name, view


LETTERS = 3  # beside the one that came


def next_letter(request: TraceRequest, step: int) -> Answer:
    """The likeliest letter after a step, from 0; the one that came is among the choices."""
    found = trace_result(request).trace
    came = str(found.comes[step])
    expected = likeliest(found, step, LETTERS + 1)
    others = [letter for letter in expected if letter != came][:LETTERS]
    choices = sorted([came, *others])
    best = expected[0]
    because = f"It expects “{best}” most: {_percent(probability(found, step, best))}."
    if came != best:
        because += (
            f" “{came}”, which came, has {_percent(probability(found, step, came))}: the network "
            "does not see the letters to the right."
        )
    return Answer([f"“{letter}”" for letter in choices], choices.index(best), because)


def smallest_gradient_step(request: TraceRequest) -> Answer:
    """Where the gradient of the hidden state is smallest: first, where it is largest, or last."""
    found = trace_result(request).trace
    by_step = norms(found, "da")
    among = sorted({0, largest_gradient_step(found) - 1, len(by_step) - 1})
    right = int(by_step[among].argmin())
    top = largest_gradient_step(found) - 1
    came, last = str(found.comes[top]), len(by_step) - 1
    because = (
        f"Its length is {significant(by_step[0])} at step 1, largest at step {top + 1} "
        f"({significant(by_step[top])}), where “{came}” came that had only "
        f"{_percent(probability(found, top, came))}, and {significant(by_step[last])} at step "
        f"{last + 1}: after it nothing comes that it could still change."
    )
    return Answer([f"At step {step + 1}" for step in among], right, because)


def largest_gradient_step(found: Trace) -> int:
    """The step, from 1, at which the gradient of the hidden state is largest."""
    by_step = norms(found, "da")
    return largest(range(len(by_step)), by_step) + 1


def fullest_unit(found: Trace) -> int:
    """The unit, from 1, of the top layer whose cell state is the highest at the end."""
    return highest_unit(found, "c", -1, found.layers) + 1


def memory_left(request: TraceRequest) -> Answer:
    """What the memory of the fullest unit is when the top layer forgets everything."""
    found = trace_result(request).trace
    unit = fullest_unit(found)
    ablation = ablate_memory(trace_input(request), unit - 1, found.layers)
    choices = [
        "It stays as it is",
        "Only what this day adds is left",
        "It is 0",
    ]
    because = (
        f"The cell state of unit {unit} was {ablation.intact:.2f} on the last day; now it is "
        f"{ablation.ablated:.2f}. With f = 0 nothing of the days before comes through, and what is "
        f"left is i·g of this day: {ablation.written:.2f}."
    )
    return Answer(choices, ablation.nearest, because)


def most_influential_day(request: TraceRequest) -> Answer:
    """Which day moves the prediction most: the first, that of the largest jump, or the last."""
    window, found = influence_of_days(request)
    jump = largest_jump(window.prices)
    among = sorted({0, jump, len(window.days) - 1})
    right = largest(among, found.change)
    words = {0: "the first day", jump: "the largest jump", len(window.days) - 1: "the last day"}
    moved = [
        f"{window.days[day]} {money(abs(found.change[day]), currency(request))}" for day in among
    ]
    because = (
        "With the price of the day before in its place, the prediction moves by this much: "
        f"{', '.join(moved)}."
    )
    return Answer([f"{window.days[day]}, {words[day]}" for day in among], right, because)


def furthest_reach(request: TraceRequest, length: int) -> Answer:
    """The untrained network in which most of the last step's gradient arrives at the first."""
    found = {
        name: of
        for name, of in flows(request, length, BIAS, LIMIT).items()
        if not name.startswith(TRAINED)
    }
    reaches = [float(of.reach[0]) for of in found.values()]
    right = reaches.index(max(reaches))
    names = list(found)
    shares = ", ".join(f"{name} {share(of)}" for name, of in found.items())
    because = f"Of the gradient at the last day there arrives at the first: {shares}."
    if names[right] != LSTM.label:
        because += (
            " That an LSTM eases this holds only if its forget gate stands open enough: in the "
            "panel, raise its forget bias, and look again."
        )
    return Answer(names, right, because)


def _percent(share: float) -> str:
    """As browser/inside/notation.js writes it on the same page."""
    return f"{share * 100:.{1 if share < 0.0995 else 0}f} %"
