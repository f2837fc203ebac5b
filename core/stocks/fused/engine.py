"""The fused engine: the report's network, trained by compiled code of our own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
from numpy.typing import NDArray

from core.stocks.fused import memory, training
from core.stocks.fused.initial import initial_weights
from core.stocks.fused.memory import Network, Shape, Work, first_row
from core.stocks.fused.team import APART
from core.stocks.fused.training import Recipe, Share
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]

_SLICE_FLOP = 1.5e10  # 0.1 s of a core with AVX-512, 0.4 s of an old one
_SHARED_FLOP = 5e5  # a layer's step must be worth so much, or threads wait more than they work
_PREDICTED_AT_ONCE = 32  # windows


class FusedEngine:
    """Trains the network in float32; see `Engine`.

    The same settings and order give the same numbers on one machine, with any number of threads.

    Args:
        settings: of the network and its training.
        threads: how many share the work, at most one a layer; by default as many as pay.
    """

    name = "fused"

    def __init__(self, settings: StockSettings, threads: int | None = None) -> None:
        self._timesteps = settings.timesteps
        self._shape = Shape(settings.layers, settings.units)
        self._network = memory.make_network(self._shape)
        self._work = self._room(settings.batch_size)
        self._prediction_work = self._room(_PREDICTED_AT_ONCE)  # its masks drop nothing
        self._recipe = Recipe(
            settings.batch_size, settings.dropout, settings.learning_rate, settings.seed
        )
        self._steps = 0
        self._team = _Team(self._shape, threads or self._useful_threads())
        self.set_weights(initial_weights(self._shape, settings.seed))

    @property
    def threads(self) -> int:
        """How many share the work."""
        return len(self._team.shares)

    def epoch(self, x: Floats, y: Floats, order: NDArray[np.int64]) -> Iterator[tuple[int, float]]:
        """Trains once on the windows in `order`; see `Engine.epoch`."""
        flop = flop_per_window(self._shape, self._timesteps)
        data = _flat(x), _flat(y), np.ascontiguousarray(order)
        done, squared_errors = 0, 0.0
        while done < len(order):
            slice_of_epoch = done, int(_SLICE_FLOP / flop) + 1, self._steps
            done, more = self._team.train(
                self._network, self._work, self._recipe, *data, *slice_of_epoch
            )
            squared_errors += more
            yield done, squared_errors
        self._steps += -(-len(order) // self._recipe.batch_size)

    def predict(self, x: Floats) -> Floats:
        """The scaled prediction of every window, (windows,), without dropout."""
        out = np.empty(len(x), np.float32)
        signals = _signals(self._shape)
        training.predict(
            memory.addresses(self._network), memory.addresses(self._prediction_work),
            _flat(x), np.arange(len(x)), signals.ctypes.data, out,
        )  # fmt: skip
        return out

    def gradients(self, x: Floats, y: Floats) -> tuple[float, list[Floats]]:
        """Loss and gradients of one batch, without dropout, in the order of `weights`."""
        work = memory.make_work(self._shape, self._timesteps, len(x))
        signals = _signals(self._shape)
        loss = training.gradients(
            memory.addresses(self._network), memory.addresses(work), _flat(x), _flat(y),
            np.arange(len(x)), signals.ctypes.data,
        )  # fmt: skip
        return loss, memory.read(self._shape, self._network.gradients)

    def weights(self) -> list[Floats]:
        """Copies in Keras' order; see `Engine.weights`."""
        return memory.read(self._shape, self._network.parameters)

    def set_weights(self, weights: Sequence[Floats]) -> None:
        """Takes weights in the same order."""
        memory.write(self._shape, self._network.parameters, weights)

    def _useful_threads(self) -> int:
        """One a core, as far as NUMBA_NUM_THREADS allows and the work is worth sharing."""
        step = flop_per_window(self._shape, 1) / 3 / self._shape.layers * self._work.windows
        return int(numba.config.NUMBA_NUM_THREADS) if step >= _SHARED_FLOP else 1

    def _room(self, windows: int) -> Work:
        """For passes over as many windows at once as is good."""
        timesteps = self._timesteps
        at_once = memory.windows_at_once(self._shape, timesteps)
        return memory.make_work(self._shape, timesteps, min(windows, at_once))


class _Team:
    """The threads of one engine and what each of them does."""

    def __init__(self, shape: Shape, threads: int) -> None:
        self._shape = shape
        members = min(threads, shape.layers)
        costs = [first_row(shape.units, layer + 1) for layer in range(shape.layers)]
        layers = _share(costs, members)
        rows = [member * (shape.rows + 1) // members for member in range(members + 1)]
        self.shares = [
            Share(member, members, *layers[member : member + 2], *rows[member : member + 2])
            for member in range(members)
        ]

    def train(
        self, network: Network, work: Work, recipe: Recipe, *arguments: object
    ) -> tuple[int, float]:
        """Calls `training.train` once a member."""
        signals = _signals(self._shape)
        memory_of_all = memory.addresses(network), memory.addresses(work)

        def member(share: Share) -> tuple[int, float]:
            done, squared_errors = training.train(
                *memory_of_all, recipe, share, *arguments, signals.ctypes.data
            )
            return done, squared_errors

        *below, top = self.shares
        if not below:
            return member(top)
        with ThreadPoolExecutor(len(below)) as others:
            waiting = [others.submit(member, share) for share in below]
            outcome = member(top)
            for result in waiting:
                result.result()
        return outcome


def flop_per_window(shape: Shape, timesteps: int) -> float:
    """Operations of the matrix products that one window takes to train on."""
    return 6.0 * timesteps * shape.rows * 4 * shape.units


def warm() -> None:
    """Compiles whatever is not on disk yet; importing the package does."""


def _share(costs: list[int], members: int) -> list[int]:
    """Bounds of `members` neighbouring groups; `costs` are running sums."""
    bounds = [0]
    for member in range(1, members):
        ideal = costs[-1] * member / members
        nearest = int(np.argmin([abs(cost - ideal) for cost in costs])) + 1
        bounds.append(min(max(nearest, bounds[-1] + 1), len(costs) - members + member))
    return [*bounds, len(costs)]


def _signals(shape: Shape) -> NDArray[np.int64]:
    """Two places a layer, one a member."""
    return np.zeros(3 * shape.layers * APART, np.int64)


def _flat(array: Floats) -> Floats:
    return np.ascontiguousarray(array, np.float32).reshape(-1)
