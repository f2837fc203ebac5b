"""Running to its end what reports where it is."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")


def found(steps: Generator[str, None, T]) -> T:
    """What the generator returns; it must have said at least once what it is at."""
    said = []
    while True:
        try:
            said.append(next(steps))
        except StopIteration as end:
            assert all(said)
            assert said
            return end.value
