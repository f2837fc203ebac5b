"""Streamlit breaks a look off whenever the browser asks for another one: nothing may get lost."""

from __future__ import annotations

from contextlib import suppress

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from core.runs.records import RunState
from dashboard.shared.history import TRAIN, forget_actions, request_action, requested_action


class BrokenOff(BaseException):
    """As Streamlit breaks a script off."""


def test_looks_of_one_visitor_never_overlap():
    """Else one that ought to have ended goes on beside the next, and puts its own into the address.

    Of two steps back in quick succession that left the address of one and the form of the other.
    """
    assert not config.get_option("runner.fastReruns")


def test_a_wish_lasts_until_it_is_granted():
    request_action(TRAIN)
    with suppress(BrokenOff), requested_action(TRAIN) as wanted:
        assert wanted
        raise BrokenOff
    with requested_action(TRAIN) as wanted:
        assert wanted
    with requested_action(TRAIN) as wanted:
        assert not wanted


def test_a_wish_of_another_page_is_forgotten():
    request_action(TRAIN)
    forget_actions()
    with requested_action(TRAIN) as wanted:
        assert not wanted


@pytest.mark.parametrize("kind", ["stock", "names"])
def test_a_url_from_before_a_run_was_started_does_not_lead_back(open_page, lab, kind):
    page, first, second = two_trainings(open_page, lab, kind)
    page.query_params["run"] = first  # what the browser still had when it asked
    page.number_input[0].set_value(3).run()
    assert page.query_params["run"] == second
    assert page.number_input[0].value == 3
    if kind == "stock":
        assert page.query_params["before"] == first


def test_a_run_that_was_left_can_be_opened_again(open_page, lab):
    page, first, _ = two_trainings(open_page, lab, "stock")
    page.switch_page("views/runs.py").run()
    page.switch_page("views/stock.py")
    page.query_params["run"] = first
    page.run()
    assert page.query_params["run"] == first


def test_a_click_on_another_page_does_not_train_here_later(open_page, lab):
    page = open_page("home")
    page.button(key="go_stock").click()
    page.switch_page("views/names.py").run()  # the browser was quicker
    page.switch_page("views/stock.py").run()
    assert not lab.runs()


@pytest.mark.parametrize("kind", ["stock", "names"])
def test_a_run_wanted_at_home_is_started_once(open_page, lab, kind):
    page = open_page("home")
    page.button(key=f"go_{kind}").click().run()
    page.run()
    [run] = lab.runs()
    assert run.kind == kind
    assert not page.exception


def two_trainings(open_page, lab, kind) -> tuple[AppTest, str, str]:
    """A page on which Train was clicked twice, and the two runs."""
    page = open_page(kind)
    runs = []
    for _ in range(2):
        page.button(key="train").click().run()
        runs.append(page.query_params["run"])
        lab.claim("test")
        lab.finish(runs[-1], RunState.STOPPED)
    return page, runs[0], runs[1]


@pytest.fixture
def left(open_page, monkeypatch):
    """The report, where a button to another page was clicked and its look broken off."""
    page = open_page("report", open_clip="true")
    with monkeypatch.context() as before_the_switch:
        before_the_switch.setattr(st, "switch_page", lambda *_, **__: st.stop())
        page.button(key="report_clip_0").click().run()
    return page


def test_a_click_that_leaves_for_another_page_is_not_lost(left):
    assert left.run().title[0].value == "Dinosaur names"
    assert left.query_params["names_clip_value"] == "10.0"


def test_whoever_has_gone_elsewhere_is_not_fetched_back(left):
    for view, title in (("runs", "Runs"), ("report", "The report")):
        left.switch_page(f"views/{view}.py").run()
        assert left.run().title[0].value == title
