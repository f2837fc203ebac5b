"""The next experiment that a run suggests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.advice import Curve, Suggestion, advise, late_trend
from core.stocks.judgement.metrics import AS_GOOD, metrics
from core.stocks.learning import READ_CHANGES, more_epochs, not_learned
from core.stocks.mistakes import NO_MISTAKE
from core.stocks.money import times
from core.stocks.settings import StockSettings
from core.stocks.windows import Part, Windows

_FALLING = 0.95  # see `late_trend`
_SHORT = 20  # epochs within which the report's recipe is far from done
_MUCH_WORSE = 1.5  # times the miss of yesterday's price
_KNOWN_BY_HEART = 0.5  # error on the training days as a share of that on the test days
_MANY_EPOCHS = 50


def suggest(
    settings: StockSettings,
    windows: Windows,
    curve: Curve,
    prediction: NDArray[np.float64],
    validation: NDArray[np.float64] | None = None,
) -> Suggestion:
    """One experiment, chosen from what the run showed; always other settings than the run's.

    What helps a training that did not learn comes first (a `NotLearned`, whose changes may be
    empty), then the same without its mistake, then to read changes where it says changes, then
    memorising, then a loss that still falls, then what there is to find out.

    Args:
        settings: of the run.
        windows: of the same settings.
        curve: what was reported, at least the untrained network's loss.
        prediction: the newest of the test days, (test days,).
        validation: the same of the validation days, if there are any: they choose then.
    """
    failed = not_learned(settings, windows, curve, prediction)
    if failed:
        return failed
    if settings.made_mistake:
        return Suggestion(
            "This run makes a mistake on purpose: how good is it without?",
            {"mistake": NO_MISTAKE},
            "Train the honest one",
        )
    if settings.target == "change" and settings.reads == "levels":
        return Suggestion(
            "It reads prices, in which a day's change is hardly seen: let it read changes?",
            READ_CHANGES,
            "Let it read changes",
        )
    seen = (windows.test, prediction, "test days")
    if validation is not None:
        seen = (windows.validation, validation, "validation days")
    sentence, changes = next(_experiments(settings, windows, curve, *seen))
    return advise(Suggestion, settings, sentence, changes)


def _experiments(
    settings: StockSettings,
    windows: Windows,
    curve: Curve,
    part: Part,
    prediction: NDArray[np.float64],
    days: str,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is worth trying, the most telling first."""
    scores = metrics(part.actual, prediction, part.yesterday)
    if _memorised(windows, curve, scores.rmse, scores.naive_rmse):
        worse = times(scores.rmse / scores.naive_rmse)
        seen = f"It knows the training days much better than the {days} ({worse} the miss of"
        seen += " repeating yesterday)"
        if settings.dropout < 0.5:
            dropout = round(min(settings.dropout + 0.2, 0.5), 2)
            yield f"{seen}: does more dropout keep it from memorising?", {"dropout": dropout}
        if settings.units > 1:
            yield f"{seen}: do fewer units do better?", {"units": settings.units // 2}
    more = more_epochs(settings)
    if more and (settings.epochs < _SHORT or late_trend(curve) < _FALLING):
        yield "The loss was still falling at the end: how far does it go?", more
    if scores.skill is not None and scores.skill > AS_GOOD:
        yield (
            "It misses less than repeating yesterday: luck, or does another seed, too?",
            _next_seed(settings),
        )
    if settings.timesteps > 1:
        what = "change" if settings.reads == "changes" else "price"
        yield f"Does it use more than yesterday's {what} at all?", {"timesteps": 1}
    if settings.layers > 1:
        yield f"Are {settings.layers} layers better than one?", {"layers": 1}
    yield "How much of this is luck? Another seed draws other first weights.", _next_seed(settings)


def _memorised(windows: Windows, curve: Curve, rmse: float, naive_rmse: float) -> bool:
    epochs, loss, _ = curve[-1]
    scale = float(windows.target_scaler.scale_[0])  # of a difference of prices
    return (
        epochs >= _MANY_EPOCHS
        and rmse > _MUCH_WORSE * naive_rmse > 0
        and math.sqrt(loss) < _KNOWN_BY_HEART * rmse * scale
    )


def _next_seed(settings: StockSettings) -> dict[str, Any]:
    return {"seed": settings.seed + 1 if settings.seed < 2**31 - 1 else 0}
