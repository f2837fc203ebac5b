"""What a component tells reaches the page; what comes after the page was left is not missed."""

from types import SimpleNamespace

import pytest

from dashboard.shared import charting


@pytest.fixture
def state(monkeypatch):
    held = {}
    monkeypatch.setattr(charting, "st", SimpleNamespace(session_state=held))
    return held


def test_what_a_component_tells_is_passed_on(state):
    told = []
    hear = charting.on_state("picture", "epoch", told.append)
    state["picture"] = {"epoch": 7}
    hear()
    assert told == [7]


@pytest.mark.usefixtures("state")
def test_what_is_told_after_the_page_was_left_is_no_error():
    told = []
    charting.on_state("picture", "epoch", told.append)()
    assert told == []
