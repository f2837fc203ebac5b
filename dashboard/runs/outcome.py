"""What came of a run, the verdict first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.cache import cached
from core.errors import UserError
from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.stocks.judgement.verdict import miss, opening
from core.stocks.money import spoken
from dashboard.backend import store
from dashboard.names.checkpoints import report_names
from dashboard.shared.advice import advice, learned_nothing
from dashboard.shared.status import status_sentence
from dashboard.stock.forecast_run import forecast_run
from dashboard.text import plain, quoted

Colour = Literal["gray", "blue", "green", "red", "orange"]
NAMED = 3  # of the names that a network invents
WITH_VERDICT = (RunState.FINISHED, RunState.STOPPED)


@dataclass(frozen=True, slots=True)
class Badge:
    """A state at a glance."""

    words: str
    icon: str
    colour: Colour


BADGES = {
    RunState.QUEUED: Badge("Queued", ":material/hourglass_empty:", "gray"),
    RunState.RUNNING: Badge("Running", ":material/play_arrow:", "blue"),
    RunState.STOPPED: Badge("Stopped", ":material/stop:", "gray"),
    RunState.FINISHED: Badge("Finished", ":material/check:", "green"),
    RunState.FAILED: Badge("Failed", ":material/error:", "red"),
    RunState.INTERRUPTED: Badge("Interrupted", ":material/power_off:", "orange"),
}
NOT_LEARNED = Badge("Did not learn", ":material/warning:", "orange")


def badge(run: Run) -> Badge:
    """The state of a run; one that learned nothing does not look like a success."""
    if run.state in WITH_VERDICT and learned_nothing(run):
        return NOT_LEARNED
    return BADGES[run.state]


def outcome(run: Run) -> str:
    """What came of a run that has ended, in Markdown; what there is to say where nothing did."""
    if run.state not in WITH_VERDICT:
        return plain(status_sentence(run))
    found = advice(run)
    if found is not None and learned_nothing(run):
        return f":orange[{plain(found.sentence)}]"
    return _verdict(run.id) or plain(status_sentence(run))


@cached()
def _verdict(run_id: str) -> str | None:
    """From the newest checkpoint, which stays what it is; None where there is none."""
    run = store().run(run_id)
    try:
        return VERDICT_OF[run.kind](run)
    except UserError:  # its data do not fit its settings any more
        return None


def _stock_verdict(run: Run) -> str | None:
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
    early = "" if newest.step == run.total else f" after {newest.step:,} of {run.total:,} epochs"
    return plain(f"{missed}{early}; repeating yesterday: {naive}. {why_none}")


def _names_verdict(run: Run) -> str | None:
    reached = store().checkpoints(run.id)
    if not reached:
        return None
    names = [name for name in report_names(run.id, run.dataset_id, reached[-1]) if name][:NAMED]
    invented = ", ".join(map(quoted, names)) or "nothing but empty names"
    early = "" if run.state is RunState.FINISHED else f" after {reached[-1]:,} iterations"
    return f"Invents {invented}{early}"


VERDICT_OF = {Kind.STOCK: _stock_verdict, Kind.NAMES: _names_verdict}
