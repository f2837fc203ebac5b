"""How far a gradient flows back, against differences and against what theory says."""

import numpy as np
import pytest

from core.inside.gradients import flow, jacobian, untrained
from core.inside.layer import forward, step
from core.inside.trace import trace
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices

HISTORY = bundled_prices("GE")
DAY = str(HISTORY.dates[-1].date())
LONG = StockSettings(timesteps=60, units=12, layers=1)
SHORT = StockSettings(timesteps=5, units=4, layers=2)


def state_of(layer, values):
    """A state from its numbers in a row: a, or a and c."""
    State = layer.cell.State
    return State(*np.split(values[:, None], len(State._fields)))


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_the_jacobian_of_a_step_matches_differences(cell):
    given = untrained(SHORT, HISTORY, DAY)[cell]
    layer = given.layers[0]
    random = np.random.default_rng(0)
    before = random.normal(size=8 if cell == "lstm" else 4)
    x = np.array([[0.7]])
    _, cache = step(layer, x, state_of(layer, before))

    def after(values):
        state, _ = step(layer, x, state_of(layer, values))
        return np.concatenate(state)[:, 0]

    nudges = 1e-6 * np.eye(len(before))
    columns = [(after(before + n) - after(before - n)) / 2e-6 for n in nudges]
    np.testing.assert_allclose(jacobian(layer, cache), np.transpose(columns), atol=1e-8)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("layer", [1, 2])
def test_norms_are_those_of_the_trace(cell, layer):
    given = untrained(SHORT, HISTORY, DAY)[cell]
    arrays, found = trace(given).arrays, flow(given, 1e-4, layer)
    np.testing.assert_allclose(found.a, np.linalg.norm(arrays[f"da{layer}"], axis=1))
    if cell == "lstm":
        np.testing.assert_allclose(found.c, np.linalg.norm(arrays[f"dc{layer}"], axis=1))
    else:
        assert found.c is None
    assert 0 < found.clipped < found.gradient
    assert flow(given, 1e6, layer).clipped == found.gradient


def test_clipping_bounds_each_element():
    given = untrained(SHORT, HISTORY, DAY)["rnn"]
    arrays, limit = trace(given).arrays, 1e-3
    dWax = arrays["dz2"].T @ arrays["a1"]
    dWaa = arrays["dz2"].T @ np.vstack([arrays["a0_2"], arrays["a2"][:-1]])
    every = np.concatenate([dWax.ravel(), dWaa.ravel(), arrays["dz2"].sum(axis=0)])
    found = flow(given, limit)
    assert found.gradient == pytest.approx(np.linalg.norm(every))
    assert found.clipped == pytest.approx(np.linalg.norm(np.clip(every, -limit, limit)))


@pytest.mark.parametrize("cell", ["rnn", "gru"])
def test_a_step_lengthens_a_gradient_by_no_more_than_its_singular_value(cell):
    given = untrained(LONG, HISTORY, DAY)[cell]
    found = flow(given, 5.0)
    ratios = found.a[:-1] / found.a[1:]  # from a step to the one before
    assert (ratios <= found.jacobian[1:] * (1 + 1e-9)).all()


def test_the_more_an_lstm_remembers_at_first_the_further_its_gradient_flows():
    def share(forget_bias):
        found = flow(untrained(LONG, HISTORY, DAY, forget_bias=forget_bias)["lstm"], 5.0)
        return found.c[0] / found.c[-1]

    assert 1000 * share(0) < share(1) < share(5) / 1000


def test_all_cells_are_of_one_size_on_one_sequence():
    given = untrained(LONG, HISTORY, DAY)
    assert list(given) == ["rnn", "lstm", "gru"]
    assert len({one.days for one in given.values()}) == 1
    assert {len(one.layers[0].a0) for one in given.values()} == {12}
    states = [forward(one.layers[0], one.x[:, None]).vectors["a"].shape for one in given.values()]
    assert states == [(60, 12)] * 3
