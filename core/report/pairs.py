"""Two names trainings side by side, looked at every so many iterations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.names import model
from core.names.corpus import Corpus
from core.names.engines.engine import Engine
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.names.split import split


def start(settings: NamesSettings, corpus: Corpus, *, nudged: bool = False) -> Engine:
    """The fused engine at its start; `nudged`, with one weight larger by its last bit.

    The weight is Waa[0, 0], from the first hidden unit to itself.
    """
    from core.names.engines.fused import FusedEngine  # imports Numba, which takes a while

    parameters = model.initial_parameters(
        settings.hidden_units, len(corpus.alphabet), settings.seed + 1
    )
    if nudged:
        weights = parameters["Waa"]
        weights[0, 0] = np.nextafter(weights[0, 0], np.inf)
    names = [corpus.ids(name) for name in split(settings, corpus).training]
    return FusedEngine(settings, names, parameters)


def side_by_side(one: Engine, other: Engine, last: int, every: int) -> Iterator[int]:
    """Trains both to iteration `last`; yields each multiple of `every`, 0 first, once reached."""
    for iteration in range(0, last + 1, every):
        more = range(max(0, iteration - every + 1), iteration + 1)
        one.run(more)
        other.run(more)
        yield iteration


def names_of(engine: Engine, corpus: Corpus) -> tuple[str, ...]:
    """The seven names of the report's table, drawn from the weights as they stand."""
    names = sample_report_names(engine.parameters, corpus.alphabet)
    return tuple(name.title for name in names)
