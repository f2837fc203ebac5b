"""A training whose worker was killed goes on at one click."""

from __future__ import annotations

import re
import time

import numpy as np
import psutil
from playwright.sync_api import Page, expect
from sqlalchemy import update

from core.runs.records import Run, RunState
from core.runs.store import Store
from core.runs.tables import runs
from core.stocks.settings import StockSettings
from tests.browser.made_runs import LOOK_EVERY, queued
from tests.browser.steps import run_of, status

LONG = StockSettings(epochs=1000, units=128)  # far longer than a state takes to be kept


def test_a_run_whose_worker_is_killed_continues_at_one_click(page: Page, store: Store) -> None:
    run = queued(store, LONG)
    page.goto(f"/stock?run={run.id}")
    while not since_the_kept_state(store, run):
        time.sleep(LOOK_EVERY)
    kill_worker(store, run)
    expect(status(page)).to_contain_text("Interrupted after")
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url(lambda url: run_of(url) not in (None, run.id))
    expect(page.get_by_role("button", name=f"This run continues {run.id}")).to_be_visible()
    child_id = run_of(page.url)
    assert child_id is not None
    lost = since_the_kept_state(store, run)
    while not set(lost) <= set(store.checkpoints(child_id)):
        time.sleep(LOOK_EVERY)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(status(page)).to_contain_text("Stopped after")
    expect(page.locator(".lab-loss")).to_have_attribute("aria-label", re.compile("continued after"))
    for step in lost:
        before, after = store.checkpoint(run.id, step), store.checkpoint(child_id, step)
        np.testing.assert_equal(after.arrays, before.arrays)


def since_the_kept_state(store: Store, run: Run) -> list[int]:
    """The epochs that were reported after the state from which the run can go on."""
    kept = store.state_step(run.id)
    return [] if kept is None else [epoch for epoch in store.checkpoints(run.id) if epoch > kept]


def kill_worker(store: Store, run: Run) -> None:
    worker = store.run(run.id).worker
    assert worker is not None
    psutil.Process(int(worker.rpartition(":")[2])).kill()
    with store._engine.begin() as connection:  # else it takes a while to be thought dead
        connection.execute(update(runs).where(runs.c.id == run.id).values(heartbeat=0.0))
    assert store.run(run.id).state is RunState.INTERRUPTED
