"""What a names run has kept, loaded, sampled and judged once for everybody who looks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cache import cached
from core.names.evaluation import Evaluation, evaluate
from core.names.sampling import SampledName, sample_names, sample_report_names
from core.names.settings import NamesSettings
from dashboard.backend import store
from dashboard.names.picker.names_picker import load_names


@dataclass(frozen=True, slots=True)
class Sampling:
    """How names are drawn from a checkpoint."""

    count: int
    temperature: float = 1.0
    first_letters: str = ""
    seed: int = 0


JUDGED = Sampling(count=100)  # how a checkpoint is judged, unless somebody wants it otherwise


@cached()
def parameters(run_id: str, iteration: int) -> dict[str, NDArray[np.float64]]:
    """The network at a checkpoint.

    Raises:
        UnknownRunError: The run or its checkpoint is gone.
    """
    return dict(store().checkpoint(run_id, iteration).arrays)


@cached()
def report_names(run_id: str, dataset_id: str, iteration: int) -> list[str]:
    """Seven names of a checkpoint, drawn as the report does for its Table 1."""
    alphabet = load_names(dataset_id).alphabet
    return [name.title for name in sample_report_names(parameters(run_id, iteration), alphabet)]


def draw(run_id: str, dataset_id: str, iteration: int, sampling: Sampling) -> list[SampledName]:
    """Names of a checkpoint.

    Raises:
        SettingsError: The first letters are not in the alphabet.
    """
    return sample_names(
        parameters(run_id, iteration),
        load_names(dataset_id).alphabet,
        count=sampling.count,
        temperature=sampling.temperature,
        first_letters=sampling.first_letters,
        seed=sampling.seed,
    )


@cached()
def evaluation(run_id: str, dataset_id: str, iteration: int, sampling: Sampling) -> Evaluation:
    """How good a checkpoint is, by names drawn in the given way.

    Raises:
        SettingsError: The first letters are not in the alphabet.
    """
    settings = store().run(run_id).settings
    assert isinstance(settings, NamesSettings)
    names = [name.text for name in draw(run_id, dataset_id, iteration, sampling)]
    corpus = load_names(dataset_id)
    return evaluate(parameters(run_id, iteration), names, settings, corpus)
