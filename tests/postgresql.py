"""A PostgreSQL server of one's own, in a temporary folder and on no port of the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine

USER = "postgres"  # of the system, too, where root runs the tests: the server refuses root
DEBIAN = Path("/usr/lib/postgresql")  # a folder a version
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"  # nothing is to last


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `folder` holds its socket."""

    folder: Path
    start: Callable[[], None]
    stop: Callable[[], None]
    numbers: count[int] = field(default_factory=count)

    def new_database(self) -> str:
        """Makes an empty database and returns its URL."""
        name = f"lab{next(self.numbers)}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return self.url(name)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stops it until the block is left."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def url(self, database: str) -> str:
        """The URL of one of its databases."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"


def programs() -> Path | None:
    """The folder of the newest `initdb` and `pg_ctl`; None if there are none."""
    by_version = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = by_version[-1] if by_version else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def server(programs: Path) -> Iterator[Server]:
    """Runs a server until the block is left."""
    folder = Path(tempfile.mkdtemp(prefix="lab-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    folder.chmod(0o755)
    data, log = folder / "data", folder / "log"
    control = [programs / "pg_ctl", "--pgdata", data, "--wait"]
    try:
        _run(programs / "initdb", "--pgdata", data, "--auth=trust", "--no-sync", "-U", USER)
        options = f"-c listen_addresses='' -k {folder} {FAST}"
        start = partial(_run, *control, "--log", log, "--options", options, "start")
        start()
        try:
            yield Server(folder, start, partial(_run, *control, "--mode=fast", "stop"))
        finally:
            _run(*control, "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(*command: str | Path) -> None:
    other = {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}
    # Its output goes to no pipe: the server would keep that open for as long as it runs.
    subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, check=True, **other)
