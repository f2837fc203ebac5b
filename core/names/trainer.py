"""The training loop: a generator that yields progress and checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from core.events import Checkpoint, Event, Progress, Result, State, StateSchedule, StopCheck, never
from core.names.corpus import Corpus
from core.names.engines import Engine, make_engine
from core.names.evaluation import last_figures
from core.names.settings import NamesSettings, check

_REPORT_SECONDS = 0.1  # between two reports, and between two looks at the stop check
_BLOCK_SECONDS = 0.05  # of iterations that the engine does at a stretch


def train(
    settings: NamesSettings,
    corpus: Corpus,
    should_stop: StopCheck = never,
    begin: State | None = None,
) -> Iterator[Event]:
    """Trains on one name an iteration, from iteration 0 to `settings.iterations`, both included.

    Yields:
        A `Checkpoint` (step: the iteration; loss: smoothed, nats a name; arrays: the parameters
        after that iteration) at 0, at every multiple of the checkpoint interval and at the last
        iteration reached; `Progress` about ten times a second; the `State` now and then and at
        the end; and one `Result` with iterations, loss, seconds, engine and the figures of
        `core.names.evaluation.last_figures`, also when it was stopped early.

    From the state `begin` of another training of these settings, which may have had other
    iterations and another learning rate, it goes on with the iteration after: the numbers are
    those of one training to the last bit.

    Raises:
        SettingsError: the settings do not fit each other or the names.
    """
    check(settings)
    started = reported = perf_counter()
    engine = make_engine(settings, corpus)
    last = settings.iterations
    pace = _Pace()
    schedule = StateSchedule()
    first = 0  # of the iterations still to do
    if begin is not None:
        engine.set_state(begin.arrays)
        first = begin.step + 1
        started -= begin.seconds
    stopped = False
    while first <= last and not stopped:
        checkpoint = min(_multiple_from(first, settings.checkpoint_interval), last)
        block = range(first, min(first + pace.length, checkpoint + 1))
        pace.run(engine, block)
        first = block.stop
        now = perf_counter()
        if now - reported >= _REPORT_SECONDS or first > last:
            reported = now
            yield Progress(block[-1], last, engine.loss, now - started)
            stopped = should_stop()
        if block[-1] == checkpoint or stopped:
            yield _checkpoint(engine, block[-1], perf_counter() - started)
        if schedule.is_due() or stopped or first > last:
            yield _state(engine, block[-1], perf_counter() - started)
    yield Result(
        {
            "iterations": first - 1,
            "loss": engine.loss,
            "seconds": perf_counter() - started,
            "engine": settings.engine,
            **last_figures(engine.parameters, settings, corpus),
        }
    )


def _multiple_from(iteration: int, interval: int) -> int:
    """The first multiple of `interval` that is not before `iteration`."""
    return -(-iteration // interval) * interval


def _checkpoint(engine: Engine, iteration: int, seconds: float) -> Checkpoint:
    arrays = {name: values.copy() for name, values in engine.parameters.items()}
    return Checkpoint(iteration, engine.loss, seconds, arrays)


def _state(engine: Engine, iteration: int, seconds: float) -> State:
    return State(iteration, {**engine.state(), "seconds": np.array(seconds)})


class _Pace:
    """How many iterations fit into a block, learned while they run."""

    def __init__(self) -> None:
        self.length = 1

    def run(self, engine: Engine, iterations: range) -> None:
        began = perf_counter()
        engine.run(iterations)
        a_second = len(iterations) / max(perf_counter() - began, 1e-9)
        self.length = max(1, min(2 * self.length, int(_BLOCK_SECONDS * a_second)))
