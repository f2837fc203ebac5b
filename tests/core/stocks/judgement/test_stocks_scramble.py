"""Scrambling tomorrow tells forecasts that know it from those that do not."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.stocks.judgement.honesty import days_to_scramble, scramble_tomorrow, with_noise_after
from core.stocks.mistakes import MISTAKES
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from tests.core.stocks.histories import WAYS, make_history
from tests.examples import examples

SERIES = {
    "prices": st.lists(st.floats(0.01, 1000), min_size=12, max_size=30),
    "timesteps": st.integers(1, 5),
    "cell": st.sampled_from(["lstm", "gru", "rnn"]),
    "way": st.sampled_from(WAYS),
    "seed": st.integers(0, 1000),
    "place": st.integers(0, 3),
}


def random_weights(cell, seed, units=3):
    """Of two layers, in Keras' order."""
    gates = {"lstm": 4, "gru": 3, "rnn": 1}[cell]
    bias = (2, gates * units) if cell == "gru" else (gates * units,)
    shapes = [
        shape
        for inputs in (1, units)
        for shape in ((inputs, gates * units), (units, gates * units), bias)
    ]
    draws = np.random.default_rng(seed)
    return [draws.normal(size=shape).astype(np.float32) for shape in [*shapes, (units, 1), (1,)]]


def scrambled(prices, place, way, **changes):
    asked = StockSettings(test_days=5, units=3, layers=2, **way, **changes)
    history = make_history(prices)
    day = days_to_scramble(asked, history)[place]
    return scramble_tomorrow(asked, history, random_weights(asked.cell, asked.seed), day)


@given(**SERIES)
@examples(50)
def test_an_honest_forecast_is_the_same_to_the_last_bit(prices, place, **changes):
    told = scrambled(prices, place, **changes)
    assert told.with_tomorrow == told.without_tomorrow
    assert not told.knows_tomorrow


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("way", WAYS)
def test_a_leaking_forecast_is_not(mistake, way):
    for seed in range(10):
        prices = np.random.default_rng(seed).uniform(5, 15, 40)
        leaking = {"mistake": mistake, "timesteps": 3, "seed": seed}
        assert scrambled(prices, 0, way, **leaking).knows_tomorrow


@given(
    st.lists(st.floats(0.01, 1000), min_size=3, max_size=9),
    st.builds(StockSettings, seed=st.integers(0, 9), reads=st.sampled_from(["levels", "changes"])),
)
def test_noise_lies_above_all_prices_after_the_day_and_nowhere_else(prices, asked):
    history = make_history(prices)
    day = history.dates[1]
    before, after = history.frame["Open"], with_noise_after(history, day, asked).frame["Open"]
    pd.testing.assert_series_equal(after[:day], before[:day])
    assert after[history.dates[2] :].min() > before.max()
    assert with_noise_after(history, day, asked).frame["Open"].equals(after)
    if asked.reads == "changes":
        assert after.diff()[history.dates[2]] > np.ptp(before)  # no change there was is larger


def test_every_price_of_a_day_is_replaced_and_no_other_column():
    history = bundled_prices("GE")
    day = history.dates[-2]
    noisy = with_noise_after(history, day, StockSettings()).frame
    columns = list(history.price_columns)
    assert (noisy.loc[history.dates[-1], columns] > history.frame[columns].max(axis=None)).all()
    assert noisy.drop(columns=columns).equals(history.frame.drop(columns=columns))


@pytest.mark.parametrize("row", [-1, 3])
def test_refuses_the_last_day_and_training_days(row):
    history = make_history(range(1, 30))
    asked = StockSettings(timesteps=2, test_days=5)
    with pytest.raises(SettingsError, match="no test day with a day after it"):
        scramble_tomorrow(asked, history, [], history.dates[row])
