"""Interferences, against Keras models with the same weights or gates forced."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import SettingsError
from core.inside.interference import (
    ChangePrice,
    FixUnit,
    HoldGate,
    OverrideLetter,
    interfere,
    read_interference,
)
from core.inside.names_trace import names_input
from core.inside.prices_trace import price_input
from core.inside.questions import day_influence
from core.inside.trace import trace
from core.names import model
from core.names.corpus import END
from core.stocks.engines.keras import build
from core.stocks.network import initial_weights
from core.stocks.settings import StockSettings
from core.stocks.windows import prepare
from tests.core.stocks.histories import WAYS, wave

HISTORY = wave(40)
SMALL = StockSettings(timesteps=6, units=5, layers=2, test_days=6)
DAY = str(HISTORY.dates[-2].date())
ALPHABET = END + "abcdez"
BLOCKS = {"lstm": "ifgo", "gru": "zrg"}
BIG = 1e4  # a bias that shuts or opens a gate whatever else is added


def given_of(cell, **more):
    """An input, and its weights, large enough to matter."""
    settings = SMALL.model_copy(update={"cell": cell, **more})
    draws = np.random.default_rng(2)
    shapes = [weight.shape for weight in initial_weights(settings)]
    weights = [draws.normal(0, 0.5, shape).astype(np.float32) for shape in shapes]
    return settings, weights, price_input(settings, weights, HISTORY, DAY)


def keras_says(settings, weights, x):
    network = build(settings)
    network.set_weights(weights)
    return np.array(network(x[None, :, None].astype(np.float32)))[0]


@pytest.mark.keras
@pytest.mark.parametrize(
    ("cell", "gate"), [(cell, gate) for cell, gates in BLOCKS.items() for gate in gates]
)
@pytest.mark.parametrize("value", [0, 1])
@pytest.mark.parametrize("unit", [None, 3])
def test_a_held_gate_is_that_of_a_keras_model_whose_bias_forces_it(cell, gate, value, unit):
    settings, weights, given = given_of(cell)
    held = interfere(given, [HoldGate(gate, value, 2, unit)])
    found = trace(held).arrays
    np.testing.assert_array_equal(
        found[f"{gate}2"][:, slice(None) if unit is None else unit], value
    )

    forced = [weight.copy() for weight in weights]
    columns = np.arange(5) if unit is None else np.array([unit])
    columns = columns + 5 * BLOCKS[cell].index(gate)
    low = 0 if gate == "g" else -BIG
    if gate == "g":  # nothing else may come to a candidate of 0
        forced[3][:, columns] = forced[4][:, columns] = forced[5][..., columns] = 0
    bias = forced[5][0] if cell == "gru" else forced[5]
    bias[columns] = BIG if value else low
    np.testing.assert_allclose(found["y"], keras_says(settings, forced, given.x), atol=1e-5)
    assert abs(trace(given).arrays["a2"] - found["a2"]).max() > 1e-3  # else this could not fail


def test_no_gradient_goes_through_a_gate_that_is_held():
    _, _, given = given_of("lstm")
    found = trace(interfere(given, [HoldGate("f", 1, 1)])).arrays
    assert not found["dzf1"].any()
    assert found["dzi1"].any()
    np.testing.assert_allclose(found["dc0_1"], found["dc1"][0])  # an open gate loses nothing


@pytest.mark.keras
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_a_silent_unit_of_the_top_layer_is_one_whose_weights_to_others_are_nought(cell):
    settings, weights, given = given_of(cell)
    found = trace(interfere(given, [FixUnit(3, 0, 2)])).arrays
    silenced = [weight.copy() for weight in weights]
    silenced[4][3] = silenced[6][3] = 0  # recurrent kernel, dense kernel
    expected = keras_says(settings, silenced, given.x)
    np.testing.assert_allclose(found["y"], expected, atol=1e-5)
    assert not found["a2"][:, 3].any()
    assert not found["da2"][:, 3].any()


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_gradients_are_of_the_network_as_it_is_interfered_with(cell, gradient_error):
    _, _, given = given_of(cell)
    changes = [FixUnit(1, 0.5, 1), FixUnit(2, -0.25, 2)]
    changes += [HoldGate(BLOCKS[cell][0], 0.75, 2, 4)] if cell in BLOCKS else []
    changed = interfere(given, changes)
    found = trace(changed).arrays
    assert found["a1"][:, 1].tolist() == [0.5] * 6
    recurrent = changed.layers[0].parameters[1]
    sums = {"rnn": ["dz1"], "lstm": ["dzi1", "dzf1", "dzg1", "dzo1"]}
    dz = np.hstack([found[name] for name in sums.get(cell, ["dsz1", "dsr1", "dsg1"])])
    before = np.vstack([found["a0_1"], found["a1"][:-1]])
    before[0, 1] = 0  # the fixed unit was not fixed before the first step
    gradient = dz.T @ before

    def loss():
        return float(trace(changed).arrays["loss"][0])

    assert gradient_error(loss, recurrent, gradient) < 1e-6


@pytest.mark.keras
def test_a_changed_price_is_another_window():
    settings, weights, given = given_of("lstm")
    found = trace(interfere(given, [ChangePrice(2, 10.5), ChangePrice(4, 9.75)])).arrays
    prices = given.prices.copy()
    prices[[2, 4]] = 10.5, 9.75
    scaled = prepare(settings, HISTORY).scaler.transform(prices[:, None])[:, 0]
    np.testing.assert_allclose(found["y"], keras_says(settings, weights, scaled), atol=1e-5)
    np.testing.assert_array_equal(given.prices, price_input(settings, weights, HISTORY, DAY).prices)


@pytest.fixture
def parameters():
    draws = np.random.default_rng(3)
    first = model.initial_parameters(5, len(ALPHABET), 0)
    return {name: draws.normal(0, 0.6, array.shape) for name, array in first.items()}


def test_a_letter_of_a_text_is_another_text(parameters):
    given = names_input(parameters, ALPHABET, "bead")
    found = trace(interfere(given, [OverrideLetter(1, "a"), OverrideLetter(3, "z")]))
    expected = trace(names_input(parameters, ALPHABET, "baaz"))
    for name, array in expected.arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array)
    cut = trace(interfere(given, [OverrideLetter(2, END)]))
    assert (cut.read, cut.comes) == (("", "b", "e"), ("b", "e", END))


def test_letters_after_an_overridden_one_are_drawn_by_the_same_dice(parameters):
    given = names_input(parameters, ALPHABET, "b", seed=8)
    before = trace(given)
    other = "a" if before.comes[2] != "a" else "c"
    after = trace(interfere(given, [OverrideLetter(2, other)]))
    assert after.comes[:3] == (*before.comes[:2], other)
    assert len(after.comes) > 4
    assert before.comes[3:] != after.comes[3:]
    for step in range(3, len(after.comes)):
        if after.comes[step] is not None:
            shares = np.cumsum(after.arrays["y"][step])
            drawn = int(np.searchsorted(shares, given.dice[step], side="right"))
            assert ALPHABET[min(drawn, len(ALPHABET) - 1)] == after.comes[step]


def test_a_silenced_unit_changes_what_is_drawn(parameters):
    given = names_input(parameters, ALPHABET, "", seed=1)
    found = trace(interfere(given, [FixUnit(unit, 0.0) for unit in range(5)]))
    by = np.exp(parameters["by"][:, 0])
    np.testing.assert_allclose(found.arrays["y"], np.tile(by / by.sum(), (len(found.read), 1)))


@pytest.mark.keras
def test_a_changed_price_changes_both_changes_that_it_is_part_of():
    settings, weights, given = given_of("lstm", **WAYS[2])
    changed = interfere(given, [ChangePrice(2, 10.5)])
    before, now = given.changes, changed.changes
    more = 10.5 - given.prices[2]
    np.testing.assert_allclose(now - before, [0, 0, more, -more, 0, 0], atol=1e-12)
    scaled = prepare(settings, HISTORY).scaler.transform(now[:, None])[:, 0]
    np.testing.assert_allclose(
        trace(changed).arrays["y"], keras_says(settings, weights, scaled), atol=1e-5
    )


@pytest.mark.parametrize("way", WAYS)
def test_which_day_mattered_is_what_each_replaced_day_would_say(way):
    _, _, given = given_of("lstm", **way)
    found = day_influence(given)
    said = trace(given).arrays["price"][0]
    before = np.append(given.earlier, given.prices[:-1])
    for step, price in enumerate(before):
        other = trace(interfere(given, [ChangePrice(step, price)])).arrays["price"][0]
        assert found.change[step] == pytest.approx(other - said, abs=1e-9)
        nudged = given.prices.copy()
        nudged[step] += 1e-2 * (price - nudged[step])
        slightly = trace(replace(given, prices=nudged)).arrays["price"][0] - said
        assert found.gradient[step] == pytest.approx(100 * slightly, rel=0.05, abs=1e-4)


def test_before_the_first_day_of_all_there_is_none():
    settings, weights, _ = given_of("gru")
    found = day_influence(price_input(settings, weights, HISTORY, HISTORY.dates[6].date()))
    assert np.isnan([found.change[0], found.gradient[0]]).all()
    assert np.isfinite([*found.change[1:], *found.gradient[1:]]).all()


CHANGES = [
    HoldGate("f", 0, 2),
    HoldGate("g", -0.5, 1, 13),
    FixUnit(7, 0.25, 3),
    OverrideLetter(3, "x"),
    OverrideLetter(3, "="),
    OverrideLetter(0, END),
    ChangePrice(4, 9.0803125),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_word_says_an_interference(change):
    assert read_interference(str(change)) == change


@pytest.mark.parametrize(
    ("cell", "word", "sentence"),
    [
        ("lstm", "f2", "'f2' says nothing that can be changed; write f2=0"),
        ("lstm", "f2=inf", "says nothing"),
        ("lstm", "x1=2", "says nothing"),
        ("lstm", "f3=0", "There is no layer 3; choose 1 to 2."),
        ("lstm", "f2.5=0", "There is no unit 5 in layer 2; choose 0 to 4."),
        ("lstm", "z1=0", "There is no gate z in an LSTM; its gates are i, f, g, o."),
        ("rnn", "f1=0", "There is no gate f in an RNN; it has none."),
        ("gru", "r1=2", "The gate r is between 0 and 1, not 2."),
        ("gru", "a1.0=-2", "A hidden state is between -1 and 1, not -2."),
        ("gru", "day6=9", "There is no step 6; choose 0 to 5."),
        ("gru", "day0=-9", "A price is more than 0, not -9."),
        ("gru", "letter0=a", "A price run reads no letters"),
        ("names", "letter5=a", "There is no step 5; choose 0 to 4."),
        ("names", "letter0=q", "The letter 'q' is in none of the names learned from"),
        ("names", "day0=1", "A names run reads no prices"),
    ],
)
def test_what_cannot_be_changed_is_refused(parameters, cell, word, sentence):
    given = names_input(parameters, ALPHABET, "bead") if cell == "names" else given_of(cell)[2]
    with pytest.raises(SettingsError, match=sentence):
        interfere(given, [read_interference(word)])
