"""What trainings reported: checkpoints, loss curves, weights, states, results, artifacts."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from core.arrays import StateError
from core.errors import UnknownRunError, shortened
from core.events import Arrays, Checkpoint, Event, Progress, Result, State, Weights
from core.runs.database import Database
from core.runs.tables import (
    artifacts,
    checkpoints,
    decode_arrays,
    decode_values,
    encode_arrays,
    encode_values,
    finite,
    points,
    runs,
)

CURVE_POINTS = 400  # a loss curve is thinned to about so many
BEFORE_ALL = -1.0  # before the first step; databases have no infinity
WEIGHTS, STATE, RESULT = "weights.npz", "state.npz", "result.npz"
WEIGHTS_OF_STEP = "weights_"  # and the step

# What is asked several times a second for every run that is watched, put together once.
NEWEST_CHECKPOINT = (
    select(checkpoints)
    .where(checkpoints.c.run_id == bindparam("run_id"))
    .order_by(checkpoints.c.step.desc())
    .limit(1)
)
CURVE = [
    select(table.c.step, table.c.loss, table.c.seconds).where(
        table.c.run_id == bindparam("run_id"), table.c.step > bindparam("after")
    )
    for table in (points, checkpoints)
]

STATE_STEP = select(artifacts.c.step).where(
    artifacts.c.run_id == bindparam("run_id"), artifacts.c.name == STATE
)


class Reports(Database):
    """The part of the store that keeps what trainings report."""

    def append(self, run_id: str, events: Iterable[Event], *, again: bool = False) -> None:
        """Writes down what a trainer reported: all of it or nothing.

        `again` says that a try before this one failed: one whose connection broke as it was
        confirmed may have been written all the same.

        Raises:
            UnknownRunError: when the run was deleted meanwhile.
        """
        events = list(events)
        with self.begin() as connection:
            touch(connection, run_id, heartbeat=time.time(), error=None, **_standing(events))
            if again:
                _delete_steps(connection, run_id, events)
            _insert_steps(connection, run_id, events)
            _keep_newest(connection, run_id, events)

    def report_waiting(self, run_id: str, why: str) -> None:
        """Says that the worker of a run waits for the database, until it reports again."""
        with self.begin() as connection:
            touch(connection, run_id, heartbeat=time.time(), error=why)

    def points(self, run_id: str) -> list[tuple[float, float | None, float]]:
        """The loss curve between the checkpoints, all of it: (step, loss, seconds)."""
        query = select(points.c.step, points.c.loss, points.c.seconds)
        rows = self.fetch_all(query.where(points.c.run_id == run_id).order_by(points.c.id))
        return [(row.step, row.loss, row.seconds) for row in rows]

    def artifact_steps(self, run_id: str) -> list[tuple[str, int]]:
        """What is kept of a run, by name: (name, step)."""
        query = select(artifacts.c.name, artifacts.c.step).where(artifacts.c.run_id == run_id)
        return [(row.name, row.step) for row in self.fetch_all(query.order_by(artifacts.c.name))]

    def losses(self, run_id: str, after: float = -math.inf) -> list[tuple[float, float, float]]:
        """The loss curve: (step, loss, seconds), by step, thinned to some hundred points.

        Only the part after the step `after`, where one is given.
        """
        curve: dict[float, tuple[float, float, float]] = {}
        for part in CURVE:
            for row in self.fetch_all(part, run_id=run_id, after=max(after, BEFORE_ALL)):
                curve[row.step] = (float(row.step), _number(row.loss), row.seconds)
        whole = [curve[step] for step in sorted(curve)]
        stride = max(1, len(whole) // CURVE_POINTS)
        return whole[:-1:stride] + whole[-1:]

    def checkpoints(self, run_id: str) -> list[int]:
        """The steps of which a checkpoint is kept, in order."""
        query = select(checkpoints.c.step).where(checkpoints.c.run_id == run_id)
        return [row.step for row in self.fetch_all(query.order_by(checkpoints.c.step))]

    def checkpoint(self, run_id: str, step: int) -> Checkpoint:
        """The checkpoint of `step`.

        Raises:
            UnknownRunError: when there is none.
        """
        row = self.fetch_first(_of_run(run_id).where(checkpoints.c.step == step))
        if row is None:
            raise UnknownRunError(f"Run '{shortened(run_id)}' has no checkpoint at step {step}.")
        return _checkpoint(row)

    def checkpoint_arrays(self, run_id: str, steps: Sequence[int]) -> list[tuple[int, Arrays]]:
        """Several checkpoints at once: (step, arrays), by step, without those that are gone."""
        query = select(checkpoints.c.step, checkpoints.c.arrays).where(
            checkpoints.c.run_id == run_id, checkpoints.c.step.in_(steps)
        )
        rows = self.fetch_all(query.order_by(checkpoints.c.step))
        return [(row.step, decode_arrays(row.arrays)) for row in rows]

    def latest_checkpoint(self, run_id: str) -> Checkpoint | None:
        """The newest checkpoint; None before the first."""
        row = self.fetch_first(NEWEST_CHECKPOINT, run_id=run_id)
        return None if row is None else _checkpoint(row)

    def weights(self, run_id: str) -> Weights | None:
        """The newest weights of the model; None before the first."""
        row = self._artifact(run_id, WEIGHTS)
        return None if row is None else Weights(row.step, decode_arrays(row.blob))

    def newest_weights_step(self, run_id: str) -> int | None:
        """The step of the newest weights of the model; None before the first. Cheap."""
        newest = (artifacts.c.run_id == run_id) & (artifacts.c.name == WEIGHTS)
        row = self.fetch_first(select(artifacts.c.step).where(newest))
        return None if row is None else int(row.step)

    def weights_steps(self, run_id: str) -> list[int]:
        """The steps of which weights stay, in order."""
        query = select(artifacts.c.step).where(
            artifacts.c.run_id == run_id,
            artifacts.c.name.startswith(WEIGHTS_OF_STEP, autoescape=True),
        )
        return sorted(row.step for row in self.fetch_all(query))

    def weights_of_step(self, run_id: str, step: int) -> Weights | None:
        """The weights that stay of a step; None where none do."""
        row = self._artifact(run_id, weights_name(step))
        return None if row is None else Weights(row.step, decode_arrays(row.blob), stays=True)

    def state(self, run_id: str) -> State | None:
        """The newest state of the training; None before the first.

        Raises:
            StateError: It is no longer what was written.
        """
        row = self._artifact(run_id, STATE)
        if row is None:
            return None
        try:
            return State(row.step, decode_arrays(row.blob))
        except Exception as damage:  # whatever zipfile and NumPy say of bytes that are none of ours
            raise StateError("it cannot be read") from damage

    def state_step(self, run_id: str) -> int | None:
        """The step of the newest state of the training; None before the first. Cheap."""
        row = self.fetch_first(STATE_STEP, run_id=run_id)
        return None if row is None else int(row.step)

    def result(self, run_id: str) -> Result | None:
        """The last word of the training; None until there is one."""
        row = self._artifact(run_id, RESULT)
        return None if row is None else self._result(run_id, row.blob)

    def save_artifact(self, run_id: str, name: str, blob: bytes, step: int = 0) -> None:
        """Keeps `blob` under `name`, in place of what was there; `step` is what it belongs to.

        Raises:
            UnknownRunError: when the run was deleted meanwhile.
        """
        with self.begin() as connection:
            touch(connection, run_id)
            _keep(connection, run_id, name, blob, step)

    def artifact(self, run_id: str, name: str) -> bytes | None:
        """What is kept under `name`; None when nothing is."""
        row = self._artifact(run_id, name)
        return None if row is None else bytes(row.blob)

    def _result(self, run_id: str, blob: bytes) -> Result:
        row = self.fetch_first(select(runs.c.figures).where(runs.c.id == run_id))
        return Result(decode_values(row.figures if row else "{}"), decode_arrays(blob))

    def _artifact(self, run_id: str, name: str) -> Row[Any] | None:
        return self.fetch_first(
            select(artifacts).where(artifacts.c.run_id == run_id, artifacts.c.name == name)
        )


def touch(connection: Connection, run_id: str, **changes: Any) -> None:
    """Changes a run's row and its version.

    Raises:
        UnknownRunError: when the run was deleted.
    """
    changed = update(runs).where(runs.c.id == run_id)
    changes["version"] = runs.c.version + 1
    if connection.execute(changed.values(changes)).rowcount == 0:
        raise UnknownRunError(f"There is no run '{shortened(run_id)}'; it may have been deleted.")


def _standing(events: Sequence[Event]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for event in events:
        if isinstance(event, Progress):
            changes |= {"done": event.done, "total": event.total}
        elif isinstance(event, Checkpoint):
            changes |= {"done": event.step}
        elif isinstance(event, Result):
            changes |= {"figures": encode_values(event.values)}
            if engine := event.values.get("engine"):
                changes |= {"engine": engine}
        if isinstance(event, Progress | Checkpoint):
            changes |= {"loss": finite(event.loss), "seconds": event.seconds}
    return changes


def _insert_steps(connection: Connection, run_id: str, events: Sequence[Event]) -> None:
    curve, kept = [], []
    for event in events:
        if isinstance(event, Progress | Checkpoint):
            row = {"run_id": run_id, "loss": finite(event.loss), "seconds": event.seconds}
            if isinstance(event, Checkpoint):
                kept.append(row | {"step": event.step, "arrays": encode_arrays(event.arrays)})
            else:
                curve.append(row | {"step": event.done})
    for table, rows in ((points, curve), (checkpoints, kept)):
        if rows:
            connection.execute(insert(table), rows)


def _delete_steps(connection: Connection, run_id: str, events: Sequence[Event]) -> None:
    for table, steps in (
        (points, [event.done for event in events if isinstance(event, Progress)]),
        (checkpoints, [event.step for event in events if isinstance(event, Checkpoint)]),
    ):
        connection.execute(delete(table).where(table.c.run_id == run_id, table.c.step.in_(steps)))


def _keep_newest(connection: Connection, run_id: str, events: Sequence[Event]) -> None:
    newest: dict[str, tuple[int, Arrays]] = {}
    for event in events:
        if isinstance(event, Weights):
            name = weights_name(event.step) if event.stays else WEIGHTS
            newest[name] = (event.step, event.arrays)
        elif isinstance(event, State):
            newest[STATE] = (event.step, event.arrays)
        elif isinstance(event, Result):
            newest[RESULT] = (0, event.arrays)
    for name, (step, arrays) in newest.items():
        _keep(connection, run_id, name, encode_arrays(arrays), step)


def _keep(connection: Connection, run_id: str, name: str, blob: bytes, step: int) -> None:
    connection.execute(
        delete(artifacts).where(artifacts.c.run_id == run_id, artifacts.c.name == name)
    )
    connection.execute(insert(artifacts).values(run_id=run_id, name=name, step=step, blob=blob))


def weights_name(step: int) -> str:
    """The artifact that holds the weights that stay of a step."""
    return f"{WEIGHTS_OF_STEP}{step}.npz"


def _of_run(run_id: str) -> Select[Any]:
    return select(checkpoints).where(checkpoints.c.run_id == run_id)


def _checkpoint(row: Row[Any]) -> Checkpoint:
    return Checkpoint(row.step, _number(row.loss), row.seconds, decode_arrays(row.arrays))


def _number(loss: float | None) -> float:
    return float("nan") if loss is None else loss
