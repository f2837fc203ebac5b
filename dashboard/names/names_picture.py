"""The picture of the names page: the list, and a run from first iteration to any checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.cache import cached
from core.names.bits import blind_bits
from core.names.corpus import END, Corpus
from core.names.evaluation import frequent_letters, letter_pairs, likeliest_next
from core.names.likeness import likeness_among
from core.names.settings import NamesSettings
from core.runs.records import Run
from dashboard.charts.names_charts import bits_chart, label, likeness_chart, pair_chart, pair_table
from dashboard.names.names_checkpoints import (
    JUDGED,
    Sampling,
    figures,
    names_advice,
    parts_of,
    rows,
    shown_checkpoints,
)
from dashboard.names.names_picker import load_names
from dashboard.shared.charting import as_json, component, show_what_happens
from dashboard.shared.downloads import download
from dashboard.shared.page_header import presenting
from dashboard.shared.status import callbacks, live_data
from dashboard.text import percent
from dashboard.theme import palette

KEY = "names_picture"
PAIR_LETTERS = 30  # of a large alphabet, only the most frequent ones are drawn
EXAMPLES = 3
HINT = (
    "The network starts without knowing any of this. "
    "Press Train and watch it go from gibberish to names."
)

_picture = component("names")


@dataclass(frozen=True, slots=True)
class Look:
    """Where somebody looks into a run, and how its names are drawn there."""

    iteration: int
    sampling: Sampling


def show_list(corpus: Corpus) -> None:
    """The names before any training: what there is to learn in them."""
    letters, shares = _pairs(corpus)
    table = pair_table(shares, letters)
    cells = [[before, *map(percent, row)] for before, *row in table.itertuples()]
    count = f"{len(corpus.names):,} names"
    examples = ", ".join(name.capitalize() for name in corpus.names[:EXAMPLES])
    _picture(
        {
            "run": None,
            "active": False,
            "words": f"Which letter follows which in {count}, such as {examples}",
            "hint": HINT,
            "pairs": as_json(pair_chart(shares, letters, palette())),
            "alt": f"Which letter follows which in {count} of {corpus.title}",
            "table": [["After", *table.columns], *cells],
            "present": presenting(),
        },
        key=KEY,
        **callbacks(KEY, lambda _: None),
    )
    download(
        "Letter pairs",
        lambda: table.to_csv().encode(),
        "pairs.csv",
        "text/csv",
        key="download_pairs",
    )


def show_picture(run: Run, look: Look | None, try_next: Callable[[Run], object]) -> None:
    """Status, verdict, bits, likeness and names, the same ones while it trains and after.

    `look` is None where no checkpoint is looked into; the newest is shown then.
    """
    assert isinstance(run.settings, NamesSettings)
    sampling = JUDGED if look is None else judged(look.sampling)
    checkpoints = set(shown_checkpoints(run))
    if look is not None:
        checkpoints.add(look.iteration)
    _picture(
        {
            **live_data(run, names_advice(run)),
            **_charts(run),
            "rows": rows(run, sorted(checkpoints), sampling),
            "blank": figures(run, None),
            "drawn": _drawn(sampling),
            "chosen": None if look is None else look.iteration,
            "present": presenting(),
        },
        key=KEY,
        **callbacks(KEY, try_next),
    )


def judged(sampling: Sampling) -> Sampling:
    """Names drawn in the same way, as many as are needed to judge a checkpoint."""
    return replace(sampling, count=JUDGED.count)


@cached()
def _pairs(corpus: Corpus) -> tuple[str, NDArray[np.float64]]:
    letters = frequent_letters(corpus, PAIR_LETTERS)
    return letters, letter_pairs(corpus, letters)


def _charts(run: Run) -> dict[str, Any]:
    """The charts without their lines; the axis ends where the run did."""
    corpus = load_names(run.dataset_id)
    total = run.total if run.active else max(1, int(run.done))
    parts = parts_of(run)
    real = likeness_among(parts.training).triples
    charts = {
        "bits": bits_chart(
            palette(),
            total=total,
            blind=blind_bits(corpus),
            held_out=bool(parts.held_out),
            continued=run.parent_step,
        ),
        "likeness": likeness_chart(palette(), total=total, real=real),
    }
    return {name: as_json(figure) for name, figure in charts.items()}


def _drawn(sampling: Sampling) -> str:
    """The heading of the figures: of names drawn how."""
    start = f" from {sampling.first_letters} on" if sampling.first_letters else ""
    how = f"{sampling.count} names{start} at temperature {sampling.temperature:g}"
    return f"How name-like are {how}?"


# What happens on the names page: a letter in, the next letter's odds out.

LENGTH = 6  # letters of the name that is spelt, or as near to it as the list has
ODDS = 5  # letters shown


def show_letter_in_odds_out(corpus: Corpus | None) -> None:
    """A name of the list, and how the network goes through it."""
    if corpus is None:
        return
    name = min(corpus.names, key=lambda name: abs(len(name) - LENGTH))
    show_what_happens(
        "What happens here? A letter in, the next letter's odds out",
        "The network reads a name letter by letter and gives, after each, the odds of every letter "
        "to come next; training raises the odds of the one that really comes. "
        "To invent a name, it draws a letter by its own odds, reads it, and goes on until it draws "
        "the end.",
        picture="letters",
        steps=letter_steps(corpus, name),
        alt=f"The letters of {name.capitalize()} go in one by one; each time, bars show the odds "
        "of the next letter.",
    )


@cached()
def letter_steps(corpus: Corpus, name: str) -> list[dict[str, Any]]:
    """The way through a name: what is spelt so far, and what comes next how often in the list."""
    return [_step(corpus, name, place) for place in range(len(name) + 1)]


def _step(corpus: Corpus, name: str, place: int) -> dict[str, Any]:
    """What comes after `place` letters of the name, by how often it does in the list."""
    spelt, coming = name[:place], (name + END)[place]
    odds = likeliest_next(corpus, spelt[-1:] or END, len(corpus.alphabet))
    shown = odds[:ODDS]
    if coming not in dict(shown):
        shown = [*shown[:-1], (coming, dict(odds)[coming])]
    after = f"After {spelt[-1]}" if spelt else "At the start"
    return {
        "spelt": spelt.capitalize(),
        "odds": [
            [label(letter), share, percent(share), letter == coming] for letter, share in shown
        ],
        "caption": f"{after} comes {label(coming)} in {percent(dict(odds)[coming])} of the cases, "
        f"counted in these {len(corpus.names):,} names.",
    }
