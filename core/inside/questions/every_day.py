"""What a network says of every day that it has a window for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.inside.prices import layers_of
from core.inside.questions.activity import last_states
from core.inside.trace import one_thread
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import Part, prepare

_WORK = 10_000_000_000  # products: some four seconds of one core
_FEWEST = 40  # days, however large the network


def prices_said(
    settings: StockSettings, weights: Sequence[NDArray[Any]], history: PriceHistory
) -> pd.DataFrame:
    """The prediction of each day beside what came and the price of the day before.

    Of a large network that is worked out for the latest days, and for some that are spread over
    all before them, so that it takes no more than a few seconds.

    Args:
        settings: of the run.
        weights: of a checkpoint, in Keras' order.
        history: of the run.

    Returns:
        index Date, in order: the days with a window; columns actual, yesterday (NaN for a first
        day), said (NaN where it was not worked out) in money, and whether it is one of the test and
        of the validation days.

    Raises:
        SettingsError: The settings do not fit the history.
    """
    windows = prepare(settings, history)
    parts = (windows.train, windows.validation, windows.test)
    table = pd.concat(
        [
            _table(part).assign(test=part is windows.test, validation=part is windows.validation)
            for part in parts
        ]
    )
    table = table.rename_axis("Date")
    table["window"] = np.arange(len(table))
    table = table.sort_index(kind="stable").loc[lambda t: ~t.index.duplicated(keep="last")]
    shown = table.iloc[_places(len(table), _most(settings, weights))]
    x = np.concatenate([part.x for part in parts])[shown["window"]]
    with one_thread():
        a = last_states(layers_of(settings, weights), x)
    kernel, bias = (np.asarray(weight, dtype=np.float64) for weight in weights[-2:])
    said = windows.forecast(a @ kernel[:, 0] + bias, shown["before"])
    table["said"] = pd.Series(said, index=shown.index)
    return table[["actual", "yesterday", "said", "test", "validation"]]


def _table(part: Part) -> pd.DataFrame:
    columns = {"actual": part.actual, "yesterday": part.yesterday, "before": part.before}
    return pd.DataFrame(columns, index=part.dates)


def _most(settings: StockSettings, weights: Sequence[NDArray[Any]]) -> int:
    """The days that are worked out."""
    each = settings.timesteps * sum(weight.size for weight in weights)
    return max(_FEWEST, _WORK // each)


def _places(days: int, most: int) -> NDArray[np.int64]:
    """Where they are among all days: all of them, or one half at the end and one half before."""
    if days <= most:
        return np.arange(days)
    earlier = days - most // 2
    spread = np.linspace(0, earlier - 1, most - most // 2).round().astype(np.int64)
    return np.append(spread, np.arange(earlier, days))
