"""Which names the network learns from, and which are kept from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.cache import cached
from core.errors import SettingsError
from core.names.corpus import Corpus
from core.names.settings import NamesSettings


@dataclass(frozen=True, slots=True)
class Split:
    """The two parts of a list of names; no name is in both."""

    training: tuple[str, ...]  # in the order of training
    held_out: tuple[str, ...]


@cached(key=lambda settings, corpus: (settings.held_out, settings.seed, corpus))
def split(settings: NamesSettings, corpus: Corpus) -> Split:
    """Shuffles the names by the seed and keeps the last ones from training.

    NumPy's legacy generator shuffles, so that nothing held out is the report's recipe. The share
    is of the different names, rounded, at least one. A name that the list repeats is held out
    with all its repeats, else the network would have seen it.

    Raises:
        SettingsError: All names are the same, so none is left to train on.
    """
    names = list(corpus.names)
    np.random.RandomState(settings.seed).shuffle(names)
    if settings.held_out == 0:
        return Split(tuple(names), ())
    different = list(dict.fromkeys(names))
    if len(different) == 1:
        raise SettingsError(
            f"The list repeats one name ({names[0]}), so none can be held out; "
            "choose a held-out share of 0, or give more names."
        )
    kept = set(different[-max(1, round(settings.held_out * len(different))) :])
    training = tuple(name for name in names if name not in kept)
    return Split(training, tuple(name for name in names if name in kept))
