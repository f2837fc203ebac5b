"""The fused engine: the report's network, trained by compiled code of our own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import SECONDS, refuse_foreign
from core.events import Arrays
from core.stocks.engines.engine import listed, named, random_forms, state_forms
from core.stocks.engines.fused import layout, training
from core.stocks.engines.fused.cells import CELLS
from core.stocks.engines.fused.layout import SIGNAL_STRIDE, Network, Shape, Workspace
from core.stocks.engines.fused.training import Recipe, Share
from core.stocks.engines.fused.vectors import THREADS
from core.stocks.engines.keras_file import shapes
from core.stocks.network import initial_weights
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]

_SLICE_FLOP = 1.5e10  # 0.1 s of a core with AVX-512, 0.4 s of an old one
_LANE_WINDOWS, _MOST_LANES = 8, 4  # fewer windows would make the matrix products inefficient
_SHARED_FLOP = 1e7  # a batch must be worth so much, or threads wait more than they work
_PREDICTED_AT_ONCE = 8  # windows: what they take stays in the cache


class FusedEngine:
    """Trains the network in float32; see `Engine`.

    The same settings and order give the same numbers on one machine, with any number of threads.

    Args:
        settings: of the network and its training.
        threads: how many share the work, at most 4; by default as many as pay.
    """

    name = "fused"
    reason: str | None = None

    def __init__(self, settings: StockSettings, threads: int | None = None) -> None:
        self._settings = settings
        self._timesteps = settings.timesteps
        self._shape = Shape(CELLS[settings.cell], settings.layers, settings.units)
        lanes = max(1, min(_MOST_LANES, settings.batch_size // _LANE_WINDOWS))
        self._network = layout.make_network(self._shape, lanes)
        self._recipe = Recipe(
            settings.batch_size, settings.dropout, settings.learning_rate, settings.seed
        )
        self._steps = 0
        room = -(-settings.batch_size // lanes)
        works = [self._work(room) for _ in range(min(lanes, threads or self._useful_threads()))]
        self._team = _Team(self._shape, lanes, works)
        self._prediction_works = [self._work(_PREDICTED_AT_ONCE) for _ in works]
        self.set_weights(initial_weights(settings))

    @property
    def threads(self) -> int:
        """How many share the work."""
        return len(self._team.works)

    def epoch(self, x: Floats, y: Floats, order: NDArray[np.int64]) -> Iterator[tuple[int, float]]:
        """Trains once on the windows in `order`; see `Engine.epoch`."""
        flop = flop_per_window(self._shape, self._timesteps)
        data = *self._windows(x, y), np.ascontiguousarray(order, np.int64)
        if len(order) and not 0 <= order.min() <= order.max() < len(y):
            raise ValueError("The order names windows that are not there.")
        done, squared_errors, steps_before = 0, 0.0, self._steps
        while done < len(order):
            slice_of_epoch = done, int(_SLICE_FLOP / flop) + 1, steps_before
            done, more = self._team.train(self._network, self._recipe, *data, *slice_of_epoch)
            squared_errors += more
            self._steps = steps_before + -(-done // self._recipe.batch_size)
            yield done, squared_errors

    def predict(self, x: Floats) -> Floats:
        """The scaled prediction of every window, (windows,), without dropout."""
        out, order = np.empty(len(x), np.float32), np.arange(len(x))
        windows, _ = self._windows(x, out)
        members = max(1, min(self.threads, len(x) // _PREDICTED_AT_ONCE))

        def predict_part(member: int) -> None:
            part = slice(*_part(len(x), member, members))
            work = layout.addresses(self._prediction_works[member])  # its masks drop nothing
            network = layout.addresses(self._network)
            training.predict(network, work, windows, order[part], out[part])

        try:
            with ThreadPoolExecutor(members) as pool:
                list(pool.map(predict_part, range(members)))
        except RuntimeError:  # the system lets no more threads start
            for member in range(members):
                predict_part(member)
        return out

    def gradients(self, x: Floats, y: Floats) -> tuple[float, list[Floats]]:
        """Loss and gradients of one batch, without dropout, in the order of `weights`."""
        work = layout.make_workspace(self._shape, self._timesteps, len(x))
        memory_of_all = layout.addresses(self._network), layout.addresses(work)
        loss = training.gradients(*memory_of_all, *self._windows(x, y), np.arange(len(x)))
        return loss, layout.read(self._shape, self._network.gradients[0])

    def weights(self) -> list[Floats]:
        """Copies in Keras' order; see `Engine.weights`."""
        return layout.read(self._shape, self._network.parameters)

    def set_weights(self, weights: Sequence[Floats]) -> None:
        """Takes weights in the same order; NumPy would stretch those of another network."""
        if [weight.shape for weight in weights] != shapes(self._settings):
            raise ValueError("The weights do not belong to these settings.")
        layout.write(self._shape, self._network.parameters, weights)

    def state(self) -> Arrays:
        """Copies of all that the next epoch depends on; see `Engine.state`."""
        arrays: dict[str, NDArray[Any]] = {"steps": np.array(self._steps)}
        for letter, packed in self._packed().items():
            arrays |= named(layout.read(self._shape, packed), letter)
        return arrays

    def set_state(self, state: Arrays) -> None:
        """Goes on from a state; dropout depends on the seed and the steps alone."""
        forms = state_forms(self._settings)
        refuse_foreign(state, forms, random_forms(self._settings), SECONDS)
        self._steps = int(state["steps"])
        for letter, packed in self._packed().items():
            layout.write(self._shape, packed, listed(state, letter))

    def _windows(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Windows and targets as compiled code takes them: it looks at no length any more.

        Raises:
            ValueError: They are none of this network.
        """
        if x.shape != (len(y), self._timesteps, 1) or y.ndim != 1:
            raise ValueError(f"Windows {x.shape} and targets {y.shape} do not belong together.")
        return _flat(x), _flat(y)

    def _packed(self) -> dict[str, Floats]:
        network = self._network
        moments = network.first_moments, network.second_moments
        return dict(zip("wmv", (network.parameters, *moments), strict=True))

    def _useful_threads(self) -> int:
        """One a core, as far as NUMBA_NUM_THREADS allows and a batch is worth sharing."""
        flop = flop_per_window(self._shape, self._timesteps) * self._recipe.batch_size
        return THREADS if flop >= _SHARED_FLOP else 1

    def _work(self, windows: int) -> Workspace:
        """Room for passes over as many windows at once as is good."""
        at_once = layout.windows_at_once(self._shape, self._timesteps)
        return layout.make_workspace(self._shape, self._timesteps, min(windows, at_once))


class _NoThreadError(Exception):
    """The system does not let a thread start."""


class _Team:
    """The threads of one engine, each with its share of the work and room for it."""

    def __init__(self, shape: Shape, lanes: int, works: Sequence[Workspace]) -> None:
        self._rows = shape.rows + 1
        self._lanes = lanes
        self.works = works

    def _shares(self) -> list[Share]:
        members = len(self.works)
        return [
            Share(
                member, members, self._lanes, *_part(self._lanes, member, members),
                *_part(self._rows, member, members),
            )
            for member in range(members)
        ]  # fmt: skip

    def train(self, network: Network, recipe: Recipe, *arguments: Any) -> tuple[int, float]:
        """Calls `training.train` once a member.

        Where the system does not let so many threads start, the work is one thread's from then on.
        """
        try:
            return self._train(network, recipe, *arguments)
        except _NoThreadError:
            self.works = self.works[:1]
            return self._train(network, recipe, *arguments)

    def _train(self, network: Network, recipe: Recipe, *arguments: Any) -> tuple[int, float]:
        shares = self._shares()
        signals = np.zeros(len(shares) * SIGNAL_STRIDE, np.int64)
        squares = np.zeros(self._lanes)
        all_there: Future[bool] = Future()  # who begins alone would wait for the others for ever

        def member(share: Share) -> int:
            if not all_there.result():
                return 0
            done: int = training.train(
                layout.addresses(network), layout.addresses(self.works[share.member]),
                recipe, share, *arguments, signals.ctypes.data, squares,
            )  # fmt: skip
            return done

        me, *others = shares
        with ThreadPoolExecutor(len(others) or 1) as pool:
            try:
                waiting = [pool.submit(member, share) for share in others]
                all_there.set_result(True)
            except RuntimeError as failure:
                raise _NoThreadError from failure
            finally:
                if not all_there.done():
                    all_there.set_result(False)
            done = member(me)
            for result in waiting:
                result.result()
        return done, float(squares.sum())


def flop_per_window(shape: Shape, timesteps: int) -> float:
    """Operations of the matrix products that one window takes to train on."""
    return 6.0 * timesteps * shape.rows * shape.columns


def warm() -> None:
    """Compiles whatever is not on disk yet, as importing does, and runs all of it once."""
    engine = FusedEngine(StockSettings(timesteps=1, units=1, layers=1))
    x, y = np.zeros((1, 1, 1), np.float32), np.zeros(1, np.float32)
    for _ in engine.epoch(x, y, np.arange(1)):
        engine.predict(x)
    engine.gradients(x, y)


def _part(total: int, member: int, members: int) -> tuple[int, int]:
    """From where to where a member's part of `total` goes."""
    return total * member // members, total * (member + 1) // members


def _flat(array: Floats) -> Floats:
    return np.ascontiguousarray(array, np.float32).reshape(-1)
