"""The next experiment that a run suggests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.advice import Curve, NotLearned, Suggestion, advise, late_trend
from core.stocks.judgement.metrics import AS_GOOD, metrics
from core.stocks.mistakes import NO_MISTAKE
from core.stocks.money import times
from core.stocks.settings import StockSettings
from core.stocks.windows import Part, Windows

# Whether a training learned anything, and what helps where it did not.

MOST_EPOCHS = 1000
_FEW_EPOCHS = 5  # with fewer a sound training may not be past the blind guess
_FLAT = 0.02  # of the spread of the actual prices; sound trainings have over 0.15
_FALLING = 0.95  # see `late_trend`
READ_CHANGES: Final[dict[str, Any]] = {"reads": "changes"}
_DEFAULT = StockSettings()
_LOWEST_RATE = 0.00001  # that may be chosen
_Remedies: TypeAlias = Iterator[tuple[str, dict[str, Any]]]


def not_learned(
    settings: StockSettings, windows: Windows, curve: Curve, prediction: NDArray[np.float64]
) -> NotLearned | None:
    """Says how one can see that the network learned nothing; None where it learned.

    It learned nothing when its loss is no number, no lower than that of the untrained network,
    no lower than that of always saying the average price (the variance of the scaled training
    targets), or when it predicts the same price on every test day. The last two are not held
    against a training of fewer than 5 epochs, which had no time, nor anything against prices
    that never change. Nor is the average held against one that learns changes: where there is
    nothing to learn, it is the best that can be said.

    Args:
        settings: of the run.
        windows: of the same settings.
        curve: what was reported so far.
        prediction: the newest of the test days, (test days,).
    """
    seen = _seen(windows, curve, prediction)
    if seen is None:
        return None
    help_, changes = next(_remedies(settings, curve))
    return advise(NotLearned, settings, f"It has not learned: {seen}. {help_}", changes)


def _seen(windows: Windows, curve: Curve, prediction: NDArray[np.float64]) -> str | None:
    targets = windows.train.y.astype(np.float64)
    blind = float(targets.var())
    if not curve or curve[-1][0] < 1 or blind == 0:
        return None
    (first, untrained, _), (epochs, loss, _) = curve[0], curve[-1]
    if not math.isfinite(loss):
        return "the loss is no longer a number"
    if first == 0 and loss >= untrained:
        return "its loss is no lower than before the training"
    if epochs < _FEW_EPOCHS:
        return None
    if loss >= blind and not windows.says_change:
        return "its loss is no lower than if it always said the average price"
    if len(prediction) > 1 and prediction.std() < _FLAT * windows.test.actual.std():
        return "it says nearly the same price on every test day"
    return None


def _remedies(settings: StockSettings, curve: Curve) -> _Remedies:
    """What may help, the likeliest first."""
    diverged = not math.isfinite(curve[-1][1])
    more = more_epochs(settings)
    yield from _slower(settings, diverged=diverged)
    if diverged:
        yield "Other prices may do.", {}
    if settings.target == "change" and settings.reads == "levels" and not diverged:
        yield "It reads prices, in which a change is hardly seen; changes help.", READ_CHANGES
    if more and late_trend(curve) < _FALLING:
        yield f"The loss still falls; {more['epochs']:,} epochs may help.", more
    yield from _another_network(settings)
    if more:
        yield f"More epochs may help: {more['epochs']:,}.", more
    yield "There may be nothing to learn in these prices; try others.", {}


def _slower(settings: StockSettings, *, diverged: bool) -> _Remedies:
    rate, usual = settings.learning_rate, _DEFAULT.learning_rate
    better = min(usual, rate / 10) if diverged else usual
    if _LOWEST_RATE <= better < rate:
        sentence = f"The learning rate, {rate:g}, is likely too high; {better:g} helps."
        yield sentence, {"learning_rate": better}


def _another_network(settings: StockSettings) -> _Remedies:
    rate, usual = settings.learning_rate, _DEFAULT
    if rate < usual.learning_rate / 2:
        sentence = f"The learning rate, {rate:g}, is likely too low; {usual.learning_rate:g} helps."
        yield sentence, {"learning_rate": usual.learning_rate}
    if settings.dropout > 0.5:
        sentence = f"Dropout {settings.dropout:g} leaves little of the network; try"
        yield f"{sentence} {usual.dropout:g}.", {"dropout": usual.dropout}
    if settings.units < 10:
        sentence = f"{usual.units} units can remember more than {settings.units}."
        yield sentence, {"units": usual.units}
    if settings.layers > 1:
        yield "One layer learns faster than several.", {"layers": 1}


def more_epochs(settings: StockSettings) -> dict[str, int]:
    """At least twice the epochs and as many as the report's; empty where there are the most."""
    epochs = min(max(_DEFAULT.epochs, 2 * settings.epochs), MOST_EPOCHS)
    return {"epochs": epochs} if epochs > settings.epochs else {}


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
