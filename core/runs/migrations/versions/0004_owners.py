"""Version 1.1.0: who owns runs, groups and data, and nicknames; what is older is nobody's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds them."""
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("nickname", sa.Text, nullable=False),
    )
    for table in ("datasets", "runs", "groups"):
        owner = sa.Column("owner", sa.String(32), nullable=False, server_default=sa.text("''"))
        op.add_column(table, owner)
