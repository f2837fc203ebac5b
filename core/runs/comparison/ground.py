"""What the figures of a run are measured on: only on the same ground do they say who is better."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from core.names.settings import NamesSettings
from core.runs.records import Run
from core.stocks.settings import StockSettings

DATA: Final = "data"
PRICE: Final = "price column"
SPLIT: Final = "split"
MISTAKE: Final = "mistake made on purpose"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that has to be the same."""

    key: str  # is equal where it is the same
    words: str


Ground = Mapping[str, Aspect]
"""What figures rest on: aspects by DATA, PRICE, SPLIT and MISTAKE."""


def stock_ground(
    run: Run,
    price_column: str,
    test_dates: pd.DatetimeIndex,
    validation_dates: pd.DatetimeIndex | None = None,
) -> Ground:
    """The prices, which of the day's, the days that are predicted, and what is known of them."""
    settings = run.settings
    assert isinstance(settings, StockSettings)
    mistake = settings.made_mistake
    days = f"{len(test_dates)} test day{'' if len(test_dates) == 1 else 's'}"
    first, last = test_dates.min(), test_dates.max()
    digest, before = hashlib.sha256(test_dates.to_numpy().tobytes()), ""
    if validation_dates is not None and len(validation_dates):
        digest.update(validation_dates.to_numpy().tobytes())
        before = f"{len(validation_dates):,} validation and "
    return {
        DATA: Aspect(run.dataset_id, run.title),
        PRICE: Aspect(price_column, price_column),
        SPLIT: Aspect(digest.hexdigest(), f"{before}{days}, {first:%Y-%m-%d} to {last:%Y-%m-%d}"),
        MISTAKE: Aspect(settings.mistake, mistake.label.lower() if mistake else "none"),
    }


def names_ground(run: Run) -> Ground:
    """The list, and which of its names are kept from training."""
    settings = run.settings
    assert isinstance(settings, NamesSettings)
    share = settings.held_out
    if share:
        split = Aspect(f"{share} {settings.seed}", f"{share:.0%} held out, seed {settings.seed}")
    else:
        split = Aspect("", "nothing held out")
    return {DATA: Aspect(run.dataset_id, run.title), SPLIT: split}


def same_prices(one: Ground, other: Ground) -> bool:
    """Whether two predictions are of the same prices, be it on other days."""
    return all(one[aspect].key == other[aspect].key for aspect in (DATA, PRICE))


def what_differs(grounds: Mapping[str, Ground]) -> list[str]:
    """Why the runs of a comparison, by letter, cannot be ranked: a sentence for each reason.

    Where the data or the price differ, other days are no news.
    """
    sentences: list[str] = []
    for aspect in (DATA, PRICE, SPLIT, MISTAKE):
        letters_of: dict[str, list[str]] = {}
        words_of: dict[str, str] = {}
        for letter, ground in grounds.items():
            if aspect in ground:
                letters_of.setdefault(ground[aspect].key, []).append(letter)
                words_of[ground[aspect].key] = ground[aspect].words
        if len(letters_of) > 1 and not (aspect == SPLIT and sentences):
            groups = (f"{_and(who)} {words_of[key]}" for key, who in letters_of.items())
            sentences.append(f"The {aspect} differs: {'; '.join(groups)}.")
    return sentences


def _and(letters: list[str]) -> str:
    *others, last = letters
    return f"{', '.join(others)} and {last} have" if others else f"{last} has"
