import numpy as np
import pytest

from core.names import model
from core.names.corpus import END
from core.names.evaluation import (
    Evaluation,
    Verdict,
    evaluate,
    frequent_letters,
    judge,
    letter_pairs,
    likeliest_next,
    shares,
)
from core.names.settings import NamesSettings
from core.names.sources import bundled, read

CORPUS = read("rex\nallo\n", "two").names()


def test_verdicts():
    names = ["rex", "Allo", "trex", "Trex", "", "REX"]
    assert judge(names, CORPUS) == [
        Verdict.COPIED,
        Verdict.COPIED,
        Verdict.NEW,
        Verdict.REPEAT,
        Verdict.EMPTY,
        Verdict.COPIED,
    ]


def test_gibberish_is_not_praised_as_new():
    assert judge(["xlr", "xlr", "allex"], CORPUS) == [
        Verdict.GIBBERISH,
        Verdict.REPEAT,
        Verdict.NEW,
    ]


def test_an_evaluation_says_what_most_of_the_names_are_first():
    parameters = model.initial_parameters(3, len(CORPUS.alphabet), seed=0)
    names = ["rex", "rex", "rex", "trex", ""]
    found = evaluate(parameters, names, NamesSettings(), CORPUS)
    assert found.shares[Verdict.COPIED] == 0.6
    assert found.alike is not None
    assert found.bits.held_out is None
    assert found.sentence == (
        "It copies: 60 % copied from the list, 20 % new and name-like, 20 % without a letter."
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words(verdict):
    parameters = model.initial_parameters(3, len(CORPUS.alphabet), seed=0)
    bits = evaluate(parameters, ["rex"], NamesSettings(), CORPUS).bits
    only = dict.fromkeys(Verdict, 0.0) | {verdict: 1.0}
    assert "100 %" in Evaluation(only, None, bits).sentence


def test_shares_add_up():
    names = ["rex", "trex", "trex", ""]
    found = shares(names, CORPUS)
    assert found.pop(Verdict.GIBBERISH) == 0
    assert set(found.values()) == {0.25}


def test_the_most_frequent_letters_stand_in_order_after_the_end_mark():
    corpus = read("banana\nzeta", "two").names()
    assert frequent_letters(corpus, 2) == END + "an"
    assert frequent_letters(corpus, 99) == corpus.alphabet


def test_letter_pairs_count_what_follows_what():
    corpus = read("aba\nb", "two").names()  # start a, a b, b a, a end; start b, b end
    pairs = letter_pairs(corpus, END + "ab")
    np.testing.assert_allclose(pairs, [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])


def test_every_letter_is_followed_by_something():
    corpus = bundled()
    np.testing.assert_allclose(letter_pairs(corpus, corpus.alphabet).sum(axis=1), 1)


def test_the_likeliest_next_letters_are_counted():
    corpus = read("aba\nb", "two").names()
    assert likeliest_next(corpus, "a", 5) == [("b", 0.5), (END, 0.5)]
    assert likeliest_next(corpus, END, 1) == [("a", 0.5)]
    assert likeliest_next(corpus, "z", 5) == []
