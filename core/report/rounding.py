"""How a difference in the last bit of one weight grows: Table 1 beyond iteration 14,000."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Final

import numpy as np

from core.names import model
from core.names.corpus import Corpus, split
from core.names.engines import Engine
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.table1 import TABLE1
from core.report.claim import Claim, Figures, Verdict, Way
from core.report.table1 import RECIPE, Table

# Two names trainings side by side, looked at every so many iterations.


def start(settings: NamesSettings, corpus: Corpus, *, nudged: bool = False) -> Engine:
    """The fused engine at its start; `nudged`, with one weight larger by its last bit.

    The weight is Waa[0, 0], from the first hidden unit to itself.
    """
    from core.names.fused_engine import FusedEngine  # imports Numba, which takes a while

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


LAST: Final = 20_000  # iteration
EVERY: Final = 100  # iterations between two looks


class Chaos(Figures):
    """Two trainings that differ at first in the last bit of one weight, look by look."""

    iterations: tuple[int, ...]
    differences: tuple[float, ...]  # of the smoothed losses, without sign, nats a name
    parted: int | None  # first look at which a name differs
    names: tuple[str, ...]  # there, of the training as it is
    names_nudged: tuple[str, ...]  # and of the other one


def find(last: int = LAST, every: int = EVERY) -> Generator[str, None, Chaos]:
    """Trains both to iteration `last`; yields what it is at."""
    yield f"Chaos: {last:,} names, twice, one weight nudged by its last bit"
    corpus = bundled_names()
    plain, nudged = start(RECIPE, corpus), start(RECIPE, corpus, nudged=True)
    differences: dict[int, float] = {}
    parted: int | None = None
    names: tuple[str, ...] = ()
    names_nudged: tuple[str, ...] = ()
    for iteration in side_by_side(plain, nudged, last, every):
        differences[iteration] = abs(plain.loss - nudged.loss)
        if parted is None:
            names, names_nudged = names_of(plain, corpus), names_of(nudged, corpus)
            parted = iteration if names != names_nudged else None
    return Chaos(
        iterations=tuple(differences),
        differences=tuple(differences.values()),
        parted=parted,
        names=names,
        names_nudged=names_nudged,
    )


def claim(table: Table, chaos: Chaos) -> Claim:
    """Whether the last rows of Table 1 are what the recipe gives."""
    at = dict(zip(chaos.iterations, chaos.differences, strict=True))
    grown = ", ".join(f"{_power(at[iteration])} at {iteration:,}" for iteration in (12_000, 14_000))
    late = [row for row in TABLE1 if not row.reproducible]
    said = " and ".join(f"{row.iteration:,}" for row in late)
    verdict = _verdict(table, chaos)
    return Claim(
        key="chaos",
        title=f"The names at iterations {said}",
        section="section 2.2",
        says=f"Table 1 ends with the names of iterations {said}, as the results of its recipe.",
        verdict=verdict,
        finding=f"{_ENDS[verdict]} Two trainings that differ in nothing but the last bit of one "
        f"weight have losses that are {_power(at[10_000])} apart at iteration 10,000, {grown}, "
        f"and invent {_said(chaos.parted)}.",
        ways=(
            Way(f"{LAST:,} iterations", NamesSettings(iterations=LAST)),
            Way(
                "The same, adding in another order",
                NamesSettings(iterations=LAST, engine="reference"),
            ),
        ),
    )


_RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_ENDS: Final = {
    Verdict.HOLDS: "They are what the recipe gives here, too.",
    Verdict.FAILS: "The recipe gives other names here, and not for rounding.",
    Verdict.MACHINE: "Ours are others: training is chaotic, and what comes so late tells which "
    "machine has rounded, not what the recipe gives.",
}


def _power(value: float) -> str:
    """One digit and a power of ten: "4 × 10⁻¹⁵"."""
    digit, exponent = f"{value:.0e}".split("e")
    return f"{digit} × 10{str(int(exponent)).translate(_RAISED)}"


def _said(parted: int | None) -> str:
    return "the same names all along" if parted is None else f"other names from {parted:,} on"


def _verdict(table: Table, chaos: Chaos) -> Verdict:
    ours = {row.iteration: row.names for row in table.rows}
    others = [row for row in TABLE1 if not row.reproducible and ours[row.iteration] != row.names]
    if not others:
        return Verdict.HOLDS
    by_rounding = chaos.parted is not None and chaos.parted <= others[0].iteration
    return Verdict.MACHINE if by_rounding else Verdict.FAILS
