"""The picture of the names page: the list, and a run from first iteration to any checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.cache import cached
from core.names.bits import blind_bits
from core.names.corpus import Corpus
from core.names.evaluation import frequent_letters, letter_pairs
from core.names.likeness import likeness_among
from core.names.settings import NamesSettings
from core.runs.records import Run
from dashboard.charts.names.checkpoints import bits_chart, likeness_chart
from dashboard.charts.names.letters import pair_chart, pair_table
from dashboard.names.checkpoints import JUDGED, Sampling, parts_of
from dashboard.names.picker.names_picker import load_names
from dashboard.names.rows import figures, rows, shown_checkpoints
from dashboard.shared.advice import as_next_step
from dashboard.shared.charting.chart import as_json
from dashboard.shared.charting.component import component
from dashboard.shared.downloads import download
from dashboard.shared.live import answers, live_data
from dashboard.shared.page_header import presenting
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
        **answers(KEY, lambda _: None),
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
            **live_data(run),
            **_charts(run),
            "rows": rows(run, sorted(checkpoints), sampling),
            "blank": figures(run, None),
            "drawn": _drawn(sampling),
            "chosen": None if look is None else look.iteration,
            "next": as_next_step(run),
            "present": presenting(),
        },
        key=KEY,
        **answers(KEY, try_next),
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
