import subprocess
import sys

import pytest

from core.runs.workers.host import PROGRAM_FOLDER
from core.runs.workers.warm import LIBRARIES, wait_until_warm

pytestmark = pytest.mark.processes


def output_of(program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROGRAM_FOLDER,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def loaded_after(program):
    """The top-level packages that a fresh process has imported after `program`."""
    program += "; import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    return set(output_of(program).split())


@pytest.fixture(scope="module")
def warm_process(tmp_path_factory):
    """What a warm process says: its packages, and how much a first training of each cell compiles.

    Both of one process: each takes seconds to get warm.
    """
    folder = str(tmp_path_factory.mktemp("warm"))
    program = (
        "import sys; from pathlib import Path; from core.runs.workers.warm import warm\n"
        f"warm(Path({folder!r}))\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
        "before = set(sys.modules)\n"
        "from numba.core import event\n"
        "from core.stocks.settings import StockSettings\n"
        "from core.stocks.sources.history import bundled_prices\n"
        "from core.stocks.trainer import train\n"
        "with event.install_recorder('numba:compile') as compiled:\n"
        "    for cell in ('lstm', 'gru', 'rnn'):\n"
        "        list(train(StockSettings(cell=cell, epochs=1, units=3), bundled_prices('GE')))\n"
        "print(len(compiled.buffer))\n"
        "known = {name.partition('.')[0] for name in before}\n"
        "print(*{name.partition('.')[0] for name in sys.modules} - known)"
    )
    return output_of(program).splitlines()


def test_a_warm_worker_knows_the_fused_engines_and_not_tensorflow(warm_process):
    loaded = set(warm_process[0].split())
    assert {"numba", "scipy", "statsmodels", "utilsforecast"} <= loaded
    assert not loaded & {"tensorflow", "keras", "streamlit"}


def test_a_first_training_after_that_compiles_nothing(warm_process):
    assert warm_process[1] == "0"


@pytest.mark.parametrize("module", ["core.runs.workers.executor", "core.cli"])
def test_a_server_and_the_command_line_start_without_the_engines(module):
    loaded = loaded_after(f"import {module}")
    assert not loaded & {"tensorflow", "keras", "numba", "streamlit"}
    assert not loaded & {"scipy", "statsmodels", "utilsforecast"}


def test_a_database_that_is_up_to_date_opens_without_alembic(tmp_path):
    url = f"sqlite:///{tmp_path}/runs.sqlite"
    opening = f"from core.runs.store import Store; Store({url!r})"
    assert "alembic" in loaded_after(opening)
    assert "alembic" not in loaded_after(opening)


def test_no_run_is_taken_while_a_worker_loads_its_libraries():
    """Two threads that load libraries which need each other may wait for ever."""
    program = (
        "import threading, sys, time\n"
        "from core.runs.workers import task, warm\n"
        "may_end, order = threading.Event(), []\n"
        "def slowly(): may_end.wait(); order.append('loaded')\n"
        "warm.warm = slowly\n"
        "warm.dask_setup(None)\n"
        "from core.runs.workers import runner\n"
        "runner.serve_queue = lambda database: order.append('served')\n"
        "serving = threading.Thread(target=task.serve, args=('a database',))\n"
        "serving.start(); time.sleep(0.2); may_end.set(); serving.join()\n"
        "print(*order)"
    )
    assert output_of(program).split() == ["loaded", "served"]


def test_a_training_loads_nothing_that_a_warm_worker_has_not(warm_process):
    """But TensorFlow, which one thread at a time asks for."""
    loaded = set(warm_process[0].split())
    assert {name.partition(".")[0] for name in LIBRARIES} <= loaded
    assert set(warm_process[2].split()) == set()


def test_processes_wait_for_each_other_beside_the_run_database(tmp_path, monkeypatch):
    """And not in the folder of the program, in which perhaps nothing can be written."""
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{tmp_path}/lab.sqlite")
    wait_until_warm()
    assert (tmp_path / "warm.lock").exists()
