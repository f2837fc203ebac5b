"""Whether what is said of invented names holds: who gets the praise, and what chance ranks.

    python -m benchmarks.name_likeness [--seeds 3] [--names 300] [--json]

A tenth of the dinosaurs is held out. The rule that calls a name name-like knows the others only:
most of the names held out must pass, and the fewer of a network's the less it has learned or the
higher the temperature is. Beside it stands what can merely be pronounced, which was the rule
before. Then: how often one of two draws from the very same network is ranked before the other;
and bits a letter, measured, beside the training's smoothed loss.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.events import Checkpoint
from core.names.bits import letter_bits
from core.names.corpus import split
from core.names.evaluation import DRAWN, INVENTED, shares
from core.names.likeness import Spelling, spelling
from core.names.sampling import sample_names
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train
from core.runs.comparison_figures import NAMES_FIGURES, best

CORPUS = bundled_names()
HELD_OUT: Final = 0.1
REAL: Final = "real, held out"
SAMPLES: Final = (  # iteration, temperature
    *((step, 1.0) for step in (1, 2000, 6000, 10_000, 34_000)),
    *((34_000, temperature) for temperature in (0.5, 1.5, 2.0)),
)
STEPS: Final = (0, 2000, 6000, 10_000, 20_000, 34_000)  # of the losses
[NEW] = [figure for figure in NAMES_FIGURES if figure.name == "new"]


def main() -> None:
    arguments = _arguments()
    names, ranked, losses = [], [], []
    for seed in range(arguments.seeds):
        settings = NamesSettings(held_out=HELD_OUT, seed=seed)
        points = _checkpoints(settings)
        names.append(_names(settings, points, arguments.names))
        ranked += _same_network_twice(settings, points[34_000], arguments.draws)
        losses.append({step: _losses(points[step], settings) for step in STEPS})
    figures = {
        "seeds": arguments.seeds,
        "name_like": {kind: _mean([of[kind] for of in names]) for kind in names[0]},
        "one_of_two_equal_is_best": {
            "pairs": len(ranked),
            "any_difference": float(np.mean([a != b for a, b in ranked])),
            "beyond_the_interval": float(
                np.mean([bool(best(NEW, {"A": a, "B": b})) for a, b in ranked])
            ),
        },
        "losses": {step: _mean([of[step] for of in losses]) for step in STEPS},
    }
    print(json.dumps(figures) if arguments.json else _tables(figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="trainings")
    parser.add_argument("--names", type=int, default=300, help="drawn of each kind and seed")
    parser.add_argument("--draws", type=int, default=20, help="of 100 names of each network")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _checkpoints(settings: NamesSettings) -> dict[int, Checkpoint]:
    """Every 2000 iterations, and after the first two names."""
    found: dict[int, Checkpoint] = {}
    for iterations in (1, settings.iterations):
        asked = settings.model_copy(update={"iterations": iterations})
        events = train(asked, CORPUS)
        found |= {event.step: event for event in events if isinstance(event, Checkpoint)}
    return found


def _names(
    settings: NamesSettings, points: Mapping[int, Checkpoint], count: int
) -> dict[str, dict[str, float]]:
    """Of real names and of each kind of invented ones: what passes, and how well they are told."""
    parts = split(settings, CORPUS)
    known = spelling(parts.training)
    real = list(dict.fromkeys(parts.held_out))
    told = {REAL: _told(real, real, known)}
    for step, temperature in SAMPLES:
        drawn = sample_names(
            points[step].arrays, CORPUS.alphabet, count=count, temperature=temperature
        )
        texts = [name.text for name in drawn if name.text and name.text not in known.names]
        told[f"iteration {step:,}, temperature {temperature:g}"] = _told(texts, real, known)
    return told


def _told(names: Sequence[str], real: Sequence[str], known: Spelling) -> dict[str, float]:
    """Shares that pass, and the AUC of two figures: how often a real name has the better one."""
    return {
        "pronounceable": float(np.mean([known.is_pronounceable(name) for name in names])),
        "name_like": float(np.mean([known.is_name_like(name) for name in names])),
        "auc_triples": _auc(
            [-known.share([name], 2, 3) for name in real],
            [-known.share([name], 2, 3) for name in names],
        ),
        "auc_bits": _auc(list(map(known.bits, real)), list(map(known.bits, names))),
    }


def _auc(real: Sequence[float], invented: Sequence[float]) -> float:
    one, other = np.array(real)[:, np.newaxis], np.array(invented)
    return float((one < other).mean() + 0.5 * (one == other).mean())


def _same_network_twice(
    settings: NamesSettings, point: Checkpoint, draws: int
) -> list[tuple[float, float]]:
    """The share of new names in draws of 100 that differ by their dice only, two by two."""
    parts = split(settings, CORPUS)
    found = []
    for seed in range(draws):
        drawn = sample_names(point.arrays, CORPUS.alphabet, count=DRAWN, seed=seed)
        of = shares([name.text for name in drawn], parts)
        found.append(sum(of[verdict] for verdict in INVENTED))
    return list(pairwise(found))


def _losses(point: Checkpoint, settings: NamesSettings) -> dict[str, float]:
    bits = letter_bits(point.arrays, settings, CORPUS)
    assert bits.held_out is not None
    return {"smoothed": point.loss, "bits_trained": bits.training, "bits_held_out": bits.held_out}


def _mean(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(float(np.mean([row[name] for row in rows])), 4) for name in rows[0]}


def _tables(figures: Mapping[str, Any]) -> str:
    ranked = figures["one_of_two_equal_is_best"]
    lines = ["                                  pronounceable  name-like  AUC triples  AUC bits"]
    for kind, of in figures["name_like"].items():
        lines.append(
            f"{kind:34s} {of['pronounceable']:11.0%} {of['name_like']:10.0%} "
            f"{of['auc_triples']:12.2f} {of['auc_bits']:9.2f}"
        )
    lines += [
        "",
        f"One of two draws of the same network is the better one, of {ranked['pairs']} pairs:",
        f"  by any difference {ranked['any_difference']:.0%}, beyond the interval "
        f"{ranked['beyond_the_interval']:.0%}",
        "",
        "iteration   smoothed loss   bits a letter, learned   held out",
    ]
    for step, of in figures["losses"].items():
        lines.append(
            f"{step:9,} {of['smoothed']:15.2f} {of['bits_trained']:24.2f} "
            f"{of['bits_held_out']:10.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
