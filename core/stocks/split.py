"""Which days are learned and which predicted: by time, or as one of the common mistakes has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.stocks.settings import StockSettings

VALIDATION: Final = "validation_"  # begins the names of what a result says of those days
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """The days of a history in the order in which a network reads them, and what each is for.

    The network predicts the day at a place of the order from the days at the places before it.
    """

    order: Places  # (days,) the rows of the history, as they are read
    train: Places  # places of the days that are learned, the oldest day first
    validation: Places  # places of the days that are predicted to choose by, the oldest day first
    test: Places  # places of the days that are predicted to judge by, the oldest day first
    learned: Places  # the same as `train`, with the first days, which have no window
    scaled_by: Places  # places of the days that the scaler is fitted on


def split(settings: StockSettings, days: int, first_test_day: int) -> Split:
    """Splits `days` days, the one at `first_test_day` and all later ones for testing.

    The validation days, where there are any, come right before them.

    The scaler is fitted on the days that are learned, unless that is the very mistake.
    """
    by_time = _by_time(settings, days, first_test_day)
    mistaken = _MISTAKEN.get(settings.mistake)
    return mistaken(by_time, settings) if mistaken else by_time


def _by_time(settings: StockSettings, days: int, first_test_day: int) -> Split:
    every = np.arange(days)
    first = first_test_day - settings.validation_days
    past, validation, future = np.split(every, [first, first_test_day])
    return Split(
        order=every,
        train=past[settings.reach :],
        validation=validation,
        test=future,
        learned=past,
        scaled_by=past,
    )


def _scaler_on_all_rows(by_time: Split, _settings: StockSettings) -> Split:
    return replace(by_time, scaled_by=by_time.order)


def _newest_first(by_time: Split, _settings: StockSettings) -> Split:
    """The days of each part turned round by themselves: the tutorial has a file of each."""
    past, validation, future = by_time.learned, by_time.validation, by_time.test
    return replace(
        by_time,
        order=np.concatenate([past[::-1], validation[::-1], future[::-1]]),
        train=by_time.train[::-1],
        validation=validation[::-1],
        test=future[::-1],
    )


def _test_days_in_training(by_time: Split, settings: StockSettings) -> Split:
    every = by_time.order
    return replace(by_time, train=every[settings.reach :], learned=every, scaled_by=every)


def _shuffled_split(by_time: Split, settings: StockSettings) -> Split:
    """As many test and validation days as by time, drawn from all days with a window."""
    every = by_time.order
    draws = np.random.default_rng(settings.seed)
    test = np.sort(draws.choice(every[settings.reach :], len(by_time.test), replace=False))
    rest = np.setdiff1d(every[settings.reach :], test)
    validation = np.sort(draws.choice(rest, len(by_time.validation), replace=False))
    learned = np.setdiff1d(every, np.concatenate([validation, test]))
    return replace(
        by_time,
        train=learned[learned >= settings.reach],
        validation=validation,
        test=test,
        learned=learned,
        scaled_by=learned,
    )


_MISTAKEN: Final = {
    "scaler_on_all_rows": _scaler_on_all_rows,
    "newest_first": _newest_first,
    "test_days_in_training": _test_days_in_training,
    "shuffled_split": _shuffled_split,
}
