"""Findings are kept and read again; `python -m core report` makes them."""

import json
import signal

import pytest

from core.cli import main
from core.errors import DataError
from core.report import findings
from core.report.findings import load, save

KEPT = load()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    place = tmp_path / "report"
    monkeypatch.setattr(findings, "FOLDER", place)
    return place


def test_they_come_back_to_the_last_bit(folder):
    save(KEPT)
    assert load() == KEPT
    assert len(list(folder.iterdir())) == 8


@pytest.mark.parametrize("content", [None, "{", '{"names": 1}'])
def test_what_cannot_be_read_says_what_to_do(folder, content):
    save(KEPT)
    file = folder / "facts.json"
    file.unlink() if content is None else file.write_text(content)
    with pytest.raises(DataError, match=r"python -m core report"):
        load()


def test_a_folder_that_cannot_be_made(folder):
    folder.write_text("in the way")
    with pytest.raises(DataError, match="cannot be written to"):
        save(KEPT)


@pytest.mark.usefixtures("folder")
def test_the_command_keeps_and_prints_each_claim(monkeypatch, capsys):
    monkeypatch.setattr(findings, "find", lambda: iter(["GE: training 1 of 20", KEPT]))
    assert main(["report", "--json"]) == 0
    assert load() == KEPT
    printed = capsys.readouterr()
    assert printed.err == "GE: training 1 of 20\n"
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [row["key"] for row in rows] == [claim.key for claim in KEPT.claims()]
    assert rows[2]["verdict"] == "does not hold"
    assert main(["report"]) == 0
    assert "section 2.2): does not hold. " in capsys.readouterr().out


def test_what_is_stopped_keeps_nothing(folder, monkeypatch):
    def steps():
        yield "GE"
        signal.raise_signal(signal.SIGINT)
        yield "Tata Global"
        pytest.fail("it went on")

    monkeypatch.setattr(findings, "find", steps)
    assert main(["report"]) == 130
    assert not folder.exists()
