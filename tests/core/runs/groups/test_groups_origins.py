import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SettingsError
from core.events import Result
from core.runs.groups.begin import begin_group
from core.runs.groups.findings.forecasts import forecasts, pooled_verdict
from core.runs.groups.planning.origins import most_origins, walk_forward
from core.runs.groups.planning.plan import Purpose
from core.runs.groups.planning.points import first_points, runs_of
from core.runs.records import RunState
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled
from core.stocks.windows import prepare

GE = bundled("GE")


@settings(max_examples=15)
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


def test_the_pooled_verdict_is_that_of_all_days_together(store, prices):
    plan = walk_forward(StockSettings(), GE, prices, origins=3)
    group = begin_group(store, plan, Purpose.WALK_FORWARD)
    missed = []
    for miss in (0.1, 0.2, 0.9):
        run = store.claim("test")
        test = prepare(run.settings, GE).test
        missed.append(np.full(len(test.actual), miss))
        store.append(run.id, [Result({}, {"test_prediction": test.actual + miss})])
        store.finish(run.id, RunState.FINISHED)
    parts = forecasts(store, group, store.members(group.id))
    assert [part.scores.rmse for part in parts] == pytest.approx([0.1, 0.2, 0.9])
    together = np.sqrt(np.mean(np.concatenate(missed) ** 2))
    assert f"Typical miss {100 * together:.0f} cents" in pooled_verdict(parts, "USD")
