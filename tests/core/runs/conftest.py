import time

import pytest

from core.runs.store import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of a new database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/runs.sqlite"
    return request.getfixturevalue("postgresql").new_database()


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def eventually():
    """Waits until a condition holds and returns what it said."""

    def wait(condition, timeout=60):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if answer := condition():
                return answer
            time.sleep(0.05)
        raise AssertionError(f"still not so after {timeout} s")

    return wait
