"""The runs page says how large the store is, and deletes old runs."""

import datetime
import shutil
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import update

from core.cache import CACHE
from core.runs.store import Store
from core.runs.tables import runs
from tests.dashboard.conftest import component

VERSION_1_0_0 = Path(__file__).parents[2] / "data" / "stores" / "version_1_0_0.sqlite"
DAY = datetime.date(2019, 7, 21)


@pytest.fixture
def old(lab, tmp_path, monkeypatch):
    """Four runs of the same day."""
    lab.close()
    file = shutil.copy(VERSION_1_0_0, tmp_path / "old.sqlite")
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{file}")
    st.cache_resource.clear()
    CACHE.clear()
    store = Store()
    noon = datetime.datetime.combine(DAY, datetime.time(12), datetime.UTC).timestamp()
    with store._engine.begin() as connection:
        connection.execute(update(runs).values(created=noon))
    return store


@pytest.fixture
def page(open_page):
    page = open_page("runs")
    page.session_state["cleaning"] = True
    return page.run()


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption])


def test_the_size_is_worked_out_when_it_is_asked_for(open_page, old, monkeypatch):
    asked = []
    size = Store.size
    monkeypatch.setattr(Store, "size", lambda store: asked.append(store) or size(store))
    page = open_page("runs")
    assert not asked
    page.session_state["cleaning"] = True
    assert r"4 runs\; the database takes 0\.2 MB" in words(page.run())
    assert old.runs()


def test_old_runs_go_after_it_is_said_how_many(old, page):
    queued = old.create_run(old.runs()[0].settings, old.runs()[0].dataset_id)
    page.date_input(key="delete_before").set_value(DAY).run()
    assert "No run that has ended is from before 2019-07-21" in words(page)
    day = DAY + datetime.timedelta(days=1)
    page.date_input(key="delete_before").set_value(day).run()
    assert f"Delete 4 runs from before {day}" in words(page)
    assert len(old.runs()) == 5
    page.button(key="delete_old").click().run()
    assert not page.exception
    assert [run.id for run in old.runs()] == [queued.id]
    assert component(page, "runs")["said"] == "Runs deleted: 4"
    assert r"1 run\;" in words(page)
