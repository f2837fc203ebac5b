import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli import main
from core.names.table1 import TABLE1
from tests.systems import posix

ROOT = Path(__file__).resolve().parents[3]
NAMES = ["names", "--engine", "reference"]


def lines(capsys):
    return capsys.readouterr().out.splitlines()


def test_names_prints_each_checkpoint_with_seven_names(capsys):
    assert main([*NAMES, "--iterations", "120", "--checkpoint-interval", "50", "--json"]) == 0
    rows = [json.loads(line) for line in lines(capsys)]
    assert [row["iteration"] for row in rows] == [0, 50, 100, 120]
    assert rows[0]["names"] == list(TABLE1[0].names)
    assert round(rows[0]["loss"], 6) == 23.087336
    assert all(len(row["names"]) == 7 for row in rows)
    assert rows[0]["bits_trained"] == pytest.approx(4.75, abs=0.02)
    assert rows[-1]["bits_trained"] < rows[0]["bits_trained"]


def test_names_for_people(capsys):
    assert main([*NAMES, "--iterations", "1"]) == 0
    first, second, *_ = lines(capsys)
    assert second.endswith("bits a letter of the names that it learned from.")
    assert first.startswith(
        "Iteration 0, smoothed loss 23.087336: Nkzxwtdmfqoeyhsqwasjkjvu, Kneb, "
    )


def test_names_from_an_own_list(capsys, tmp_path):
    own = tmp_path / "own.txt"
    own.write_text("ada\nbea\neva\n")
    assert main([*NAMES, "--list", str(own), "--iterations", "3", "--json"]) == 0
    names = json.loads(lines(capsys)[-1])["names"]
    assert set("".join(names).lower()) <= set("adbev")


def test_names_held_out_are_judged_at_each_checkpoint(capsys):
    some = [*NAMES, "--iterations", "20", "--held-out", "0.1"]
    assert main([*some, "--json"]) == 0
    row = json.loads(lines(capsys)[-1])
    assert 0 < row["bits_trained"] < row["bits_held_out"] * 1.1
    assert main(some) == 0
    assert "names that it never saw" in lines(capsys)[-1]


STOCK = ["stock", "--epochs", "2", "--layers", "1", "--units", "4", "--engine", "fused"]


def test_stock_ends_with_the_metrics(capsys):
    assert main([*STOCK, "--preset", "tataglobal", "--batch-size", "256", "--json"]) == 0
    *epochs, metrics = [json.loads(line) for line in lines(capsys)]
    assert [row["epoch"] for row in epochs] == [1, 2]
    assert all(row["loss"] > 0 for row in epochs)
    assert metrics["skill"] == pytest.approx(1 - metrics["rmse"] / metrics["naive_rmse"])
    assert metrics["test_rows"] == 16
    assert metrics["judged_on"] == "test"
    assert {"mae", "mape", "direction_accuracy", "train_rows"} <= metrics.keys()
    assert list(metrics)[-9:] == [
        *("verdict", "skill", "skill_low", "skill_high", "skill_within", "dm_p"),
        *("best_lag", "lag_pairs", "baselines"),
    ]
    assert (metrics["verdict"], metrics["skill_low"]) == ("too close", None)  # of 16 days
    assert list(metrics["baselines"]) == ["yesterday", "drift", "moving_average", "ar1"]
    assert metrics["baselines"]["yesterday"]["rmse"] == pytest.approx(metrics["naive_rmse"])


def test_stock_says_what_the_validation_days_say_beside_the_test_days(capsys):
    assert main([*STOCK, "--validation-days", "25"]) == 0
    said = lines(capsys)
    assert "200 training days, 25 test days" in said[2]
    assert any(line.startswith("Over 25 validation days, to choose by: typical") for line in said)


def test_stock_for_people_with_an_own_file(capsys):
    file = str(ROOT / "data" / "GE.csv")
    assert main([*STOCK, "--csv", file, "--test-days", "20"]) == 0
    printed = "\n".join(lines(capsys))
    assert "Epoch 2 of 2, loss " in printed
    assert "20 test days" in printed
    heading, rmse = printed.splitlines()[3:5]
    assert heading.split(maxsplit=1) == ["model", "repeating yesterday"]
    assert len(heading) == len(rmse)
    ratios, late, skill, verdict = printed.splitlines()[-4:]
    assert "repeating yesterday 1, drift" in ratios
    assert late.startswith("The line ")
    assert skill.startswith("Skill ")
    assert ". Typical miss (RMSE) " in verdict


LEAKING = [*STOCK, "--layers", "1", "--mistake", "shuffled_split"]


def test_a_mistake_is_marked_and_says_how_much_it_flatters(capsys):
    assert main(LEAKING) == 0
    *_, mark, flatters = lines(capsys)
    assert mark.startswith("MADE WITH A MISTAKE ON PURPOSE: shuffled split.")
    assert "times that of repeating yesterday's price; without the mistake" in flatters


def test_a_mistake_is_marked_in_json_beside_the_honest_figures(capsys):
    assert main([*LEAKING, "--json"]) == 0
    marked = json.loads(lines(capsys)[-1])
    assert marked["mistake"] == "shuffled_split"
    assert main([*LEAKING[:-2], "--json"]) == 0
    honest = json.loads(lines(capsys)[-1])
    assert "mistake" not in honest
    assert marked["honest_rmse"] == honest["rmse"] != marked["rmse"]
    assert marked["honest_naive_rmse"] == honest["naive_rmse"]


SMALL = ["--test-days", "2", "--timesteps", "1"]


def prices(tmp_path, heading, row):
    file = tmp_path / "prices.csv"
    rows = [f"2019-01-{day:02},{row.format(day)}" for day in range(1, 11)]
    file.write_text("\n".join([heading, *rows]))
    return ["--csv", str(file)]


def test_a_file_with_only_close_is_trained_on_close(capsys, tmp_path):
    only_close = prices(tmp_path, "Date,Close", "{}")
    assert main([*STOCK, *SMALL, *only_close]) == 0
    captured = capsys.readouterr()
    assert captured.err == "There are no Open prices; taking Close.\n"
    assert "8 training days, 2 test days" in captured.out

    assert main([*STOCK, *SMALL, *only_close, "--price-column", "Open"]) == 2
    assert "no Open prices; choose Close." in capsys.readouterr().err


def test_a_column_of_several_can_be_chosen(capsys, tmp_path):
    tickers = prices(tmp_path, "Date,AAPL,GE", "{0},{0}0")
    assert main([*STOCK, *SMALL, *tickers]) == 2
    sentence = "Several columns may hold the price: AAPL, GE. Choose with --close: AAPL, GE.\n"
    assert capsys.readouterr().err == sentence

    assert main([*STOCK, *SMALL, *tickers, "--close", "GE", "--json"]) == 0
    assert json.loads(lines(capsys)[-1])["naive_rmse"] == pytest.approx(10)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["stock", "--close", "GE"], "--close says how to read --csv; name a file."),
        ([], "arguments are required"),
        (["names", "--iterations", "0"], "Iterations must be at least 1, not 0."),
        (["names", "--epochs", "3"], "--epochs"),
        (["names", "--list", "/no/such/file"], "/no/such/file cannot be read: No such file"),
        (["stock", "--timesteps", "250"], "Timesteps 250"),
        (["stock", "--preset", "oil"], "'oil'"),
        (["stock", "--preset", "ge", "--csv", "x.csv"], "not allowed with"),
        (["stock", "--csv", "/no/such.csv"], "/no/such.csv cannot be read"),
        (["stock", "--ticker", "GE"], "--ticker needs --start and --end"),
        (["stock", "--ticker", "", "--start", "2018-01-01", "--end", "2018-02-01"], "is empty"),
        (["stock", "--start", "2018-01-01"], "for --ticker"),
        (["stock", "--csv", "x.csv", "--end", "2018-01-01"], "for --ticker"),
        (["stock", "--ticker", "GE", "--start", "soon"], "'soon' is not a date"),
    ],
)
def test_misuse_is_one_sentence_and_exit_code_2(arguments, sentence, capsys):
    try:
        code = main(arguments)
    except SystemExit as leaving:
        code = leaving.code
    captured = capsys.readouterr()
    assert code == 2
    assert sentence in captured.err
    assert captured.err.count("\n") == 1
    assert captured.err.endswith(".\n")
    assert captured.out == ""


def start(*arguments, options=()):
    return subprocess.Popen(
        [sys.executable, *options, "-m", "core", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.processes
@posix
def test_ctrl_c_ends_the_training_in_order():
    with start(*NAMES, "--iterations", "200000", "--json") as training:
        assert training.stdout is not None
        assert json.loads(training.stdout.readline())["iteration"] == 0
        os.kill(training.pid, signal.SIGINT)
        out, err = training.communicate(timeout=60)
    assert training.returncode == 130
    assert err == ""
    assert 0 < json.loads(out.splitlines()[-1])["iteration"] < 200_000


@pytest.mark.processes
@posix
def test_ctrl_c_while_the_libraries_load_causes_no_traceback():
    with start(*NAMES, "--iterations", "200000", options=["-X", "importtime"]) as training:
        assert training.stderr is not None
        while "core.errors" not in training.stderr.readline():
            pass
        os.kill(training.pid, signal.SIGINT)
        _, err = training.communicate(timeout=60)
    assert training.returncode == 130
    assert "Traceback" not in err


@pytest.mark.processes
def test_keras_is_quiet():
    small = ["--units", "1", "--layers", "1", "--timesteps", "1", "--batch-size", "225"]
    with start("stock", "--engine", "keras", "--epochs", "1", *small, "--json") as training:
        out, err = training.communicate(timeout=240)
    assert training.returncode == 0
    assert json.loads(out.splitlines()[-1])["engine"] == "keras"
    assert err == ""


@pytest.mark.processes
def test_a_reader_that_leaves_early_causes_no_complaint():
    with start(*NAMES, "--iterations", "3000", "--checkpoint-interval", "100") as training:
        assert training.stdout is not None
        assert training.stderr is not None
        training.stdout.readline()
        training.stdout.close()
        assert training.stderr.read() == ""
        assert training.wait(60) == 0


@pytest.mark.processes
def test_letters_that_the_terminal_does_not_know_cause_no_traceback(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with start(*STOCK, "--preset", "tataglobal", "--batch-size", "512") as training:
        out, err = training.communicate(timeout=240)
    assert training.returncode == 0
    assert err == ""
    assert r"Typical miss (RMSE) \u20b9" in out
