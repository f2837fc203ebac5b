"""What pages work out of a run of each experiment: a verdict, curves, what to try next."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from core.advice import Curve, Suggestion
from core.errors import UserError
from core.names.corpus import Corpus
from core.runs.comparison import Ground, names_ground, stock_ground
from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.stocks.judgement.verdict import miss, opening
from core.stocks.money import spoken
from core.stocks.sources.history import PriceHistory
from dashboard.backend import store
from dashboard.names.names_checkpoints import (
    all_hold_out,
    bits_of,
    measured_curve,
    names_advice,
    newest_rows,
    report_names,
)
from dashboard.names.names_picker import load_names
from dashboard.server.hub import Message
from dashboard.stock.forecast_run import forecast_run, newest_frame, stock_advice
from dashboard.stock.price_picker import load_prices
from dashboard.text import plain, quoted

POINTS = 20  # of the bits a letter along a run on names
NAMED = 3  # of the names that a network invents


class RunAnalysis(ABC):
    """What there is to say of the runs of an experiment."""

    @abstractmethod
    def data(self, run: Run) -> Any:
        """What it learned from, read once for all who ask.

        Raises:
            DataError: They are gone.
        """

    @abstractmethod
    def newest_picture(self, run: Run) -> Callable[[], Message]:
        """Gives what the page shows of the newest step; what never changes is looked up once."""

    @abstractmethod
    def verdict(self, run: Run) -> str | None:
        """What came of it by its newest checkpoint, in Markdown; None where there is none.

        Raises:
            UserError: Its data do not fit its settings any more.
        """

    @abstractmethod
    def advice(self, run: Run) -> Suggestion | None:
        """The next experiment; None while the run is active, or where there is nothing to go by."""

    @abstractmethod
    def ground(self, run: Run) -> Ground | None:
        """What its figures are measured on; None where its data cannot be used any more."""

    @abstractmethod
    def curves(self, runs: Sequence[Run]) -> tuple[list[Curve], str]:
        """How runs learned, and of what that was measured, to go on the title of the axis with."""


class _StockAnalysis(RunAnalysis):
    """Of predictions."""

    def data(self, run: Run) -> PriceHistory:
        return load_prices(run.dataset_id)

    def newest_picture(self, run: Run) -> Callable[[], Message]:
        return partial(newest_frame, forecast_run(run))

    def verdict(self, run: Run) -> str | None:
        newest = store().latest_checkpoint(run.id)
        if newest is None:
            return None
        this = forecast_run(run)
        prediction = newest.arrays["prediction"]
        scores, currency = this.scores(prediction), this.history.currency
        if scores.skill is None:
            return plain(miss(scores, len(prediction), currency))
        naive = spoken(scores.naive_rmse, currency)
        missed = f"Typical miss (RMSE) {spoken(scores.rmse, currency)}"
        why_none = this.why_no_verdict(newest.step)
        if not why_none:
            said = opening(this.verdict(prediction), len(prediction))
            return plain(f"{said} {missed}; repeating yesterday: {naive}")
        early = (
            "" if newest.step == run.total else f" after {newest.step:,} of {run.total:,} epochs"
        )
        return plain(f"{missed}{early}; repeating yesterday: {naive}. {why_none}")

    def advice(self, run: Run) -> Suggestion | None:
        return stock_advice(run)

    def ground(self, run: Run) -> Ground | None:
        try:
            this = forecast_run(run)
        except UserError:  # its data do not fit its settings, or are gone
            return None
        test, validation = this.windows.test.dates, this.windows.validation.dates
        return stock_ground(run, this.settings.price_column, test, validation)

    def curves(self, runs: Sequence[Run]) -> tuple[list[Curve], str]:
        """The training's loss."""
        return [store().losses(run.id) for run in runs], ""


class _NamesAnalysis(RunAnalysis):
    """Of invented names."""

    def data(self, run: Run) -> Corpus:
        return load_names(run.dataset_id)

    def newest_picture(self, run: Run) -> Callable[[], Message]:
        return partial(newest_rows, run)

    def verdict(self, run: Run) -> str | None:
        reached = store().checkpoints(run.id)
        if not reached:
            return None
        of_report = report_names(run.id, run.dataset_id, reached[-1])
        names = [name for name in of_report if name][:NAMED]
        invented = ", ".join(map(quoted, names)) or "nothing but empty names"
        early = "" if run.state is RunState.FINISHED else f" after {reached[-1]:,} iterations"
        return f"Invents {invented}{early}"

    def advice(self, run: Run) -> Suggestion | None:
        return names_advice(run)

    def ground(self, run: Run) -> Ground | None:
        return names_ground(run)

    def curves(self, runs: Sequence[Run]) -> tuple[list[Curve], str]:
        """The bits a letter.

        They are measured: of names that they never saw where every run has some, else of those that
        each learned from.
        """
        unseen = all_hold_out(runs)
        curves = [measured_curve(run, POINTS, unseen=unseen) for run in runs]
        return curves, f", {bits_of(unseen)}"


ANALYSES: Final[dict[Kind, RunAnalysis]] = {
    Kind.STOCK: _StockAnalysis(),
    Kind.NAMES: _NamesAnalysis(),
}
