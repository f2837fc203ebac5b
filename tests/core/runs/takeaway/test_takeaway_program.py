"""Scripts and notebooks run where this program is not, and come to the run's own numbers."""

import ast
import csv
import dataclasses
import io
import json
import subprocess
import sys
import zipfile

import nbformat
import numpy as np
import pytest
from sqlalchemy import update

from core.errors import UnknownRunError
from core.names.settings import NamesSettings
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.tables import runs
from core.runs.takeaway.program import Form, program_file
from core.runs.takeaway.script import NoScriptError, as_script, passages
from core.runs.takeaway.stock_takeaway import StockTakeaway
from core.stocks.mistakes import MISTAKES
from tests.core.eager import eagerly
from tests.core.runs.takeaway.conftest import NAMES, SMALL
from tests.core.stocks.histories import wave

MOONS = NamesSettings(iterations=300, checkpoint_interval=100, hidden_units=8)
PUBLIC = {"csv", "math", "numpy", "keras"}

# Each program in a namespace of its own, in one process: TensorFlow takes seconds to load. Keras
# makes its graphs for the first program, as at everybody's, and is spared them for the others.
RUN_ALL = """
import json, os, pathlib, sys
told = {}
for folder in sys.argv[2:]:
    os.chdir(folder)
    [program] = [*pathlib.Path().glob("*.py"), *pathlib.Path().glob("*.ipynb")]
    text, space = program.read_text("utf-8"), {"__name__": "__main__"}
    if program.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    else:
        sources = [text]
    for source in sources:
        exec(compile(source, program.name, "exec"), space)
    told[folder] = {name: space[name] for name in ("here", "predicted") if name in space}
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].config.run_functions_eagerly(True)
assert "core" not in sys.modules
pathlib.Path(sys.argv[1]).write_text(json.dumps(told, default=list), "utf-8")
"""


def unpacked(store, run, form, folder):
    with zipfile.ZipFile(io.BytesIO(program_file(store, run.id, form))) as file:
        file.extractall(folder / form)
    return folder / form / f"{run.kind}-{run.id}"


def carried_out(tmp_path, *folders):
    """What each program came to, and all that they printed."""
    told = tmp_path / "told.json"
    process = subprocess.run(
        [sys.executable, "-I", "-c", RUN_ALL, told, *folders],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return list(json.loads(told.read_text("utf-8")).values()), process.stdout


def rows(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.processes
def test_names_come_out_letter_for_letter(store, trained, tmp_path):
    plain = trained(MOONS.model_copy(update={"engine": "reference"}))
    fused = trained(MOONS.model_copy(update={"held_out": 0.25, "seed": 3}))
    folders = [unpacked(store, run, form, tmp_path) for run in (plain, fused) for form in Form]
    told, printed = carried_out(tmp_path, *folders)
    assert printed.count("7 of 7") == 4 * len(folders)
    for folder, program in zip(folders, told, strict=True):
        kept = rows(folder, "names.csv")
        assert [int(row["iteration"]) for row in kept] == [0, 100, 200, 300]
        for row, (loss, names) in zip(kept, program["here"].values(), strict=True):
            assert names == [row[f"name {number}"] for number in range(1, 8)]
            assert loss == pytest.approx(float(row["loss"]), rel=1e-11)


SMALLEST = {"engine": "keras", "layers": 1, "cell": "rnn", "epochs": 1}  # Keras takes its time
CHANGES = {"target": "change", "reads": "changes"}
OTHERS = [
    SMALLEST | {"target": "change"},
    SMALLEST | {"validation_days": 6},
    SMALLEST | {"mistake": "scaler_on_all_rows", "first_day": 5, "last_day": 35} | CHANGES,
    SMALLEST | {"mistake": "newest_first", "split_date": 30, "validation_days": 3} | CHANGES,
    SMALLEST | {"mistake": "test_days_in_training", "last_day": 30},
    SMALLEST | {"mistake": "shuffled_split", "validation_days": 6} | CHANGES,
]


def test_all_mistakes_are_among_the_others():
    assert set(MISTAKES) <= {other.get("mistake") for other in OTHERS}


@pytest.mark.keras
@pytest.mark.timeout(600)  # nine trainings by Keras
@pytest.mark.parametrize(
    "others", [[], pytest.param(OTHERS, marks=pytest.mark.rare)], ids=["plain", "every way"]
)
def test_prices_come_out_to_float32_rounding(store, trained, tmp_path, others):
    fused, keras = trained(SMALL), trained(SMALL.model_copy(update={"engine": "keras"}))
    with eagerly():
        more = [trained(SMALL.model_copy(update=dated(other))) for other in others]
    runs = [keras, keras, fused, *more]
    forms = [Form.NOTEBOOK, *[Form.SCRIPT] * (len(runs) - 1)]
    folders = [unpacked(store, *each, tmp_path) for each in zip(runs, forms, strict=True)]
    told, printed = carried_out(tmp_path, *folders)
    for run, program in zip(runs, told, strict=True):
        the_run = store.result(run.id).arrays["test_prediction"]
        np.testing.assert_allclose(program["predicted"]["the run's weights"], the_run, rtol=1e-6)
        assert f"{'the run':18} {store.result(run.id).values['rmse']:12.6g}" in printed
        if run is not fused:
            np.testing.assert_allclose(program["predicted"]["trained here"], the_run, rtol=1e-6)


def dated(settings):
    """Settings in which a day of the wave is said by its position."""
    days = wave(40).dates
    return {
        name: days[value].date() if name.endswith(("_day", "_date")) else value
        for name, value in settings.items()
    }


@pytest.mark.parametrize("settings", [MOONS, SMALL], ids=["names", "prices"])
def test_programs_need_public_packages_only(settings, store, trained, tmp_path):
    run = trained(settings)
    folder = unpacked(store, run, Form.SCRIPT, tmp_path)
    [program] = folder.glob("*.py")
    imported = {
        name.name
        for node in ast.walk(ast.parse(program.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported <= PUBLIC
    [notebook] = unpacked(store, run, Form.NOTEBOOK, tmp_path).glob("*.ipynb")
    nbformat.validate(nbformat.read(notebook, as_version=4))


def test_the_data_of_a_program_are_those_of_the_run(store, trained, tmp_path):
    folder = unpacked(store, trained(SMALL), Form.SCRIPT, tmp_path)
    prices = [float(row["Open"]) for row in rows(folder, "prices.csv")]
    np.testing.assert_array_equal(prices, wave(40).frame["Open"])
    folder = unpacked(store, trained(MOONS), Form.SCRIPT, tmp_path)
    assert (folder / "names.txt").read_bytes().decode().split("\n") == list(NAMES.names)


def test_a_title_stays_a_comment(trained):
    run = dataclasses.replace(trained(SMALL), title='moons\n"""\rimport os\u2028\0\\')
    first, *others = as_script(passages(run, 2)).decode().split("\n")
    assert first.startswith("# moons")
    ast.parse("\n".join([first, *others]))
    assert "import os" not in others


def test_a_run_that_was_stopped_says_so(trained):
    run = dataclasses.replace(trained(MOONS), state=RunState.STOPPED)
    text = as_script(passages(run, 200)).decode()
    assert "stopped before its end" in text
    assert "\nREACHED = 200 " in text


def test_what_no_script_shows_is_said(store, trained, monkeypatch):
    with pytest.raises(UnknownRunError):
        program_file(store, "nothing", Form.SCRIPT)
    run = trained(SMALL)
    with pytest.raises(NoScriptError, match="not ended"):
        passages(dataclasses.replace(run, state=RunState.RUNNING), 1)
    without = [part for part in StockTakeaway.parts if part.section != "network"]
    monkeypatch.setattr(StockTakeaway, "parts", without)
    with pytest.raises(NoScriptError, match="units yet, which is 3"):
        passages(run, 1)


def test_a_run_that_goes_on_has_a_script_if_one_go_gives_the_same(store, trained):
    parent = trained(MOONS.model_copy(update={"iterations": 200}))
    run, other = trained(MOONS), trained(MOONS.model_copy(update={"learning_rate": 0.02}))
    with store._engine.begin() as connection:
        goes_on = update(runs).where(runs.c.id.in_([run.id, other.id]))
        connection.execute(goes_on.values(parent_id=parent.id, parent_step=200))
    assert program_file(store, run.id, Form.SCRIPT)
    with pytest.raises(NoScriptError, match="other settings"):
        program_file(store, other.id, Form.SCRIPT)
    store.delete(parent.id, by=HOST)
    with pytest.raises(NoScriptError, match="other settings"):
        program_file(store, run.id, Form.SCRIPT)


def test_a_run_without_anything_learned_has_no_script(store):
    dataset = store.save_dataset(Kind.STOCK, "Test", wave(40).to_bytes())
    run = store.create_run(SMALL, dataset)
    store.request_stop(run.id, by=HOST)
    with pytest.raises(NoScriptError, match="learned nothing"):
        program_file(store, run.id, Form.SCRIPT)
