"""A Numba that the fused engine does not know: Keras trains, and says why."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.rare

# What may be gone: an extension point that is imported, one that is used while compiling, and all.
CHANGES = {
    "import": "import numba.extending; del numba.extending.register_model",
    "compile": "from numba.core.base import BaseContext; del BaseContext.get_dummy_value",
    "numba": "import sys; sys.modules['numba'] = None",
}


WARMED = (
    "from pathlib import Path; from core.runs.workers.warm import warm\n"
    "from core.names import fused_engine; fused_engine.warm()\n"  # it needs what will be gone
    "{change}\n"
    "warm(Path({folder!r}))\n"
)
# Keras itself, which takes long to load, is not asked for.
CHOSEN = (
    "from core.stocks.engines import choice\n"
    "from core.stocks.settings import StockSettings\n"
    "choice._keras = lambda _, reason=None: print('keras', reason)\n"
    "choice.make_engine(StockSettings())"
)
TRAINED = (
    "from core.stocks.settings import StockSettings\n"
    "from core.stocks.sources.history import bundled_prices\n"
    "from core.stocks.trainer import train\n"
    "settings = StockSettings(epochs=1, units=2, layers=1, batch_size=256)\n"
    "*_, result = train(settings, bundled_prices('GE'))\n"
    "print(result.values['engine'], result.values['engine_reason'])"
)


def outcome(program, **environment):
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def assert_keras_instead(finished):
    assert finished.stdout.startswith("keras The fused engine does not work with Numba ")
    assert "Keras trains instead." in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_worker_gets_ready_and_keras_is_chosen_and_says_why(tmp_path):
    ready = WARMED.format(change=CHANGES["import"], folder=str(tmp_path))
    assert_keras_instead(outcome(ready + CHOSEN))


def test_what_fails_while_compiling_chooses_keras_and_says_why(tmp_path):
    nothing_is_compiled = {"NUMBA_CACHE_DIR": str(tmp_path)}
    assert_keras_instead(outcome(f"{CHANGES['compile']}\n{CHOSEN}", **nothing_is_compiled))


def test_without_numba_keras_trains_and_says_why():
    program = f"{CHANGES['numba']}\n{TRAINED}"
    assert_keras_instead(outcome(program, TF_NUM_INTRAOP_THREADS="1"))
