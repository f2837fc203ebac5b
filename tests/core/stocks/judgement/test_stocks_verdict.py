import numpy as np
import pytest

from core.stocks.judgement.metrics import metrics
from core.stocks.judgement.skill import Skill
from core.stocks.judgement.verdict import Verdict, sentence, skill_sentence, verdict


@pytest.mark.parametrize(
    ("skill", "dm_p", "expected"),
    [
        (0.2, 0.01, "better"),
        (-0.2, 0.01, "worse"),
        (0.2, 0.1, "no telling"),
        (-0.9, 0.3, "no telling"),
        (0.0, 0.0, "no telling"),
        (None, None, "no telling"),
        (0.9, None, "no telling"),
    ],
)
def test_the_test_decides(skill, dm_p, expected):
    assert verdict(skill, dm_p) == Verdict(expected)


@pytest.mark.parametrize(
    ("found", "share_of_the_change", "days", "expected"),
    [
        (Verdict.BETTER, 0.28, 25, "Better than repeating yesterday. Typical miss 28 cents over "
         "25 days, 0.28 times that of yesterday's price ($1.00)."),
        (Verdict.NO_TELLING, 1.04, 1200, "No telling whether it beats repeating yesterday. Typical "
         "miss $1.04 over 1,200 days, about that of yesterday's price ($1.00)."),
        (Verdict.WORSE, 12.15, 25, "Worse than repeating yesterday. Typical miss $12.15 over 25 "
         "days, 12 times that of yesterday's price ($1.00)."),
        (Verdict.NO_TELLING, 2.0, 1, "Too few days to tell whether it beats repeating yesterday; "
         "it takes 10. Typical miss $2.00 over 1 day, 2 times that of yesterday's price "
         "($1.00)."),
    ],
)  # fmt: skip
def test_sentence(found, share_of_the_change, days, expected):
    yesterday, actual = np.array([20.0, 21.0, 20.0]), np.array([21.0, 20.0, 21.0])
    predicted = actual + share_of_the_change * (yesterday - actual)
    assert sentence(found, metrics(actual, predicted, yesterday), days, "USD") == expected


def test_a_price_that_never_changed():
    same = np.full(3, 5.0)
    said = sentence(Verdict.NO_TELLING, metrics(same, same + 1, same), 3, "USD")
    assert "the price never changed" in said
    assert "never changed" in skill_sentence(Skill(3, None, None, None, None))


@pytest.mark.parametrize(
    ("skill", "expected"),
    [
        (Skill(25, -0.18, -0.4, 0.052, 0.21),
         "Skill −18 %, 90 % interval −40 % to 5.2 %; Diebold-Mariano test: p = 0.21."),
        (Skill(25, 0.004, -0.0001, 0.9, 0.00001),
         "Skill 0.4 %, 90 % interval −0.01 % to 90 %; Diebold-Mariano test: p < 0.001."),
        (Skill(2, -81.6, None, None, None),
         "Skill −8,160 %; it takes 10 days to say how sure that is."),
        (Skill(2, -1e40, None, None, None),
         "Skill −1.0e+42 %; it takes 10 days to say how sure that is."),
        (Skill(25, 0.0, 0.0, 0.0, 1.0),
         "Skill 0 %, 90 % interval 0 % to 0 %; Diebold-Mariano test: p = 1."),
    ],
)  # fmt: skip
def test_skill_in_words(skill, expected):
    assert skill_sentence(skill) == expected
