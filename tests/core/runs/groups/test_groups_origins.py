from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.events import Result
from core.runs.groups.forecasts import forecasts, pooled_verdict
from core.runs.groups.plan import Purpose, first_points, runs_of
from core.runs.groups.store import Groups
from core.runs.groups.vary import most_origins, walk_forward
from core.runs.records import RunState
from core.runs.workers.executor import begin_group
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from tests.examples import examples

GE = bundled_prices("GE")


@examples(15)
@given(test_days=st.integers(1, 40), sliding=st.booleans(), data=st.data())
def test_test_periods_follow_on_each_other_and_end_with_the_run_s_own(test_days, sliding, data):
    base = StockSettings(test_days=test_days)
    origins = data.draw(st.integers(2, most_origins(base, GE)))
    plan = walk_forward(base, GE, "", origins=origins, sliding=sliding)
    parts = [prepare(run, GE) for run in runs_of(plan, first_points(plan), GE)]
    days = pd.DatetimeIndex(np.concatenate([part.test.dates for part in parts]))
    assert days.equals(GE.dates[-origins * test_days :])
    assert parts[-1].test.dates.equals(prepare(base, GE).test.dates)
    rows = [part.train_rows for part in parts]
    assert len(set(rows)) == 1 if sliding else rows == sorted(set(rows))
    assert min(rows) >= 0.3 * len(GE) - 1


def test_the_same_days_are_predicted_where_the_split_is_a_date():
    dated = StockSettings(split_date=GE.dates[-25].date())
    plan = walk_forward(dated, GE, "", origins=3)
    assert plan.points == walk_forward(StockSettings(), GE, "", origins=3).points


def test_more_times_than_fit_are_refused_in_a_sentence():
    with pytest.raises(SettingsError, match="8 times do not fit into these days: 2 to 7 do"):
        walk_forward(StockSettings(), GE, "", origins=8)
    with pytest.raises(SettingsError, match="choose fewer test days"):
        walk_forward(StockSettings(test_days=120), GE, "", origins=2)


@pytest.fixture
def told(store, prices):
    """What GE's forecasts are, and what is said of them, of origins whose lines miss by so much."""

    def made(*misses, test_days=25):
        base = StockSettings(test_days=test_days)
        plan = walk_forward(base, GE, prices, origins=len(misses))
        group = begin_group(store, plan, Purpose.WALK_FORWARD)
        for miss in misses:
            run = store.claim("test")
            test = prepare(run.settings, GE).test
            said = test.actual + miss * (test.yesterday - test.actual)
            store.append(run.id, [Result({}, {"test_prediction": said})])
            store.finish(run.id, RunState.FINISHED)
        return forecasts(store, group, Groups(store).members(group.id))

    return made


def test_each_time_counts_by_its_own_yesterday_not_by_how_far_the_price_moved(told):
    """A forecast that misses half of every move, or twice as much, says so at every time alike."""
    parts = told(0.5, 2.0, 1.0)
    assert len({round(part.scores.naive_rmse, 3) for part in parts}) == 3  # quiet and wild times
    together = np.sqrt(np.mean([0.5**2, 2.0**2, 1.0**2]))
    said = pooled_verdict(parts)
    assert f"days {together:.2g} times that of yesterday's price, each time in multiples" in said
    assert "of how far off yesterday's price was then. Skill" in said


def test_a_single_quiet_day_is_no_measure_of_its_time(told):
    parts = told(*[1.0] * 12, test_days=1)
    changes = np.diff(GE.frame["Open"].to_numpy())
    assert parts[-1].usual_miss == pytest.approx(np.sqrt(np.mean(changes[-20:] ** 2)))
    assert parts[0].usual_miss == pytest.approx(np.sqrt(np.mean(changes[-31:-11] ** 2)))
    assert "yesterday's price was over the 20 days up to its end. Skill" in pooled_verdict(parts)


def test_a_price_that_never_changes_is_said_so(told):
    parts = [replace(part, usual_miss=0.0) for part in told(1.0, 2.0)]
    assert "never changed" in pooled_verdict(parts)
    assert "At 1 of them the price never changed." in pooled_verdict([parts[0], *told(1.0, 2.0)])
