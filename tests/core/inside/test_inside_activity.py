"""What a unit does, against traces of single sequences."""

import numpy as np
import pytest

from core.inside import questions
from core.inside.names_trace import names_input
from core.inside.prices_trace import price_input
from core.inside.questions import names_activity, price_activity
from core.inside.trace import trace
from core.names import model
from core.names.corpus import Corpus
from core.stocks.network import initial_weights
from core.stocks.settings import StockSettings
from tests.core.stocks.histories import wave

NAMES = Corpus("Made up", ("bead", "ace", "decade", "bee", "ad"))


@pytest.fixture
def parameters():
    draws = np.random.default_rng(3)
    first = model.initial_parameters(5, len(NAMES.alphabet), 0)
    return {name: draws.normal(0, 0.6, array.shape) for name, array in first.items()}


@pytest.fixture
def every(parameters, monkeypatch):
    monkeypatch.setattr(questions, "_BATCH", 2)
    return names_activity(parameters, NAMES)


def test_states_are_those_of_a_trace_of_each_name(parameters, every):
    for number, name in enumerate(NAMES.names):
        traced = trace(names_input(parameters, NAMES.alphabet, name)).arrays["a"][1:]
        np.testing.assert_allclose(every.a[every.name == number], traced, atol=1e-6)


@pytest.mark.parametrize("negative", [False, True])
def test_the_strongest_places_are_of_different_names(every, negative):
    for unit in range(5):
        found = every.strongest(unit, 4, negative=negative)
        assert len({place.name for place in found}) == len(found) == 4
        sign = -1 if negative else 1
        values = [sign * place.value for place in found]
        assert values == sorted(values, reverse=True)
        assert values[0] == pytest.approx((sign * every.a[:, unit]).max())
        row = np.flatnonzero(every.a[:, unit] == np.float32(found[0].value))[0]
        assert found[0].letter == "".join(NAMES.names)[row]


def test_means_are_by_letter_and_by_place(every):
    letters, by_letter = np.array(list("".join(NAMES.names))), every.by_letter(2)
    assert by_letter["mean"].is_monotonic_decreasing
    assert by_letter["times"].sum() == len(letters)
    assert by_letter.loc["e", "mean"] == pytest.approx(every.a[letters == "e", 2].mean())
    assert every.by_place(2).loc[0, "mean"] == pytest.approx(every.a[every.place == 0, 2].mean())


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("mistake", ["none", "test_days_in_training"])
def test_a_unit_of_prices_has_a_state_for_each_day(cell, mistake):
    settings = StockSettings(
        timesteps=6, units=4, layers=3, test_days=6, cell=cell, mistake=mistake
    )
    weights, history = initial_weights(settings), wave(30)
    found = price_activity(settings, weights, history, layer=2)
    assert list(found.index) == list(history.dates[6:])
    for day in (found.index[0], found.index[-1]):
        arrays = trace(price_input(settings, weights, history, day.date())).arrays
        np.testing.assert_allclose(found.loc[day], arrays["a2"][-1], atol=1e-12)
