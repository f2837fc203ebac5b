"""A judgement against the libraries' own figures, and on windows of all sorts."""

import warnings
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk
from utilsforecast import losses

from core.runs.tables import decode_values, encode_values
from core.stocks.judgement.judge import judge, skill_on
from core.stocks.judgement.metrics import metrics
from core.stocks.mistakes import MISTAKES
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from tests.core.stocks.histories import make_history

GE = prepare(PRESETS["ge"], bundled_prices("GE"))
PREDICTION = GE.test.yesterday + np.random.default_rng(1).normal(0, 0.2, 25)


def small(prices, test_days):
    return prepare(StockSettings(timesteps=2, test_days=test_days), make_history(prices))


def test_figures_are_those_of_scikit_learn():
    judged, actual = judge(GE, PREDICTION), GE.test.actual
    found = judged.model.figures
    assert found.rmse == pytest.approx(sk.root_mean_squared_error(actual, PREDICTION))
    assert found.mae == pytest.approx(sk.mean_absolute_error(actual, PREDICTION))
    assert found.mape == pytest.approx(sk.mean_absolute_percentage_error(actual, PREDICTION))
    naive_mae = sk.mean_absolute_error(actual, GE.test.yesterday)
    assert found.rmae == pytest.approx(found.mae / naive_mae)
    assert found.mase == pytest.approx(found.mae / np.abs(np.diff(GE.prices[:225])).mean())


def test_figures_are_those_of_the_run():
    scores = metrics(GE.test.actual, PREDICTION, GE.test.yesterday)
    judged = judge(GE, PREDICTION)
    found = asdict(judged.model.figures)
    for name in ("rmse", "mae", "mape", "direction_accuracy"):
        assert found[name] == pytest.approx(getattr(scores, name))
    assert judged.model.skill.skill == pytest.approx(scores.skill)
    assert found["rrmse"] == pytest.approx(1 - scores.skill)
    assert judged.baselines["yesterday"].figures.rmse == pytest.approx(scores.naive_rmse)


def test_relative_and_scaled_errors_are_those_of_utilsforecast():
    days = {"unique_id": 0, "cutoff": 0, "y": GE.test.actual, "model": PREDICTION}
    frame = pd.DataFrame(days | {"yesterday": GE.test.yesterday}).drop(columns="cutoff")
    train = pd.DataFrame({"unique_id": 0, "y": GE.prices[:225]})
    found = judge(GE, PREDICTION).model.figures
    mase = losses.mase(frame, ["model"], 1, train)["model"].item()
    rmae = losses.rmae(frame, ["model"], baseline="yesterday")["model"].item()
    assert (found.mase, found.rmae) == (pytest.approx(mase), pytest.approx(rmae))


def test_each_baseline_is_judged_beside_yesterdays_price():
    baselines = judge(GE, PREDICTION).baselines
    assert list(baselines) == ["yesterday", "drift", "moving_average", "ar1"]
    assert baselines["yesterday"].figures.rrmse == baselines["yesterday"].figures.rmae == 1
    assert baselines["yesterday"].verdict == "as good"
    assert baselines["drift"].verdict == "as good"  # its ratio is 0.996; by a test alone, better


def test_a_judgement_survives_the_store():
    values = judge(GE, PREDICTION).values()
    assert decode_values(encode_values(values)) == values
    assert list(values)[-9:] == [
        *("verdict", "skill", "skill_low", "skill_high", "skill_within", "dm_p"),
        *("best_lag", "lag_pairs", "baselines"),
    ]


@pytest.mark.parametrize("test_days", [1, 2, 19, 20])
@pytest.mark.parametrize(
    "prices",
    [
        [5.0] * 24,
        [5.0, 6] * 12,
        [1e-12, 1e15] * 12,
        [5.0] * 20 + [1e15] * 4,
        list(range(1, 25)),
    ],
)
@pytest.mark.parametrize("said", ["yesterday", "constant", "huge", "right"])
def test_small_and_odd_tests_are_judged_without_a_warning(prices, test_days, said):
    windows = small(prices, test_days)
    prediction = {
        "yesterday": windows.test.yesterday,
        "constant": np.full(test_days, 7.0),
        "huge": np.full(test_days, -3e53),
        "right": windows.test.actual.copy(),
    }[said]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        judgement = judge(windows, prediction)
    values = judgement.values()
    assert skill_on(windows, prediction) == judgement.model.skill
    assert decode_values(encode_values(values)) == values
    assert judgement.lag.sentence
    assert test_days == 20 or values["verdict"] == "too close"


@pytest.mark.parametrize("mistake", ["none", *MISTAKES])
def test_a_mistake_of_the_network_leaves_the_baselines_honest(mistake):
    """They learn from no test day, wherever the test days lie."""
    settings = PRESETS["ge"].model_copy(update={"mistake": mistake})
    windows = prepare(settings, bundled_prices("GE"))
    rng = np.random.default_rng(4)
    prediction = windows.test.yesterday + rng.normal(0, 0.2, len(windows.test.actual))
    judgement = judge(windows, prediction)
    assert skill_on(windows, prediction) == judgement.model.skill
    learned = np.setdiff1d(np.arange(250), windows.test.rows)
    steps = learned[np.isin(learned - 1, learned)]
    drift = windows.test.yesterday + (windows.prices[steps] - windows.prices[steps - 1]).mean()
    rmse = sk.root_mean_squared_error(windows.test.actual, drift)
    assert judgement.baselines["drift"].figures.rmse == pytest.approx(rmse)


def test_a_test_of_the_very_first_days_is_judged_without_them():
    """A mistake may put days into the test that no baseline can know anything of."""
    windows = small(list(range(10, 23)), 2)
    first = replace(windows.test, rows=np.array([1, 0]), yesterday=np.array([10.0, np.nan]))
    judgement = judge(replace(windows, test=first), np.array([5.0, 6.0]))
    assert judgement.model.skill.days == 0
    assert judgement.values()["verdict"] == "too close"
    assert judgement.values()["rrmse"] is None
