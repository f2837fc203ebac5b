"""`python -m core export` and `import`: runs as files, and back."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from core.cli import main
from core.runs.store import Store

VERSION_1_0_0 = Path(__file__).parents[2] / "data" / "stores" / "version_1_0_0.sqlite"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The store of the command line, of four runs, and an empty folder."""
    file = shutil.copy(VERSION_1_0_0, tmp_path / "runs.sqlite")
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{file}")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return Store()


@pytest.fixture
def core(capsys, monkeypatch):
    """(arguments, answer) -> exit code, output, complaint or question."""

    def run(*arguments, answer=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        code = main(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """From here on the command line has another store."""

    def move():
        monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{tmp_path}/other.sqlite")
        return Store()

    return move


@pytest.fixture
def finished(here):
    return [run.id for run in here.runs() if run.state == "finished"]


def test_runs_go_from_one_store_to_another(core, here, finished, elsewhere):
    code, out, _ = core("export", *finished, "--out", "mine.zip", "--json")
    assert code == 0
    assert json.loads(out) == {"file": "mine.zip", "bytes": Path("mine.zip").stat().st_size}
    there = elsewhere()
    code, out, question = core("import", "mine.zip", answer="yes\n")
    assert code == 0
    assert question.endswith("Bring them in? (yes/no)\n")
    assert f"{len(finished)} runs" in question
    assert out.startswith("Brought in: ")
    for run_id in finished:
        assert there.run(run_id).values == here.run(run_id).values
        assert there.checkpoints(run_id) == here.checkpoints(run_id)


def test_what_is_not_wanted_stays_away(core, finished, elsewhere):
    core("export", finished[0])
    there = elsewhere()
    file = f"zip-{finished[0]}.zip"
    assert core("import", file, answer="no\n")[:2] == (0, "")
    code, _, complaint = core("import", file)
    assert code == 2
    assert "--yes" in complaint
    assert there.runs() == []


def test_runs_that_are_here_come_in_once_more(core, here, finished):
    core("export", finished[0], "--out", "mine.zip")
    code, out, _ = core("import", "mine.zip", "--yes", "--json")
    told = json.loads(out)
    assert (code, told["again"]) == (0, 1)
    assert told["runs"][finished[0]] in [run.id for run in here.runs()]


@pytest.mark.parametrize("form", ["script", "notebook"])
def test_a_program(core, finished, form):
    assert core("export", finished[0], "--form", form)[0] == 0
    with zipfile.ZipFile(f"{form}-{finished[0]}.zip") as archive:
        endings = {Path(name).suffix for name in archive.namelist()}
    assert {"script": ".py", "notebook": ".ipynb"}[form] in endings


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["export", "nothing"], "no run 'nothing'"),
        (["export", "a", "b", "--form", "script"], "of one run"),
        (["import", "nothing.zip"], "cannot be read: No such file"),
        (["import", "."], "cannot be read: Is a directory"),
        (["import", __file__], "no zip that Sequence Lab made"),
    ],
)
def test_what_is_wrong_is_said(core, arguments, complaint):
    code, _, said = core(*arguments)
    assert code == 2
    assert complaint in said
    assert list(Path().iterdir()) == []


def test_a_file_that_cannot_be_written(core, finished):
    code, _, complaint = core("export", finished[0], "--out", "no/such/place.zip")
    assert code == 2
    assert complaint == "no/such/place.zip cannot be written: No such file or directory.\n"
