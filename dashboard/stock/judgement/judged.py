"""An epoch of a run, judged."""

from __future__ import annotations

from dataclasses import dataclass

from core.cache import cached
from core.runs.records import Run
from core.stocks.judgement.judge import Judgement, judge
from core.stocks.judgement.verdict import Verdict
from dashboard.backend import store
from dashboard.stock.forecast_run import ForecastRun, Prices, forecast_run
from dashboard.text import plain


@dataclass(frozen=True, slots=True)
class JudgedEpoch:
    """What a run said of its test days after an epoch, (test days,), and the judgement of it."""

    this: ForecastRun
    epoch: int
    prediction: Prices
    judgement: Judgement

    @property
    def verdict(self) -> Verdict | None:
        """Of what was planned; None of any other."""
        return None if self.this.why_no_verdict(self.epoch) else self.judgement.model.verdict

    def beginning(self, sentence: str) -> str:
        """A sentence with the epoch that it speaks of: "After 38 of 100 epochs: ..." (Markdown)."""
        when = "Before the first epoch"
        if self.epoch:
            when = f"After {self.epoch:,} of {self.this.settings.epochs:,} epochs"
        return plain(f"{when}: {sentence[0].lower()}{sentence[1:]}")


def judged_epoch(run: Run, epoch: int) -> JudgedEpoch:
    """Judges the epoch, which the run must have kept."""
    this = forecast_run(run)
    prediction = store().checkpoint(run.id, epoch).arrays["prediction"]
    return JudgedEpoch(this, epoch, prediction, _judgement(run.id, epoch))


@cached()
def _judgement(run_id: str, epoch: int) -> Judgement:
    windows = forecast_run(store().run(run_id)).windows
    return judge(windows, store().checkpoint(run_id, epoch).arrays["prediction"])
