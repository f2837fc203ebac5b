import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.names import model
from core.names.corpus import END
from core.names.sampling import sample_names, sample_report_names

ALPHABET = END + "abcde"
PARAMETERS = model.initial_parameters(4, len(ALPHABET), seed=0)


def texts(names):
    return [name.text for name in names]


def leaning(letter, score):
    """Parameters that give one letter a score above the others at every place."""
    parameters = model.initial_parameters(4, len(ALPHABET), seed=0)
    parameters["by"][ALPHABET.index(letter)] = score
    return parameters


def test_same_seed_same_names_and_another_seed_others():
    names = texts(sample_names(PARAMETERS, ALPHABET))
    assert len(names) == 7
    assert texts(sample_names(PARAMETERS, ALPHABET)) == names
    assert texts(sample_names(PARAMETERS, ALPHABET, seed=1)) != names


def test_first_names_stay_when_more_or_longer_are_asked_for():
    names = texts(sample_names(PARAMETERS, ALPHABET, count=3, max_length=5))
    longer = texts(sample_names(PARAMETERS, ALPHABET, count=9, max_length=20))
    assert [name[:5] for name in longer[:3]] == names


def test_draws_belong_to_places_whatever_is_chosen_at_others():
    endless = leaning(END, -50.0)
    memoryless = {name: values if name == "by" else values * 0 for name, values in endless.items()}
    free = texts(sample_names(memoryless, ALPHABET, max_length=6))
    forced = texts(sample_names(memoryless, ALPHABET, max_length=6, first_letters="cc"))
    assert forced == ["cc" + name[2:] for name in free]


def test_names_of_close_weights_are_close():
    """With draws of their own, two checkpoints that hardly differ would share few names."""
    moved = {name: values + 1e-6 for name, values in PARAMETERS.items()}
    assert texts(sample_names(moved, ALPHABET)) == texts(sample_names(PARAMETERS, ALPHABET))


def test_first_letters_are_forced_with_their_probabilities_kept():
    for name in sample_names(PARAMETERS, ALPHABET, first_letters="BAD", max_length=10):
        assert name.text.startswith("bad")
        assert name.title.startswith("Bad")
        ended = len(name.text) < 10
        assert name.probabilities.shape == (len(name.text) + ended, len(ALPHABET))


def test_names_are_cut_at_the_maximum_length():
    names = sample_names(leaning("a", 50.0), ALPHABET, max_length=4)
    assert texts(names) == ["aaaa"] * 7
    assert names[0].probabilities.shape == (4, len(ALPHABET))


def test_a_name_may_end_at_once():
    names = sample_names(leaning(END, 50.0), ALPHABET, count=1)
    assert texts(names) == [""]
    assert names[0].title == ""
    assert names[0].probabilities.shape == (1, len(ALPHABET))


def test_temperature_divides_the_scores():
    cold, plain, hot = (
        sample_names(leaning("a", 1.0), ALPHABET, temperature=temperature)[0].probabilities[0]
        for temperature in (0.5, 1.0, 2.0)
    )
    np.testing.assert_allclose(cold, plain**2 / (plain**2).sum())
    np.testing.assert_allclose(hot, plain**0.5 / (plain**0.5).sum())


@given(st.integers(0, 2**31 - 1), st.floats(1e-6, 100))
def test_probabilities_are_a_distribution_at_every_place(seed, temperature):
    for name in sample_names(PARAMETERS, ALPHABET, count=2, temperature=temperature, seed=seed):
        assert (name.probabilities >= 0).all()
        np.testing.assert_allclose(name.probabilities.sum(axis=1), 1)


def test_letters_come_as_often_as_their_probability():
    parameters = {name: values * 0 for name, values in PARAMETERS.items()}
    share = np.array([0.1, 0.4, 0.2, 0.1, 0.1, 0.1])
    parameters["by"] = np.log(share)[:, np.newaxis]
    names = sample_names(parameters, ALPHABET, count=1000, max_length=1)
    counts = [texts(names).count(letter) for letter in ("", *ALPHABET[1:])]
    np.testing.assert_allclose(np.array(counts) / 1000, share, atol=0.05)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"first_letters": "ax"}, "letter 'x'"),
        ({"first_letters": END}, r"letter '\\n'"),
        ({"first_letters": "abc", "max_length": 2}, "more than the maximum length of 2"),
        ({"count": 0}, "number of names is 0"),
        ({"temperature": 0.0}, "temperature is 0"),
        ({"temperature": float("nan")}, "temperature is nan"),
        ({"max_length": 51}, "maximum length is 51"),
    ],
)
def test_refusals_say_what_would_do(arguments, sentence):
    with pytest.raises(SettingsError, match=sentence):
        sample_names(PARAMETERS, ALPHABET, **arguments)


def test_report_sampling_is_reseeded_with_place_and_running_seed():
    """With equal probabilities every place shows the first draw of its seed."""
    parameters = {name: values * 0 for name, values in PARAMETERS.items()}
    for number, name in enumerate(sample_report_names(parameters, ALPHABET, count=4)):
        drawn = ""
        for place in range(50):
            draw = np.random.RandomState(number + 2 * place).random_sample()
            letter = ALPHABET[int(draw * len(ALPHABET))]
            if letter == END:
                break
            drawn += letter
        assert name.text == drawn


def test_names_drawn_side_by_side_are_those_drawn_alone():
    many = sample_names(PARAMETERS, ALPHABET, count=20, max_length=8)
    for number in (1, 7, 20):
        last = sample_names(PARAMETERS, ALPHABET, count=number, max_length=8)[-1]
        assert last.text == many[number - 1].text
        np.testing.assert_allclose(last.probabilities, many[number - 1].probabilities)
