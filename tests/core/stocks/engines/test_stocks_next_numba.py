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


def outcome(program, tmp_path):
    """Runs a program to which nothing is compiled yet."""
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "TF_NUM_INTRAOP_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("change", CHANGES)
def test_keras_trains_instead_and_says_why(change, tmp_path):
    program = (
        f"{CHANGES[change]}\n"
        "from core.stocks.settings import StockSettings\n"
        "from core.stocks.sources.bundled import bundled\n"
        "from core.stocks.trainer import train\n"
        "settings = StockSettings(epochs=1, units=2, layers=1, batch_size=64)\n"
        "*_, result = train(settings, bundled('GE'))\n"
        "print(result.values['engine'], result.values['engine_reason'])"
    )
    finished = outcome(program, tmp_path)
    assert finished.stdout.startswith("keras The fused engine does not work with Numba ")
    assert "Keras trains instead." in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("change", ["import", "compile"])
def test_a_worker_gets_ready_without_the_fused_engine(change, tmp_path):
    program = (
        # Numba itself needs what will be gone
        "from core.names.engines import fused; fused.warm()\n"
        f"{CHANGES[change]}\n"
        "from pathlib import Path; from core.runs.workers.warm import warm\n"
        f"warm(Path({str(tmp_path)!r}))"
    )
    finished = outcome(program, tmp_path)
    assert finished.returncode == 0
    assert "Keras trains instead." in finished.stderr
    assert "Traceback" not in finished.stderr
