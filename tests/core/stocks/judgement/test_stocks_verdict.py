import numpy as np
import pytest

from core.stocks.judgement.metrics import metrics
from core.stocks.judgement.verdict import (
    Skill,
    Verdict,
    miss,
    reworded,
    sentence,
    skill,
    skill_sentence,
    unplanned,
    verdict,
)
from core.stocks.settings import PRESETS
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare

GE = prepare(PRESETS["ge"], bundled_prices("GE")).test
CLOSE = "Too close to call."


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Skill(25, 0.2, 0.1, 0.3, 0.01, 0.4), "better"),
        (Skill(25, -0.2, -0.3, -0.1, 0.01, 0.4), "worse"),
        (Skill(25, 0.2, -0.1, 0.4, 0.1, 0.5), "too close"),
        (Skill(25, 0.049, 0.03, 0.06, 0.001, 0.07), "too close"),  # surely better, by how much not
        (Skill(25, 0.004, 0.001, 0.007, 0.01, 0.009), "as good"),  # surely better, by nothing
        (Skill(25, 0.0, -0.04, 0.04, 0.9, 0.06), "too close"),
        (Skill(25, 0.0, -0.03, 0.04, 0.9, 0.049), "as good"),
        (Skill(25, 0.0, -0.03, 0.04, 0.9), "as good"),  # stored before there was `within`
        (Skill(16, 0.2, 0.1, 0.3, 0.01), "too close"),  # stored when 10 days were enough
        (Skill(25, None, None, None, None), "too close"),
        (Skill(9, 0.9, None, None, None), "too close"),
    ],
)
def test_a_word_takes_a_difference_that_matters_and_a_test(found, expected):
    assert verdict(found) == expected


@pytest.mark.parametrize("shift", [1e-6, -1e-6, 1e-4, 1e-12])
def test_next_to_nothing_on_yesterdays_price_is_as_good(shift):
    """By the test alone, yesterday's price and 0.0001 cents were better: p 0.026."""
    errors = GE.yesterday - GE.actual
    assert verdict(skill(errors + shift, errors)) is Verdict.AS_GOOD


def test_no_telling_of_before_is_too_close():
    assert Verdict("no telling") is Verdict.TOO_CLOSE
    with pytest.raises(ValueError, match="something else"):
        Verdict("something else")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"skill_within": 0.4}, "better"),
        ({"verdict": "no telling", "skill": 0.04}, "too close"),
        ({"skill": 0.004, "skill_low": 0.001, "skill_high": 0.007}, None),
        (
            {"skill": 0.004, "skill_low": 0.001, "skill_high": 0.007, "skill_within": 0.01},
            "as good",
        ),
        ({"epochs": 38}, None),
        ({"epochs": 38.5, "verdict": "no telling"}, None),
        ({"test_rows": 16}, "too close"),
        ({"skill": {"a": 1}}, "too close"),
        ({"skill": None, "test_rows": None}, "too close"),
    ],
)
def test_what_was_stored_before_gets_the_word_of_today(changes, expected):
    stored = {"verdict": "better", "epochs": 100, "test_rows": 25, "rmse": 0.3}
    stored |= {"skill": 0.2, "skill_low": 0.1, "skill_high": 0.3, "dm_p": 0.03}
    assert reworded(stored | changes, 100) == stored | changes | {"verdict": expected}
    assert reworded({"rmse": 0.3}, 100) == {"rmse": 0.3}


@pytest.mark.parametrize(
    ("found", "share_of_the_change", "days", "expected"),
    [
        (Verdict.BETTER, 0.28, 25, "Better than repeating yesterday. Typical miss (RMSE) 28 cents "
         "over 25 days, 0.28 times that of yesterday's price ($1.00)."),
        (Verdict.TOO_CLOSE, 1.04, 1200, f"{CLOSE} Typical miss (RMSE) $1.04 over 1,200 days, "
         "1.04 times that of yesterday's price ($1.00)."),
        (Verdict.AS_GOOD, 0.98, 25, "About as good as repeating yesterday, within 5 %. Typical "
         "miss (RMSE) 98 cents over 25 days, 0.98 times that of yesterday's price ($1.00)."),
        (Verdict.WORSE, 12.15, 25, "Worse than repeating yesterday. Typical miss (RMSE) $12.15 "
         "over 25 days, 12 times that of yesterday's price ($1.00)."),
        (Verdict.TOO_CLOSE, 2.0, 1, "Too few days to tell whether it beats repeating yesterday; "
         "it takes 20. Typical miss (RMSE) $2.00 over 1 day, 2 times that of yesterday's price "
         "($1.00)."),
    ],
)  # fmt: skip
def test_sentence(found, share_of_the_change, days, expected):
    yesterday, actual = np.array([20.0, 21.0, 20.0]), np.array([21.0, 20.0, 21.0])
    predicted = actual + share_of_the_change * (yesterday - actual)
    scores = metrics(actual, predicted, yesterday)
    assert sentence(found, scores, days, "USD") == expected
    assert expected.endswith(miss(scores, days, "USD"))


def test_another_epoch_than_the_planned_one_is_told_why():
    assert unplanned(1000) == (
        "The verdict is for epoch 1,000, as planned: if one may pick the epoch, 9 of 100 random "
        "walks come out “better”."
    )


def test_a_price_that_never_changed():
    same = np.full(3, 5.0)
    said = sentence(Verdict.TOO_CLOSE, metrics(same, same + 1, same), 3, "USD")
    assert "the price never changed" in said
    assert "never changed" in skill_sentence(Skill(3, None, None, None, None))


@pytest.mark.parametrize(
    ("skill", "expected"),
    [
        (Skill(25, -0.18, -0.4, 0.052, 0.21),
         "Skill −18 %, 90 % interval −40 % to 5.2 %; Diebold-Mariano test: p = 0.21. "
         "On 25 days, so large a difference may be chance."),
        (Skill(25, 0.004, -0.0001, 0.9, 0.00001),
         "Skill 0.4 %, 90 % interval −0.01 % to 90 %; Diebold-Mariano test: p < 0.001. "
         "The difference is under 5 % here, but may be more."),
        (Skill(2, -81.6, None, None, None),
         "Skill −8,160 %; it takes 20 days to say how sure that is."),
        (Skill(2, -1e40, None, None, None),
         "Skill −1.0e+42 %; it takes 20 days to say how sure that is."),
        (Skill(25, 0.0, 0.0, 0.0, 1.0),
         "Skill 0 %, 90 % interval 0 % to 0 %; Diebold-Mariano test: p = 1."),
    ],
)  # fmt: skip
def test_skill_in_words(skill, expected):
    assert skill_sentence(skill) == expected
