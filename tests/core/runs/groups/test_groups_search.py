import math

import pytest

from core.runs.groups.plan import STARTUP, How, Purpose, key
from core.runs.groups.search import AHEAD, advance, by_point, next_points
from core.runs.groups.store import Groups
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.workers.executor import begin_group


@pytest.fixture
def search(store, prices, sweep_plan):
    """Begins a search over timesteps and units."""

    def begun(trials=30, seeds=1, how=How.SEARCH):
        plan = sweep_plan(
            "timesteps=1..60",
            "learning-rate=0.0001..0.1",
            dataset=prices,
            how=how,
            trials=trials,
            seeds=seeds,
        )
        return begin_group(store, plan, Purpose.SWEEP)

    return begun


def bowl(settings):
    """Best, at 1, where timesteps are 20 and the rate is 0.01."""
    far = (settings.timesteps - 20) / 60, math.log10(settings.learning_rate) + 2
    return 1 + far[0] ** 2 + far[1] ** 2


def test_a_search_goes_on_as_runs_end_until_it_is_complete(store, search, carry_out):
    group = search(trials=14, seeds=2)
    assert group.counts.all == STARTUP * 2
    assert (group.total, group.complete) == (28, False)
    carry_out(store, group.id, bowl)
    done = Groups(store).group(group.id)
    assert (done.counts.by_state, done.active) == ({RunState.FINISHED: 28}, False)
    points = by_point(done.plan, Groups(store).members(group.id))
    assert [len(runs) for _, runs in points] == [2] * 14
    assert len({key(point) for point, _ in points}) == 14


def test_a_search_looks_nearer_to_the_best_than_luck_does(store, search, carry_out):
    mean = {}
    for how in (How.SEARCH, How.RANDOM):
        group = search(trials=40, how=how)
        carry_out(store, group.id, bowl)
        late = Groups(store).members(group.id)[STARTUP:]
        mean[how] = sum(run.figures["rmse"] for run in late) / len(late)
    assert mean[How.SEARCH] < mean[How.RANDOM]


def test_the_next_points_come_from_the_stored_runs_alone(store, search, carry_out):
    group = search()
    carry_out(store, group.id, bowl, most=STARTUP)
    tried = by_point(group.plan, Groups(store).members(group.id))
    again = by_point(group.plan, Groups(store).members(group.id))
    asked = next_points(group.plan, tried, 3)
    assert next_points(group.plan, again, 3) == asked
    assert len({key(point) for point in asked} - {key(point) for point, _ in tried}) == 3


def test_no_more_is_asked_ahead_than_workers_need(store, search, carry_out):
    group = search()
    carry_out(store, group.id, bowl, most=STARTUP)
    waiting = Groups(store).group(group.id).counts.by_state[RunState.QUEUED]
    assert waiting == AHEAD
    assert advance(Groups(store), group.id) == 0


def test_points_that_fail_are_left_alone(store, search, carry_out):
    group = search(trials=40)
    carry_out(store, group.id, lambda s: None if s.learning_rate > 0.003 else bowl(s))
    late = Groups(store).members(group.id)[STARTUP + 10 :]
    assert sum(run.state is RunState.FAILED for run in late) < len(late) / 2


def test_a_search_that_stands_still_is_found_and_goes_on(store, search):
    group = search(trials=12)
    while run := store.claim("a worker that dies"):
        store.finish(run.id, RunState.FAILED, "It died.")
    assert [found.id for found in Groups(store).searching()] == [group.id]
    assert advance(Groups(store), group.id) == 2
    Groups(store).stop(group.id, by=HOST)
    assert Groups(store).searching() == []
    assert advance(Groups(store), group.id) == 0


def test_a_deleted_group_needs_nothing_more(store, search):
    group = search()
    Groups(store).delete(group.id, by=HOST)
    assert advance(Groups(store), group.id) == 0
