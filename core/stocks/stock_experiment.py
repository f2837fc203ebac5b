"""The experiment on stock prices, as runs, sweeps and zips know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from core.cells import CELLS
from core.events import Event, State, StopCheck
from core.experiment import SECONDS, Experiment, Figures, Measure
from core.stocks import trainer
from core.stocks.judgement.verdict import reworded
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import VALIDATION, check


def _figure(name: str) -> Callable[[Figures], float | None]:
    return lambda figures: figures.get(f"{VALIDATION}{name}", figures.get(name))


_rmse, _naive_rmse = _figure("rmse"), _figure("naive_rmse")


def _ratio(figures: Figures) -> float | None:
    rmse, naive = _rmse(figures), _naive_rmse(figures)
    return rmse / naive if rmse is not None and naive else None


class StockExperiment(Experiment[StockSettings, PriceHistory]):
    """Recurrent layers predict the next day's price."""

    settings = StockSettings
    data = "prices"
    step, steps = "epoch", "epochs"
    predicts_days = True
    measures = (
        Measure(
            "ratio",
            "Miss, × yesterday's",
            "{} × yesterday's miss",
            "RMSE over that of repeating yesterday's price on the same days: below 1 is better.",
            False,
            _ratio,
        ),
        Measure("rmse", "RMSE", "RMSE {}", "Root of the mean squared error.", False, _rmse),
        Measure("mae", "MAE", "MAE {}", "Mean absolute error.", False, _figure("mae")),
        Measure(
            "direction",
            "Direction right",
            "direction right {}",
            "Share of the days on which up or down was right; a coin has 0.5.",
            True,
            _figure("direction_accuracy"),
            is_share=True,
        ),
        SECONDS,
    )

    def read(self, blob: bytes) -> PriceHistory:
        """The prices of a share, day by day."""
        return PriceHistory.from_bytes(blob)

    def check(self, settings: StockSettings, data: PriceHistory | None = None) -> None:
        """See `core.stocks.windows.check`: without a history, any settings will do."""
        if data is not None:
            check(settings, data)

    def train(
        self,
        settings: StockSettings,
        data: PriceHistory,
        should_stop: StopCheck,
        begin: State | None = None,
    ) -> Iterator[Event]:
        """See `core.stocks.trainer.train`."""
        return trainer.train(settings, data, should_stop, begin)

    def work(self, settings: StockSettings) -> float:
        """The gates of all layers, at every time step of every epoch."""
        first = settings.units * (settings.units + 1.0)
        further = (settings.layers - 1) * settings.units * 2.0 * settings.units
        blocks = CELLS[settings.cell].blocks
        return settings.epochs * settings.timesteps * blocks * (first + further)

    def current_figures(self, figures: Figures, total: int) -> dict[str, Any]:
        """With the verdict by the rule of today, however old they are."""
        return reworded(figures, total)


STOCK: Final = StockExperiment()
