"""Whose run is next: the rule by which sessions share the workers."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NEVER = float("-inf")
LATER_THAN_ALL = float("inf")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queued run."""

    id: str
    session: str
    created: float
    grouped: bool = False  # one of many that were asked for together


@dataclass(frozen=True, slots=True)
class Served:
    """What a session has been given: runs that run now, and when its last one started."""

    running: int = 0
    last_started: float = NEVER


def in_order(waiting: Iterable[Waiting], served: Mapping[str, Served]) -> list[str]:
    """The ids of the queued runs, next one first.

    The session with the fewest running runs goes first; among equals the one that was served
    longest ago; within a session, the oldest run, and those of groups after all others. So
    somebody who queues twenty runs does not keep others waiting, nor themselves with a sweep:
    sessions take turns.
    """
    lines: dict[str, list[Waiting]] = {}  # each session's runs, the oldest at the end
    for run in sorted(waiting, key=_age, reverse=True):
        lines.setdefault(run.session, []).append(run)
    turns = [_turn(line[-1], served.get(session, Served())) for session, line in lines.items()]
    heapq.heapify(turns)
    order: list[str] = []
    while turns:
        running, _, _, run_id, session = heapq.heappop(turns)
        order.append(run_id)
        lines[session].pop()
        if lines[session]:
            heapq.heappush(turns, _turn(lines[session][-1], Served(running + 1, LATER_THAN_ALL)))
    return order


def _turn(run: Waiting, served: Served) -> tuple[int, float, float, str, str]:
    return served.running, served.last_started, run.created, run.id, run.session


def _age(run: Waiting) -> tuple[bool, float, str]:
    return run.grouped, run.created, run.id
