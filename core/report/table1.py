"""Table 1 of the report (section 2.2) again: the same recipe, letter for letter."""

from __future__ import annotations

from collections.abc import Generator
from itertools import zip_longest
from typing import Final

from core.events import Checkpoint
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.table1 import LAST_REPRODUCIBLE, TABLE1
from core.names.trainer import train
from core.report.claim import Claim, Figures, Way, share_of

RECIPE: Final = NamesSettings()
DECIMALS: Final = 6  # of the losses that the report prints


class Row(Figures):
    """Our row at one iteration of the report's table."""

    iteration: int
    loss: float  # smoothed, nats a name
    names: tuple[str, ...]


class Table(Figures):
    """Our table, row by row."""

    rows: tuple[Row, ...]


def find(last: int = RECIPE.iterations) -> Generator[str, None, Table]:
    """Trains by the recipe to iteration `last`; yields what it is at."""
    yield f"Table 1: {last:,} names by the report's recipe"
    corpus = bundled_names()
    wanted = {row.iteration for row in TABLE1}
    rows = []
    for event in train(RECIPE.model_copy(update={"iterations": last}), corpus):
        if isinstance(event, Checkpoint) and event.step in wanted:
            names = sample_report_names(event.arrays, corpus.alphabet)
            titles = tuple(name.title for name in names)
            rows.append(Row(iteration=event.step, loss=event.loss, names=titles))
    return Table(rows=tuple(rows))


def claim(table: Table) -> Claim:
    """How many of the rows come out."""
    same = [
        f"{ours.iteration:,}"
        for theirs, ours in zip(TABLE1, table.rows, strict=True)
        if theirs.names == ours.names and theirs.loss == round(ours.loss, DECIMALS)
    ]
    all_of_them = ", ".join(f"{row.iteration:,}" for row in TABLE1)
    return Claim(
        key="table1",
        title="Table 1: names and losses along the training",
        section="section 2.2",
        says=f"Table 1 lists the smoothed loss and seven invented names at the iterations "
        f"{all_of_them} (its iteration 1 is iteration 0 here).",
        verdict=share_of(len(same), len(TABLE1)),
        finding=f"{len(same)} of {len(TABLE1)} rows come out letter for letter, and their losses "
        f"to {DECIMALS} decimals: iterations {', '.join(same) or 'none'}. Up to iteration "
        f"{LAST_REPRODUCIBLE:,} every machine invents the same names; the rows after it belong "
        "to the machine that they were made on.",
        ways=(Way("The recipe of Table 1", RECIPE),),
    )


def differing(name: str, other: str) -> list[bool]:
    """Place by place, as far as the longer name goes: is it another letter, or one of them none?"""
    return [one != another for one, another in zip_longest(name, other)]
