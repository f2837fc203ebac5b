"""A common mistake made on purpose, as the command line tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.events import Result, StopCheck
from core.stocks.judgement.flattery import flattery, without_mistake
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.trainer import train

_OF: Final = "honest_"
HONEST: Final = (f"{_OF}rmse", f"{_OF}naive_rmse")


def beside_mistake(
    settings: StockSettings, history: PriceHistory, should_stop: StopCheck
) -> dict[str, Any]:
    """`HONEST`, the figures of the same training without its mistake; empty where it makes none.

    It is trained here, for as long again, unless somebody has stopped the other one.
    """
    if not settings.made_mistake or should_stop():
        return {}
    *_, result = train(without_mistake(settings), history, should_stop)
    assert isinstance(result, Result)
    return {name: result.values[name.removeprefix(_OF)] for name in HONEST}


def told(settings: StockSettings, values: Mapping[str, Any], honest: Mapping[str, Any]) -> str:
    """The mark of a result that a mistake was made for, and how much that flatters."""
    mistake = settings.made_mistake
    assert mistake is not None
    of_honest = {name.removeprefix(_OF): value for name, value in honest.items()}
    flatters = flattery(values, of_honest) if honest else None
    marked = f"MADE WITH A MISTAKE ON PURPOSE: {mistake.label.lower()}. {mistake.does}"
    return f"{marked}\n{flatters}" if flatters else marked
