import math

import numpy as np
import pytest

from core.events import Checkpoint
from core.names import model
from core.names.likeness import (
    Likeness,
    bits_a_letter,
    is_name_like,
    letter_bits,
    likeness,
    likeness_among,
)
from core.names.sampling import sample_names
from core.names.settings import NamesSettings
from core.names.sources import bundled, read
from core.names.split import split
from core.names.trainer import train

CORPUS = read("rex\nallo\n", "two").names()


def checkpoints(settings, corpus):
    return [event for event in train(settings, corpus) if isinstance(event, Checkpoint)]


@pytest.mark.parametrize(
    ("names", "pairs", "triples"),
    [
        (["rex"], 1, 1),
        (["Rex", "ALLO"], 1, 1),
        (["rallo"], 5 / 6, 3 / 5),  # not ra; not start-r-a, not ral
        (["xer"], 0, 0),
        (["rex", "xer", ""], 4 / 8, 3 / 6),
    ],
)
def test_groups_of_letters_that_occur_in_the_list(names, pairs, triples):
    assert likeness(names, CORPUS) == Likeness(pytest.approx(pairs), pytest.approx(triples))


def test_no_name_at_all_is_like_nothing():
    assert likeness(["", ""], CORPUS) is None


def test_what_real_names_reach_is_counted_without_themselves():
    corpus = read("rex\nrax\nrex\n", "three").names()
    # start-r and x-end of four pairs each; of three triples none
    assert likeness_among(corpus) == Likeness(0.5, 0)


def test_real_names_are_name_like_even_where_the_list_lacks_them():
    names = list(dict.fromkeys(bundled().names))
    for name in names[::150]:
        others = read("\n".join(other for other in names if other != name), "others").names()
        assert is_name_like(name, others)


def test_an_untrained_network_babbles_and_a_trained_one_does_not():
    corpus = bundled()
    first, last = (
        [name.text for name in sample_names(point.arrays, corpus.alphabet, count=100) if name.text]
        for point in checkpoints(NamesSettings(iterations=4000, checkpoint_interval=4000), corpus)
    )
    like = [sum(is_name_like(name, corpus) for name in names) for names in (first, last)]
    assert like[0] < 0.15 * len(first)
    assert like[1] > 0.85 * len(last)


def test_an_untrained_network_guesses_every_letter():
    parameters = model.initial_parameters(5, len(CORPUS.alphabet), seed=0)
    zero = {name: np.zeros_like(values) for name, values in parameters.items()}
    blind = math.log2(len(CORPUS.alphabet))
    assert bits_a_letter(zero, CORPUS.names, CORPUS) == pytest.approx(blind)
    assert letter_bits(zero, NamesSettings(), CORPUS).blind == pytest.approx(blind)


def test_bits_are_the_losses_of_the_names_one_by_one():
    random = np.random.default_rng(0)
    corpus = read("\n".join(bundled().names[:300]), "some").names()
    parameters = {
        name: random.normal(size=values.shape) / 3
        for name, values in model.initial_parameters(6, len(corpus.alphabet), seed=0).items()
    }
    nats = sum(
        model.loss_and_gradients(parameters, corpus.ids(name), np.zeros((6, 1)))[0]
        for name in corpus.names
    )
    letters = sum(len(name) + 1 for name in corpus.names)
    expected = nats / math.log(2) / letters
    assert bits_a_letter(parameters, corpus.names, corpus) == pytest.approx(expected, rel=1e-12)


def test_training_makes_names_more_name_like():
    first, *_, last = checkpoints(NamesSettings(iterations=4000), bundled())
    gibberish, names = (
        likeness(
            [name.text for name in sample_names(point.arrays, bundled().alphabet, count=50)],
            bundled(),
        )
        for point in (first, last)
    )
    assert gibberish is not None
    assert names is not None
    assert gibberish.triples < 0.3 < 0.7 < names.triples
    assert gibberish.pairs < names.pairs


def test_held_out_names_tell_learning_from_copying():
    """On few names, training on makes the known ones surer and the unknown ones stranger."""
    few = read("\n".join(bundled().names[:60]), "few").names()
    settings = NamesSettings(held_out=0.3, iterations=4500, checkpoint_interval=1500)
    bits = [letter_bits(point.arrays, settings, few) for point in checkpoints(settings, few)]
    start, early, *_, late = bits
    assert start.held_out is not None
    assert early.held_out is not None
    assert late.held_out is not None
    assert early.held_out < start.held_out  # it learned something that holds for all names,
    assert late.training < early.training - 0.3  # then only the names themselves
    assert late.held_out > early.held_out + 0.3


def test_the_sentence_says_of_which_names():
    corpus = read("\n".join(bundled().names[:40]), "some").names()
    parameters = model.initial_parameters(3, len(corpus.alphabet), seed=0)
    of_all = letter_bits(parameters, NamesSettings(), corpus)
    assert of_all.held_out is None
    assert of_all.sentence.endswith("bits a letter of the names that it learned from.")
    some = NamesSettings(held_out=0.25)
    parts = letter_bits(parameters, some, corpus)
    assert parts.held_out_names == len(split(some, corpus).held_out) == 10
    assert "of 10 names that it never saw" in parts.sentence


def test_a_long_list_is_asked_in_part():
    names = [f"{first}{second}{third}" for first in "abcdefghij" for second in "klmnopqrst"
             for third in "uvwxyzabcdefghij"]  # fmt: skip
    corpus = read("\n".join(names), "many").names()
    parameters = model.initial_parameters(3, len(corpus.alphabet), seed=0)
    whole = bits_a_letter(parameters, corpus.names, corpus)
    assert letter_bits(parameters, NamesSettings(), corpus).training == pytest.approx(whole, 0.01)
