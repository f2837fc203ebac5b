"""The tables of version 1.0.0, as they were then: this file never changes.

A database of that version has them already, but no number: it only gets what it lacks.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Double, Integer, LargeBinary, MetaData, String, Table, Text

revision = "0001"
down_revision = None

Blob = LargeBinary(2**32 - 1)  # the length makes MySQL choose a type that is large enough
metadata = MetaData()

Table(
    "datasets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("blob", Blob, nullable=False),
)

Table(
    "runs",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("settings", Text, nullable=False),
    Column("dataset_id", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("session", String(64), nullable=False),
    Column("state", String(16), nullable=False, index=True),
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
)

Table(
    "checkpoints",
    metadata,
    Column("run_id", String(16), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("loss", Double),
    Column("seconds", Double, nullable=False),
    Column("arrays", Blob, nullable=False),
)

Table(  # of the loss curve, between the checkpoints
    "points",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", String(16), nullable=False, index=True),
    Column("step", Double, nullable=False),
    Column("loss", Double),
    Column("seconds", Double, nullable=False),
)

Table(
    "artifacts",
    metadata,
    Column("run_id", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("step", Integer, nullable=False),
    Column("blob", Blob, nullable=False),
)


def upgrade() -> None:
    """Makes what is not there."""
    metadata.create_all(op.get_bind())
