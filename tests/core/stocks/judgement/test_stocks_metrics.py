import math

import numpy as np
import pandas as pd
import pytest

from core.stocks.forecast import prediction_table
from core.stocks.judgement.metrics import metrics
from core.stocks.settings import StockSettings
from core.stocks.windows import prepare
from tests.core.stocks.histories import make_history

YESTERDAY = np.array([10.0, 12.0, 12.0, 8.0])
ACTUAL = np.array([12.0, 12.0, 8.0, 10.0])  # up, unchanged, down, up


def test_metrics_by_hand():
    scores = metrics(ACTUAL, np.array([11.0, 13.0, 9.0, 7.0]), YESTERDAY)

    assert scores.rmse == pytest.approx(math.sqrt((1 + 1 + 1 + 9) / 4))
    assert scores.mae == pytest.approx((1 + 1 + 1 + 3) / 4)
    assert scores.mape == pytest.approx((1 / 12 + 1 / 12 + 1 / 8 + 3 / 10) / 4)
    assert scores.naive_rmse == pytest.approx(math.sqrt((4 + 0 + 16 + 4) / 4))
    assert scores.naive_mae == pytest.approx((2 + 0 + 4 + 2) / 4)
    assert scores.naive_mape == pytest.approx((2 / 12 + 0 + 4 / 8 + 2 / 10) / 4)
    assert scores.direction_accuracy == pytest.approx(2 / 3)  # right, does not count, right, wrong
    assert scores.naive_direction_accuracy is None
    assert scores.skill == pytest.approx(1 - math.sqrt(3 / 6))


def test_a_perfect_prediction():
    scores = metrics(ACTUAL, ACTUAL, YESTERDAY)
    assert (scores.rmse, scores.mae, scores.mape) == (0, 0, 0)
    assert (scores.direction_accuracy, scores.skill) == (1, 1)


def test_yesterdays_price_has_no_skill_and_names_no_direction():
    scores = metrics(ACTUAL, YESTERDAY, YESTERDAY)
    assert scores.rmse == scores.naive_rmse
    assert scores.skill == 0
    assert scores.direction_accuracy == 0


def test_a_price_that_never_changes_leaves_nothing_to_beat():
    same = np.full(3, 5.0)
    scores = metrics(same, same + 1, same)
    assert (scores.direction_accuracy, scores.skill) == (None, None)


def test_prediction_table_joins_predictions_to_their_days():
    history = make_history([1, 2, 3, 4, 5, 6])
    windows = prepare(StockSettings(timesteps=2, test_days=1), history)
    table = prediction_table(windows, np.array([6.5]), np.array([3.5, 4.5, 5.5]))

    expected = pd.DataFrame(
        {
            "Part": ["train", "train", "train", "test"],
            "Actual": [3.0, 4.0, 5.0, 6.0],
            "Predicted": [3.5, 4.5, 5.5, 6.5],
            "Yesterday": [2.0, 3.0, 4.0, 5.0],
        },
        index=history.dates[2:],
    )
    pd.testing.assert_frame_equal(table, expected, check_freq=False)
