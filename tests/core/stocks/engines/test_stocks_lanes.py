"""The fused engine with vectors of 8 lanes, as it is compiled for most processors."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.lanes import EIGHT
from core.stocks.engines.fused.vectors import LANES

pytestmark = pytest.mark.rare

TESTS = Path(__file__).with_name("test_stocks_fused.py")
CHOSEN = "not (keras or rare)"  # which takes long, and which the plain cells stand in for


@pytest.mark.skipif(LANES == 8, reason="this processor has 8: the engine's tests are of them")
def test_the_engine_passes_its_tests_with_8_lanes():
    ours = "from core.stocks.engines.fused.vectors import LANES; print(LANES)"
    environment = os.environ | EIGHT
    assert subprocess.check_output([sys.executable, "-c", ours], env=environment).strip() == b"8"
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TESTS, "-m", CHOSEN],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tests.returncode == 0, tests.stdout
