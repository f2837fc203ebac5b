"""Bands of samples, and the samples that dropout makes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.stocks.engines.choice import make_engine
from core.stocks.judgement.uncertainty import bands, dropout_samples, sampled_days
from core.stocks.network import Network
from core.stocks.settings import StockSettings
from core.stocks.windows import prepare
from tests.core.stocks.histories import WAYS, wave

SETTINGS = StockSettings(timesteps=4, test_days=6, units=4, layers=2, dropout=0.3)


def test_bands_hold_the_middle_of_the_samples():
    samples = np.arange(101.0)[:, np.newaxis] + [0, 100]
    half, most = bands(samples, np.array([24.9, 150]))
    assert (half.level, most.level) == (0.5, 0.9)
    np.testing.assert_allclose([half.lower, half.upper], [[25, 125], [75, 175]])
    np.testing.assert_allclose([most.lower, most.upper], [[5, 105], [95, 195]])
    assert (half.inside, half.coverage) == (1, 0.5)
    assert (most.inside, most.coverage) == (2, 1)


def test_bands_of_the_true_distribution_hold_what_they_say():
    draws = np.random.default_rng(0)
    half, most = bands(draws.normal(size=(400, 4000)), draws.normal(size=4000))
    assert half.coverage == pytest.approx(0.5, abs=0.03)
    assert most.coverage == pytest.approx(0.9, abs=0.02)


@given(
    arrays(float, st.tuples(st.integers(100, 120), st.just(5)), elements=st.floats(1, 100)),
    arrays(float, 5, elements=st.floats(1, 100)),
)
def test_the_wider_band_holds_the_narrower_one(samples, actual):
    half, most = bands(samples, actual)
    assert np.all(most.lower <= half.lower)
    assert np.all(half.lower <= half.upper)
    assert np.all(half.upper <= most.upper)
    assert half.inside <= most.inside


@pytest.mark.parametrize(
    ("samples", "offered"), [(19, []), (20, [0.5]), (99, [0.5]), (100, [0.5, 0.9])]
)
def test_no_band_ends_at_a_single_sample(samples, offered):
    draws = np.random.default_rng(0).normal(size=(samples, 3))
    assert [band.level for band in bands(draws, np.zeros(3))] == offered


@pytest.mark.parametrize("way", WAYS)
def test_samples_are_prices_around_the_forecast(way):
    settings = SETTINGS.model_copy(update=way)
    windows = prepare(settings, wave(40))
    network = Network(settings, make_engine(settings).weights())
    samples = dropout_samples(settings, windows, network, 3000)
    assert samples.shape == (3000, 6)
    np.testing.assert_array_equal(samples, dropout_samples(settings, windows, network, 3000))
    forecast = windows.forecast(network.predict(windows.test.x), windows.test.last_price)
    np.testing.assert_allclose(samples.mean(axis=0), forecast, atol=0.02)


def test_what_would_take_long_is_sampled_at_the_last_days_only():
    large = StockSettings(timesteps=250, units=256)
    assert sampled_days(StockSettings(timesteps=60), 16, 500) == 16
    assert sampled_days(StockSettings(), 5000, 500) < 5000
    assert sampled_days(large, 5000, 500) == 1
    assert 1 < sampled_days(large, 5000, 10) < 5000
