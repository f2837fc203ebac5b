"""Free runs against a network whose predictions are known."""

import numpy as np
import pytest

from core.errors import SettingsError
from core.stocks.engines.choice import make_engine
from core.stocks.judgement import uncertainty
from core.stocks.judgement.uncertainty import FreeRun, free_run
from core.stocks.network import Network
from core.stocks.settings import StockSettings
from core.stocks.windows import prepare
from tests.core.stocks.histories import make_history, wave

SETTINGS = StockSettings(timesteps=3, test_days=8, units=4, layers=1)


class Line:
    """Goes on in a straight line through the last two prices of a window, all scaled."""

    def predict(self, x):
        return 2 * x[:, -1, 0] - x[:, -2, 0]


def test_it_is_fed_with_what_it_said():
    history = make_history([*range(1, 13), *[12] * 8])
    run = free_run(SETTINGS, prepare(SETTINGS, history), Line())
    np.testing.assert_allclose(run.predicted, range(13, 21), rtol=1e-5)
    assert run.last_known == 12
    assert run.worse_from == 1
    assert run.last_known_rmse[-1] == 0
    np.testing.assert_allclose(run.rmse[:2], [1, np.sqrt(2.5)], rtol=1e-4)


def test_changes_add_up():
    settings = SETTINGS.model_copy(update={"target": "change"})
    windows = prepare(settings, wave(40))
    network = Network(settings, make_engine(settings).weights())
    predicted = free_run(settings, windows, network).predicted

    window, price = windows.inverse(windows.test.x[0, :, 0]), windows.test.yesterday[0]
    for said in predicted[:3]:
        scaled = windows.scaler.transform(window[:, np.newaxis]).astype(np.float32)
        change = windows.target_scaler.inverse_transform([network.predict(scaled[np.newaxis])])
        price += change[0, 0]
        assert said == pytest.approx(price, rel=1e-5)
        window = np.append(window[1:], said)


def test_what_it_said_makes_new_changes():
    settings = SETTINGS.model_copy(update={"target": "change", "reads": "changes"})
    windows = prepare(settings, wave(40))
    network = Network(settings, make_engine(settings).weights())
    predicted = free_run(settings, windows, network).predicted

    known = list(windows.prices[28:32])  # before the first test day
    for said in predicted:
        changes = np.diff(known[-4:])
        scaled = windows.scaler.transform(changes[:, np.newaxis]).astype(np.float32)
        change = windows.target_scaler.inverse_transform([network.predict(scaled[np.newaxis])])
        known.append(known[-1] + change[0, 0])
        assert said == pytest.approx(known[-1], rel=1e-5)


def test_the_first_day_is_the_one_step_forecast():
    windows = prepare(SETTINGS, wave(40))
    network = Network(SETTINGS, make_engine(SETTINGS).weights())
    first = windows.forecast(network.predict(windows.test.x[:1]), windows.test.last_price[:1])
    assert free_run(SETTINGS, windows, network).predicted[0] == first[0]


@pytest.mark.parametrize(
    ("rmse", "known", "day"),
    [([1, 1, 3], [2, 2, 2], 3), ([3, 1, 1], [2, 2, 2], None), ([3, 1, 3], [2, 2, 2], 3),
     ([3, 3, 3], [2, 2, 2], 1), ([2, 2, 2], [2, 2, 2], None)],
)  # fmt: skip
def test_worse_is_what_stays_worse(rmse, known, day):
    assert FreeRun(np.zeros(3), 1.0, np.array(rmse), np.array(known)).worse_from == day


@pytest.mark.parametrize("mistake", ["newest_first", "shuffled_split"])
def test_refuses_test_days_that_do_not_follow_one_another(mistake):
    settings = SETTINGS.model_copy(update={"mistake": mistake})
    with pytest.raises(SettingsError, match="do not follow one another"):
        free_run(settings, prepare(settings, wave(40)), Line())


def test_what_would_take_long_ends_early(monkeypatch):
    monkeypatch.setattr(uncertainty, "_MOST_STEPS", 15)
    assert len(free_run(SETTINGS, prepare(SETTINGS, wave(40)), Line()).predicted) == 5
