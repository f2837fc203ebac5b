"""What a network says of every day, against a trace of each."""

import numpy as np
import pytest

from core.inside import questions
from core.inside.prices_trace import price_input
from core.inside.questions import predict_every_day
from core.inside.trace import trace
from core.stocks.network import initial_weights
from core.stocks.settings import StockSettings
from tests.core.stocks.histories import wave

SETTINGS = {"layers": 2, "units": 3, "timesteps": 4, "test_days": 5}


def found(history, **other):
    settings = StockSettings(**SETTINGS | other)
    weights = initial_weights(settings)
    return settings, weights, predict_every_day(settings, weights, history)


@pytest.mark.parametrize(
    "other",
    [
        {"cell": "lstm"},
        {"cell": "gru", "target": "change"},
        {"cell": "gru", "target": "change", "reads": "changes"},
        {"cell": "rnn", "mistake": "newest_first", "validation_days": 6},
        {"mistake": "shuffled_split", "validation_days": 6},
        {"validation_days": 6},
    ],
)
def test_every_day_is_said_as_its_trace_says_it(other):
    history = wave(40)
    settings, weights, table = found(history, **other)
    assert table.index.is_monotonic_increasing
    assert table.index.is_unique
    assert len(table) == 40 - settings.reach
    assert table["test"].sum() == 5
    for day, row in table.iterrows():
        traced = trace(price_input(settings, weights, history, str(day.date()))).arrays
        assert row["predicted"] == pytest.approx(traced["price"][0])
        assert row["actual"] == traced["actual"][0]
    known = table["yesterday"].dropna()
    assert np.array_equal(known, history.frame["Open"].shift(1)[known.index])


def test_of_a_large_network_the_latest_days_are_worked_out_and_some_before(monkeypatch):
    _, _, whole = found(wave(40))
    monkeypatch.setattr(questions, "_MULTIPLICATIONS", 1)
    monkeypatch.setattr(questions, "_FEWEST_DAYS", 9)
    _, _, thinned = found(wave(40))
    said = thinned["predicted"].dropna()
    assert len(said) == 9
    assert list(said.index[-4:]) == list(thinned.index[-4:])
    assert said.index[0] == thinned.index[0]
    assert np.allclose(said, whole["predicted"][said.index])
    assert thinned["actual"].notna().all()
