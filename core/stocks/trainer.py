"""One training loop for all engines."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import asdict
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.events import (
    Checkpoint,
    Event,
    Progress,
    Result,
    State,
    StateSchedule,
    StopCheck,
    Value,
    Weights,
    never,
)
from core.stocks.engines.choice import make_engine
from core.stocks.engines.engine import named
from core.stocks.engines.keras_file import shapes
from core.stocks.judgement.judge import judge, validation_figures
from core.stocks.judgement.metrics import metrics
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import VALIDATION, Part, prepare

# At which epochs a training keeps its weights, for whoever looks inside the network later.

MOST_BYTES: Final = 32_000_000  # of a run's kept weights together, beside the newest ones
_LEADING: Final = (1, 2, 3, 5)  # digits; a network changes most in its first epochs
_FLOAT: Final = 4  # bytes


def epochs_with_weights(settings: StockSettings) -> frozenset[int]:
    """0, 1, 2, 3, 5, 10, 20, 30, 50, 100 ... up to the last epoch: 14 of 1000 epochs.

    Of a large network only so many of them, evenly taken, as `MOST_BYTES` holds.
    """
    series = [0]
    power = 1
    while power <= settings.epochs:
        series += [digit * power for digit in _LEADING if digit * power <= settings.epochs]
        power *= 10
    weights = _FLOAT * sum(prod(shape) for shape in shapes(settings))
    most = min(len(series), max(2, MOST_BYTES // weights))
    last = len(series) - 1
    return frozenset(series[round(place * last / (most - 1))] for place in range(most))


_SECONDS_BETWEEN_WEIGHTS = 0.5


class DivergedError(UserError):
    """The loss left the range of numbers."""


def train(
    settings: StockSettings,
    history: PriceHistory,
    should_stop: StopCheck = never,
    begin: State | None = None,
) -> Iterator[Event]:
    """Trains on the training days and predicts the test days after every epoch.

    Yields a checkpoint of the untrained network (step 0) and one an epoch, progress in between,
    the weights and the state now and then and at the end, and a result. The weights of some epochs
    ask to stay (see `core.stocks.trainer`). A stop may come within an
    epoch: the result is of the network as it then stands, and its `epochs` says how far it came;
    the state is of the last whole epoch that was kept. Validation days, where there are any, are
    predicted once, for the result.

    From the state `begin` of another training of these settings, which may have had other epochs
    and another learning rate, it goes on with the epoch after: the numbers are those of one
    training to the last bit.

    Raises:
        SettingsError: The settings do not fit the history.
        DivergedError: The loss or the prediction is no longer a number.
    """
    yield from _Training(settings, history, begin).events(should_stop)


class _Training:
    """What the steps of one training share."""

    def __init__(self, settings: StockSettings, history: PriceHistory, begin: State | None) -> None:
        self._started = time.monotonic()
        self._weights_sent = self._started
        self._settings = settings
        self._windows = prepare(settings, history)
        self._engine = make_engine(settings)
        self._epochs_with_weights = epochs_with_weights(settings)
        self._reached = 0.0  # epochs
        self._schedule = StateSchedule()
        self._state = begin  # of the last whole epoch that was kept
        if begin is not None:
            self._engine.set_state(begin.arrays)
            self._reached = float(begin.step)
            self._started -= begin.seconds

    def events(self, should_stop: StopCheck) -> Iterator[Event]:
        if self._state is None:
            yield from self._checkpoint(0, self._untrained_loss())
        yield from self._epochs(should_stop)
        if self._reached.is_integer():
            self._state = self._whole_state()
        if self._state is not None:
            yield self._state
        yield self._weights()
        yield self._result()

    def _epochs(self, should_stop: StopCheck) -> Iterator[Event]:
        for epoch in range(int(self._reached) + 1, self._settings.epochs + 1):
            for progress in self._epoch(epoch):
                yield progress
                if progress.done == epoch:
                    yield from self._checkpoint(epoch, progress.loss)
                    yield from self._weights_and_state_now_and_then()
                if should_stop():
                    return

    def _epoch(self, epoch: int) -> Iterator[Progress]:
        train = self._windows.train
        order = np.random.default_rng((self._settings.seed, epoch)).permutation(len(train.y))
        for done, squared_errors in self._engine.epoch(train.x, train.y, order):
            self._reached = epoch - 1 + done / len(order)
            loss = squared_errors / done
            self._require_finite(loss)
            yield Progress(self._reached, self._settings.epochs, loss, self._seconds())

    def _checkpoint(self, step: int, loss: float) -> Iterator[Checkpoint | Weights]:
        prediction = self._predict(self._windows.test)
        yield Checkpoint(step, loss, self._seconds(), {"prediction": prediction})
        if step in self._epochs_with_weights:
            yield self._weights(stays=True)

    def _untrained_loss(self) -> float:
        train = self._windows.train
        return float(np.mean((self._engine.predict(train.x) - train.y) ** 2))

    def _weights_and_state_now_and_then(self) -> Iterator[Weights | State]:
        if time.monotonic() - self._weights_sent >= _SECONDS_BETWEEN_WEIGHTS:
            yield self._weights()
            self._state = self._whole_state()
            if self._schedule.is_due():
                yield self._state
            self._weights_sent = time.monotonic()

    def _whole_state(self) -> State:
        seconds = {"seconds": np.array(self._seconds())}
        return State(int(self._reached), {**self._engine.state(), **seconds})

    def _weights(self, *, stays: bool = False) -> Weights:
        return Weights(int(self._reached), named(self._engine.weights()), stays)

    def _result(self) -> Result:
        windows = self._windows
        prediction = self._predict(windows.test)
        scores = metrics(windows.test.actual, prediction, windows.test.yesterday)
        whole = self._reached.is_integer()
        of_judgement = judge(windows, prediction).values()
        values: dict[str, Value] = {
            **{name: value for name, value in asdict(scores).items() if name not in of_judgement},
            "train_rows": windows.train_rows,
            "test_rows": len(prediction),
            "epochs": int(self._reached) if whole else round(self._reached, 2),
            "seconds": self._seconds(),
            "engine": self._engine.name,
        }
        if self._settings.made_mistake:
            values["mistake"] = self._settings.mistake
        if self._engine.reason is not None:
            values["engine_reason"] = self._engine.reason
        if self._reached != self._settings.epochs:
            of_judgement["verdict"] = None  # see `verdict.unplanned`
        arrays = {"train_prediction": self._predict(windows.train), "test_prediction": prediction}
        if self._settings.validation_days:
            said = self._predict(windows.validation)
            arrays[f"{VALIDATION}prediction"] = said
            part = windows.validation
            values |= validation_figures(part.actual, said, part.yesterday)
        return Result(values | of_judgement, arrays)

    def _predict(self, part: Part) -> NDArray[np.float64]:
        """A price for every day of `part`, (days,)."""
        prices = self._windows.forecast(self._engine.predict(part.x), part.last_price)
        self._require_finite(prices)
        return prices

    def _require_finite(self, numbers: float | NDArray[np.float64]) -> None:
        if not np.all(np.isfinite(numbers)):
            rate = self._settings.learning_rate
            raise DivergedError(
                f"The training diverged in epoch {math.ceil(self._reached)}: the learning rate, "
                f"{rate:g}, is too high; try {rate / 10:g}."
            )

    def _seconds(self) -> float:
        return time.monotonic() - self._started
