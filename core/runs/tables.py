"""The tables of the run database. Times are seconds since 1970 in UTC: all databases keep those."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    JSON,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from core.events import Arrays, Value, Values

Blob = LargeBinary(2**32 - 1)  # the length makes MySQL choose a type that is large enough
metadata = MetaData()
NOBODY = text("''")  # an empty name of an owner

datasets = Table(
    "datasets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("blob", Blob, nullable=False),
    Column("owner", String(32), nullable=False, server_default=NOBODY),  # who brought them first
    Column("created", Double, nullable=False, index=True, server_default="0"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("settings", Text, nullable=False),
    Column("dataset_id", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("session", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("stop_requested", Integer, nullable=False, default=0),
    Column("created", Double, nullable=False, index=True),
    Column("started", Double),
    Column("ended", Double),
    Column("heartbeat", Double),
    Column("worker", String(128)),
    Column("done", Double, nullable=False, default=0.0),
    Column("total", Integer, nullable=False),
    Column("loss", Double),
    Column("seconds", Double, nullable=False, default=0.0),
    Column("engine", String(32), nullable=False),
    Column("figures", Text, nullable=False, default="{}"),
    Column("error", Text),
    Column("version", Integer, nullable=False, default=0),
    Column("name", String(120)),  # that people gave it
    Column("note", Text),
    Column("tags", JSON),  # a list of words
    Column("pinned", Integer, nullable=False, default=0, server_default="0"),
    Column("parent_id", String(16)),  # the run that it continues
    Column("parent_step", Integer),  # the step of that run with which it began
    Column("group_id", String(16)),
    Column("owner", String(32), nullable=False, server_default=NOBODY),  # "" for nobody
    Index("ix_runs_active", "state", "group_id", "created"),
    Index("ix_runs_listed", "group_id", "created"),
    Index("ix_runs_pinned", "group_id", "pinned", "created"),
    Index("ix_runs_session", "session", "started"),
    Index("ix_runs_dataset_id", "dataset_id"),
)

groups = Table(  # runs that were asked for together
    "groups",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("purpose", String(16), nullable=False),  # sweep, seeds, walk_forward
    Column("title", Text, nullable=False),
    Column("plan", Text, nullable=False),  # JSON: what is varied, and how
    Column("session", String(64), nullable=False),
    Column("created", Double, nullable=False, index=True),
    Column("stop_requested", Integer, nullable=False, default=0),
    Column("owner", String(32), nullable=False, server_default=NOBODY),
)

people = Table(  # who has said what to be called
    "people",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("nickname", Text, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("run_id", String(16), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("loss", Double),
    Column("seconds", Double, nullable=False),
    Column("arrays", Blob, nullable=False),
)

points = Table(  # of the loss curve, between the checkpoints
    "points",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", String(16), nullable=False, index=True),
    Column("step", Double, nullable=False),
    Column("loss", Double),
    Column("seconds", Double, nullable=False),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("run_id", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("step", Integer, nullable=False),
    Column("blob", Blob, nullable=False),
)

store_state = Table(  # one row, with the id 1
    "store_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_version", Integer, nullable=False),  # grows as runs come, go, change their state
    Column("examined", Double),  # when somebody last tried whether the database can be written
)

OF_A_RUN = (artifacts, points, checkpoints)


# How what a trainer reports is written down: arrays as .npz bytes, figures as JSON.


def encode_arrays(arrays: Arrays) -> bytes:
    """Named arrays as the bytes of an uncompressed .npz file; nothing is ever pickled."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **dict(arrays))
    return buffer.getvalue()


def decode_arrays(blob: bytes) -> dict[str, NDArray[Any]]:
    """Reads what `encode_arrays` wrote."""
    with np.load(io.BytesIO(blob), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def encode_values(values: Values) -> str:
    """Figures as JSON; what is not a number (a training that diverged) becomes null."""
    return json.dumps(_plain(values), allow_nan=False)


def decode_values(text: str) -> dict[str, Any]:
    """Reads what `encode_values` wrote."""
    return dict(json.loads(text))


def finite(number: float) -> float | None:
    """`number`, or None where it is infinite or not a number: databases disagree on those."""
    return float(number) if math.isfinite(number) else None


def _plain(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, float | np.floating):
        return finite(float(value))
    return int(value) if isinstance(value, np.integer) else value
