"""What looks strange in a price history, in words."""

from __future__ import annotations

from typing import Final

import numpy as np

from core.stocks.sources.history import LONGEST_USUAL_GAP, PriceHistory

_GAPS_NAMED: Final = 3


def oddities(history: PriceHistory) -> list[str]:
    """Returns a sentence for each gap, the longest first, and for contradictory prices."""
    return _gaps(history) + _contradictions(history)


def _gaps(history: PriceHistory) -> list[str]:
    usual = float(np.median(np.diff(history.dates.to_numpy()) / np.timedelta64(1, "D")))
    if usual > LONGEST_USUAL_GAP / 2:
        return [f"The rows lie about {usual:.0f} days apart; each counts as one day."]
    gaps = history.gaps()
    named = [f"Gap of {gap.days:,} days after {gap.after:%Y-%m-%d}." for gap in gaps[:_GAPS_NAMED]]
    others = len(gaps) - len(named)
    if others:
        plural = "" if others == 1 else "s"
        named.append(f"{others:,} more gap{plural} of more than {LONGEST_USUAL_GAP} days.")
    return named


def _contradictions(history: PriceHistory) -> list[str]:
    frame = history.frame
    if not {"High", "Low"} <= set(frame.columns):
        return []
    days = history.dates[frame["High"] < frame["Low"]]
    if days.empty:
        return []
    first = f"{days[0]:%Y-%m-%d}"
    when = first if len(days) == 1 else f"{len(days):,} days, first on {first}"
    return [f"High is below Low on {when}."]
