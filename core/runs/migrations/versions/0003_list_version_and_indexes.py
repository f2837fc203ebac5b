"""Version 1.1.0: a version of the list of runs, the age of data, and the indexes for both."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INDEXES = {  # of the runs, by name
    "ix_runs_active": ("state", "group_id", "created"),
    "ix_runs_listed": ("group_id", "created"),
    "ix_runs_pinned": ("group_id", "pinned", "created"),
    "ix_runs_session": ("session", "started"),
    "ix_runs_dataset_id": ("dataset_id",),
}


def upgrade() -> None:
    """Adds them; data of before count as kept now."""
    state = op.create_table(
        "store_state",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("list_version", sa.Integer, nullable=False),
        sa.Column("examined", sa.Double),
    )
    op.bulk_insert(state, [{"id": 1, "list_version": 0}])
    op.add_column("datasets", sa.Column("created", sa.Double, nullable=False, server_default="0"))
    op.execute(sa.text("UPDATE datasets SET created = :now").bindparams(now=time.time()))
    op.create_index("ix_datasets_created", "datasets", ["created"])
    for name, columns in INDEXES.items():
        op.create_index(name, "runs", list(columns))
    for name in ("ix_runs_state", "ix_runs_group_id"):  # the first of the columns of others now
        op.drop_index(name, "runs")
