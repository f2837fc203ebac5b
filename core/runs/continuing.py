"""How a run that has ended goes on: as a new run, which has all that the old one reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert, literal, select, union_all

from core.errors import UserError
from core.parameters import parameters
from core.runs.records import Run, RunState
from core.runs.reports import STATE, STATE_STEP, WEIGHTS_OF_STEP
from core.runs.settings import EXPERIMENTS, Kind, RunSettings, build, experiment_of, model_of
from core.runs.tables import artifacts, checkpoints, points


class CannotContinueError(UserError):
    """A run that cannot go on, and why."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """How a run can go on."""

    run: Run
    step: int  # after which it goes on
    usual: int  # more steps: what is left of what was wanted, else as many again
    most: int  # more steps

    def settings(self, more: int, learning_rate: float | None = None) -> RunSettings:
        """Those of the run with `more` steps, and perhaps another learning rate.

        Raises:
            SettingsError: They are not allowed.
        """
        before = self.run.settings
        experiment = experiment_of(before)
        changes: dict[str, Any] = {experiment.steps: self.step + more}
        if learning_rate is not None:
            changes["learning_rate"] = learning_rate
        settings = build(type(before), before.model_dump() | changes)
        experiment.check(settings)
        return settings


def continuation(run: Run, step: int | None) -> Continuation:
    """How `run` can go on; `step` is that of the state that is kept of it (`Store.state_step`).

    Raises:
        CannotContinueError: It cannot.
    """
    upper = most_steps(run.kind)
    refusal = _refusal(run, step, upper)
    if refusal is not None or step is None:
        raise CannotContinueError(refusal)
    most = upper - step
    left = run.total - step  # nothing, where a worker died when all was done but the last words
    over = run.state is RunState.INTERRUPTED and left == 0 < step
    wanted = left if left > 0 or over else max(1, run.total)  # an old import may be of none
    return Continuation(run, step, min(most, wanted), most)


def most_steps(kind: Kind) -> int:
    """The most iterations or epochs that a run may have."""
    known = {parameter.name: parameter for parameter in parameters(model_of(kind))}
    upper = known[EXPERIMENTS[kind].steps].upper
    assert upper is not None
    return int(upper)


def _refusal(run: Run, step: int | None, most: int) -> str | None:
    """Why a run cannot go on, in a sentence; None if it can."""
    if run.active:
        return "It is not at its end yet."
    if run.state is RunState.FAILED:
        return "It failed, so nothing sound is left to go on from; train again with other settings."
    if run.started is None:
        return "It never began; train it instead."
    if step is None and run.state is RunState.FINISHED:
        return "An earlier version of Sequence Lab trained it, which kept no state to go on from."
    if step is None:
        return (
            "No state to go on from was kept: it ended in its first seconds, or an earlier version "
            "of Sequence Lab trained it. Train again instead."
        )
    if run.done > 0 and run.loss is None:
        return "Its loss is no longer a number, and more training would not change that."
    if step >= most:
        return f"It has had {most:,} {EXPERIMENTS[run.kind].steps}, the most there may be."
    return None


def inherit(connection: Connection, parent_id: str, run_id: str) -> dict[str, Any]:
    """Gives a new run the newest state of another one, and what that reported until then.

    So it needs the other one no longer. Returns where it stands, as columns of its row.

    Raises:
        CannotContinueError: No state is kept of the other one.
    """
    of_parent = (artifacts.c.run_id == parent_id) & (artifacts.c.name == STATE)
    _copy(connection, artifacts, run_id, of_parent)
    step = connection.execute(STATE_STEP, {"run_id": run_id}).scalar_one_or_none()
    if step is None:
        raise CannotContinueError(f"Nothing to go on from is kept of run '{parent_id}'.")
    for table in (points, checkpoints):
        _copy(connection, table, run_id, (table.c.run_id == parent_id) & (table.c.step <= step))
    weights = artifacts.c.name.startswith(WEIGHTS_OF_STEP, autoescape=True)
    until_then = (artifacts.c.run_id == parent_id) & (artifacts.c.step <= step)
    _copy(connection, artifacts, run_id, until_then & weights)
    return {"parent_id": parent_id, "parent_step": step, "done": step} | _standing(
        connection, run_id
    )


def _copy(connection: Connection, table: Table, run_id: str, those: Any) -> None:
    """Copies rows of another run."""
    columns = [column for column in table.columns if column.name not in ("id", "run_id")]
    rows = select(literal(run_id), *columns).where(those)
    names = ["run_id", *(column.name for column in columns)]
    connection.execute(insert(table).from_select(names, rows))


def _standing(connection: Connection, run_id: str) -> dict[str, Any]:
    curve = union_all(
        *(
            select(table.c.step, table.c.loss, table.c.seconds).where(table.c.run_id == run_id)
            for table in (points, checkpoints)
        )
    ).subquery()
    newest = connection.execute(select(curve).order_by(curve.c.step.desc()).limit(1)).first()
    return {} if newest is None else {"loss": newest.loss, "seconds": newest.seconds}
