"""What all tests share: marks by what is used, and a PostgreSQL server."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

import tests.examples  # noqa: F401 (how many Hypothesis tries)
from tests.postgresql import Server, programs, server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks whoever asks for a server of PostgreSQL, or for Keras without its graphs."""
    marks = {"postgresql": pytest.mark.postgresql, "eager": pytest.mark.keras}
    for item in items:
        for fixture in marks.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(marks[fixture])


@pytest.fixture(autouse=True)
def keras_only_where_marked(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another test that imports TensorFlow fails: it takes seconds, and `make check` has none."""
    if request.node.get_closest_marker("keras") is None:
        monkeypatch.setitem(sys.modules, "tensorflow", None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Started by the first test that wants one."""
    found = programs()
    if found is None:
        sentence = "No PostgreSQL found: on Debian, `apt-get install postgresql` gets one."
        if os.environ.get("SEQUENCE_LAB_REQUIRE_POSTGRESQL"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with server(found) as running:
        yield running
