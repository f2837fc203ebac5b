"""The tour: every station shows what there is, asks before it shows, and answers rightly."""

import numpy as np

from dashboard.inside.payload import TraceRequest, trace_result
from dashboard.inside.subject import find_subject
from dashboard.inside.tour import STATIONS, address
from dashboard.inside.tour_guesses import fullest_unit, most_influential_day, smallest_gradient_step
from tests.dashboard.conftest import at, component

NAMED = {"run": "demo-names", "checkpoint": "10000", "input": "tyrannosaurus"}
NAME = TraceRequest("demo-names", 10_000, "tyrannosaurus")
DAYS = TraceRequest("demo-lstm", 100, "2019-11-08")


def warnings(page):
    return " ".join(warning.value for warning in page.warning).replace("\\", "")


def test_there_are_eight_to_twelve_stations_and_each_has_something_to_do():
    assert 8 <= len(STATIONS) <= 12
    for station in STATIONS:
        assert station.reached or station.guess
        assert bool(station.reached) == bool(station.task) == bool(station.done)


def test_every_station_shows_a_network_a_checkpoint_and_a_step_that_there_are(open_page):
    page = open_page("inside")
    for number, station in enumerate(STATIONS, 1):
        at(page, address(number))
        assert not page.exception
        assert not page.warning
        shown = component(page, "inside")
        assert f"/traces/{station.address['run']}" in shown["trace"]
        assert shown["place"]["step"] == int(station.address.get("step", 1)) - 1
        told = shown["tour"]
        assert (told["number"], told["here"]) == (number, True)
        for name, limit in {"step": 14, "unit": 50}.items():
            assert 1 <= told["reached"].get(name, 1) <= limit


def test_the_answer_comes_after_the_guess(open_page):
    page = open_page("inside")
    for number, station in enumerate(STATIONS, 1):
        if station.guess is None:
            continue
        asked = component(at(page, address(number)), "inside")["tour"]["guess"]
        assert asked["guessed"] is None
        assert "because" not in asked
        assert len(set(asked["choices"])) >= 3
        at(page, {**address(number), **station.guess.shows, "guess": "1"})
        assert not page.exception
        assert not page.warning
        answered = component(page, "inside")["tour"]["guess"]
        assert answered["guessed"] == 0
        assert 0 <= answered["right"] < len(answered["choices"])
        assert any(digit.isdigit() for digit in answered["because"])


def test_the_likeliest_letter_is_that_of_the_trace(open_page):
    page = open_page("inside", **NAMED, step="6", station="5", guess="1")
    asked = component(page, "inside")["tour"]["guess"]
    found = trace_result(NAME).trace
    best = found.alphabet[found.arrays["y"][5].argmax()]
    assert asked["choices"][asked["right"]] == f"“{best}”"
    assert f"{100 * found.arrays['y'][5].max():.0f} %" in asked["because"]


def test_the_faintest_gradient_is_that_of_the_trace():
    answer = smallest_gradient_step(NAME)
    da = trace_result(NAME).trace.arrays["da"]
    lengths = np.sqrt((da**2).sum(axis=1))
    among = [int(choice.removeprefix("At step ")) - 1 for choice in answer.choices]
    assert among[answer.right] == lengths.argmin()
    assert lengths.argmax() in among


def test_the_fullest_unit_and_the_day_that_mattered_are_those_of_the_numbers():
    found = trace_result(DAYS).trace
    assert found.arrays["c2"][-1, fullest_unit(found) - 1] == found.arrays["c2"][-1].max()
    given = find_subject(DAYS.run).trace_input(DAYS.checkpoint, DAYS.input)
    answer = most_influential_day(DAYS)
    assert answer.choices[answer.right].startswith(given.days[-1])


def test_another_network_is_none_of_the_station(open_page):
    page = open_page("inside", run="demo-gru", station="6")
    assert not page.exception
    told = component(page, "inside")["tour"]
    assert (told["here"], told["guess"], told["reached"]) == (False, None, {})
    page = open_page("inside", station="5", **NAMED)
    page.selectbox(key="inside_run").select("demo-lstm").run()
    assert component(page, "inside")["tour"]["number"] == 5


def test_a_station_that_there_is_not_is_said(open_page):
    page = open_page("inside")
    for station in ("0", "99", "two", "-1", "²"):
        at(page, {"station": station})
        assert not page.exception
        assert f"There is no station '{station}'" in warnings(page)
        assert component(page, "inside")["tour"]["number"] == 0


def test_whoever_has_left_the_tour_can_take_it_up_where_they_were(open_page):
    page = open_page("inside", **address(3), unit="7")
    page.query_params.pop("station")
    page.run()
    assert component(page, "inside")["tour"] == {"number": 0, "total": len(STATIONS), "been": 3}
