"""What came of a training on prices, for people on the command line; the verdict last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from core.events import Result
from core.stocks.judgement import lag
from core.stocks.judgement.baselines import TITLES
from core.stocks.judgement.metrics import Metrics
from core.stocks.judgement.skill import Skill
from core.stocks.judgement.verdict import Verdict, sentence, skill_sentence
from core.stocks.sources import PriceHistory

_TO_YESTERDAY: Final = "RMSE as a multiple of that of yesterday's price: "


def summary(result: Result, history: PriceHistory) -> str:
    """Some lines of text: the figures, the baselines, the verdict."""
    values: dict[str, Any] = dict(result.values)
    return "\n".join(
        [
            f"{values['train_rows']} training days, {values['test_rows']} test days, "
            f"{values['epochs']} epochs in {values['seconds']:.1f} s ({values['engine']})",
            *_figures(_metrics(values)),
            *_judgement(values, history.currency),
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


def _judgement(values: dict[str, Any], currency: str) -> Iterator[str]:
    days = values["test_rows"]
    ratios = {name: baseline["rrmse"] for name, baseline in values["baselines"].items()}
    beside = [f"{TITLES[name]} {ratio:.3g}" for name, ratio in ratios.items() if ratio is not None]
    if values["rrmse"] is not None:
        yield _TO_YESTERDAY + ", ".join([f"model {values['rrmse']:.3g}", *beside])
    yield lag.in_words(values["best_lag"], values["lag_pairs"])
    interval = (values[name] for name in ("skill", "skill_low", "skill_high", "dm_p"))
    yield skill_sentence(Skill(days, *interval))
    yield sentence(Verdict(values["verdict"]), _metrics(values), days, currency)


def _row(figure: str, model: str, naive: str) -> str:
    return f"{figure:10}{model:>12}{naive:>21}"
