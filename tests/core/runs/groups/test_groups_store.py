import threading

import pytest

from core.runs import queue
from core.runs.groups.plan import Purpose
from core.runs.groups.store import Groups, UnknownGroupError
from core.runs.people import HOST
from core.runs.queue import QueueFullError, Waiting, in_order
from core.runs.records import RunState
from core.runs.workers.executor import begin_group
from core.stocks.settings import StockSettings


@pytest.fixture
def group(store, prices, sweep_plan):
    plan = sweep_plan("timesteps=3,7", "units=4,8", seeds=2, dataset=prices)
    return begin_group(store, plan, Purpose.SWEEP, "me")


def test_a_group_is_queued_and_read_in_its_order(store, group):
    members = Groups(store).members(group.id)
    assert [
        (run.settings["timesteps"], run.settings["units"], run.settings["seed"]) for run in members
    ] == [(t, u, s) for t in (3, 7) for u in (4, 8) for s in (0, 1)]
    assert (group.total, group.counts.over, group.active) == (8, 0, True)
    assert group.title == "General Electric"
    assert [found.id for found in Groups(store).latest()] == [group.id]
    assert store.queued() == [run.id for run in members]


def test_runs_of_groups_do_not_flood_the_list_of_runs(store, group, prices):
    alone = store.create_run(StockSettings(), prices)
    assert [run.id for run in store.runs()] == [alone.id]
    assert [run_id for run_id, _ in store.states()] == [alone.id]
    assert [run.id for run in store.active()] == [alone.id]
    member = store.run(Groups(store).members(group.id)[0].id)
    assert member.group_id == group.id


def test_a_group_counts_what_becomes_of_its_runs(store, group, carry_out):
    fast = {3: None, 7: 1.5}
    before = Groups(store).version(group.id)
    carry_out(store, group.id, lambda settings: fast[settings.timesteps], most=6)
    store.claim("test")
    now = Groups(store).group(group.id)
    assert now.counts.by_state == {
        RunState.FAILED: 4,
        RunState.FINISHED: 2,
        RunState.RUNNING: 1,
        RunState.QUEUED: 1,
    }
    assert (now.counts.over, now.active) == (6, True)
    assert now.seconds_left is not None
    assert Groups(store).version(group.id) > before
    failed, finished = Groups(store).members(group.id)[0], Groups(store).members(group.id)[4]
    assert (failed.value(now.plan.goal), failed.error) == (None, "It diverged.")
    assert finished.value(now.plan.goal) == 1.5


def test_stop_stops_all(store, group):
    running = store.claim("test")
    Groups(store).stop(group.id, by=HOST)
    assert store.should_stop(running.id)
    assert store.claim("other") is None
    assert Groups(store).group(group.id).active
    store.finish(running.id, RunState.STOPPED)
    stopped = Groups(store).group(group.id)
    assert stopped.counts.by_state == {RunState.STOPPED: 8}
    assert not stopped.active


def test_a_group_is_deleted_with_all_its_runs(store, group, carry_out, prices):
    alone = store.create_run(StockSettings(), prices, "other")
    store.request_stop(alone.id, by=HOST)
    carry_out(store, group.id, lambda _: 1.0)
    member = Groups(store).members(group.id)[0]
    assert store.losses(member.id)
    Groups(store).delete(group.id, by=HOST)
    with pytest.raises(UnknownGroupError):
        Groups(store).group(group.id)
    assert Groups(store).members(group.id) == []
    assert store.losses(member.id) == []
    assert Groups(store).version(group.id) == -1
    assert store.run(alone.id)


def test_of_two_that_extend_a_group_one_does(store, group):
    more = [StockSettings(seed=99)]
    done = []
    both = [
        threading.Thread(target=lambda: done.append(Groups(store).extend(group, more)))
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(done) == [False, True]
    assert len(Groups(store).members(group.id)) == 9


def test_a_stopped_group_is_not_extended(store, group):
    Groups(store).stop(group.id, by=HOST)
    assert not Groups(store).extend(Groups(store).group(group.id), [StockSettings()])


def test_old_runs_take_their_groups_along(store, group, carry_out):
    carry_out(store, group.id, lambda _: 1.0)
    created = Groups(store).group(group.id).created
    store.delete_before(created.replace(year=created.year + 1), by=HOST)
    assert Groups(store).latest() == []


def test_a_sweep_keeps_nobody_waiting():
    sweep = [Waiting(f"sweep {number:03}", "me", number, grouped=True) for number in range(100)]
    later = [Waiting("mine", "me", 200.0), Waiting("yours", "you", 300.0)]
    assert set(in_order([*sweep, *later], {})[:2]) == {"mine", "yours"}


def test_a_session_and_all_of_them_have_a_most_of_queued_groups(
    store, sweep_plan, prices, monkeypatch
):
    plan = sweep_plan("timesteps=3,7", dataset=prices)
    monkeypatch.setattr(queue, "MOST_GROUPS_OF_ONE", 1)
    monkeypatch.setattr(queue, "MOST_QUEUED_GROUPS", 2)
    mine = begin_group(store, plan, Purpose.SWEEP, "me")
    with pytest.raises(QueueFullError, match="Of yours 1 groups of runs"):
        begin_group(store, plan, Purpose.SWEEP, "me")
    begin_group(store, plan, Purpose.SWEEP, "you")
    with pytest.raises(QueueFullError, match="The queue is full: 2 groups"):
        begin_group(store, plan, Purpose.SWEEP, "somebody else")
    Groups(store).stop(mine.id, by=HOST)
    assert begin_group(store, plan, Purpose.SWEEP, "me").active


def test_a_group_with_more_runs_than_may_wait_is_refused(store, sweep_plan, prices, monkeypatch):
    plan = sweep_plan("timesteps=3,7", dataset=prices)
    monkeypatch.setattr(queue, "MOST_OF_ONE", plan.run_count - 1)
    with pytest.raises(QueueFullError, match="Of yours 0 runs"):
        begin_group(store, plan, Purpose.SWEEP, "me")
    assert Groups(store).latest() == []
