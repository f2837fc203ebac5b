"""A store that version 1.0.0 left behind, and one that cannot be opened."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import streamlit as st

from core.cache import CACHE
from core.runs.records import RunState
from core.runs.store import Store

ROOT = Path(__file__).parents[2]
VERSION_1_0_0 = ROOT / "tests" / "data" / "stores" / "version_1_0_0.sqlite"


@pytest.fixture
def old(lab, tmp_path, monkeypatch):
    """The pages show a copy of it."""
    lab.close()
    file = shutil.copy(VERSION_1_0_0, tmp_path / "old.sqlite")
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{file}")
    st.cache_resource.clear()
    CACHE.clear()
    return Store()


def test_every_run_of_version_1_0_0_is_listed(open_page, old):
    page = open_page("runs")
    assert not page.exception
    for run in old.runs():
        assert page.button(key=f"delete_{run.id}")
    assert any("Typical miss" in element.value for element in page.markdown)
    assert any("Invents" in element.value for element in page.markdown)


def test_every_run_of_version_1_0_0_opens(open_page, old):
    for run in old.runs():
        page = open_page(run.kind.value, run=run.id)
        assert not page.exception
        assert page.query_params["run"] == run.id
        if run.state is RunState.FAILED:
            assert any("timesteps fit" in element.value for element in page.error)
        else:
            assert page.get("bidi_component")
            assert not page.error


@pytest.mark.processes
def test_a_server_that_cannot_open_its_store_ends_with_a_sentence():
    started = subprocess.run(
        [sys.executable, "-c", "import dashboard.app"],
        cwd=ROOT,
        env=os.environ | {"SEQUENCE_LAB_DATABASE": "oracle9://nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert "The run database cannot be opened" in started.stderr
    assert "Traceback" not in started.stderr
