"""Paired runs: what is compared takes turns, so that a busy machine slows all of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from time import perf_counter

MIN_RUNS = 5


def paired(works: Mapping[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """Wall times in seconds: every work once a round, in the order given, after nothing else."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            times[name].append(seconds(work))
    return times


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    began = perf_counter()
    work()
    return perf_counter() - began


def median_ratio(theirs: list[float], ours: list[float]) -> float:
    """How many times faster ours is: the median over the pairs."""
    return statistics.median(a / b for a, b in zip(theirs, ours, strict=True))
