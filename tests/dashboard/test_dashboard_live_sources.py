"""What the live_sources tell of runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import event

from core.events import Checkpoint, Progress
from core.runs.database import StoreError
from core.runs.people import HOST
from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from dashboard.endpoints import open_source
from dashboard.shared import live_sources
from dashboard.shared.live_sources import ListSource, RunSource

SETTINGS = StockSettings(epochs=4, timesteps=5, units=4, layers=1)


@pytest.fixture
def queued(lab: Store) -> Run:
    prices = bundled_prices("GE")
    kept = lab.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    return lab.create_run(SETTINGS, kept)


@pytest.fixture
def run(lab: Store, queued: Run) -> Run:
    """A run that a worker has begun."""
    lab.claim("test")
    return lab.run(queued.id)


def epoch(number: int, loss: float = 0.1) -> Checkpoint:
    days = prepare(SETTINGS, bundled_prices("GE")).test.actual
    return Checkpoint(number, loss, 1.0, {"prediction": days + 1})


def test_nothing_is_told_while_nothing_changes(lab: Store, run: Run) -> None:
    source = open_source(run.id)
    assert source.changes() is not None
    assert source.changes() is None
    lab.append(run.id, [epoch(0)])
    assert source.changes() is not None
    assert source.changes() is None


def test_a_heartbeat_is_no_news(lab: Store, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_sources, "RECHECK_AFTER", 0.0)
    source = open_source(run.id)
    source.changes()
    lab.heartbeat(run.id)
    assert source.changes() is None


def test_the_curve_comes_in_parts_and_whole_to_who_comes_late(lab: Store, run: Run) -> None:
    source = open_source(run.id)
    source.changes()
    told = []
    for number in range(3):
        lab.append(run.id, [Progress(number - 0.5, 4.0, 0.2, 1.0), epoch(number)])
        told += source.changes()["points"]
    assert [step for step, _ in told] == [-0.5, 0, 0.5, 1, 1.5, 2]
    assert source.snapshot()["points"] == told
    assert source.snapshot()["frame"]["epoch"] == 2


def test_what_is_no_number_can_be_told(lab: Store, run: Run) -> None:
    source = open_source(run.id)
    lab.append(run.id, [epoch(0, loss=float("nan")), epoch(1, loss=float("inf"))])
    news = source.changes()
    assert [loss for _, loss in news["points"]] == [None, None]
    json.dumps([news, source.snapshot()], allow_nan=False)


@pytest.mark.usefixtures("run")
def test_a_run_moves_up_in_the_queue_without_a_change_of_its_own(
    lab: Store, queued: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_sources, "RECHECK_AFTER", 0.0)
    second, third = (lab.create_run(SETTINGS, queued.dataset_id) for _ in range(2))
    source = open_source(third.id)
    assert "Number 2" in source.changes()["text"]
    lab.delete(second.id, by=HOST)
    assert "Next in the queue" in source.changes()["text"]


@pytest.mark.parametrize("state", [RunState.FINISHED, RunState.STOPPED, RunState.FAILED])
def test_a_run_that_ends_has_no_more_news(lab: Store, run: Run, state: RunState) -> None:
    source = open_source(run.id)
    source.changes()
    assert not source.ended()
    lab.finish(run.id, state, "It failed." if state is RunState.FAILED else None)
    assert source.changes()["state"] == state
    assert source.ended()


def test_a_run_whose_worker_is_gone_ends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_sources, "RECHECK_AFTER", 0.0)
    source = open_source(run.id)
    source.changes()
    monkeypatch.setattr(live_sources.store(), "stale_after", -1.0)
    assert source.changes()["state"] == "interrupted"
    assert source.ended()


def test_a_deleted_run_is_told_to_who_comes_and_who_is_there(lab: Store, run: Run) -> None:
    source = open_source(run.id)
    source.changes()
    lab.delete(run.id, by=HOST)
    gone = {"state": "deleted", "active": False}
    assert source.snapshot() == source.changes() == gone
    assert source.ended()


def test_a_run_that_cannot_be_shown_is_told_as_that_and_ends(lab: Store) -> None:
    names = lab.save_dataset(Kind.NAMES, "names", b"{}")
    source = open_source(lab.create_run(SETTINGS, names).id)
    assert source.snapshot() == source.changes() == {"state": "unreadable", "active": False}
    assert source.ended()


def test_the_list_changes_with_runs_and_states_not_with_steps(lab: Store, run: Run) -> None:
    source = ListSource()
    before = source.changes()["list"]
    assert source.changes() is None
    lab.append(run.id, [epoch(1)])
    grown = source.changes()
    assert grown["list"] == before
    assert grown["texts"][run.id].startswith("1 of 4 epochs")
    lab.finish(run.id, RunState.FINISHED)
    ended = source.changes()
    assert ended["list"] != before
    assert ended["texts"] == {}
    lab.delete(run.id, by=HOST)
    assert source.changes()["list"] not in {before, ended["list"]}


@contextmanager
def asked(store: Store) -> Iterator[list[Any]]:
    """What a store asks its database meanwhile: (statement, its values)."""
    found: list[Any] = []

    def note(_c: object, _cursor: object, words: str, values: object, *_: object) -> None:
        found.append((words, values))

    event.listen(store._engine, "before_cursor_execute", note)
    yield found
    event.remove(store._engine, "before_cursor_execute", note)


def test_a_list_at_rest_is_asked_for_one_number(lab: Store, run: Run) -> None:
    lab.finish(run.id, RunState.FINISHED)
    source = ListSource()
    source.changes()
    with asked(live_sources.store()) as statements:
        assert source.changes() is None
    assert len(statements) == 1
    lab.delete(run.id, by=HOST)
    assert source.changes() is not None


def test_the_list_is_found_by_indexes_however_many_runs_there_are(lab: Store, run: Run) -> None:
    source = ListSource()
    source.changes()
    lab.append(run.id, [epoch(1)])
    lab.create_run(SETTINGS, run.dataset_id)
    store = live_sources.store()
    with asked(store) as statements:
        source.changes()
        store.runs(pinned_first=True)
        store.runs()
    assert len(statements) > 5
    with store._engine.connect() as connection:
        plans = [
            step.detail
            for words, values in statements
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)
            if "runs" in step.detail or "ORDER BY" in step.detail
        ]
    assert plans
    assert not [step for step in plans if step.startswith("SCAN runs")]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plans


@pytest.mark.usefixtures("run")
def test_a_run_whose_worker_is_gone_changes_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_sources, "RECHECK_AFTER", 0.0)
    source = ListSource()
    before = source.changes()["list"]
    monkeypatch.setattr(live_sources.store(), "stale_after", -1.0)
    assert source.changes()["list"] != before


WAITING = "Waiting for the database: it does not answer (connection refused). Nothing is lost."


@pytest.mark.parametrize("kind", [ListSource, RunSource])
def test_who_watches_is_told_that_the_database_is_away(
    run: Run, kind: type[ListSource | RunSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    def words(news: dict[str, Any]) -> str:
        return str(news["texts"][run.id] if "texts" in news else news["trouble"] or news["text"])

    source = open_source(run.id) if kind is RunSource else ListSource()
    before = words(source.snapshot())
    if kind is ListSource:
        source.changes()
    trouble = StoreError.because("it does not answer (connection refused)")
    for question in ("fetch_first", "fetch_all"):
        monkeypatch.setattr(live_sources.store(), question, Mock(side_effect=trouble))
    assert words(source.changes()) == WAITING
    assert source.changes() is None  # once
    assert not source.ended()
    monkeypatch.undo()
    assert words(source.changes()) == before
