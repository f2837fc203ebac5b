"""A PostgreSQL server for the whole session, started by the first test that wants one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.postgresql import Server, programs, server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    found = programs()
    if found is None:
        sentence = "No PostgreSQL found: on Debian, `apt-get install postgresql` gets one."
        if os.environ.get("SEQUENCE_LAB_REQUIRE_POSTGRESQL"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with server(found) as running:
        yield running
