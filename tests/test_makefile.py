"""Who can reach the dashboard, as `make run` and Streamlit's own command start it."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[1]


def commands(*arguments, **environment):
    if shutil.which("make") is None:
        pytest.skip("There is no make.")
    made = subprocess.run(
        ["make", "--dry-run", "run", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout


def test_only_this_computer_reaches_the_dashboard():
    assert "--server.address 127.0.0.1 --server.port 8501" in commands()
    assert "--server.address 127.0.0.1 " in commands(HOST="lab.example.org")
    assert "is at http://localhost:8501 " in commands()


def test_it_is_opened_when_asked_for():
    said = commands("HOST=0.0.0.0", "PORT=8600")
    assert "--server.address 0.0.0.0 --server.port 8600" in said
    assert "is at http://localhost:8600 " in said
    assert "is at http://192.0.2.7:8501 " in commands("HOST=192.0.2.7")


def test_without_make_too_only_this_computer_reaches_it():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["address"] == "127.0.0.1"


def test_the_hosts_key_is_told_and_renewed_when_asked_for():
    assert "-m dashboard.server.host_key \n" in commands()
    assert "-m dashboard.server.host_key --new\n" in commands("NEW_KEY=1")
