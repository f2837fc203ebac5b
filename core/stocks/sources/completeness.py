"""What to do about single prices that are missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

_MOST_MISSING: Final = 0.1  # of a column's prices


def complete(
    prices: pd.DataFrame, notes: list[str], name_rows: Callable[[pd.Series[bool]], str]
) -> pd.DataFrame:
    """Leaves out columns that lack more than a tenth of their prices, then rows that lack any.

    The fullest column always stays.

    Args:
        prices: NaN where a price is missing.
        notes: Takes a sentence for whatever was left out.
        name_rows: Names the rows of a mask, such as "2 rows (lines 5, 9)".
    """
    share = prices.isna().mean()
    sparse = share > max(_MOST_MISSING, share.min())
    notes.extend(
        f"{name} lacks {share[name] * 100:.0f} % of its prices and is left out."
        for name in prices.columns[sparse]
    )
    full: pd.DataFrame = prices.loc[:, ~sparse]
    incomplete: pd.Series[bool] = full.isna().any(axis=1)
    if incomplete.any():
        notes.append(f"{name_rows(incomplete)} with a missing price left out.")
    return full.drop(index=full.index[incomplete])
