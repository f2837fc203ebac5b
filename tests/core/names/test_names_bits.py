import math

import numpy as np
import pytest

from core.events import Checkpoint
from core.names import model
from core.names.bits import bits_a_letter, letter_bits, order_sentence
from core.names.corpus import Corpus, split
from core.names.settings import NamesSettings
from core.names.sources import bundled_names, read_names
from core.names.trainer import train

CORPUS = read_names("rex\nallo\n", "two").names()


def checkpoints(settings, corpus):
    return [event for event in train(settings, corpus) if isinstance(event, Checkpoint)]


def test_an_untrained_network_guesses_every_letter():
    parameters = model.initial_parameters(5, len(CORPUS.alphabet), seed=0)
    zero = {name: np.zeros_like(values) for name, values in parameters.items()}
    blind = math.log2(len(CORPUS.alphabet))
    assert bits_a_letter(zero, CORPUS.names, CORPUS) == pytest.approx(blind)
    assert letter_bits(zero, NamesSettings(), CORPUS).blind == pytest.approx(blind)


def test_bits_are_the_losses_of_the_names_one_by_one():
    random = np.random.default_rng(0)
    corpus = read_names("\n".join(bundled_names().names[:300]), "some").names()
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


def test_held_out_names_tell_learning_from_copying():
    """On few names, training on makes the known ones surer and the unknown ones stranger."""
    few = read_names("\n".join(bundled_names().names[:60]), "few").names()
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
    corpus = read_names("\n".join(bundled_names().names[:40]), "some").names()
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
    corpus = read_names("\n".join(names), "many").names()
    parameters = model.initial_parameters(3, len(corpus.alphabet), seed=0)
    whole = bits_a_letter(parameters, corpus.names, corpus)
    assert letter_bits(parameters, NamesSettings(), corpus).training == pytest.approx(whole, 0.01)


def test_it_starts_at_a_blind_guess_and_falls():
    """The training's smoothed loss starts at seven letters' worth, and rises."""
    settings = NamesSettings(iterations=2000, checkpoint_interval=1000)
    points = checkpoints(settings, bundled_names())
    bits = [letter_bits(point.arrays, settings, bundled_names()) for point in points]
    assert bits[0].training == pytest.approx(bits[0].blind, abs=0.02)
    assert [of.training for of in bits] == sorted([of.training for of in bits], reverse=True)
    assert points[0].loss < points[1].loss


def test_a_network_that_learns_the_order_of_a_short_list_is_told_from_one_that_learns_names():
    names = list(dict.fromkeys(bundled_names().names))
    short = Corpus("ten", tuple(names[::153][:10]))
    settings = NamesSettings(iterations=5000, checkpoint_interval=5000)
    said = {}
    for corpus in (short, bundled_names()):
        first, last = checkpoints(settings, corpus)
        for point in (first, last):
            bits = letter_bits(point.arrays, settings, corpus)
            said[corpus.title, point.step] = order_sentence(
                bits, point.step, point.loss, settings, corpus
            )
    assert "in which order the names" in said.pop(("ten", 5000))
    assert set(said.values()) == {""}
