"""Somebody takes a run away as a zip and a script, and brings the zip in again."""

from __future__ import annotations

import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from core.runs.store import Store
from tests.browser.made_runs import finished_names
from tests.browser.steps import run_of


def test_a_run_is_taken_away_and_brought_in(page: Page, store: Store, tmp_path: Path) -> None:
    run = finished_names(store)
    page.goto(f"/names?run={run.id}")
    page.get_by_role("button", name="Take it away").click()
    script = saved(page, "Script", tmp_path)
    with zipfile.ZipFile(script) as archive:
        assert f"names-{run.id}/names.py" in archive.namelist()
    everything = saved(page, "Everything (zip)", tmp_path)

    page.goto("/runs")
    page.get_by_text("Import a zip").click()
    page.locator("input[type=file]").set_input_files(script)
    expect(page.get_by_test_id("stAlertContentError")).to_contain_text("never puts there")
    page.locator("input[type=file]").set_input_files(everything)
    expect(page.get_by_text("It holds 1 run (1 of names) with 3 checkpoints")).to_be_visible()
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    page.get_by_role("button", name="Bring in this run").click()
    expect(page.get_by_text("Brought in 1 run.")).to_be_visible()
    page.get_by_role("link", name="Open Dinosaur names").click()
    expect(page.get_by_role("button", name="Take it away")).to_be_visible()
    copy = store.run(str(run_of(page.url)))
    assert copy.id != run.id
    assert (copy.created, copy.values) == (run.created, store.run(run.id).values)


def saved(page: Page, name: str, folder: Path) -> Path:
    """What a button of the popover saves."""
    button = page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_visible()
    with page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
