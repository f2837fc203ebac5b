"""Whose run is next: the rule by which sessions share the workers."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import UserError

MOST_QUEUED, MOST_QUEUED_GROUPS = 5000, 200  # by all sessions together
MOST_OF_ONE, MOST_GROUPS_OF_ONE = 1000, 20  # by one session
NEVER = float("-inf")
LATER_THAN_ALL = float("inf")


class QueueFullError(UserError):
    """More runs, or groups of runs, than may wait at a time."""


@dataclass(frozen=True, slots=True)
class Queued:
    """How many runs and groups of runs are queued."""

    runs: int
    groups: int


def admit(more: Queued, by_one: Queued, by_all: Queued) -> None:
    """Lets a session queue `more`, beside what it and all sessions together have queued.

    Raises:
        QueueFullError: That would be too many.
    """
    for added, own, everybodys, of_one, of_all, what in (
        (more.runs, by_one.runs, by_all.runs, MOST_OF_ONE, MOST_QUEUED, "runs"),
        (more.groups, by_one.groups, by_all.groups, MOST_GROUPS_OF_ONE, MOST_QUEUED_GROUPS,
         "groups of runs"),
    ):  # fmt: skip
        if added and own + added > of_one:
            raise QueueFullError(
                f"Of yours {own:,} {what} are queued, and {added:,} more would make more than "
                f"{of_one:,}, the most there may be; stop some, or wait until some are done."
            )
        if added and everybodys + added > of_all:
            raise QueueFullError(
                f"The queue is full: {everybodys:,} {what} wait for a worker, and there may be "
                f"{of_all:,}; try again when some are done."
            )


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
