import pytest

from core.names.corpus import read
from core.names.evaluation import Verdict, judge, share_new, shares

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
    assert share_new(names, CORPUS) == pytest.approx(0.25)
