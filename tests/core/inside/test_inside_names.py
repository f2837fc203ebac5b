"""A trace of a names run against differences, TensorFlow's tape and what trains and samples."""

import numpy as np
import pytest

from core.errors import SettingsError
from core.inside.names_trace import names_input
from core.inside.trace import trace
from core.names import model
from core.names.corpus import END
from core.names.sampling import sample_names

ALPHABET = END + "abcdez"
UNITS = 5


@pytest.fixture
def parameters():
    draws = np.random.default_rng(3)
    first = model.initial_parameters(UNITS, len(ALPHABET), 0)
    return {name: draws.normal(0, 0.6, array.shape) for name, array in first.items()}


@pytest.fixture
def a0():
    return np.random.default_rng(4).normal(0, 0.5, UNITS)


def gradients_of(arrays):
    before = np.vstack([arrays["a0"], arrays["a"][:-1]])
    return {
        "Wax": arrays["dz"].T @ arrays["x"],
        "Waa": arrays["dz"].T @ before,
        "Wya": arrays["dzy"].T @ arrays["a"],
        "b": arrays["dz"].sum(axis=0)[:, np.newaxis],
        "by": arrays["dzy"].sum(axis=0)[:, np.newaxis],
    }


@pytest.mark.parametrize("ended", [True, False])
def test_gradients_match_differences(parameters, a0, ended, gradient_error):
    def loss():
        given = names_input(parameters, ALPHABET, "decade", a0=a0, ended=ended)
        return float(trace(given).arrays["loss"].sum())

    arrays = trace(names_input(parameters, ALPHABET, "decade", a0=a0, ended=ended)).arrays
    found = gradients_of(arrays)
    for name, array in parameters.items():
        assert gradient_error(loss, array, found[name]) < 1e-7
    assert gradient_error(loss, a0, arrays["da0"]) < 1e-7


def test_a_whole_name_has_the_loss_and_gradients_of_training(parameters, a0):
    ids = np.array([ALPHABET.index(letter) for letter in "decade"])
    loss, gradients, last = model.loss_and_gradients(parameters, ids, a0[:, np.newaxis])
    arrays = trace(names_input(parameters, ALPHABET, "Decade", a0=a0)).arrays
    assert arrays["loss"].sum() == pytest.approx(loss)
    np.testing.assert_allclose(arrays["a"][-1], last[:, 0])
    for name, gradient in gradients_of(arrays).items():
        np.testing.assert_allclose(gradient, gradients[name])


@pytest.mark.keras
def test_every_vector_and_gradient_is_that_of_the_equations(parameters, a0):
    import tensorflow as tf

    from tests.core.inside.equations import vectors_and_gradients

    found = trace(names_input(parameters, ALPHABET, "bead", a0=a0, ended=False))
    target = found.arrays["target"].astype(int)
    Wya, by = tf.constant(parameters["Wya"]), tf.constant(parameters["by"][:, 0])

    def loss(states):
        scores = [tf.linalg.matvec(Wya, a) + by for a in states[:-1]]
        return tf.add_n(
            [-tf.nn.log_softmax(z)[letter] for z, letter in zip(scores, target, strict=False)]
        )

    layer = {name: parameters[name] for name in ("Wax", "Waa", "b")} | {"a0": a0}
    (values,), (gradients,) = vectors_and_gradients("rnn", [layer], found.arrays["x"], loss)
    compared = (values | gradients).keys() & found.arrays.keys()
    for name in compared:
        np.testing.assert_allclose(found.arrays[name], (values | gradients)[name], atol=1e-12)
    output = {"Wya", "by", "zy", "y", "target", "loss", "dzy"}
    assert compared == set(found.arrays) - output


def test_the_last_step_of_a_prefix_has_no_target(parameters):
    found = trace(names_input(parameters, ALPHABET, "bad", ended=False))
    assert found.read == ("", "b", "a", "d")
    assert found.comes == ("b", "a", "d", None)
    assert found.arrays["target"][-1] == -1
    assert found.arrays["loss"][-1] == 0
    assert not found.arrays["dzy"][-1].any()
    assert found.arrays["y"][-1].sum() == pytest.approx(1)


@pytest.mark.parametrize("first_letters", ["", "ba"])
def test_drawn_letters_are_those_of_sampling(parameters, first_letters):
    sampled = sample_names(parameters, ALPHABET, count=4, first_letters=first_letters, seed=9)
    for number, name in enumerate(sampled):
        given = names_input(parameters, ALPHABET, first_letters, seed=9, number=number)
        found = trace(given)
        assert "".join(found.read) == name.text
        rows = len(name.probabilities)
        np.testing.assert_allclose(found.arrays["y"][:rows], name.probabilities, atol=1e-12)
        assert found.comes[-1] == (END if len(name.text) < 50 else None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no letter to follow"),
        ("box", "The letter 'o' is in none of the names learned from; choose of a b c d e z."),
        ("a\nb", r"The letter '\\n' is"),
        ("a" * 51, "51 letters; at most 50"),
    ],
)
def test_a_text_that_cannot_be_followed_is_refused(parameters, text, sentence):
    with pytest.raises(SettingsError, match=sentence):
        names_input(parameters, ALPHABET, text)
