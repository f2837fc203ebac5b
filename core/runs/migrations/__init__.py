"""How the tables of the run database became what they are: one file in `versions` a step.

A change of `core.runs.tables` needs a step, numbered on from the newest. Alembic drafts it from
the difference to a database of before (the one that SEQUENCE_LAB_DATABASE names):
`alembic revision --autogenerate --rev-id 0005 -m "version 1.2.0: add moods"`. Its first line names
the version of the program that it came with; CHANGELOG.md says what else was new in that one.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HERE = Path(__file__).parent
NEW = ""  # the number of a database that has none: it is new, or of version 1.0.0
STEPS = (NEW, *sorted(file.name[:4] for file in (HERE / "versions").glob("[0-9]*.py")))


def version_of(connection: Connection) -> str:
    """The number of the step that a database has reached, such as "0001"; else `NEW`."""
    if not inspect(connection).has_table("alembic_version"):
        return NEW
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or NEW)


def upgrade(connection: Connection) -> None:
    """Takes the steps that are left, in the transaction of `connection`."""
    # Imported here: whoever finds the database up to date need not wait for it.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    command.upgrade(config, "head")
