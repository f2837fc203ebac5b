from hypothesis import given
from hypothesis import strategies as st

from core.runs.queue import Served, Waiting, in_order


def waiting(*runs):
    return [Waiting(id=f"{s}{n}", session=s, created=n) for n, s in enumerate(runs)]


def test_one_session_is_served_in_the_order_of_asking():
    assert in_order(waiting("a", "a", "a"), {}) == ["a0", "a1", "a2"]


def test_sessions_take_turns():
    assert in_order(waiting("a", "a", "a", "b", "b", "c"), {}) == [
        "a0",
        "b3",
        "c5",
        "a1",
        "b4",
        "a2",
    ]


def test_a_session_with_a_running_run_waits_for_one_without():
    assert in_order(waiting("a", "b"), {"a": Served(running=1, last_started=9)})[0] == "b1"


def test_the_session_served_longest_ago_goes_first():
    served = {"a": Served(0, last_started=20), "b": Served(0, last_started=10)}
    assert in_order(waiting("a", "b"), served)[0] == "b1"


@given(st.lists(st.sampled_from("abcd"), max_size=30))
def test_everybody_has_had_a_turn_before_anybody_has_a_second_one_more(sessions):
    order = in_order(waiting(*sessions), {})
    assert sorted(order) == sorted(run.id for run in waiting(*sessions))
    for end in range(len(order)):
        given_so_far = {s: sum(run[0] == s for run in order[:end]) for s in set(sessions)}
        still_waiting = {run[0] for run in order[end:]}
        for session in still_waiting:
            assert max(given_so_far.values()) <= given_so_far[session] + 1
