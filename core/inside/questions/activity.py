"""What a unit does: where in all that a run has learned from it is most active."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.cells.arrays import Array
from core.inside.layer import Layer, outputs
from core.inside.prices import layers_of
from core.inside.trace import one_thread
from core.names import model
from core.names.corpus import Corpus
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import prepare

_AT_ONCE = 2048  # names or windows; bounds the memory
MOST_NAMES = 20_000  # of a longer list the first ones


@dataclass(frozen=True, slots=True)
class Place:
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

    def strongest(self, unit: int, most: int = 20, *, negative: bool = False) -> list[Place]:
        """Where a unit is highest (or lowest), the strongest place first, one a name."""
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

    def _at(self, row: int, unit: int) -> Place:
        name = self.names[self.name[row]]
        return Place(name, int(self.place[row]), float(self.a[row, unit]))


def names_activity(parameters: model.Parameters, corpus: Corpus) -> NamesActivity:
    """Reads every name from the beginning, as a trace does."""
    names = corpus.names[:MOST_NAMES]
    layer = Layer("rnn", model.cell(parameters), np.zeros(len(parameters["b"])))
    parts = [
        _read(layer, corpus, names[at : at + _AT_ONCE]) for at in range(0, len(names), _AT_ONCE)
    ]
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
        [_last(layers, x[at : at + _AT_ONCE]).T for at in range(0, len(x), _AT_ONCE)]
    )


def _last(layers: Sequence[Layer], x: NDArray[Any]) -> Array:
    """The same of windows that are read at once, (n_a, m)."""
    inputs: Iterator[Array] = iter(x.astype(np.float64).transpose(1, 2, 0))
    for layer in layers:
        inputs = outputs(layer, inputs)
    *_, last = inputs
    return last
