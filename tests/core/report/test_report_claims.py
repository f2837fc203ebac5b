"""Verdicts follow from figures: other figures, other verdicts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.table1 import TABLE1
from core.report import clip, direction, facts, rounding, table1
from core.report.claim import Verdict, share_of
from core.report.findings import load
from core.report.forecasts import GE, Forecast, Predictions
from core.report.rounding import side_by_side, start
from tests.examples import examples

KEPT = load()
TEXTS = st.text(max_size=8)


def forecast(*lines):
    """GE's test days as somebody predicts them."""
    return Forecast(GE, Predictions(lanes=1, by_seed=tuple(tuple(map(float, x)) for x in lines)))


TEST = KEPT.forecasts[1].test


def theirs():
    return table1.Table(
        rows=tuple(
            table1.Row(iteration=row.iteration, loss=row.loss, names=row.names) for row in TABLE1
        )
    )


@pytest.mark.parametrize(
    ("kept", "verdict"), [(3, Verdict.HOLDS), (1, Verdict.IN_PART), (0, Verdict.FAILS)]
)
def test_a_claim_of_parts(kept, verdict):
    assert share_of(kept, 3) is verdict


def test_facts_that_differ():
    fewer = KEPT.facts.model_copy(update={"names": 1535})
    assert facts.claim(fewer).verdict is Verdict.IN_PART
    assert "4 of 5 figures agree" in facts.claim(fewer).finding


def test_a_table_that_comes_out_whole():
    assert table1.claim(theirs()).verdict is Verdict.HOLDS
    assert rounding.claim(theirs(), KEPT.chaos).verdict is Verdict.HOLDS


def test_other_last_names_without_chaos_are_another_recipe():
    never = KEPT.chaos.model_copy(update={"parted": None})
    assert rounding.claim(KEPT.table1, never).verdict is Verdict.FAILS


def test_ten_giving_the_table_would_hold():
    *others, last = KEPT.clip.looks
    swapped = last.model_copy(update={"names_10": last.names_5, "names_5": last.names_10})
    other = KEPT.clip.model_copy(update={"looks": (*others, swapped)})
    assert clip.claim(other).verdict is Verdict.HOLDS
    neither = last.model_copy(update={"names_5": last.names_10})
    other = KEPT.clip.model_copy(update={"looks": (*others, neither)})
    assert clip.claim(other).verdict is Verdict.IN_PART


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (TEST.actual, Verdict.HOLDS),
        (TEST.yesterday - 0.1, Verdict.IN_PART),
        (TEST.yesterday + 1e-6, Verdict.IN_PART),  # as good, and no better
        (TEST.yesterday + 5, Verdict.FAILS),
    ],
)
def test_a_line_is_held_against_yesterday_s_price(line, verdict):
    assert forecast(line).claim().verdict is verdict


def test_most_seeds_decide_and_each_gets_its_word():
    found = forecast(TEST.actual, TEST.actual, TEST.yesterday + 5)
    assert found.claim().verdict is Verdict.HOLDS
    assert found.claim().finding.endswith("beside yesterday's price: better with 2, worse with 1.")
    few = KEPT.forecasts[0].claim()
    assert few.finding.endswith("Whether that is chance, 16 days are too few to tell; it takes 20.")
    half = forecast(TEST.actual, TEST.yesterday + 5)
    assert half.claim().verdict is not Verdict.HOLDS


def test_the_report_s_figures_are_numbered_as_in_the_report():
    titles = {shown.experiment.figure: shown.experiment.title for shown in KEPT.forecasts}
    assert titles == {9: "Tata Global", 10: "GE"}
    claims = [claim for claim in KEPT.claims() if claim.key.startswith("figure")]
    assert [claim.key for claim in claims] == ["figure9", "figure10"]
    for claim in claims:
        assert titles[int(claim.key[6:])] in claim.title
        assert all(way.label.startswith(titles[int(claim.key[6:])]) for way in claim.ways)


def test_baselines_are_those_of_the_prices_themselves():
    prices = KEPT.forecasts[0].history.frame["Open"]
    change = prices.diff()["2018-10-01":]
    assert KEPT.forecasts[0].naive_rmse == pytest.approx((change**2).mean() ** 0.5)
    flat = prices["2018-10-01":] - prices["2018-09-28"]
    assert KEPT.forecasts[0].flat_rmse == pytest.approx((flat**2).mean() ** 0.5)


@pytest.mark.parametrize("number", [0, 1])
def test_directions_are_scored_as_everywhere(number):
    scored = [scores.direction_accuracy for scores in KEPT.forecasts[number].scores]
    assert KEPT.directions[number].by_seed == pytest.approx(scored)


def test_directions_by_a_line_that_knows_them():
    knows, found = forecast(TEST.actual), direction.find(forecast(TEST.actual))
    assert (found.mean, found.low, found.high) == (1, 1, 1)
    assert direction.claim([(knows, found)]).verdict is Verdict.HOLDS
    other = (KEPT.forecasts[0], KEPT.directions[0])
    assert direction.claim([(knows, found), other]).verdict is Verdict.IN_PART


@pytest.mark.parametrize("number", [0, 1])
def test_the_interval_is_that_of_theory(number):
    """About the mean of independent days, within what so few of them allow."""
    found = KEPT.directions[number]
    of_day = direction.directions_right(KEPT.forecasts[number]).mean(axis=0)
    wide = 1.645 * of_day.std() / np.sqrt(len(of_day))
    expected = (of_day.mean() - wide, of_day.mean() + wide)
    assert (found.low, found.high) == pytest.approx(expected, abs=0.02)
    assert found.low < found.mean < found.high


def test_a_nudge_is_the_last_bit_of_one_weight():
    plain, nudged = (
        start(NamesSettings(), bundled_names(), nudged=nudge) for nudge in (False, True)
    )
    changed = {
        name: np.argwhere(plain.parameters[name] != nudged.parameters[name]).tolist()
        for name in plain.parameters
    }
    assert changed == {"Wax": [], "Waa": [[0, 0]], "Wya": [], "b": [], "by": []}
    one, other = plain.parameters["Waa"][0, 0], nudged.parameters["Waa"][0, 0]
    assert other - one == np.spacing(abs(one))


def test_side_by_side_trains_on_every_name_once():
    one, other = (start(NamesSettings(), bundled_names()) for _ in range(2))
    assert list(side_by_side(one, other, last=7, every=3)) == [0, 3, 6]
    alone = start(NamesSettings(), bundled_names())
    alone.run(range(7))
    assert one.loss == other.loss == alone.loss


@examples(50)
@given(TEXTS, TEXTS)
def test_differing_letters(name, other):
    marks = table1.differing(name, other)
    assert len(marks) == max(len(name), len(other))
    assert marks == table1.differing(other, name)
    assert any(marks) == (name != other)


def test_the_report_knows_nothing_of_runs():
    [*files] = Path(table1.__file__).parent.glob("*.py")
    assert len(files) > 5
    for file in files:
        assert "core.runs" not in file.read_text("utf-8")
