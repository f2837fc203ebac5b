import cProfile
import math
import pstats
from dataclasses import replace
from statistics import geometric_mean
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from core.events import Result
from core.runs.groups.findings import (
    Scored,
    best_and_default,
    best_sentence,
    importance_sentence,
    judged_sentence,
    plane,
    run_table,
    scored,
    spread_sentence,
)
from core.runs.groups.importance import importance
from core.runs.groups.measures import measure_of, without_test_days
from core.runs.groups.plan import Purpose, first_points, usual_validation_days
from core.runs.groups.records import Member
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.workers.executor import begin_group
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices

GRID = ("timesteps=3,7,14", "units=10,50,100")


def members_of(plan, ratio):
    """The runs of a grid as if they had gone through."""
    runs = [settings for point in first_points(plan) for settings in plan.on_seeds(point)]
    return [
        Member(
            str(number),
            RunState.FINISHED,
            settings.model_dump(mode="json"),
            1.0,
            0.5,
            {"rmse": ratio(settings), "naive_rmse": 1.0},
        )
        for number, settings in enumerate(runs)
    ]


def test_the_cause_of_nearly_everything_is_named_first(sweep_plan):
    plan = sweep_plan(*GRID)
    # Of the variance on this grid, 97 % is due to units, 3 % to timesteps.
    runs = members_of(
        plan, lambda s: {10: 0, 50: 1, 100: 2}[s.units] + 0.175 * {3: 0, 7: 1, 14: 2}[s.timesteps]
    )
    found = importance(plan, runs)
    assert found.runs == 9
    assert max(found.shares, key=found.shares.get) == "units"
    assert found.shares["units"] > 0.8
    assert sum(found.shares.values()) == pytest.approx(1)
    assert "by 9 runs: units" in importance_sentence(found, plan, runs)


def test_the_seed_is_named_where_it_is_the_cause(sweep_plan):
    plan = sweep_plan(*GRID, seeds=4)
    found = importance(plan, members_of(plan, lambda s: float(s.seed)))
    assert max(found.shares, key=found.shares.get) == "seed"


def test_noise_has_no_important_setting(sweep_plan):
    """Without a test against chance it is told of every one."""
    plan, random = sweep_plan(*GRID, seeds=3), np.random.default_rng(4)
    told = 0
    for _ in range(100):
        found = importance(plan, members_of(plan, lambda _: math.exp(random.normal(0, 0.1))))
        told += bool(found.told)
        if not found.told:
            said = importance_sentence(found, plan, [])
            assert said == "By 27 runs, no setting makes more of a difference than chance does."
    assert told <= 8  # 5 % and a standard deviation


def test_a_planted_setting_is_named_in_noise_and_no_other(sweep_plan):
    plan, random = (
        sweep_plan("units=10..200", "learning_rate=0.0001..0.1", how="random", trials=40),
        np.random.default_rng(5),
    )
    runs = members_of(
        plan, lambda s: (1.4 if s.units < 60 else 1) * math.exp(random.normal(0, 0.1))
    )
    found = importance(plan, runs)
    assert found.beyond_chance == ("units",)
    said = importance_sentence(found, plan, runs)
    assert "by 40 runs: units" in said
    assert said.endswith("%; the others do no more than chance.")


def test_importance_of_many_runs_takes_a_bounded_time(sweep_plan):
    """Counted in calls, nearly all of the trees; where these are unbounded 11 times as many."""

    def calls(trials):
        ranges = ("units=10..200", "learning_rate=0.0001..0.1", "timesteps=3..40")
        plan, random = sweep_plan(*ranges, how="random", trials=trials), np.random.default_rng(6)
        runs = members_of(plan, lambda s: s.units * math.exp(random.normal(0, 0.1)))
        profile = cProfile.Profile()
        assert profile.runcall(importance, plan, runs).told
        return pstats.Stats(profile).total_calls

    calls(30)  # loads the libraries
    assert calls(500) < 3 * calls(100)


def test_importance_is_silent_where_runs_are_too_few_or_alike(sweep_plan):
    plan = sweep_plan("timesteps=3,7", "units=10,50")
    runs = members_of(plan, lambda s: s.units)
    assert importance(plan, runs) is None
    assert "cannot be told from 4 runs" in importance_sentence(None, plan, runs)
    more = sweep_plan(*GRID)
    assert importance(more, members_of(more, lambda _: 1.0)) is None


def test_two_points_are_told_apart_as_by_welch(sweep_plan):
    plan = sweep_plan("timesteps=3,7", seeds=8)
    random = np.random.default_rng(3)
    better, default = np.exp(random.normal(-0.15, 0.05, 8)), np.exp(random.normal(0, 0.1, 8))
    points = [Scored({"timesteps": 3}, tuple(better)), Scored({"timesteps": 7}, tuple(default))]
    found = best_and_default(points, plan)
    assert found.best.point == {"timesteps": 3}
    theirs = ttest_ind(np.log(better), np.log(default), equal_var=False, alternative="less")
    assert 0.001 < theirs.pvalue < 0.03
    assert found.p == pytest.approx(theirs.pvalue, abs=0.006)


@pytest.mark.parametrize("noisy", [None, 8, 4], ids=["no point", "a point", "the default"])
def test_luck_is_rarely_taken_for_a_difference(sweep_plan, noisy):
    """One variance for all said it of 11 where a point is noisy, of 19 where the default is."""
    plan = sweep_plan(*GRID, seeds=3)
    random, deviations = np.random.default_rng(1), np.full(9, 0.1)
    if noisy is not None:
        deviations[noisy] = 0.6
    places = first_points(plan)
    said = 0
    for _ in range(200):
        noise = np.exp(random.normal(0, deviations[:, np.newaxis], (9, 3)))
        points = [Scored(*point) for point in zip(places, map(tuple, noise), strict=True)]
        said += best_and_default(points, plan).differs
    assert said <= 10  # 5 % of 200


def test_a_mean_that_is_worse_is_never_the_best(sweep_plan):
    plan = sweep_plan("timesteps=3,7", seeds=5)
    lucky = (0.90, 0.91, 0.92, 3.0, 3.1)  # its median is the lower one
    steady = (1.00, 1.01, 1.02, 1.03, 1.04)
    points = [Scored({"timesteps": 3}, lucky), Scored({"timesteps": 7}, steady)]
    found = best_and_default(points, plan)
    assert found.best is found.default
    assert not found.differs


def test_shares_of_a_few_days_that_agree_by_chance_are_no_certainty(sweep_plan):
    plan = sweep_plan("timesteps=3,7,14", seeds=3, measure="direction")
    points = [
        Scored({"timesteps": 3}, (0.56, 0.56, 0.56)),
        Scored({"timesteps": 7}, (0.52, 0.52, 0.52)),
        Scored({"timesteps": 14}, (0.40, 0.48, 0.60)),
    ]
    found = best_and_default(points, plan)
    assert found.best.point == {"timesteps": 3}
    assert not found.differs


@pytest.mark.parametrize("values", [(0.48, 0.52), (0.56, 0.7), (0.1, 0.3)])
@pytest.mark.parametrize("seeds", [2, 3, 10])
def test_seeds_that_all_agree_to_the_last_digit_tell_nothing(sweep_plan, values, seeds):
    plan = sweep_plan("timesteps=3,7", seeds=seeds, measure="direction")
    better, default = max(values), min(values)
    points = [
        Scored({"timesteps": 3}, (better,) * seeds),
        Scored({"timesteps": 7}, (default,) * seeds),
    ]
    found = best_and_default(points, plan)
    assert found.best.point == {"timesteps": 3}
    assert found.p is None
    assert best_sentence(found, plan).endswith("so they do not tell whether that is luck.")


def test_a_difference_beyond_the_seeds_is_said(sweep_plan):
    plan = sweep_plan(*GRID, seeds=3)
    runs = members_of(
        plan, lambda s: (1 if s.timesteps == 3 else 2) + 0.01 * s.seed + s.units / 1e6
    )
    found = best_and_default(scored(plan, runs, plan.goal), plan)
    assert found.differs
    said = best_sentence(found, plan)
    assert said.startswith("Best of 9: timesteps 3, units 10: 1.01 × yesterday's miss (1 to 1.02")
    assert said.endswith("The difference is larger than seeds alone make.")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({7: (2.0, 2.1), 3: (1.8, 2.2), 14: (2.5, 2.6)}, "seeds alone make such differences"),
        ({7: (1.0, 1.1), 3: (1.9, 2.2)}, "Those are the settings you began with"),
        ({7: (2.0,), 3: (1.0,)}, "With so few seeds nobody can tell"),
        ({3: (1.0, 1.1), 14: (1.2, 1.3)}, "are not among them"),
        ({}, "No run went through"),
        (
            {7: (0.52, 0.52), 3: (0.48, 0.48)},
            "yesterday's miss (0.52 to 0.52 over 2 seeds). The se",
        ),
        ({7: (0.1,) * 3, 3: (0.09,) * 3}, "The seeds agree to the last digit, so they do not tell"),
        ({7: (0.9, 1.1), 3: (0.8, 1.0)}, "over 2 seeds). The settings you began with: "),
        ({7: (1.2,), 3: (1.1,)}, "(one seed). None of them misses less than repeating yesterday's"),
        (
            {7: (1.0,), 3: (1.1,)},
            "None of them misses less than repeating yesterday's price. Those",
        ),
    ],
)
def test_the_best_is_said_as_it_is(sweep_plan, values, sentence):
    plan = sweep_plan("timesteps=3,7,14", seeds=2)
    points = [Scored({"timesteps": place}, those) for place, those in values.items()]
    assert sentence in best_sentence(best_and_default(points, plan), plan)


def test_more_is_better_where_it_is(sweep_plan):
    plan = sweep_plan("timesteps=3,7", measure="direction")
    points = [Scored({"timesteps": 3}, (0.6,)), Scored({"timesteps": 7}, (0.4,))]
    assert best_and_default(points, plan).best.point == {"timesteps": 3}


def test_the_map_is_the_mean_over_seeds_and_all_other_settings(sweep_plan):
    plan = sweep_plan(*GRID, "layers=1,2", seeds=3)
    random = np.random.default_rng(2)
    runs = members_of(plan, lambda _: random.random())
    found = plane(plan, runs, "timesteps", "units")
    table = run_table(plan, runs)
    theirs = pd.pivot_table(table, "ratio", "units", "timesteps", aggfunc=geometric_mean)
    assert (found.x, found.y) == ((3, 7, 14), (10, 50, 100))
    assert np.allclose(found.means, theirs.to_numpy())
    assert {count for row in found.runs for count in row} == {6}


def test_a_cell_without_a_run_is_empty_not_zero(sweep_plan):
    plan = sweep_plan(*GRID)
    [first, *_] = members_of(plan, lambda _: 1.5)
    found = plane(plan, [first], "timesteps", "units")
    assert found.means[0] == (1.5, None, None)


def test_the_spread_of_seeds_in_words(sweep_plan):
    said = spread_sentence([1.2, 1.9, 1.4], sweep_plan("timesteps=7"))
    assert said.startswith("On 3 seeds, all else equal: 1.2 to 1.9 × yesterday's miss, 1.4")


def test_measures_are_read_from_what_trainings_report(store, prices, sweep_plan):
    group = begin_group(store, sweep_plan("units=4", dataset=prices), Purpose.SWEEP)
    run = store.claim("test")
    store.append(run.id, [Result({"rmse": 0.3, "naive_rmse": 0.0, "direction_accuracy": None})])
    store.finish(run.id, RunState.FINISHED)
    [member] = Groups(store).members(group.id)
    assert member.value(measure_of(Kind.STOCK)) is None
    assert member.value(measure_of(Kind.STOCK, "rmse")) == 0.3
    assert member.value(measure_of(Kind.STOCK, "direction")) is None


def validated(plan, chosen, judged):
    """Runs with figures of validation days, by `chosen`, and of test days, by `judged`."""
    return [
        replace(
            run,
            figures={
                "rmse": judged(other := SimpleNamespace(**run.settings)),
                "naive_rmse": 1.0,
                "seconds": 1.0,
                "validation_rmse": chosen(other),
                "validation_naive_rmse": 1.0,
                "validation_rows": 25,
            },
        )
        for run in members_of(plan, lambda _: 1.0)
    ]


def test_the_best_is_chosen_by_validation_days_and_judged_by_test_days(sweep_plan):
    settings = StockSettings(validation_days=25)
    plan = sweep_plan("timesteps=3,7,14", seeds=2, settings=settings)
    runs = validated(plan, lambda s: s.timesteps / 10, lambda s: 20 / s.timesteps)
    found = best_and_default(scored(plan, runs, plan.goal), plan)
    assert found.best.point == {"timesteps": 3}
    said = judged_sentence(found, plan, runs)
    assert said == (
        "Chosen by 25 validation days before the test days. "
        "On the test days, which did not choose: "
        "6.67 × yesterday's miss (6.67 to 6.67 over 2 seeds); the settings you began with: "
        "2.86 × yesterday's miss (2.86 to 2.86 over 2 seeds)."
    )
    shown = without_test_days(runs[0].figures)
    assert shown == {
        "seconds": 1.0,
        "validation_rmse": 0.3,
        "validation_naive_rmse": 1.0,
        "validation_rows": 25,
    }
    assert set(run_table(plan, runs).ratio) == {0.3, 0.7, 1.4}


def test_who_chooses_by_test_days_is_told(sweep_plan):
    plan = sweep_plan("timesteps=3,7,14", seeds=2)
    runs = members_of(plan, lambda s: s.timesteps)
    found = best_and_default(scored(plan, runs, plan.goal), plan)
    assert plan.judged_on == "test"
    assert judged_sentence(found, plan, runs) == (
        "The test days that judge it also chose it: expect less on new days."
    )
    by_time = plan.model_copy(update={"measure": "seconds"})
    assert judged_sentence(found, by_time, runs) == ""


@pytest.mark.parametrize(
    ("settings", "vary", "days"),
    [
        ({}, (), 25),
        ({"test_days": 100}, (), 100),
        ({"test_days": 130}, (), 0),
        ({}, ("timesteps=3,7,199",), 25),
        ({}, ("timesteps=3..200",), 0),
        ({"test_days": 300}, (), 0),
        ({"target": "change", "reads": "changes"}, ("target=price,change",), 25),
    ],
)
def test_a_sweep_takes_as_many_validation_days_as_test_days_where_they_fit(settings, vary, days):
    read = [read_vary(Kind.STOCK, text) for text in vary]
    usual = usual_validation_days(StockSettings(**settings), bundled_prices("GE"), read)
    assert usual.days == days
    fits_with_none = settings.get("test_days") != 300
    assert bool(usual.unfit) == (days == 0 and fits_with_none)
