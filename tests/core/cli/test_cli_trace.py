"""`--keep` and `python -m core trace`: from a training to a notebook without a browser."""

import csv
import io
import json

import numpy as np
import pytest

from core.cells.arrays import sigmoid
from core.cli import main
from core.inside.prices_trace import price_input
from core.inside.trace import csv_text, trace
from core.runs.store import Store
from core.runs.workers.runner import recorded, start_run
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.trainer import DivergedError, train

SMALL = StockSettings(epochs=2, units=3, layers=2)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty store of the command line, and an empty folder."""
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{tmp_path}/runs.sqlite")
    monkeypatch.chdir(tmp_path)
    return Store()


@pytest.fixture
def core(capsys):
    def run(*arguments):
        code = main(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_kept_names_run_is_recomputed_from_its_trace(core, here, tmp_path):
    flags = ["--iterations", "60", "--checkpoint-interval", "30", "--hidden-units", "4"]
    code, out, _ = core("names", *flags, "--keep", "--json")
    assert code == 0
    (run_id,) = {json.loads(line)["run"] for line in out.splitlines()}
    run = here.run(run_id)
    assert (run.state, run.done, here.checkpoints(run_id)) == ("finished", 60, [0, 30, 60])

    arguments = ["--checkpoint", "30", "--input", "Rex", "--out", "rex.npz"]
    code, out, _ = core("trace", run_id, *arguments, "--json")
    assert code == 0
    with np.load(tmp_path / "rex.npz") as found:
        a, loss = found["a0"], 0.0
        for t, letter in enumerate(found["target"].astype(int)):
            z = found["Wax"] @ found["x"][t] + found["Waa"] @ a + found["b"][:, 0]
            a = np.tanh(z)
            np.testing.assert_allclose(found["a"][t], a)
            scores = found["Wya"] @ a + found["by"][:, 0]
            y = np.exp(scores) / np.exp(scores).sum()
            np.testing.assert_allclose(found["y"][t], y)
            loss -= np.log(y[letter])
        assert found["loss"].sum() == pytest.approx(loss)
        assert list(found["read"]) == ["", "r", "e", "x"]
        assert "".join(found["alphabet"][found["x"][1:].argmax(axis=1)]) == "rex"
    assert json.loads(out)["steps"] == 4


def test_a_kept_price_run_is_recomputed_from_its_trace(core, here, tmp_path):
    flags = ["--epochs", "2", "--units", "3", "--layers", "2"]
    code, out, _ = core("stock", *flags, "--keep", "--json")
    assert code == 0
    run_id = json.loads(out.splitlines()[-1])["run"]
    assert here.run(run_id).state == "finished"
    code, out, _ = core("trace", run_id, "--input", "2019-11-08")
    assert (code, out) == (0, f"trace-{run_id}.npz: 7 steps, 66 arrays\n")
    with np.load(tmp_path / f"trace-{run_id}.npz") as found:
        read = found["x1"]
        for layer in "12":
            a, c = found[f"a0_{layer}"], found[f"c0_{layer}"]
            weights = (found[f"{name}{layer}"] for name in ("Wx", "Wa", "b"))
            Wx, Wa, b = weights
            for t, x in enumerate(read):
                i, f, g, o = np.split(Wx @ x + Wa @ a + b[:, 0], 4)
                c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
                a = sigmoid(o) * np.tanh(c)
                np.testing.assert_allclose(found[f"a{layer}"][t], a)
                np.testing.assert_allclose(found[f"c{layer}"][t], c)
            read = found[f"a{layer}"]
        np.testing.assert_allclose(found["y"], found["Wya"] @ a + found["by"][0])
    shown = here.checkpoint(run_id, 2).arrays["prediction"]
    assert found_price(tmp_path, run_id) == pytest.approx(shown[-1], rel=1e-5)


def found_price(folder, run_id):
    with np.load(folder / f"trace-{run_id}.npz") as found:
        assert found["read"][-1] == "2019-11-07"
        return found["price"][0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nosuchrun"], "There is no run 'nosuchrun'; it may have been deleted."),
        (["KEPT", "--checkpoint", "7"], "keeps no weights of epoch 7; choose 0, 1 or 2."),
        (["KEPT", "--checkpoint", "0", "--input", "x"], "'x' is not a date such as 2018-11-12."),
        (["KEPT", "--out", "no/such/folder.npz"], "no/such/folder.npz cannot be written: No such"),
    ],
)
def test_what_cannot_be_traced_is_one_sentence(core, here, arguments, sentence):
    history = bundled_prices("GE")
    run = start_run(here, SMALL, history)
    list(recorded(here, run, lambda asked: train(SMALL, history, asked), lambda: False))
    arguments = [run.id if word == "KEPT" else word for word in arguments]
    code, out, complaint = core("trace", "--input", "2019-11-08", *arguments)
    assert (code, out) == (2, "")
    assert sentence in complaint
    assert complaint.count("\n") == 1


def test_a_run_ends_as_its_training_ends(here):
    history = bundled_prices("GE")
    run = start_run(here, SMALL, history)
    assert (run.state, here.claim("another")) == ("running", None)
    events = recorded(here, run, lambda asked: train(SMALL, history, asked), lambda: False)
    next(events)
    events.close()
    assert here.run(run.id).state == "stopped"

    def diverging(_asked):
        yield from ()
        raise DivergedError("Too fast.")

    run = start_run(here, SMALL, history)
    with pytest.raises(DivergedError):
        list(recorded(here, run, diverging, lambda: False))
    assert (here.run(run.id).state, here.run(run.id).error) == ("failed", "Too fast.")


def test_a_trace_is_told_as_csv():
    draws = np.random.default_rng(0)
    weights = [draws.normal(size=shape) for shape in shapes(SMALL)]
    found = trace(price_input(SMALL, weights, bundled_prices("GE"), "2019-11-08"))
    rows = list(csv.reader(io.StringIO(csv_text(found))))[1:]
    of_f = [row for row in rows if row[0] == "f2"]
    assert [row[2] for row in of_f] == list(found.read)
    np.testing.assert_array_equal([[*map(float, row[3:])] for row in of_f], found.arrays["f2"])
    assert {row[0] for row in rows} == set(found.arrays)
