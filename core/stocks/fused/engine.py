"""The fused engine: the report's network, trained by compiled code of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from core.stocks.fused import memory, training
from core.stocks.fused.initial import initial_weights
from core.stocks.fused.memory import Network, Shape, Work
from core.stocks.fused.team import APART
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]

_SLICE_FLOP = 6e9  # about 0.1 s of one core, 0.2 s of a slow one
_PREDICTED_AT_ONCE = 32  # windows


class FusedEngine:
    """Trains the network in float32; see `Engine`.

    The same settings and order give the same numbers on one machine, with any number of threads.
    """

    name = "fused"

    def __init__(self, settings: StockSettings, threads: int | None = None) -> None:
        self._settings = settings
        self._shape = Shape(settings.layers, settings.units)
        self._network = memory.make_network(self._shape)
        self._work = memory.make_work(self._shape, settings.timesteps, settings.batch_size)
        self._steps = 0
        self._team = _Team(self._shape, threads or available_threads())
        self.set_weights(initial_weights(self._shape, settings.seed))

    def epoch(self, x: Floats, y: Floats, order: NDArray[np.int64]) -> Iterator[tuple[int, float]]:
        """Trains once on the windows in `order`; see `Engine.epoch`."""
        batch = self._settings.batch_size
        flop = flop_per_window(self._shape, self._settings.timesteps) * batch
        length = max(1, int(_SLICE_FLOP / flop)) * batch
        squared_errors = 0.0
        for start in range(0, len(order), length):
            windows = order[start : start + length]
            squared_errors += self._train(x, y, windows)
            yield start + len(windows), squared_errors

    def predict(self, x: Floats) -> Floats:
        """The scaled prediction of every window, (windows,), without dropout."""
        out = np.empty(len(x), np.float32)
        work = memory.make_work(self._shape, self._settings.timesteps, _PREDICTED_AT_ONCE)
        order, signals = np.arange(len(x)), _signals(self._shape)
        training.predict(self._network, work, _flat(x), order, _PREDICTED_AT_ONCE, signals, out)
        return out

    def gradients(self, x: Floats, y: Floats) -> tuple[float, list[Floats]]:
        """Loss and gradients of one batch, without dropout, in the order of `weights`."""
        work = memory.make_work(self._shape, self._settings.timesteps, len(x))
        order, signals = np.arange(len(x)), _signals(self._shape)
        loss = training.gradients(self._network, work, _flat(x), _flat(y), order, signals)
        return loss, memory.read(self._shape, self._network.gradients)

    def weights(self) -> list[Floats]:
        """Copies in Keras' order; see `Engine.weights`."""
        return memory.read(self._shape, self._network.parameters)

    def set_weights(self, weights: Sequence[Floats]) -> None:
        """Takes weights in the same order."""
        memory.write(self._shape, self._network, weights)

    def _train(self, x: Floats, y: Floats, order: NDArray[np.int64]) -> float:
        settings = self._settings
        batch = settings.batch_size
        squared_errors = self._team.train(
            self._network, self._work, _flat(x), _flat(y), np.ascontiguousarray(order), batch,
            settings.dropout, settings.learning_rate, settings.seed, self._steps,
        )  # fmt: skip
        self._steps += -(-len(order) // batch)
        return squared_errors


class _Team:
    """The threads of one engine and what each of them does."""

    def __init__(self, shape: Shape, threads: int) -> None:
        self._shape = shape
        self._members = min(threads, shape.layers)
        costs = [shape.first_row(layer + 1) for layer in range(shape.layers)]
        self._layers = _share(costs, self._members)
        self._rows = np.linspace(0, costs[-1] + 1, self._members + 1).astype(np.int64)

    def train(self, network: Network, work: Work, *arguments: object) -> float:
        """Calls `training.train` once a member."""
        signals = _signals(self._shape)

        def member(number: int) -> float:
            teamwork = self._layers, self._rows, number, signals
            return float(training.train(network, work, *arguments, *teamwork))

        if self._members == 1:
            return member(0)
        with ThreadPoolExecutor(self._members - 1) as others:
            waiting = [others.submit(member, number) for number in range(1, self._members)]
            return member(0) + sum(result.result() for result in waiting)


def available_threads() -> int:
    """As OMP_NUM_THREADS says, as with other numerical software; else one a core."""
    return int(os.environ.get("OMP_NUM_THREADS", 0)) or len(os.sched_getaffinity(0))


def flop_per_window(shape: Shape, timesteps: int) -> float:
    """Operations of the matrix products that one window takes to train on."""
    return 6.0 * timesteps * shape.first_row(shape.layers) * 4 * shape.units


def warm() -> None:
    """Compiles whatever is not on disk yet; importing the package does."""


def _share(costs: list[int], members: int) -> NDArray[np.int64]:
    """Bounds of `members` neighbouring groups; `costs` are running sums."""
    bounds = [0]
    for member in range(1, members):
        ideal = costs[-1] * member / members
        nearest = int(np.argmin([abs(cost - ideal) for cost in costs])) + 1
        bounds.append(min(max(nearest, bounds[-1] + 1), len(costs) - members + member))
    return np.array([*bounds, len(costs)])


def _signals(shape: Shape) -> NDArray[np.int64]:
    """Two places a layer, one a member."""
    return np.zeros(3 * shape.layers * APART, np.int64)


def _flat(array: Floats) -> Floats:
    return np.ascontiguousarray(array, np.float32).reshape(-1)
