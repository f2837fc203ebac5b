"""Where Alembic starts: on the connection that it is given, or else on the run database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from core.runs.database import database_url
from core.runs.tables import metadata


def run(connection: Connection) -> None:
    """Carries out what Alembic was asked for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,  # SQLite changes a table only by making it anew
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(database_url()).connect() as opened:
        run(opened)
