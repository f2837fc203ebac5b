"""How long a group will take, from how long runs like its own have taken."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from core.names.settings import NamesSettings
from core.runs.groups.planning.plan import Plan
from core.runs.groups.planning.points import first_points, runs_of
from core.runs.settings import RunSettings, kind_of, load
from core.runs.store import Store
from core.runs.workers.host import worker_count

LATEST = 200  # runs that are looked at
ALIKE = 5  # runs, the most similar ones
FAR = 30.0  # times more or less work, beyond which another run tells nothing


@dataclass(frozen=True, slots=True)
class Measured:
    """A run that went through, and how long it had its worker."""

    settings: RunSettings
    dataset_id: str
    seconds: float


def measured(store: Store, settings: RunSettings) -> list[Measured]:
    """The latest runs of this kind and engine that went through."""
    kind = kind_of(settings)
    return [
        Measured(load(kind, text), dataset_id, seconds)
        for text, dataset_id, seconds in store.durations(kind, settings.engine, LATEST)
    ]


def seconds_of(
    runs: Sequence[RunSettings], dataset_id: str, known: Sequence[Measured], workers: int
) -> float | None:
    """How long so many workers will take for some runs; None where nothing like them is known.

    Each run takes as long as the most similar ones on the same data, in proportion to the work:
    the median of some, as the first run of a new program compiles, too.
    """
    same = [run for run in known if run.dataset_id == dataset_id]
    if not same:
        return None
    total = 0.0
    by_work = [(work(run.settings), run.seconds) for run in same]
    for settings in runs:
        mine = work(settings)
        near = sorted(by_work, key=lambda one: abs(math.log(one[0] / mine)))[:ALIKE]
        if not 1 / FAR <= mine / near[0][0] <= FAR:
            return None
        total += statistics.median(seconds * mine / theirs for theirs, seconds in near)
    return total / min(workers, len(runs))


def work(settings: RunSettings) -> float:
    """Multiplications of a training, up to a factor that is the same for a kind and its data.

    See benchmarks/README.md: how an epoch grows with the settings.
    """
    if isinstance(settings, NamesSettings):
        return settings.iterations * settings.hidden_units * (settings.hidden_units + 54.0)
    first = settings.units * (settings.units + 1.0)
    further = (settings.layers - 1) * settings.units * 2.0 * settings.units
    gates = {"lstm": 4, "gru": 3, "rnn": 1}[settings.cell]
    return settings.epochs * settings.timesteps * gates * (first + further)


def sentence(store: Store, plan: Plan, workers: int | None = None) -> str:
    """How many runs there are to be, and how long that will take.

    Args:
        store: where the runs of before are.
        plan: what is to be run.
        workers: how many train at a time; None for those of this machine.
    """
    count = plan.run_count
    runs = runs_of(plan, first_points(plan), None)
    at_once = workers or worker_count()
    seconds = seconds_of(runs, plan.dataset_id, measured(store, plan.settings), at_once)
    words = "1 run" if count == 1 else f"{count:,} runs"
    if seconds is None:
        return f"{words}; how long that takes is not known: nothing like it was trained here yet."
    where = "1 worker" if at_once == 1 else f"{at_once} workers"
    return f"{words} on {where}: about {_duration(seconds * count / len(runs))}."


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{seconds / 3600:.1f} h"
