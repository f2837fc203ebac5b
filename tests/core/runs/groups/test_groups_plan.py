import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.names.settings import NamesSettings
from core.runs.groups.plan import How, Plan, first_points, key, make_plan, random_points, runs_of
from core.runs.groups.vary import read_vary
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices

TIMESTEPS = st.lists(st.integers(1, 30), min_size=1, max_size=5, unique=True)
UNITS = st.lists(st.integers(1, 60), min_size=1, max_size=5, unique=True)


@given(timesteps=TIMESTEPS, units=UNITS, seeds=st.integers(1, 4), first=st.integers(0, 9))
def test_a_grid_is_every_combination_on_every_seed_once(sweep_plan, timesteps, units, seeds, first):
    base = StockSettings(seed=first, epochs=3)
    lists = [
        f"{name}={','.join(map(str, values))}"
        for name, values in (("timesteps", timesteps), ("units", units))
    ]
    plan = sweep_plan(*lists, settings=base, seeds=seeds)
    runs = runs_of(plan, first_points(plan), bundled_prices("GE"))
    assert len(runs) == plan.run_count
    found = [(run.timesteps, run.units, run.seed) for run in runs]
    expected = itertools.product(timesteps, units, range(first, first + seeds))
    assert sorted(found) == sorted(expected)
    assert {run.epochs for run in runs} == {3}


@given(
    seed=st.integers(0, 5),
    trials=st.integers(1, 30),
    how=st.sampled_from([How.RANDOM, How.SEARCH]),
    high=st.integers(8, 40),
)
def test_random_points_are_distinct_and_within_and_begin_with_the_default(
    sweep_plan, seed, trials, how, high
):
    plan = sweep_plan(
        f"timesteps=3..{high}",
        "learning-rate=0.0001..0.1",
        "cell=lstm,gru",
        settings=StockSettings(seed=seed),
        how=how,
        trials=trials,
    )
    points = first_points(plan)
    assert points == first_points(plan)  # the same dice
    assert len(points) == (min(trials, 10) if how is How.SEARCH else trials)
    assert len({key(point) for point in points}) == len(points)
    assert points[0] == {"timesteps": 7, "learning_rate": 0.001, "cell": "lstm"}
    for point in points:
        assert isinstance(point["timesteps"], int)
        assert 3 <= point["timesteps"] <= high
        assert 0.0001 <= point["learning_rate"] <= 0.1


def test_a_wide_range_is_drawn_by_factors(sweep_plan):
    plan = sweep_plan("learning-rate=0.0001..0.1", how=How.RANDOM, trials=300)
    rates = [math.log10(point["learning_rate"]) for point in first_points(plan)]
    assert abs(sum(rate < -2.5 for rate in rates) - 150) < 40


@given(trials=st.integers(1, 20))
def test_a_small_space_is_exhausted_and_never_repeated(sweep_plan, trials):
    plan = sweep_plan("cell=lstm,gru,rnn", "layers=1,2", how=How.RANDOM, trials=trials)
    points = first_points(plan)
    assert len(points) == plan.point_count == min(trials, 6)
    assert random_points(plan, points, 10) == random_points(plan, points, 6 - len(points))


def test_a_plan_is_the_same_after_it_was_written_down(sweep_plan):
    plan = sweep_plan("dropout=0.0,0.2", "cell=lstm,gru", "units=3..9", how=How.RANDOM, trials=4)
    again = Plan.model_validate_json(plan.model_dump_json())
    assert plan.settings == again.settings == StockSettings()
    assert again == plan


def test_what_is_read_goes_with_a_target_that_varies(sweep_plan):
    def reads(plan):
        runs = runs_of(plan, first_points(plan), bundled_prices("GE"))
        return [(run.target, run.reads) for run in runs]

    plan = sweep_plan("target=price,change")
    assert reads(plan) == [("price", "levels"), ("change", "changes")]
    other = sweep_plan("target=change", "reads=levels,changes")
    assert reads(other) == [("change", "levels"), ("change", "changes")]
    without = {name: value for name, value in plan.base.items() if name != "reads"}
    of_before = plan.model_copy(update={"base": without})
    assert reads(of_before) == [("price", "levels"), ("change", "levels")]
    with pytest.raises(SettingsError, match="do not tell where a price stands"):
        reads(sweep_plan("reads=levels,changes"))


def test_too_many_runs_are_refused_in_a_sentence(sweep_plan):
    with pytest.raises(SettingsError, match="That makes 510 runs; at most 500 go together"):
        sweep_plan("timesteps=1..51", seeds=10)
    plan = sweep_plan("timesteps=1..51", seeds=10, most=510)
    assert plan.run_count == 510


def test_what_makes_no_plan_is_refused_in_a_sentence(sweep_plan):
    with pytest.raises(SettingsError, match="A grid needs a list of values for 'learning_rate'"):
        sweep_plan("learning-rate=0.001..0.1")
    with pytest.raises(SettingsError, match="'units' is varied twice"):
        sweep_plan("units=3", "units=4")
    with pytest.raises(SettingsError, match="how many points to try"):
        sweep_plan("units=3..9", how=How.RANDOM)
    with pytest.raises(SettingsError, match="Seeds must be at most 100"):
        make_plan(StockSettings(), "", seeds=101)
    with pytest.raises(SettingsError, match="There is no measure 'beauty'; choose ratio"):
        sweep_plan("units=3", measure="beauty")


def test_a_point_that_does_not_fit_the_prices_is_refused_before_anything_runs(sweep_plan):
    plan = sweep_plan("timesteps=7,240")
    with pytest.raises(SettingsError, match="Timesteps 240 and 25 test days need at least 266"):
        runs_of(plan, first_points(plan), bundled_prices("GE"))


@pytest.mark.parametrize(
    ("varied", "held_out", "label", "figure"),
    [
        ("held_out=0,0.1", 0.0, "Bits a letter, learned names", 2.0),
        ("held_out=0.1,0.2", 0.1, "Bits a letter", 3.0),
        ("hidden_units=5,9", 0.1, "Bits a letter", 3.0),
    ],
)
def test_runs_with_and_without_names_held_out_are_compared_by_the_same_bits(
    varied, held_out, label, figure
):
    settings = NamesSettings(held_out=held_out)
    plan = make_plan(settings, "", vary=[read_vary(Kind.NAMES, varied)])
    assert plan.goal.label == label
    assert plan.goal.of({"bits_trained": 2.0, "bits_held_out": 3.0}) == figure
