import json
import os
import signal
import threading

import pytest

from core.cli import main
from core.runs.database import DATABASE_VARIABLE
from core.runs.groups.store import Groups
from core.runs.store import Store
from core.runs.workers.executor import Executor
from core.runs.workers.runner import serve_queue
from tests.systems import posix

SHORT = ["--engine", "reference", "--hidden-units", "5", "--iterations", "20"]


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    """A store of its own, and one worker, in this process."""
    url = f"sqlite:///{tmp_path}/runs.sqlite"
    monkeypatch.setenv(DATABASE_VARIABLE, url)

    def serve(executor):
        while not executor._closed.wait(0.02):
            serve_queue(url)

    monkeypatch.setattr(Executor, "_watch", serve)
    return url


def test_a_sweep_on_prices_chooses_by_validation_days_and_says_so(capsys, database):
    flags = ["--epochs", "1", "--layers", "1", "--units", "3", "--vary", "timesteps=3,7"]
    assert main(["sweep", "stock", *flags, "--json"]) == 0
    said = capsys.readouterr()
    *runs, last = map(json.loads, said.out.splitlines())
    assert "by 25 validation days" in said.err
    assert last["judged_on"] == "validation"
    assert all("rmse" not in run["figures"] for run in runs)  # the test days do not choose
    shown = [
        run["figures"]["validation_rmse"] / run["figures"]["validation_naive_rmse"] for run in runs
    ]
    assert last["best"]["values"] == [min(shown)]
    kept = {run["settings"]["timesteps"]: Store(database).run(run["run"]).values for run in runs}
    best = kept[last["best"]["settings"]["timesteps"]]
    assert last["best"]["test"] == pytest.approx(best["rmse"] / best["naive_rmse"])

    assert main(["sweep", "stock", *flags, "--validation-days", "0"]) == 0
    *_, judged, _ = capsys.readouterr().out.splitlines()
    assert judged == "The test days that judge it also chose it: expect less on new days."


def test_where_validation_days_do_not_fit_it_is_said(capsys):
    flags = ["--epochs", "1", "--layers", "1", "--units", "2", "--vary", "timesteps=5,200"]
    assert main(["sweep", "stock", *flags]) == 0
    said = capsys.readouterr()
    assert "25 validation days would not fit: the test days choose and judge." in said.err
    assert "Best of 2: timesteps " in said.out


def test_the_validation_days_themselves_are_not_varied(capsys):
    assert main(["sweep", "stock", "--vary", "validation-days=5,10"]) == 2
    assert "choose among the runs" in capsys.readouterr().err


def test_a_sweep_prints_each_run_and_then_what_it_found(capsys, database):
    vary = ["--vary", "learning-rate=0.01,0.1", "--vary", "clip-value=1,5", "--seeds", "3"]
    assert main(["sweep", "names", *SHORT, *vary, "--json"]) == 0
    said = capsys.readouterr()
    *runs, last = map(json.loads, said.out.splitlines())
    assert "12 runs; how long that takes is not known" in said.err
    assert len(runs) == last["runs"] == 12
    points = {(run["settings"]["learning_rate"], run["settings"]["clip_value"]) for run in runs}
    assert points == {(0.01, 1.0), (0.01, 5.0), (0.1, 1.0), (0.1, 5.0)}
    assert [run["seed"] for run in runs] == [0, 1, 2] * 4
    assert last["seconds"] > 0
    bits = {run["run"]: run["figures"]["bits_trained"] for run in runs}
    best = last["best"]
    assert best["measure"] == "bits"
    assert sorted(best["values"])[0] == pytest.approx(min(bits.values()))
    assert set(last["importance"]) == {"learning_rate"}  # the others are not beyond chance
    assert Store(database).run(runs[0]["run"]).values == runs[0]["figures"]
    assert 0 <= runs[0]["figures"]["new_share"] <= 1


def test_a_sweep_for_people(capsys):
    assert main(["sweep", "names", *SHORT, "--vary", "hidden-units=3,4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1 of 2: hidden_units 3, seed 0: 4.")
    assert lines[0].endswith(" bits a letter")
    assert lines[2].startswith("Best of 2: hidden units ")
    assert lines[3] == "Which setting mattered cannot be told from 2 runs."


def test_a_search_and_a_random_choice(capsys):
    for how in ("random", "search"):
        search = ["--vary", "clip-value=0.1..10", "--how", how, "--trials", "3"]
        assert main(["sweep", "names", *SHORT, *search, "--json"]) == 0
        *runs, last = map(json.loads, capsys.readouterr().out.splitlines())
        assert len(runs) == last["runs"] == 3
        assert runs[0]["settings"] == {"clip_value": 5.0}


@posix
def test_ctrl_c_stops_all(capsys, database):
    endless = ["--engine", "reference", "--iterations", "200000"]
    stop = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    stop.start()
    assert main(["sweep", "names", *endless, "--vary", "seed=1"]) == 2  # refused at once
    code = main(["sweep", "names", *endless, "--vary", "clip-value=1,5", "--json"])
    assert code == 130
    *runs, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert {run["state"] for run in runs} == {"stopped"}
    assert last["best"] is None
    [group] = Groups(Store(database)).latest()
    assert not group.active


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ([], "--vary says what is to differ"),
        (["--vary", "tempo=3"], "There is no setting 'tempo'"),
        (["--vary", "timesteps=3,x"], "Timesteps must be a whole number, not 'x'."),
        (["--vary", "learning-rate=0.001..0.1"], "A grid needs a list of values"),
        (["--vary", "timesteps=1..100", "--seeds", "6"], "That makes 600 runs; at most 500"),
        (["--vary", "timesteps=1..9", "--limit", "8"], "That makes 9 runs; at most 8"),
        (["--vary", "timesteps=240"], "need at least 266 days"),
        (["--vary", "units=3", "--measure", "beauty"], "There is no measure 'beauty'"),
        (["--vary", "units=1..9", "--how", "search"], "how many points to try"),
    ],
)
def test_what_cannot_be_swept_is_refused_in_a_sentence(capsys, database, flags, sentence):
    assert main(["sweep", "stock", *flags]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
    assert Groups(Store(database)).latest() == []


def test_a_number_of_seeds_is_a_whole_number(capsys):
    with pytest.raises(SystemExit):
        main(["sweep", "stock", "--vary", "units=3", "--seeds", "none"])
    assert "'none' is not a whole number above 0" in capsys.readouterr().err
