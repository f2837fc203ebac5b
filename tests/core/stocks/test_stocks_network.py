"""The network of plain cells against both engines, with and without dropout."""

import numpy as np
import pytest

from core.stocks.engines.choice import make_engine
from core.stocks.engines.keras import build
from core.stocks.network import Network
from core.stocks.settings import StockSettings
from tests.core.eager import ENGINES

SMALL = StockSettings(timesteps=5, units=6, layers=2, dropout=0.3, batch_size=1024)
X = np.random.default_rng(0).uniform(0, 1, (3, 5, 1)).astype(np.float32)
CELLS = pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])


def made(cell):
    """Settings, and weights large enough that dropout matters."""
    settings = SMALL.model_copy(update={"cell": cell})
    draws = np.random.default_rng(1)
    weights = make_engine(settings).weights()
    return settings, [draws.normal(0, 0.5, w.shape).astype(np.float32) for w in weights]


@CELLS
@pytest.mark.parametrize("engine", ENGINES)
def test_predicts_what_the_engine_predicts(cell, engine):
    settings, weights = made(cell)
    trained = make_engine(settings.model_copy(update={"engine": engine}))
    trained.set_weights(weights)
    said = Network(settings, weights).predict(X)
    assert said.dtype == np.float32
    np.testing.assert_allclose(said, trained.predict(X), rtol=1e-4, atol=1e-6)


def same_distribution(ours, theirs):
    """Means within 4.5 standard errors, variances within 4.5 of theirs (by the fourth moment)."""
    for power in (1, 2):
        a, b = (ours - theirs.mean(axis=0)) ** power, (theirs - theirs.mean(axis=0)) ** power
        error = np.sqrt(a.var(axis=0) / len(a) + b.var(axis=0) / len(b))
        assert np.all(abs(a.mean(axis=0) - b.mean(axis=0)) < 4.5 * error)
        assert np.all(error < 0.05 * b.std(axis=0))  # else this could not fail


@pytest.mark.keras
@CELLS
def test_dropout_is_that_of_keras_in_training(cell):
    settings, weights = made(cell)
    model = build(settings)
    model.set_weights(weights)
    theirs = np.asarray(model(np.repeat(X, 4000, axis=0), training=True))[:, 0].reshape(3, 4000).T
    ours = Network(settings, weights).sample(X, 4000, seed=7)
    assert ours.shape == (4000, 3)
    assert ours.std(axis=0).min() > 0.05
    same_distribution(ours, theirs)


@CELLS
def test_dropout_is_that_of_the_fused_engine_in_training(cell):
    """Its loss of a batch, before it learns from it, is the mean square of dropped-out outputs."""
    settings, weights = made(cell)
    many = np.repeat(X[:1], 1024, axis=0)

    def mean_square(seed):
        engine = make_engine(settings.model_copy(update={"seed": seed}))
        engine.set_weights(weights)
        *_, (done, squares) = engine.epoch(many, np.zeros(1024, np.float32), np.arange(1024))
        return squares / done

    theirs = np.array([mean_square(seed) for seed in range(20)])
    ours = Network(settings, weights).sample(X[:1], 20_480, seed=7) ** 2
    error = np.hypot(theirs.std(ddof=1) / np.sqrt(20), ours.std() / np.sqrt(20_480))
    assert abs(theirs.mean() - ours.mean()) < 4.5 * error
    without = Network(settings, weights).predict(X[:1]) ** 2
    assert abs(theirs.mean() - without) > 9 * error  # else this could not fail


def test_the_same_seed_draws_the_same_and_no_dropout_draws_nothing():
    settings, weights = made("lstm")
    network = Network(settings, weights)
    np.testing.assert_array_equal(network.sample(X, 9, seed=1), network.sample(X, 9, seed=1))
    assert (network.sample(X, 9, seed=1) != network.sample(X, 9, seed=2)).any()
    sure = Network(settings.model_copy(update={"dropout": 0.0}), weights)
    for sample in sure.sample(X, 2, seed=1):
        np.testing.assert_allclose(sample, sure.predict(X), rtol=1e-5)


def test_many_samples_are_drawn_in_parts():
    settings, weights = made("rnn")
    windows = np.repeat(X[:1], 1500, axis=0)
    samples = Network(settings, weights).sample(windows, 5, seed=1)  # 2, 2 and 1 at once
    assert samples.shape == (5, 1500)
    assert len(np.unique(samples)) > 7000
