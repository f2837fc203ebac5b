"""A Numba that the fused engine does not know: Keras trains, and says why."""

import os
import subprocess
import sys

import pytest

# What may be gone: an extension point that is imported, one that is used while compiling, and all.
CHANGES = {
    "import": "import numba.extending; del numba.extending.register_model",
    "compile": "from numba.core.base import BaseContext; del BaseContext.get_dummy_value",
    "numba": "import sys; sys.modules['numba'] = None",
}


WARMED = (
    "from pathlib import Path; from core.runs.workers.warm import warm\n"
    "from core.names.engines import fused; fused.warm()\n"  # it needs what will be gone
    "{change}\n"
    "warm(Path({folder!r}))\n"
)
TRAINED = (
    "from core.stocks.settings import StockSettings\n"
    "from core.stocks.sources.bundled import bundled\n"
    "from core.stocks.trainer import train\n"
    "settings = StockSettings(epochs=1, units=2, layers=1, batch_size=64)\n"
    "*_, result = train(settings, bundled('GE'))\n"
    "print(result.values['engine'], result.values['engine_reason'])"
)


def outcome(program, tmp_path):
    """Runs a program to which nothing is compiled yet."""
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "TF_NUM_INTRAOP_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def assert_keras_trained(finished):
    assert finished.stdout.startswith("keras The fused engine does not work with Numba ")
    assert "Keras trains instead." in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_worker_gets_ready_and_keras_trains_and_says_why(tmp_path):
    ready = WARMED.format(change=CHANGES["import"], folder=str(tmp_path))
    assert_keras_trained(outcome(ready + TRAINED, tmp_path))


@pytest.mark.parametrize("change", ["compile", "numba"])
def test_keras_trains_instead_and_says_why(change, tmp_path):
    assert_keras_trained(outcome(f"{CHANGES[change]}\n{TRAINED}", tmp_path))
