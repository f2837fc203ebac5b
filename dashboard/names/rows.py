"""What a names run shows of each checkpoint: names, and how good they are, of one draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.cache import cached
from core.names.bits import blind_bits
from core.names.evaluation import Evaluation, interval
from core.names.likeness import likeness_among
from core.names.sampling import titled
from core.names.settings import NamesSettings
from core.runs.events import finite
from core.runs.records import Run
from dashboard.backend import store
from dashboard.names.checkpoints import JUDGED, Sampling, evaluation, parts_of
from dashboard.names.picker.names_picker import load_names
from dashboard.shared.checkpoints import spread
from dashboard.text import percent, significant

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
    shown = set(spread(planned, MOST))
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
