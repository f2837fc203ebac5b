"""What a names run has kept, loaded, sampled and judged once for everybody who looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.advice import Curve
from core.cache import cached
from core.events import Checkpoint
from core.names.bits import LetterBits, letter_bits
from core.names.evaluation import Evaluation, evaluate
from core.names.sampling import SampledName, sample_names, sample_report_names
from core.names.settings import NamesSettings
from core.names.split import Split, split
from core.runs.records import Run
from dashboard.backend import store
from dashboard.names.picker.names_picker import load_names
from dashboard.shared.checkpoints import spread


@dataclass(frozen=True, slots=True)
class Sampling:
    """How names are drawn from a checkpoint."""

    count: int
    temperature: float = 1.0
    first_letters: str = ""
    seed: int = 0


JUDGED = Sampling(count=100)  # how a checkpoint is judged, unless somebody wants it otherwise


@cached()
def checkpoint(run_id: str, iteration: int) -> Checkpoint:
    """A checkpoint of a run.

    Raises:
        UnknownRunError: The run or its checkpoint is gone.
    """
    return store().checkpoint(run_id, iteration)


def parameters(run_id: str, iteration: int) -> dict[str, NDArray[np.float64]]:
    """The network at a checkpoint.

    Raises:
        UnknownRunError: The run or its checkpoint is gone.
    """
    return dict(checkpoint(run_id, iteration).arrays)


@cached()
def measured(run_id: str, dataset_id: str, iteration: int) -> LetterBits:
    """How well the network of a checkpoint knows real names, however names are drawn."""
    network = parameters(run_id, iteration)
    return letter_bits(network, _settings(run_id), load_names(dataset_id))


def bits_of(unseen: bool) -> str:
    """Of which names bits a letter are, as on an axis."""
    return "unseen names" if unseen else "learned names"


def all_hold_out(runs: Iterable[Run]) -> bool:
    """Whether every one of some names runs keeps names from training, so that all can be asked."""
    return all(isinstance(of := run.settings, NamesSettings) and of.held_out > 0 for run in runs)


def measured_curve(run: Run, most: int, *, unseen: bool) -> Curve:
    """Bits a letter along a run: of the names held out (`unseen`), or of those learned from.

    At `most` of its checkpoints, evenly spread, or fewer.
    """
    return [
        (float(step), _bits(run, step, unseen), checkpoint(run.id, step).seconds)
        for step in spread(store().checkpoints(run.id), most)
    ]


def _bits(run: Run, step: int, unseen: bool) -> float:
    bits = measured(run.id, run.dataset_id, step)
    if not unseen:
        return bits.training
    assert bits.held_out is not None
    return bits.held_out


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
    return evaluate(
        checkpoint(run_id, iteration),
        measured(run_id, dataset_id, iteration),
        [name.text for name in draw(run_id, dataset_id, iteration, sampling)],
        _settings(run_id),
        load_names(dataset_id),
        sampling.temperature,
    )


def parts_of(run: Run) -> Split:
    """The names that a run learned from, and those that were kept from it."""
    return split(_settings(run.id), load_names(run.dataset_id))


def _settings(run_id: str) -> NamesSettings:
    settings = store().run(run_id).settings
    assert isinstance(settings, NamesSettings)
    return settings
