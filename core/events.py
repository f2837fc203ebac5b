"""What a trainer reports while it works.

A trainer is a plain generator of these; who listens (a worker, the command line, a test)
is none of its business.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Arrays: TypeAlias = Mapping[str, NDArray[Any]]
StopCheck: TypeAlias = Callable[[], bool]
Value: TypeAlias = "float | int | str | Mapping[str, Value] | None"  # a figure, or named ones
Values: TypeAlias = Mapping[str, Value]


def never() -> bool:
    """The stop check of a training that nobody stops."""
    return False


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the training stands: `done` of `total` steps (iterations or epochs)."""

    done: float
    total: int
    loss: float
    seconds: float  # since the training started


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is kept of one step: parameters (names) or the test days' prediction (stocks)."""

    step: int
    loss: float
    seconds: float  # since the training started
    arrays: Arrays


@dataclass(frozen=True, slots=True)
class Weights:
    """The model as it stands; kept are the newest one and those that ask for it."""

    step: int
    arrays: Arrays
    stays: bool = False  # also when a newer one comes


@dataclass(frozen=True, slots=True)
class State:
    """All that a training needs to go on after a step; only the newest one is kept.

    `arrays` are those of its engine, and `seconds`: how long it took so far.
    """

    step: int
    arrays: Arrays

    @property
    def seconds(self) -> float:
        """Of training until then; 0 where nobody counted."""
        return float(self.arrays.get("seconds", 0.0))


@dataclass(frozen=True, slots=True)
class Result:
    """The last word of a training, stopped or finished: figures and arrays."""

    values: Values
    arrays: Arrays = field(default_factory=dict[str, NDArray[np.float64]])


Event: TypeAlias = Progress | Checkpoint | Weights | State | Result


_FIRST, _LONGEST = 2.0, 15.0  # seconds


class StateSchedule:
    """When a training keeps its state: 2, 4, 8 and 16 seconds after its start, then every 15.

    So a worker that dies takes along seconds of a training, however short or long that is, and the
    database, to which a large network has tens of megabytes to write, is left in peace.
    """

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._next = self._started + _FIRST

    def is_due(self) -> bool:
        """Whether it is time; then not again for a while."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + min(now - self._started, _LONGEST)
        return True
