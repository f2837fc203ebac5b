"""Figures 9 and 10 (section 3.2) again: a prediction of each seed, beside yesterday's price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.events import Result
from core.report.claim import Claim, Figures, Verdict, Way
from core.stocks.judgement.judge import judge
from core.stocks.judgement.metrics import AS_GOOD, Metrics, metrics
from core.stocks.judgement.verdict import FEWEST_DAYS
from core.stocks.judgement.verdict import Verdict as Word
from core.stocks.money import money, times
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import PriceHistory, bundled_prices
from core.stocks.trainer import train
from core.stocks.windows import Part, Windows, prepare


@dataclass(frozen=True)
class Experiment:
    """One of the two figures: which share, and how many trainings are made of it."""

    symbol: str
    title: str
    figure: int  # of the report
    seeds: int  # 0 and up

    @property
    def settings(self) -> StockSettings:
        """The report's, with seed 0."""
        return PRESETS[self.symbol.lower()]


TATAGLOBAL: Final = Experiment("TATAGLOBAL", "Tata Global", figure=9, seeds=5)
GE: Final = Experiment("GE", "GE", figure=10, seeds=20)


class Predictions(Figures):
    """The test days as each seed predicts them; days oldest first, prices of the history."""

    lanes: int  # numbers a vector of the processor holds: the last digits depend on it
    by_seed: tuple[tuple[float, ...], ...]  # (seeds, test days)


def find(experiment: Experiment, seeds: int | None = None) -> Generator[str, None, Predictions]:
    """Trains once a seed; yields what it is at."""
    history = bundled_prices(experiment.symbol)
    found = []
    for seed in range(seeds or experiment.seeds):
        yield f"{experiment.title}: training {seed + 1} of {seeds or experiment.seeds}"
        settings = experiment.settings.model_copy(update={"seed": seed})
        *_, last = train(settings, history)
        assert isinstance(last, Result)
        found.append(tuple(last.arrays["test_prediction"].tolist()))
    return Predictions(lanes=_lanes(), by_seed=tuple(found))


def _lanes() -> int:
    from core.stocks.engines.fused.vectors import LANES  # imports Numba

    return LANES


@dataclass(frozen=True)
class Forecast:
    """The predictions of an experiment on their days."""

    experiment: Experiment
    predictions: Predictions

    @cached_property
    def history(self) -> PriceHistory:
        """The prices."""
        return bundled_prices(self.experiment.symbol)

    @cached_property
    def windows(self) -> Windows:
        """The days as the network reads them."""
        return prepare(self.experiment.settings, self.history)

    @property
    def test(self) -> Part:
        """The test days."""
        return self.windows.test

    @cached_property
    def lines(self) -> NDArray[np.float64]:
        """The predictions, (seeds, test days)."""
        return np.array(self.predictions.by_seed)

    @cached_property
    def scores(self) -> list[Metrics]:
        """The figures of each seed, beside those of yesterday's price."""
        return [metrics(self.test.actual, line, self.test.yesterday) for line in self.lines]

    @cached_property
    def words(self) -> Counter[Word]:
        """How often each word is said of a seed beside yesterday's price."""
        return Counter(judge(self.windows, line).model.verdict for line in self.lines)

    @property
    def rmse(self) -> float:
        """The median over the seeds, in the currency of the prices."""
        return median(scores.rmse for scores in self.scores)

    @property
    def naive_rmse(self) -> float:
        """That of repeating yesterday's price."""
        return self.scores[0].naive_rmse

    @property
    def flat_rmse(self) -> float:
        """That of staying at the last price before the test days."""
        flat = np.full(len(self.test.actual), self.test.yesterday[0])
        return metrics(self.test.actual, flat, self.test.yesterday).rmse

    def claim(self) -> Claim:
        """Whether the prediction follows the price, and whether that says anything."""
        name, figure = self.experiment.title, self.experiment.figure
        currency, days, seeds = self.history.currency, len(self.test.actual), len(self.lines)
        misses = [scores.rmse for scores in self.scores]
        amounts = [money(rmse, currency) for rmse in (self.rmse, min(misses), max(misses))]
        ratio = self.rmse / self.naive_rmse
        return Claim(
            key=f"figure{figure}",
            title=f"Figure {figure}: the prediction of {name}'s price follows the actual one",
            section=f"section 3.2, Figure {figure}",
            says=f"Figure {figure} draws the network's prediction of the {days} test days over "
            f"{name}'s actual price.",
            verdict=self._verdict(),
            finding=f"{self._followed()} Its typical miss (RMSE) is {amounts[0]}, the median of "
            f"{seeds} seeds ({amounts[1]} to {amounts[2]}); that of repeating yesterday's price "
            f"is {money(self.naive_rmse, currency)}. The network's is {times(ratio)} as large. "
            f"{self._tally()}",
            ways=(
                Way(
                    f"{name} as in Figure {figure}",
                    self.experiment.settings,
                    self.experiment.symbol,
                ),
            ),
        )

    def _tally(self) -> str:
        days = len(self.test.actual)
        if days < FEWEST_DAYS:
            return (
                f"Whether that is chance, {days} days are too few to tell; it takes {FEWEST_DAYS}."
            )
        words = ", ".join(f"{word} with {number}" for word, number in self.words.most_common())
        return f"Of the {len(self.lines)} seeds, beside yesterday's price: {words}."

    def _followed(self) -> str:
        return {
            Verdict.HOLDS: "It does, and more closely than yesterday's price.",
            Verdict.IN_PART: "It does, but so does yesterday's price.",
            Verdict.FAILS: "It does not: the last price before the test days is as close.",
        }[self._verdict()]

    def _verdict(self) -> Verdict:
        if self.words[Word.BETTER] > len(self.lines) / 2:
            return Verdict.HOLDS
        follows = self.rmse < (1 - AS_GOOD) * self.flat_rmse
        return Verdict.IN_PART if follows else Verdict.FAILS
