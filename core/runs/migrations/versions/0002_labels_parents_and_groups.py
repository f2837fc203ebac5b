"""Version 1.1.0: name, note, tags and pin of a run, the run that it continues, and groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds them."""
    op.create_table(
        "groups",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("created", sa.Double, nullable=False, index=True),
        sa.Column("stop_requested", sa.Integer, nullable=False),
    )
    with op.batch_alter_table("runs") as runs:
        runs.add_column(sa.Column("name", sa.String(120)))
        runs.add_column(sa.Column("note", sa.Text))
        runs.add_column(sa.Column("tags", sa.JSON))
        runs.add_column(sa.Column("pinned", sa.Integer, nullable=False, server_default="0"))
        runs.add_column(sa.Column("parent_id", sa.String(16)))
        runs.add_column(sa.Column("parent_step", sa.Integer))
        runs.add_column(sa.Column("group_id", sa.String(16), index=True))
