import time

import pytest


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
