"""`python -m core store`: how large the store is, and old runs deleted."""

from __future__ import annotations

import io
import json
import shutil
import signal
import sqlite3
from pathlib import Path

import pytest

from core.cli import main
from core.runs import database
from core.runs.store import Store

VERSION_1_0_0 = Path(__file__).parents[2] / "data" / "stores" / "version_1_0_0.sqlite"
OLD = ["--delete-before", "2999-01-01"]  # all four runs
NONE = ["--delete-before", "2000-01-01"]


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """The store that the command line uses, of four runs."""
    file = shutil.copy(VERSION_1_0_0, tmp_path / "runs.sqlite")
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{file}")
    return Store()


@pytest.fixture
def store(capsys, monkeypatch):
    """(arguments, answer) -> exit code, output, complaint or question."""

    def run(*arguments, answer=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        code = main(["store", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_the_size_for_people(store):
    assert store() == (
        0,
        "4 runs; the database takes 0.2 MB, 0.0 MB of it the data that they learn from.\n",
        "",
    )


def test_the_size_as_json(store, kept):
    code, out, _ = store("--json")
    assert code == 0
    size = kept.size()
    assert json.loads(out) == {
        "runs": 4,
        "bytes": size.database,
        "data_bytes": size.data,
        "deleted": 0,
    }


@pytest.mark.parametrize(("answer", "left"), [("yes\n", 0), ("Y\n", 0), ("no\n", 4), ("\n", 4)])
def test_old_runs_go_when_that_is_confirmed(store, kept, answer, left):
    code, out, question = store(*OLD, answer=answer)
    assert code == 0
    assert "Runs created before 2999-01-01: 4." in question
    assert out.startswith(f"Deleted: {4 - left}. Left: {left} runs;")
    assert len(kept.runs()) == left


def test_ctrl_c_is_a_no(kept, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        main(["store", *OLD])
    assert len(kept.runs()) == 4


def test_yes_deletes_without_asking(store, kept):
    code, out, question = store(*OLD, "--yes", "--json")
    assert (code, question) == (0, "")
    assert json.loads(out)["deleted"] == 4
    assert kept.runs() == []


def test_nothing_to_delete_is_not_asked_about(store):
    code, out, question = store(*NONE)
    assert (code, question) == (0, "")
    assert out.startswith("Deleted: 0. Left: 4 runs;")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(OLD, "--yes deletes without asking"), (["--yes"], "--yes confirms --delete-before")],
)
def test_what_is_missing_is_said(store, kept, arguments, complaint):
    code, _, sentence = store(*arguments)
    assert code == 2
    assert complaint in sentence
    assert len(kept.runs()) == 4


def test_a_store_that_cannot_be_opened_is_a_sentence(store, monkeypatch):
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", "oracle9://nowhere")
    code, _, sentence = store()
    assert code == 2
    assert sentence.startswith("The run database cannot be opened")


def test_a_database_that_cannot_be_written_is_a_sentence(store, kept, monkeypatch):
    monkeypatch.setattr(database, "LOCK_TIMEOUT", 0.05)
    other = sqlite3.connect(kept.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    code, _, sentence = store(*OLD, "--yes")
    other.close()
    assert code == 2
    assert sentence == "The run database cannot be used now: another program keeps it locked.\n"
    assert len(kept.runs()) == 4
