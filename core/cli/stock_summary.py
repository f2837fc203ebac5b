"""What came of a training on prices, for people on the command line; the verdict last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from core.events import Result
from core.stocks.judgement import lag
from core.stocks.judgement.baselines import TITLES
from core.stocks.judgement.figures import validation_sentence
from core.stocks.judgement.metrics import Metrics
from core.stocks.judgement.verdict import (
    Verdict,
    miss,
    sentence,
    skill_sentence,
    stored_skill,
    unplanned,
)
from core.stocks.sources import PriceHistory

_TO_YESTERDAY: Final = "RMSE as a multiple of that of yesterday's price: "


def summary(result: Result, history: PriceHistory, epochs: int) -> str:
    """Some lines of text: the figures, the baselines, the verdict; `epochs` were planned."""
    values: dict[str, Any] = dict(result.values)
    return "\n".join(
        [
            f"{values['train_rows']} training days, {values['test_rows']} test days, "
            f"{values['epochs']} epochs in {values['seconds']:.1f} s ({values['engine']})",
            *_figures(_metrics(values)),
            *validation_sentence(values, history.currency),
            *_judgement(values, history.currency, epochs),
        ]
    )


def _metrics(values: dict[str, Any]) -> Metrics:
    return Metrics(**{field.name: values[field.name] for field in fields(Metrics)})


def _figures(scores: Metrics) -> Iterator[str]:
    direction = scores.direction_accuracy
    yield _row("", "model", "repeating yesterday")
    yield _row("RMSE", f"{scores.rmse:.5g}", f"{scores.naive_rmse:.5g}")
    yield _row("MAE", f"{scores.mae:.5g}", f"{scores.naive_mae:.5g}")
    yield _row("MAPE", f"{scores.mape * 100:.3g} %", f"{scores.naive_mape * 100:.3g} %")
    yield _row("Direction", "-" if direction is None else f"{direction * 100:.0f} %", "-")


def _judgement(values: dict[str, Any], currency: str, epochs: int) -> Iterator[str]:
    ratios = {name: baseline["rrmse"] for name, baseline in values["baselines"].items()}
    beside = [f"{TITLES[name]} {ratio:.3g}" for name, ratio in ratios.items() if ratio is not None]
    if values["rrmse"] is not None:
        yield _TO_YESTERDAY + ", ".join([f"model {values['rrmse']:.3g}", *beside])
    late = lag.in_words(values["best_lag"], values["lag_pairs"])
    better = (values["best_lag"] or 0) > 0 and values["verdict"] == Verdict.BETTER
    yield f"{late} {lag.BUT_BETTER}" if better else late
    yield skill_sentence(stored_skill(values))
    yield _verdict(values, currency, epochs)


def _verdict(values: dict[str, Any], currency: str, epochs: int) -> str:
    scores, days = _metrics(values), values["test_rows"]
    if values["verdict"] is None:
        return f"{miss(scores, days, currency)} {unplanned(epochs)}"
    return sentence(Verdict(values["verdict"]), scores, days, currency)


def _row(figure: str, model: str, naive: str) -> str:
    return f"{figure:10}{model:>12}{naive:>21}"
