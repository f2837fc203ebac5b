"""The checkpoints of a names run, sampled and judged once for everybody; what to try next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.advice import Curve, Suggestion
from core.cache import cached
from core.events import Checkpoint
from core.names.bits import LetterBits, blind_bits, letter_bits
from core.names.corpus import Split, split
from core.names.evaluation import Evaluation, Verdict, evaluate, interval
from core.names.likeness import likeness_among
from core.names.sampling import SampledName, sample_names, sample_report_names, titled
from core.names.settings import NamesSettings
from core.names.suggestion import suggest
from core.runs.records import Run
from core.runs.tables import finite
from dashboard.backend import store
from dashboard.names.names_picker import load_names
from dashboard.shared.advice import advice
from dashboard.shared.charting import evenly_spaced
from dashboard.text import percent, significant


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
        for step in evenly_spaced(store().checkpoints(run.id), most)
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


# Rows for the browser: the names of a checkpoint, and how good they are, of one draw.

MOST = 40  # checkpoints shown, of as many as there may be
NAMES = 7  # shown of those that are drawn
HOLD_OUT = (
    "No name was kept from it: set Held-out share, under More settings, to 0.1 and train again, "
    "and this shows how well it knows names that it never saw."
)

Row = dict[str, Any]


def newest_rows(run: Run) -> dict[str, list[Row]]:
    """All rows of a run so far, the newest last."""
    return {"rows": rows(run, shown_checkpoints(run), JUDGED)}


def shown_checkpoints(run: Run) -> list[int]:
    """The checkpoints that are shown, evenly spread: the same ones while it trains and after."""
    settings = run.settings
    assert isinstance(settings, NamesSettings)
    planned = [*range(0, settings.iterations, settings.checkpoint_interval), settings.iterations]
    shown = set(evenly_spaced(planned, MOST))
    reached = store().checkpoints(run.id)
    return [step for step in reached if step in shown or (step == reached[-1] and not run.active)]


def rows(run: Run, checkpoints: Sequence[int], sampling: Sampling) -> list[Row]:
    """The checkpoints as the browser takes them.

    Raises:
        SettingsError: The first letters are not in the alphabet.
    """
    return [_row(run, step, sampling) for step in checkpoints]


def figures_table(run: Run, checkpoints: Sequence[int], sampling: Sampling) -> pd.DataFrame:
    """The names and numbers of the rows; shares are 0 to 1.

    Raises:
        SettingsError: The first letters are not in the alphabet.
    """
    numbers = {
        step: _numbers(evaluation(run.id, run.dataset_id, step, sampling)) for step in checkpoints
    }
    return pd.DataFrame.from_dict(numbers, orient="index").rename_axis("iteration")


@cached(key=lambda run, step, sampling: (run.id, step, sampling))
def _row(run: Run, step: int, sampling: Sampling) -> Row:
    found = evaluation(run.id, run.dataset_id, step, sampling)
    copying = found.bits.sentence
    return {
        "step": step,
        "verdict": found.sentence,
        "figures": figures(run, found),
        "copying": copying if found.bits.held_out is not None else f"{copying} {HOLD_OUT}",
        "order": found.order,
        **_numbers(found),
        "names": [titled(name) for name in found.names[:NAMES]],
    }


def _numbers(found: Evaluation) -> dict[str, Any]:
    alike, bits = found.alike, found.bits
    low, high = interval(found.invented, len(found.names))
    return {
        "temperature": found.temperature,
        "invented": found.invented,
        "invented_low": low,
        "invented_high": high,
        **{str(verdict): share for verdict, share in found.shares.items()},
        "pairs": None if alike is None else alike.pairs,
        "triples": None if alike is None else alike.triples,
        "trained": finite(bits.training),
        "held_out": None if bits.held_out is None else finite(bits.held_out),
        "names": ", ".join(titled(name) for name in found.names[:NAMES]),
    }


def figures(run: Run, found: Evaluation | None) -> list[list[str]]:
    """Name, value, and what to hold it against; without values while there is no checkpoint."""
    parts = parts_of(run)
    real = likeness_among(parts.training)
    numbers = {} if found is None else _numbers(found)
    part, whose = ("held_out", "unseen") if parts.held_out else ("trained", "learned")
    known = numbers.get(part)
    return [
        ["Triples in the list", percent(numbers.get("triples")), _real(real.triples)],
        ["Pairs", percent(numbers.get("pairs")), _real(real.pairs)],
        [
            f"Bits a letter, {whose} names",
            "–" if known is None else significant(known, 3),
            f"blind guess: {significant(blind_bits(load_names(run.dataset_id)), 3)}",
        ],
    ]


def _real(share: float) -> str:
    return f"real: {percent(share)}"


# What a names run makes worth trying next.

ADVICE_POINTS = 20  # of the bits a letter along the run


def names_advice(run: Run) -> Suggestion | None:
    """The next experiment, from the names of the last checkpoint."""
    return advice(run, _suggestion)


def _suggestion(run: Run) -> Suggestion:
    assert isinstance(run.settings, NamesSettings)
    last = store().checkpoints(run.id)[-1]
    found = evaluation(run.id, run.dataset_id, last, JUDGED)
    bits = measured_curve(run, ADVICE_POINTS, unseen=all_hold_out([run]))
    return suggest(
        run.settings,
        load_names(run.dataset_id),
        store().losses(run.id),
        bits,
        found.shares[Verdict.COPIED],
        found.alike,
    )
