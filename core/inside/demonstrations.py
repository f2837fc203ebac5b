"""Small trained networks that ship with the program, to look inside at once and offline.

`python -m core.inside.demonstrations` trains them anew, to the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.events import Arrays, Checkpoint, Weights
from core.names import sources as names
from core.names import trainer as names_trainer
from core.names.settings import NamesSettings
from core.stocks import sources as stocks
from core.stocks import trainer as stocks_trainer
from core.stocks.settings import StockSettings

FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "inside"
_ITERATIONS = (0, 1000, 4000, 10_000)  # checkpoints of the names run
_PRICES = StockSettings(cell="lstm", layers=2, units=12, timesteps=10, dropout=0.0, epochs=100)

_SETTINGS: Final[Mapping[str, NamesSettings | StockSettings]] = {
    "demo-names": NamesSettings(iterations=_ITERATIONS[-1], checkpoint_interval=1000),
    "demo-lstm": _PRICES,
    "demo-gru": _PRICES.model_copy(update={"cell": "gru"}),
}
TITLES: Final[Mapping[str, str]] = {
    "demo-names": "Dinosaur names, a simple RNN",
    "demo-lstm": "General Electric, an LSTM",
    "demo-gru": "General Electric, a GRU",
}


@dataclass(frozen=True)
class Demonstration:
    """A trained network at some checkpoints; it learned from the bundled names or GE's prices."""

    settings: NamesSettings | StockSettings
    weights: Mapping[int, Arrays]  # by step, named as in the store


@lru_cache(maxsize=len(TITLES))
def demonstration(key: str) -> Demonstration:
    """The one of this name, a key of `TITLES`."""
    with np.load(FOLDER / f"{key}.npz") as file:
        kind = NamesSettings if key == "demo-names" else StockSettings
        settings = kind.model_validate(json.loads(str(file["settings"])))
        weights: dict[int, dict[str, NDArray[Any]]] = {}
        for name in file.files:
            step, _, array = name.partition("/")
            if array:
                weights.setdefault(int(step), {})[array] = file[name]
    return Demonstration(settings, weights)


def make() -> None:
    """Trains all of them and keeps them."""
    FOLDER.mkdir(exist_ok=True)
    for key, settings in _SETTINGS.items():
        arrays: dict[str, Any] = {
            f"{step}/{name}": array
            for step, weights in _trained(settings)
            for name, array in weights.items()
        }
        text = np.array(settings.model_dump_json())
        np.savez_compressed(FOLDER / f"{key}.npz", settings=text, **arrays)


def _trained(settings: NamesSettings | StockSettings) -> Iterator[tuple[int, Arrays]]:
    """The weights of the checkpoints that stay."""
    if isinstance(settings, NamesSettings):
        for event in names_trainer.train(settings, names.bundled_names()):
            if isinstance(event, Checkpoint) and event.step in _ITERATIONS:
                yield event.step, event.arrays
        return
    for event in stocks_trainer.train(settings, stocks.bundled_prices("GE")):
        if isinstance(event, Weights) and event.stays:
            yield event.step, event.arrays


if __name__ == "__main__":
    make()
