"""How much a mistake flatters: the same training with it and without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.stocks.judgement.metrics import AS_GOOD
from core.stocks.mistakes import NO_MISTAKE
from core.stocks.money import times
from core.stocks.settings import StockSettings

ONE_EACH: Final = "That is one training each: another seed may say otherwise."


def without_mistake(settings: StockSettings) -> StockSettings:
    """The same settings without the mistake."""
    return settings.model_copy(update={"mistake": NO_MISTAKE})


def flattery(mistaken: Mapping[str, Any], honest: Mapping[str, Any]) -> str | None:
    """In a sentence or two, what the mistake does to the figures of a result.

    The RMSE is taken as a multiple of that of yesterday's price on the same days, as the mistake
    may have led to other test days. None where that price, or the honest forecast, is always right.

    Args:
        mistaken: the figures of the training with the mistake, `rmse` and `naive_rmse` among them.
        honest: the same of the training without it.
    """
    if not all((mistaken["naive_rmse"] > 0, honest["naive_rmse"] > 0, honest["rmse"] > 0)):
        return None
    ratio = mistaken["rmse"] / mistaken["naive_rmse"]
    true = honest["rmse"] / honest["naive_rmse"]
    compared = (
        f"the typical miss (RMSE) is {times(ratio)} that of repeating yesterday's price; "
        f"without the mistake, but otherwise trained the same, it is {times(true)}. {ONE_EACH}"
    )
    flattered = 1 - ratio / true
    if abs(flattered) < AS_GOOD:
        return f"Here the mistake makes next to no difference: {compared}"
    if flattered < 0:
        return f"Here the mistake does not flatter: {compared}"
    return f"The mistake flatters by {flattered * 100:.0f} %: {compared}"
