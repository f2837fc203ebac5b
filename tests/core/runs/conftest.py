import time
from importlib import import_module

import pytest
from sqlalchemy import create_engine

from core.cache import CACHE
from core.runs.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rare)])
def url(request, tmp_path):
    """The address of a new database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/runs.sqlite"
    return request.getfixturevalue("postgresql").new_database()


@pytest.fixture
def old_url(url):
    """The address of a database as version 1.0.0 made it: its tables, and no number."""
    first_step = import_module("core.runs.migrations.versions.0001_tables_of_version_1_0_0")
    engine = create_engine(url)
    first_step.metadata.create_all(engine)
    engine.dispose()
    return url


@pytest.fixture
def store(url):
    CACHE.clear()  # of the data of another test's database
    store = Store(url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def eventually():
    """Waits until a condition holds and returns what it said."""

    def wait(condition, timeout=180):  # a worker that is started anew, with every core busy
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if answer := condition():
                return answer
            time.sleep(0.05)
        raise AssertionError(f"still not so after {timeout} s")

    return wait
