import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.names.settings import NamesSettings
from core.runs.comparison import (
    Predicted,
    against,
    each_beside_each,
    how_chosen,
    joined,
    minus,
    names_ground,
    names_verdict,
    same_prices,
    shared_and_differing,
    stock_ground,
    stock_verdict,
    unlike_most,
    what_chance_does,
    what_differs,
)
from core.runs.comparison_figures import (
    NAMES_FIGURES,
    STOCK_FIGURES,
    best,
    difference,
    stock_figures,
    stock_values,
)
from core.stocks.judgement.metrics import metrics
from core.stocks.judgement.verdict import Verdict
from core.stocks.settings import StockSettings
from tests.core.runs.made import made

DAYS = pd.bdate_range("2019-10-07", periods=25, name="Date")
FIGURE = {figure.name: figure for figure in (*NAMES_FIGURES, *STOCK_FIGURES)}
RUN = made("a", StockSettings())


def test_settings_are_shared_or_differ():
    parted = shared_and_differing([StockSettings(seed=1), StockSettings(seed=2, units=8)])
    assert [parameter.name for parameter in parted.differing] == ["units", "seed"]
    assert len(parted.shared) + 2 == len(StockSettings.model_fields)
    assert what_chance_does(parted).startswith("One training each")
    assert what_chance_does(
        shared_and_differing([StockSettings(seed=1), StockSettings(seed=2)])
    ).startswith("Only the seed differs")


def test_what_more_than_half_of_the_runs_have_sets_nobody_apart():
    runs = [StockSettings(), StockSettings(units=8), StockSettings(seed=1, units=9)]
    differing = shared_and_differing(runs).differing
    apart = [[each.name for each in unlike_most(runs, run, differing)] for run in runs]
    assert apart == [["units"], ["units"], ["units", "seed"]]
    two = [StockSettings(), StockSettings(units=8)]
    [units] = shared_and_differing(two).differing
    assert [unlike_most(two, run, [units]) for run in two] == [[units], [units]]


def test_the_same_data_price_and_days_are_comparable():
    grounds = {letter: stock_ground(RUN, "Open", DAYS) for letter in "AB"}
    assert what_differs(grounds) == []


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (
            stock_ground(replace(RUN, dataset_id="e", title="Tata"), "Open", DAYS[:5]),
            "The data differs: A and C have General Electric; B has Tata.",
        ),
        (
            stock_ground(RUN, "Close", DAYS),
            "The price column differs: A and C have Open; B has Close.",
        ),
        (
            stock_ground(RUN, "Open", DAYS[5:]),
            "The split differs: A and C have 25 test days, 2019-10-07 to 2019-11-08; "
            "B has 20 test days, 2019-10-14 to 2019-11-08.",
        ),
        (
            stock_ground(RUN, "Open", DAYS[[*range(23), 24]].append(DAYS[:1])),
            "The split differs: A and C have 25 test days, 2019-10-07 to 2019-11-08; "
            "B has 25 test days, 2019-10-07 to 2019-11-08.",
        ),
        (
            stock_ground(made("a", StockSettings(mistake="newest_first")), "Open", DAYS),
            "The mistake made on purpose differs: A and C have none; B has newest day first.",
        ),
    ],
)
def test_what_is_not_comparable_is_said(other, reason):
    ground = stock_ground(RUN, "Open", DAYS)
    assert what_differs({"A": ground, "B": other, "C": ground}) == [reason]


def test_predictions_of_other_days_are_of_the_same_prices():
    one = stock_ground(RUN, "Open", DAYS)
    assert same_prices(one, stock_ground(RUN, "Open", DAYS[3:]))
    assert not same_prices(one, stock_ground(RUN, "Close", DAYS))


def test_names_held_out_are_another_split():
    whole, part, other = (
        names_ground(made("a", NamesSettings(held_out=share, seed=seed)))
        for share, seed in ((0, 0), (0.1, 0), (0.1, 1))
    )
    assert what_differs({"A": whole, "B": names_ground(made("b", NamesSettings(seed=9)))}) == []
    [reason] = what_differs({"A": whole, "B": part})
    assert "A has nothing held out; B has 10% held out, seed 0" in reason
    assert what_differs({"A": part, "B": other})


@pytest.mark.parametrize(
    ("name", "value", "reference", "amount", "word"),
    [
        ("rmse", 0.2, 0.3, -0.1, "better"),
        ("rmse", 0.3, 0.2, 0.1, "worse"),
        ("direction", 0.6, 0.5, 0.1, ""),
        ("new", 0.3, 0.5, -0.2, "worse"),
        ("seconds", 2.0, 3.0, -1.0, ""),
        ("rmse", 0.3, 0.1 + 0.2, 0.0, "same"),
        ("seconds", 3.0, 3.0, 0.0, "same"),
    ],
)
def test_a_difference_is_signed_and_says_which_is_better(name, value, reference, amount, word):
    found = difference(FIGURE[name], value, reference)
    assert found.amount == pytest.approx(amount)
    assert found.word == word


def test_a_missing_figure_has_no_difference():
    assert difference(FIGURE["rmse"], None, 1.0) is None
    assert difference(FIGURE["rmse"], 1.0, None) is None


def test_the_best_is_only_where_there_is_one():
    assert best(FIGURE["rmse"], {"A": 0.3, "B": 0.2, "C": None}) == {"B"}
    assert best(FIGURE["unseen_bits"], {"A": 2.5, "B": 2.5, "C": 2.9}) == {"A", "B"}
    assert best(FIGURE["direction"], {"A": 0.5, "B": 0.4}) == set()
    assert best(FIGURE["rmse"], {"A": 0.3, "B": None}) == set()
    assert best(FIGURE["rmse"], {"A": 0.3, "B": 0.3}) == set()
    assert best(FIGURE["seconds"], {"A": 1.0, "B": 2.0}) == set()


def test_bits_a_letter_that_hardly_differ_are_not_ranked():
    bits = FIGURE["unseen_bits"]
    assert "less than 2 % is not ranked" in bits.help
    assert best(bits, {"A": 2.78, "B": 2.80}) == set()
    assert best(bits, {"A": 2.78, "B": 2.80, "C": 3.5}) == set()
    assert best(bits, {"A": 2.78, "B": 2.84, "C": None}) == {"A"}
    assert best(bits, {"A": 2.78, "B": 2.78, "C": 3.5}) == {"A", "B"}
    assert difference(bits, 2.78, 2.80).word == "too close to call"
    assert difference(bits, 2.84, 2.78).word == "worse"
    assert best(FIGURE["rmse"], {"A": 2.78, "B": 2.80}) == {"A"}


def test_a_verdict_never_comes_without_yesterdays_price():
    values = {"A": {"rmse": 0.28, "ratio": 1.17}, "B": {"rmse": 0.3, "ratio": 1.25}}
    assert stock_verdict(values, "USD", {}, {}) == (
        "A misses least: typically (RMSE) 28 cents, 1.2 times the miss of repeating yesterday's "
        "price; none of them misses less than that."
    )
    for ratio, said in (
        (0.83, ", 0.83 times the miss of repeating yesterday's price."),
        (0.97, ", 0.97 times the miss of repeating yesterday's price."),  # no word without a test
        (None, ", though repeating yesterday's price is always right."),
    ):
        both = values | {"B": {"rmse": 0.2, "ratio": ratio}}
        assert stock_verdict(both, "USD", {}, {}).endswith(said)
    assert stock_verdict({"A": values["A"]}, "USD", {}, {}) is None


def test_who_invents_most_is_too_close_to_call_within_the_interval():
    values = {"A": {"new": 0.9}, "B": {"new": 0.5}, "C": {"new": None}}
    assert names_verdict(values, 0.5) == (
        "At temperature 0.5 A invents most: 90% of its names (84% to 94%) are new and name-like."
    )
    close = {letter: {"new": share} for letter, share in zip("ABC", (0.62, 0.58, 0.1), strict=True)}
    assert names_verdict(close) == (
        "At temperature 1 it is too close to call who invents most: A 62%, B 58%, C 10% new and "
        "name-like of 100 names each."
    )
    assert names_verdict({"A": {"new": 0.9}}) is None
    shares = {letter: of["new"] for letter, of in close.items()}
    assert best(FIGURE["new"], shares) == set()
    assert best(FIGURE["new"], shares | {"B": 0.4}) == {"A"}
    assert difference(FIGURE["new"], 0.58, 0.62).word == "too close to call"
    assert difference(FIGURE["new"], 0.4, 0.62).word == "worse"


def test_of_two_networks_that_are_the_same_one_is_seldom_the_better():
    """Two draws of 100 names, equally good: some difference there nearly always is."""
    random = np.random.default_rng(0)
    for share in (0.2, 0.6, 0.9):
        pairs = random.binomial(100, share, (1000, 2)) / 100
        ranked = sum(bool(best(FIGURE["new"], {"A": a, "B": b})) for a, b in pairs)
        assert ranked < 50
        assert (pairs[:, 0] != pairs[:, 1]).sum() > 800


def test_who_misses_least_is_told_whether_chance_may_do_that():
    values = {letter: {"rmse": 0.28 + 0.01 * row} for row, letter in enumerate("ABC")}
    beside = {("A", "B"): Verdict.TOO_CLOSE, ("A", "C"): Verdict.BETTER}
    said = stock_verdict(values, "USD", {}, beside | {("C", "A"): Verdict.WORSE})
    assert said.endswith("It is better than C; too close to call beside B.")
    rmse = {letter: of["rmse"] for letter, of in values.items()}
    assert best(FIGURE["rmse"], rmse, beside) == set()
    assert best(FIGURE["rmse"], rmse, beside | {("A", "B"): Verdict.BETTER}) == {"A"}
    assert best(FIGURE["rmse"], rmse, {}) == set()  # before the epochs that were planned


def test_of_two_forecasts_that_are_as_good_one_is_seldom_the_better():
    """Whichever misses less on the same 60 days is asked, so the two chances are one."""
    said = []
    for seed in range(1000):
        one, other = np.random.default_rng(seed).normal(size=(2, 60))
        said += each_beside_each({"A": one, "B": other}).values()
    assert 5 <= said.count(Verdict.BETTER) <= 60
    assert said.count(Verdict.BETTER) == said.count(Verdict.WORSE)
    clear = each_beside_each({"A": one, "B": 3 * other, "C": one * (1 + 1e-9)})
    assert clear["A", "B"] is Verdict.BETTER
    assert clear["C", "A"] is Verdict.AS_GOOD


def test_every_run_of_a_comparison_is_judged_by_itself():
    values = {letter: {"rmse": 0.28 + 0.01 * row} for row, letter in enumerate("ABCDE")}
    alone = {"E": "too close", "B": "better", "D": "worse", "A": "too close", "C": "as good"}
    said = stock_verdict(values, "USD", {each: Verdict(word) for each, word in alone.items()}, {})
    assert said.endswith(
        "Beside repeating yesterday, each by itself: B better; D worse; C about as good; "
        "A and E too close to call."
    )


finite = some.floats(0.01, 100)
curves = some.lists(finite, min_size=1, max_size=20).map(
    lambda losses: [(float(step), loss, 0.0) for step, loss in enumerate(losses)]
)


@given(curves, curves)
def test_a_curve_against_another_is_their_difference_and_ratio_where_both_are(one, other):
    held = against(one, other)
    common = min(len(one), len(other))
    losses = np.array([loss for _, loss, _ in one[:common]])
    reference = np.array([loss for _, loss, _ in other[:common]])
    assert held.steps.tolist() == list(range(common))
    assert held.difference == pytest.approx(losses - reference)
    assert held.ratio == pytest.approx(losses / reference)


def test_losses_between_two_points_lie_on_a_line_and_what_is_no_number_is_left_out():
    reference = [(0.0, 4.0, 0.0), (2.0, 2.0, 0.0), (3.0, math.nan, 0.0)]
    held = against([(1.0, 6.0, 0.0), (1.5, math.nan, 0.0), (9.0, 1.0, 0.0)], reference)
    assert held.steps.tolist() == [1.0]
    assert held.difference.tolist() == [3.0]
    assert held.ratio.tolist() == [2.0]
    assert not len(against([], reference).steps)


def test_a_prediction_minus_another_is_on_the_days_of_both():
    one = pd.Series([1.0, 2, 3], index=DAYS[:3])
    other = pd.Series([5.0, 5], index=DAYS[1:3])
    assert minus(one, other).tolist() == [-3.0, -2.0]


def table(days, actual, predicted):
    columns = {"Part": "test", "Actual": actual, "Predicted": predicted, "Yesterday": actual - 1.0}
    return pd.DataFrame(columns, index=days)


def test_predictions_of_the_same_prices_stand_in_one_table():
    days = joined(
        {
            "A": Predicted(("d", "Open"), table(DAYS[:3], 10.0, 11.0)),
            "B": Predicted(("d", "Open"), table(DAYS[1:4], 10.0, 12.0)),
        }
    )
    assert list(days.columns) == ["Actual", "Yesterday", "A", "B"]
    assert list(days.index) == list(DAYS[:4])
    assert days["Actual"].tolist() == [10.0] * 4
    assert days["A"].isna().tolist() == [False, False, False, True]


def test_each_of_several_prices_has_its_own_actual_ones():
    days = joined(
        {
            "A": Predicted(("d", "Open"), table(DAYS[:3], 10.0, 11.0)),
            "B": Predicted(("d", "Close"), table(DAYS[:3], 20.0, 12.0)),
            "C": Predicted(("d", "Open"), table(DAYS[:3], 10.0, 13.0)),
        }
    )
    assert list(days.columns) == [
        *("Actual (A, C)", "Yesterday (A, C)", "A", "C"),
        *("Actual (B)", "Yesterday (B)", "B"),
    ]


def test_validation_days_choose_and_no_test_day_does():
    scores = metrics(np.array([2.0, 3.0]), np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    first = {"validation_rmse": 0.2, "validation_naive_rmse": 0.1}
    values = {
        "A": stock_values(scores, first),
        "B": stock_values(scores, {"validation_rmse": 0.3, "validation_naive_rmse": 0.1}),
        "C": stock_values(scores, {}),  # still at work
    }
    values["B"]["rmse"] = 0.01
    alone = {"A": Verdict.WORSE, "B": Verdict.BETTER}  # on the test days: nobody chooses by them
    assert stock_verdict(values, "USD", alone, {}) == (
        "A misses least on the validation days: typically (RMSE) 20 cents, 2 times the miss of "
        "repeating yesterday's price; none of them misses less than that."
    )
    assert how_chosen(values) == ""
    ranked = [figure.name for figure in stock_figures(validated=True) if figure.better != "neither"]
    assert ranked == ["validation_rmse", "validation_ratio"]
    by_test_days = {letter: stock_values(scores) for letter in "AB"}
    assert how_chosen(by_test_days).startswith("The test days that judge it also chose it")
    days = [stock_ground(RUN, "Open", DAYS[5:], DAYS[:5]), stock_ground(RUN, "Open", DAYS[5:])]
    [sentence] = what_differs(dict(zip("AB", days, strict=True)))
    assert "A has 5 validation and 20 test days" in sentence
