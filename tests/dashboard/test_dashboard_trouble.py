"""Pages while the run database is in trouble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs import queue
from core.runs.records import Run
from core.runs.settings import Kind
from core.runs.store import Store
from dashboard.backend import store
from dashboard.shared.status import run_status


@pytest.fixture
def run(lab: Store) -> Run:
    names = bundled_names()
    kept = lab.save_dataset(Kind.NAMES, names.title, names.to_bytes())
    lab.create_run(NamesSettings(), kept)
    claimed = lab.claim("test")
    assert claimed is not None
    return claimed


def sentences(page: AppTest) -> list[str]:
    assert not page.exception
    return [error.value for error in page.error]


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("name", ["home", "names", "sweep", "inside"])
def test_a_page_without_its_database_is_a_sentence_and_a_way_on(
    open_page: Callable[..., AppTest], tmp_path: Path, name: str
) -> None:
    query = {"run": store().runs()[0].id} if name in ("names", "inside") else {}
    page = open_page(name, **query)
    assert not sentences(page)
    file, away = tmp_path / "lab.sqlite", tmp_path / "away"
    file.rename(away)
    page.run()
    assert "was deleted or moved" in sentences(page)[0]
    away.rename(file)
    page.button(key="try_again").click().run()
    assert not sentences(page)


def test_what_a_click_cannot_do_is_a_sentence_and_a_way_on(
    run: Run, open_page: Callable[..., AppTest], tmp_path: Path
) -> None:
    page = open_page("runs")
    file, away = tmp_path / "lab.sqlite", tmp_path / "away"
    file.rename(away)
    page.button(key=f"stop_{run.id}").click().run()
    assert "was deleted or moved" in sentences(page)[0]
    away.rename(file)
    page.button(key="try_again").click().run()
    assert not sentences(page)
    assert page.button(key=f"stop_{run.id}")


def test_a_run_whose_worker_cannot_write_says_what_it_waits_for(lab: Store, run: Run) -> None:
    lab.report_waiting(run.id, "its disk is full")
    told = run_status(lab.run(run.id))
    assert told["state"] == "running"
    assert str(told["text"]).startswith("Waiting for the database: its disk is full. Nothing is l")


def test_a_run_says_it_too_where_the_server_finds_the_trouble(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store(), "trouble", "another program keeps it locked")
    assert "Waiting for the database: another program" in str(run_status(run)["text"])


def test_a_full_queue_is_a_sentence_beside_all_that_stands(
    lab: Store, open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("names")
    monkeypatch.setattr(queue, "MOST_OF_ONE", 0)
    page.button(key="train").click().run()
    assert not sentences(page)
    assert "queued" in page.toast[0].value
    assert page.button(key="train")
    page.run()
    assert not page.toast  # it is not tried again by itself
    assert not lab.runs()
