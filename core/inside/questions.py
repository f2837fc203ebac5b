"""Questions to a trained network: what a unit does, which day counts, how far back it reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.cells import RNN
from core.cells.arrays import Array
from core.inside.interference import HoldGate, interfere
from core.inside.layer import Layer, outputs
from core.inside.prices_trace import PriceInput, layers_of
from core.inside.trace import Trace, TraceInput, one_thread, slopes, trace
from core.names import model
from core.names.corpus import Corpus
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import Part, prepare

# What a unit does: where in all that a run has learned from it is most active.

_BATCH = 2048  # names or windows; bounds the memory
MOST_NAMES = 20_000  # of a longer list the first ones


@dataclass(frozen=True, slots=True)
class Activation:
    """A letter of a name, and the hidden state of a unit after reading it."""

    name: str
    place: int  # of the letter in the name, from 0
    value: float  # -1 to 1

    @property
    def letter(self) -> str:
        """What was read."""
        return self.name[self.place]


@dataclass(frozen=True)
class NamesActivity:
    """The hidden states of a checkpoint after every letter of every name."""

    names: tuple[str, ...]
    a: NDArray[np.float32]  # (letters of all names, n_a), name after name
    name: NDArray[np.int64]  # (letters,) which name each is of
    place: NDArray[np.int64]  # (letters,) where in it

    def strongest(self, unit: int, most: int = 20, *, negative: bool = False) -> list[Activation]:
        """Where a unit is most active (or least), the strongest activation first, one a name."""
        values = self.a[:, unit]
        order = np.argsort(values if negative else -values, kind="stable")
        _, first = np.unique(self.name[order], return_index=True)
        return [self._at(row, unit) for row in order[np.sort(first)[:most]]]

    def by_letter(self, unit: int) -> pd.DataFrame:
        """How a unit answers to each letter read, by mean: index letter; columns mean, times."""
        letters = np.array(list("".join(self.names)))
        of_unit = pd.Series(self.a[:, unit].astype(np.float64)).groupby(letters)
        table = of_unit.agg(["mean", "size"]).rename(columns={"size": "times"})
        return table.rename_axis("letter").sort_values("mean", ascending=False)

    def by_place(self, unit: int) -> pd.DataFrame:
        """The same by place in the name, from 0: index place; columns mean, times."""
        of_unit = pd.Series(self.a[:, unit].astype(np.float64)).groupby(self.place)
        table = of_unit.agg(["mean", "size"]).rename(columns={"size": "times"})
        return table.rename_axis("place")

    def _at(self, row: int, unit: int) -> Activation:
        name = self.names[self.name[row]]
        return Activation(name, int(self.place[row]), float(self.a[row, unit]))


def names_activity(parameters: model.Parameters, corpus: Corpus) -> NamesActivity:
    """Reads every name from the beginning, as a trace does."""
    names = corpus.names[:MOST_NAMES]
    layer = Layer(RNN, model.cell(parameters), np.zeros(len(parameters["b"])))
    parts = [_read(layer, corpus, names[at : at + _BATCH]) for at in range(0, len(names), _BATCH)]
    lengths = [len(name) for name in names]
    return NamesActivity(
        names,
        np.concatenate(parts),
        np.repeat(np.arange(len(names)), lengths),
        np.concatenate([np.arange(length) for length in lengths]),
    )


def _read(layer: Layer, corpus: Corpus, names: Sequence[str]) -> NDArray[np.float32]:
    """The state after each letter of some names, side by side, (letters, n_a)."""
    longest = max(map(len, names))
    ids = np.full((len(names), longest), model.END_ID)
    for row, name in enumerate(names):
        ids[row, : len(name)] = corpus.ids(name)
    size = len(corpus.alphabet)

    def letters() -> Iterator[Array]:
        yield np.zeros((size, len(names)))
        for column in ids.T:
            yield model.one_hot(column, size)[:, :, 0].T

    with one_thread():
        _, *states = (state.astype(np.float32) for state in outputs(layer, letters()))
    of_names = np.stack(states, axis=1).T  # (names, places, n_a)
    return of_names[np.arange(longest) < np.array(list(map(len, names)))[:, np.newaxis]]


def price_activity(
    settings: StockSettings, weights: Sequence[NDArray[Any]], history: PriceHistory, layer: int = 1
) -> pd.DataFrame:
    """The hidden state of a layer after reading each window: index the day that is predicted.

    A column a unit, from 0; days in order.

    Raises:
        SettingsError: The settings do not fit the history.
    """
    windows = prepare(settings, history)
    parts = (windows.train, windows.validation, windows.test)
    rows = np.concatenate([part.rows for part in parts])
    x = np.concatenate([part.x for part in parts])
    below = layers_of(settings, weights)[:layer]
    with one_thread():
        states = last_states(below, x)
    dates = windows.train.dates.append([part.dates for part in parts[1:]])
    table = pd.DataFrame(states, index=dates.rename("Date"))
    return table.iloc[np.argsort(rows, kind="stable")].loc[lambda t: ~t.index.duplicated()]


def last_states(layers: Sequence[Layer], x: NDArray[Any]) -> Array:
    """The top layer's state after each of some windows (m, T, 1), (m, n_a)."""
    return np.concatenate(
        [_last_of_batch(layers, x[at : at + _BATCH]).T for at in range(0, len(x), _BATCH)]
    )


def _last_of_batch(layers: Sequence[Layer], x: NDArray[Any]) -> Array:
    """The same of windows that are read at once, (n_a, m)."""
    inputs: Iterator[Array] = iter(x.astype(np.float64).transpose(1, 2, 0))
    for layer in layers:
        inputs = outputs(layer, inputs)
    *_, last = inputs
    return last


# The prediction of every day that the network has a window for.

_MULTIPLICATIONS = 10_000_000_000  # products: some four seconds of one core
_FEWEST_DAYS = 40  # days, however large the network


def predict_every_day(
    settings: StockSettings, weights: Sequence[NDArray[Any]], history: PriceHistory
) -> pd.DataFrame:
    """The prediction of each day beside what came and the price of the day before.

    Of a large network that is worked out for the latest days, and for some that are spread over
    all before them, so that it takes no more than a few seconds.

    Args:
        settings: of the run.
        weights: of a checkpoint, in Keras' order.
        history: of the run.

    Returns:
        index Date, in order: the days with a window; columns actual, yesterday (NaN for a first
        day), predicted (NaN where that was not worked out) in money, and whether it is one of the
        test and of the validation days.

    Raises:
        SettingsError: The settings do not fit the history.
    """
    windows = prepare(settings, history)
    parts = (windows.train, windows.validation, windows.test)
    table = pd.concat(
        [
            _day_table(part).assign(
                test=part is windows.test, validation=part is windows.validation
            )
            for part in parts
        ]
    )
    table = table.rename_axis("Date")
    table["window"] = np.arange(len(table))
    table = table.sort_index(kind="stable").loc[lambda t: ~t.index.duplicated(keep="last")]
    shown = table.iloc[_sampled_days(len(table), _day_limit(settings, weights))]
    x = np.concatenate([part.x for part in parts])[shown["window"]]
    with one_thread():
        a = last_states(layers_of(settings, weights), x)
    kernel, bias = (np.asarray(weight, dtype=np.float64) for weight in weights[-2:])
    predicted = windows.forecast(a @ kernel[:, 0] + bias, shown["before"])
    table["predicted"] = pd.Series(predicted, index=shown.index)
    return table[["actual", "yesterday", "predicted", "test", "validation"]]


def _day_table(part: Part) -> pd.DataFrame:
    columns = {"actual": part.actual, "yesterday": part.yesterday, "before": part.last_price}
    return pd.DataFrame(columns, index=part.dates)


def _day_limit(settings: StockSettings, weights: Sequence[NDArray[Any]]) -> int:
    """The days that are worked out."""
    each = settings.timesteps * sum(weight.size for weight in weights)
    return max(_FEWEST_DAYS, _MULTIPLICATIONS // each)


def _sampled_days(days: int, most: int) -> NDArray[np.int64]:
    """Where they are among all days: all of them, or one half at the end and one half before."""
    if days <= most:
        return np.arange(days)
    earlier = days - most // 2
    spread = np.linspace(0, earlier - 1, most - most // 2).round().astype(np.int64)
    return np.append(spread, np.arange(earlier, days))


# How much each day of a window counts: by replacing it with the day before, and by the gradient.


@dataclass(frozen=True, slots=True)
class DayInfluence:
    """How much the prediction changes, in money, when a day takes the price of the one before."""

    change: Array  # (T,) by predicting again; NaN for a first day before which there is none
    gradient: Array  # (T,) by the gradient: the slope times the change of the price


def day_influence(given: PriceInput) -> DayInfluence:
    """Replaces each day of the window by the day that is read before it, one at a time."""
    before = np.append(given.earlier, given.prices[:-1])
    windows = np.tile(given.prices, (len(before) + 1, 1))
    np.fill_diagonal(windows, before)
    known = np.isfinite(windows).all(axis=1)
    predicted = np.full(len(windows), np.nan)
    predicted[known] = predictions(given, windows[known])
    return DayInfluence(predicted[:-1] - predicted[-1], _slope(given) * (before - given.prices))


def predictions(given: PriceInput, windows: Array) -> Array:
    """The predictions of the network for windows of prices (m, T): prices (m,)."""
    scaled = np.stack([replace(given, prices=window).x for window in windows])
    inputs: Iterator[Any] = iter(scaled.T[:, np.newaxis])
    with one_thread():
        for layer in given.layers:
            inputs = outputs(layer, inputs)
        *_, last = inputs
    return given.windows.forecast((given.Wya @ last + given.by)[0], windows[:, -1])


def _slope(given: PriceInput) -> Array:
    """The derivative of the predicted price with respect to each price of the window, (T,)."""
    scale = given.windows.scaler.scale_[0] / given.windows.target_scaler.scale_[0]
    slope: Array = slopes(given) * scale
    if given.windows.reads_changes:
        slope = -np.diff(slope, append=0.0)  # a price is in its own change, and taken from the next
    if given.windows.says_change:
        slope[-1] += 1  # the change is said of the last day
    return slope


# What stands out in a trace, and an LSTM's memory with its forget gate closed.


@dataclass(frozen=True, slots=True)
class Ablation:
    """The cell state of a unit after the last step, intact and with the forget gate at 0."""

    intact: float
    ablated: float
    written: float  # i g of that step, with the forget gate at 0

    @property
    def nearest(self) -> int:
        """What the ablated state is closest to: 0 the intact one, 1 what is written, 2 zero."""
        candidates = np.array([self.intact, self.written, 0.0])
        return int(np.abs(candidates - self.ablated).argmin())


def likeliest(found: Trace, step: int, count: int) -> list[str]:
    """The letters that a names run expects most after a step, from 0; the likeliest first."""
    order = np.argsort(-found.arrays["y"][step])[:count]
    return [found.alphabet[place] for place in order]


def probability(found: Trace, step: int, letter: str) -> float:
    """How probable a letter is after a step, 0 to 1."""
    return float(found.arrays["y"][step, found.alphabet.index(letter)])


def norms(found: Trace, symbol: str, layer: int = 1) -> Array:
    """The Euclidean norm of a vector at each step, (T,)."""
    return np.asarray(np.linalg.norm(found.arrays[found.symbol(symbol, layer)], axis=1))


def highest_unit(found: Trace, symbol: str, step: int, layer: int = 1) -> int:
    """The unit whose number is the highest at a step, from 0."""
    return int(found.arrays[found.symbol(symbol, layer)][step].argmax())


def largest(among: Sequence[int], values: Array) -> int:
    """The place in `among` of the index whose value is the farthest from 0; NaN never is."""
    return int(np.nan_to_num(np.abs(values[list(among)]), nan=-1.0).argmax())


def largest_jump(values: Array) -> int:
    """The index of the value that is the farthest from the one before it."""
    return int(np.abs(np.diff(values)).argmax()) + 1


def ablate_memory(given: TraceInput, unit: int, layer: int = 1) -> Ablation:
    """What is left of the memory of an LSTM's unit, from 0, when its layer forgets everything."""
    intact, ablated = trace(given), trace(interfere(given, [HoldGate("f", 0.0, layer)]))

    def last(of: Trace, name: str) -> float:
        return float(of.arrays[of.symbol(name, layer)][-1, unit])

    return Ablation(last(intact, "c"), last(ablated, "c"), last(ablated, "i") * last(ablated, "g"))
