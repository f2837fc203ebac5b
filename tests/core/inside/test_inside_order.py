"""Units in an order that says something."""

import numpy as np

from core.inside.trace import by_activity, by_similarity

STEPS = np.linspace(0, 3, 12)


def test_the_unit_that_changes_most_comes_first():
    a = np.stack([0.1 * np.sin(STEPS), np.full(12, 0.9), np.sin(STEPS)], axis=1)
    assert by_activity(a).tolist() == [2, 0, 1]


def test_units_that_do_the_same_are_neighbours():
    rising = [STEPS + shift for shift in (0, 0.01, 0.02)]
    falling = [5 - STEPS + shift for shift in (0, 0.01, 0.02)]
    a = np.stack([one for pair in zip(rising, falling, strict=True) for one in pair], axis=1)
    order = by_similarity(a)
    assert sorted(order) == list(range(6))
    assert {frozenset(order[:3]), frozenset(order[3:])} == {
        frozenset({0, 2, 4}),
        frozenset({1, 3, 5}),
    }


def test_one_unit_and_two():
    assert by_similarity(np.zeros((4, 1))).tolist() == [0]
    assert by_similarity(np.zeros((4, 2))).tolist() == [0, 1]
