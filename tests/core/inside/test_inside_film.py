"""A film against single traces, and against names drawn from single checkpoints."""

import numpy as np
import pytest

from core.errors import SettingsError
from core.inside.demonstrations import demonstration
from core.inside.film import MOST_LETTERS, NAMES, SEED, film
from core.inside.names_trace import names_input
from core.inside.prices_trace import price_input
from core.inside.trace import trace
from core.names import model
from core.names.corpus import END
from core.names.sampling import sample_names
from core.names.sources import bundled_names
from core.stocks.engines.engine import listed
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices

ALPHABET = bundled_names().alphabet


def of_names(step, text="rex"):
    return names_input(demonstration("demo-names").weights[step], ALPHABET, text)


def of_prices(cell, day="2019-10-07"):
    shown = demonstration(f"demo-{cell}")
    history = bundled_prices("GE")
    return lambda step: price_input(shown.settings, listed(shown.weights[step]), history, day)


def test_each_frame_of_names_is_a_trace_and_its_names_are_drawn_with_the_same_dice():
    steps = [0, 1000, 4000, 10_000]
    found = film(of_names, steps)
    assert found.steps == tuple(steps)
    assert found.units == tuple(range(50))
    assert found.alphabet == ALPHABET
    for frame, step in enumerate(steps):
        alone = trace(of_names(step)).arrays
        for name in ("a", "y"):
            np.testing.assert_array_equal(found.arrays[name][frame], alone[name])
        for name in ("Wax", "Waa", "Wya"):
            np.testing.assert_array_equal(found.arrays[name][frame, 0], alone[name])
        assert found.arrays["loss"][frame] == pytest.approx(alone["loss"].mean())
        drawn = sample_names(of_names(step).parameters, ALPHABET, count=NAMES, seed=SEED)
        assert found.names[frame] == tuple(name.title for name in drawn)
    assert len(set(found.names)) == len(steps)


@pytest.mark.parametrize(("cell", "gates"), [("lstm", "ifgo"), ("gru", "zrg")])
@pytest.mark.parametrize("layer", [1, 2])
def test_each_frame_of_prices_is_a_trace_of_the_layer(cell, gates, layer):
    steps = [0, 1, 20, 100]
    given = of_prices(cell)
    found = film(given, steps, layer=layer)
    assert ("c" in found.arrays) == (cell == "lstm")
    assert ("Wya" in found.arrays) == (layer == 2)
    assert found.names == ()
    units = len(found.units)
    for frame, step in enumerate(steps):
        alone = trace(given(step)).arrays
        for name in {"a", "c"} & set(found.arrays):
            np.testing.assert_array_equal(found.arrays[name][frame], alone[f"{name}{layer}"])
        for name in ("Wx", "Wa"):
            for block in range(len(gates)):
                rows = alone[f"{name}{layer}"][block * units : (block + 1) * units]
                np.testing.assert_array_equal(found.arrays[name][frame, block], rows)
        for name in ("price", "loss"):
            assert found.arrays[name][frame] == alone[name][0]
        assert found.arrays["actual"] == alone["actual"]
        assert found.arrays["yesterday"] == alone["prices"][-1]


def test_a_day_that_is_not_known_yet_has_a_prediction_and_no_answer():
    found = film(of_prices("gru", "2030-01-01"), [0, 100])
    assert found.arrays["price"].shape == (2,)
    assert not {"actual", "loss"} & set(found.arrays)
    assert found.comes[-1] is None


def test_of_a_stack_of_rnns_the_layer_below_is_thinned_alike():
    settings = StockSettings(cell="rnn", layers=2, units=8, timesteps=5)
    history = bundled_prices("GE")
    random = np.random.default_rng(0)
    weights = [random.standard_normal(shape) for shape in shapes(settings)]
    given = price_input(settings, weights, history, "2019-10-07")
    found = film(lambda _: given, range(30), layer=2, most=3000)
    alone = trace(given).arrays
    assert found.units == (0, 2, 4, 6)
    for name in ("Wax", "Waa"):
        np.testing.assert_array_equal(found.arrays[name][0, 0], alone[f"{name}2"][::2, ::2])
    np.testing.assert_array_equal(found.arrays["Wya"][0, 0], alone["Wya"][:, ::2])


def random_names(units, alphabet=ALPHABET):
    def given(step):
        parameters = model.initial_parameters(units, len(alphabet), step)
        return names_input(parameters, alphabet, alphabet[1:9])

    return given


@pytest.mark.parametrize(("units", "steps", "every"), [(50, 99, 1), (256, 99, 8), (256, 3, 2)])
def test_so_much_is_in_it_as_it_may_have(units, steps, every):
    most = 150_000
    given = random_names(units)
    found = film(given, range(steps), most=most)
    numbers = sum(array.size for array in found.arrays.values())
    assert numbers <= most
    assert found.all_units == units
    assert found.units == tuple(range(0, units, every))
    stride = found.steps[1]
    assert found.steps == (*range(0, steps - 1, stride), steps - 1)
    more = len(range(0, steps - 1, max(1, stride - 1))) + 1
    assert stride == 1 or more * numbers // len(found.steps) > most
    alone = trace(given(steps - 1)).arrays
    np.testing.assert_array_equal(found.arrays["a"][-1], alone["a"][:, ::every])
    np.testing.assert_array_equal(found.arrays["Waa"][-1, 0], alone["Waa"][::every, ::every])
    np.testing.assert_array_equal(found.arrays["Wax"][-1, 0], alone["Wax"][::every])
    np.testing.assert_array_equal(found.arrays["Wya"][-1, 0], alone["Wya"][:, ::every])


def test_of_many_letters_those_are_in_it_that_come_or_are_expected_most():
    alphabet = END + "".join(chr(0x4E00 + place) for place in range(200))
    given = random_names(5, alphabet)
    found = film(given, [0, 1])
    assert len(found.alphabet) == MOST_LETTERS
    assert set(found.comes) <= set(found.alphabet)
    places = [alphabet.index(letter) for letter in found.alphabet]
    alone = trace(given(1)).arrays
    np.testing.assert_array_equal(found.arrays["y"][1], alone["y"][:, places])
    np.testing.assert_array_equal(found.arrays["Wax"][1, 0], alone["Wax"][:, places])
    np.testing.assert_array_equal(found.arrays["Wya"][1, 0], alone["Wya"][places])
    others = np.delete(alone["y"].max(axis=0), places)
    expected = set(found.alphabet) - set(found.comes)
    assert min(alone["y"][:, alphabet.index(letter)].max() for letter in expected) >= others.max()


def test_a_layer_that_there_is_not_is_refused():
    with pytest.raises(SettingsError, match="There is no layer 2; choose 1 to 1"):
        film(of_names, [0], layer=2)
