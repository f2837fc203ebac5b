import subprocess
import sys

import pytest

from core.runs.host import PROGRAM_FOLDER


def loaded_after(program):
    """The top-level packages that a fresh process has imported after `program`."""
    program += "; import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROGRAM_FOLDER,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_a_warm_worker_knows_the_fused_engines_and_not_tensorflow(tmp_path):
    loaded = loaded_after(
        f"from pathlib import Path; from core.runs.warm import warm; warm(Path({str(tmp_path)!r}))"
    )
    assert "numba" in loaded
    assert not loaded & {"tensorflow", "keras", "streamlit"}


@pytest.mark.parametrize("module", ["core.runs.executor", "core.cli"])
def test_a_server_and_the_command_line_start_without_the_engines(module):
    loaded = loaded_after(f"import {module}")
    assert not loaded & {"tensorflow", "keras", "numba", "streamlit"}
