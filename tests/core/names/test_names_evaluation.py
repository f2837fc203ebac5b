from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binomtest

from core.events import Checkpoint
from core.names.bits import LetterBits
from core.names.corpus import END, Split, split
from core.names.evaluation import (
    Verdict,
    evaluate,
    frequent_letters,
    interval,
    judge,
    letter_pairs,
    likeliest_next,
    shares,
)
from core.names.likeness import likeness
from core.names.settings import NamesSettings
from core.names.sources import bundled_names, read_names

CORPUS = read_names("rex\nallo\n", "two").names()
PARTS = Split(CORPUS.names, ())


BITS = LetterBits(2.5, None, 0, 3.0)


def checkpoint():
    return Checkpoint(0, 20.0, 0.0, {})


def test_verdicts():
    names = ["rex", "Allo", "trex", "Trex", "", "REX"]
    assert judge(names, PARTS) == [
        Verdict.COPIED,
        Verdict.COPIED,
        Verdict.NEW,
        Verdict.REPEAT,
        Verdict.EMPTY,
        Verdict.COPIED,
    ]


def test_gibberish_is_not_praised_as_new():
    assert judge(["xlr", "xlr", "allex"], PARTS) == [
        Verdict.GIBBERISH,
        Verdict.REPEAT,
        Verdict.NEW,
    ]


def test_a_name_that_was_kept_from_the_network_cannot_be_copied():
    parts = Split(("rex", "allo"), ("trex",))
    assert judge(["Trex", "rex", "trex"], parts) == [
        Verdict.FOUND,
        Verdict.COPIED,
        Verdict.REPEAT,
    ]
    settings = NamesSettings(held_out=0.1)
    apart = split(settings, bundled_names())
    drawn = list(dict.fromkeys(apart.held_out))
    assert set(judge(drawn, apart)) == {Verdict.FOUND}
    assert evaluate(checkpoint(), BITS, drawn, settings, bundled_names()).invented == 1
    alike = likeness(drawn, apart.training)
    assert alike is not None
    assert alike.triples < 1  # counted as copies they had all


def test_three_levels_of_what_is_on_no_list():
    parts = Split(bundled_names().names, ())
    assert judge(["trodosaurus", "bincbhakiditkobuthico", "xzqwv"], parts) == [
        Verdict.NEW,
        Verdict.PRONOUNCEABLE,
        Verdict.GIBBERISH,
    ]


def test_an_evaluation_says_at_which_temperature_and_what_most_of_the_names_are_first():
    names = ["rex", "rex", "rex", "trex", ""]
    found = evaluate(checkpoint(), BITS, names, NamesSettings(), CORPUS, temperature=0.1)
    assert found.shares[Verdict.COPIED] == 0.6
    assert found.alike is not None
    assert found.bits.held_out is None
    assert found.sentence == (
        "At temperature 0.1 it copies: 60 % copied (27 to 86), 20 % new and name-like, "
        "20 % without a letter."
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words(verdict):
    found = evaluate(checkpoint(), BITS, ["rex"], NamesSettings(), CORPUS)
    only = dict.fromkeys(Verdict, 0.0) | {verdict: 1.0}
    assert "100 %" in replace(found, shares=only).sentence


@given(some.integers(0, 100))
def test_the_interval_of_a_share_is_wilsons(found):
    expected = binomtest(found, 100).proportion_ci(0.9, method="wilson")
    assert interval(found / 100) == pytest.approx((expected.low, expected.high), abs=1e-4)


def test_shares_add_up():
    names = ["rex", "trex", "trex", ""]
    found = shares(names, PARTS)
    assert sum(found.values()) == 1
    for verdict in (Verdict.COPIED, Verdict.NEW, Verdict.REPEAT, Verdict.EMPTY):
        assert found[verdict] == 0.25


def test_the_most_frequent_letters_stand_in_order_after_the_end_mark():
    corpus = read_names("banana\nzeta", "two").names()
    assert frequent_letters(corpus, 2) == END + "an"
    assert frequent_letters(corpus, 99) == corpus.alphabet


def test_letter_pairs_count_what_follows_what():
    corpus = read_names("aba\nb", "two").names()  # start a, a b, b a, a end; start b, b end
    pairs = letter_pairs(corpus, END + "ab")
    np.testing.assert_allclose(pairs, [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])


def test_every_letter_is_followed_by_something():
    corpus = bundled_names()
    np.testing.assert_allclose(letter_pairs(corpus, corpus.alphabet).sum(axis=1), 1)


def test_the_likeliest_next_letters_are_counted():
    corpus = read_names("aba\nb", "two").names()
    assert likeliest_next(corpus, "a", 5) == [("b", 0.5), (END, 0.5)]
    assert likeliest_next(corpus, END, 1) == [("a", 0.5)]
    assert likeliest_next(corpus, "z", 5) == []
