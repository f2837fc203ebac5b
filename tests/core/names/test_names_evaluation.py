import numpy as np

from core.names.corpus import END, bundled, read
from core.names.evaluation import Verdict, frequent_letters, judge, letter_pairs, shares

CORPUS = read("rex\nallo\n", "two")


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


def test_shares_add_up():
    names = ["rex", "trex", "trex", ""]
    assert shares(names, CORPUS) == dict.fromkeys(Verdict, 0.25)


def test_the_most_frequent_letters_stand_in_order_after_the_end_mark():
    corpus = read("banana\nzeta", "two")
    assert frequent_letters(corpus, 2) == END + "an"
    assert frequent_letters(corpus, 99) == corpus.alphabet


def test_letter_pairs_count_what_follows_what():
    corpus = read("aba\nb", "two")  # start a, a b, b a, a end; start b, b end
    pairs = letter_pairs(corpus, END + "ab")
    np.testing.assert_allclose(pairs, [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])


def test_every_letter_is_followed_by_something():
    corpus = bundled()
    np.testing.assert_allclose(letter_pairs(corpus, corpus.alphabet).sum(axis=1), 1)
