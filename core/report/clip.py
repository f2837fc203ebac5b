"""At which value are gradients clipped? The report's text says 10 (section 2.2)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from core.names.engines import Engine
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.table1 import TABLE1
from core.report.claim import Claim, Figures, Verdict, Way
from core.report.rounding import names_of, side_by_side, start

TEXT: Final = 10.0
TABLE: Final = 5.0
EVERY: Final = 100  # iterations between two looks
SHOWN: Final = (2000, 4000, 10_000)
LAST: Final = SHOWN[-1]


class Look(Figures):
    """Both trainings at one iteration; losses are smoothed, nats a name."""

    iteration: int
    loss_5: float
    loss_10: float
    names_5: tuple[str, ...]
    names_10: tuple[str, ...]


class Clip(Figures):
    """A training clipped at 5 beside one clipped at 10, looked at every `EVERY` iterations."""

    first_weights: int  # iteration that first leaves other weights
    first_names: int  # first look at which a name differs
    last_same: int  # last look at which none does
    looks: tuple[Look, ...]  # at `SHOWN`


def find(last: int = LAST, every: int = EVERY) -> Generator[str, None, Clip]:
    """Trains both to iteration `last`, which names have parted by; yields what it is at."""
    yield f"Clip value: {last:,} names clipped at {TABLE:g} and at {TEXT:g}"
    corpus = bundled_names()
    five = start(NamesSettings(clip_value=TABLE), corpus)
    ten = start(NamesSettings(clip_value=TEXT), corpus)
    looks = []
    for iteration in side_by_side(five, ten, last, every):
        names = names_of(five, corpus), names_of(ten, corpus)
        look = Look(
            iteration=iteration,
            loss_5=five.loss,
            loss_10=ten.loss,
            names_5=names[0],
            names_10=names[1],
        )
        looks.append(look)
    return Clip(
        first_weights=_first_weights(),
        first_names=next(look.iteration for look in looks if look.names_5 != look.names_10),
        last_same=[look.iteration for look in looks if look.names_5 == look.names_10][-1],
        looks=tuple(look for look in looks if look.iteration in SHOWN),
    )


def claim(clip: Clip) -> Claim:
    """Which of the two values gives the report's table."""
    theirs = next(row for row in TABLE1 if row.iteration == LAST)
    four, last = clip.looks[1], clip.looks[-1]
    of_text, of_table = _same(last.names_10, theirs.names), _same(last.names_5, theirs.names)
    seven = len(theirs.names)
    return Claim(
        key="clip",
        title="Gradients are clipped at 10",
        section="section 2.2",
        says=f"The text holds every element of the gradients between -{TEXT:g} and {TEXT:g}.",
        verdict=_verdict(of_text == seven, of_table == seven),
        finding=f"Its own Table 1 needs {TABLE:g}: at iteration {LAST:,} a training clipped at "
        f"{TABLE:g} gives {of_table} of the table's {seven} names, one clipped at {TEXT:g} gives "
        f"{of_text}. The two are one until iteration {clip.first_weights:,}, the first with a "
        f"gradient beyond {TABLE:g}; a name differs first at {clip.first_names:,}, "
        f"{seven - _same(four.names_5, four.names_10)} of {seven} do at {four.iteration:,}, and "
        f"always some after {clip.last_same:,}.",
        ways=(
            Way(f"Clip value {TEXT:g}", _settings(TEXT)),
            Way(f"Clip value {TABLE:g}", _settings(TABLE)),
        ),
    )


def _verdict(text_fits: bool, table_fits: bool) -> Verdict:
    if text_fits:
        return Verdict.HOLDS
    return Verdict.FAILS if table_fits else Verdict.IN_PART


def _settings(clip_value: float) -> NamesSettings:
    return NamesSettings(clip_value=clip_value, iterations=LAST)


def _first_weights() -> int:
    """The iteration at which the two trainings first leave other weights."""
    corpus = bundled_names()
    five = start(NamesSettings(clip_value=TABLE), corpus)
    ten = start(NamesSettings(clip_value=TEXT), corpus)
    one_by_one = side_by_side(five, ten, LAST, every=1)
    return next(iteration for iteration in one_by_one if _weights_differ(five, ten))


def _weights_differ(one: Engine, other: Engine) -> bool:
    return any((one.parameters[name] != other.parameters[name]).any() for name in one.parameters)


def _same(ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    return sum(a == b for a, b in zip(ours, theirs, strict=True))
