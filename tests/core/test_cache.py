"""What is kept in memory: the same object for all who ask, and never more than has room."""

from __future__ import annotations

import ast
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import cache as cache_module
from core.cache import CACHE, Cache, cached, size_of

ROOT = Path(__file__).parents[2]
MEGABYTE = 2**20
OTHERWISE = re.compile(r"(st\.|functools\.|lru_)?cache(_data|_resource)?\b")
OWN = {  # not of what comes from outside: the one of a kind, our own files, words of a library
    "store",
    "executor",
    "assets",
    "scripts_of",
    "_sections",
    "digest",
    "needed",
    "compressed",
    "demonstration",
    "language",
    "_months",
    "_others",
    "_libraries",
    "_open_once",
    "load",  # settings, of words that are bounded as they are
    "_viewers",  # few of each run
    # Cells and words of a file, of at most `core.reading.text.MAX_CELL` letters.
    "fold",
    "looks_numeric",
    "looks_like_date",
    "meaning",
    "_factor",
    "form_of",
}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4000))))
def test_there_is_never_more_than_there_is_room_for(asked):
    cache = Cache(room=10_000)
    for key, size in asked:
        assert cache.get((key, size), lambda size=size: np.zeros(size, np.uint8)).size == size
        assert cache.size <= cache.room


def test_what_was_not_asked_for_the_longest_goes_first():
    cache, made = Cache(room=1300), []

    def get(key):
        return cache.get(key, lambda: made.append(key) or np.zeros(300, np.uint8))

    for key in "aba":
        get(key)
    get("c")  # there is room for two
    get("a")
    get("b")
    assert made == ["a", "b", "c", "b"]


def test_what_has_no_room_at_all_is_given_and_takes_nobody_s():
    cache = Cache(room=1000)
    small = cache.get("small", lambda: "little")
    assert len(cache.get("large", lambda: "x" * 2000)) == 2000
    assert cache.get("small", lambda: "another") is small


def test_a_value_is_kept_for_so_long(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(cache_module.time, "monotonic", lambda: now[0])
    cache, made = Cache(), []
    for now[0] in (0.0, 59.0, 61.0):
        cache.get("key", lambda: made.append(now[0]), keep=60)
    assert made == [0.0, 61.0]


def test_what_fails_is_tried_again():
    cache, answers = Cache(), [ValueError("not yet"), "now"]

    def make():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(ValueError, match="not yet"):
        cache.get("key", make)
    assert cache.get("key", make) == "now"


def test_what_is_worked_out_is_worked_out_once_for_all_who_wait():
    cache, made, may_end = Cache(), [], threading.Event()

    def make():
        made.append(1)
        assert may_end.wait(20)
        return object()

    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(cache.get, "key", make) for _ in range(8)]
        assert cache.get("another", lambda: "at once") == "at once"
        may_end.set()
        assert len({id(answer.result()) for answer in asked}) == 1
    assert len(made) == 1


def test_functions_share_the_room_and_are_told_apart_by_name_and_arguments():
    @cached()
    def twice(value, by=2):
        return [value * by]

    @cached(key=lambda values: tuple(values))
    def total(values):
        return [sum(values)]

    before = CACHE.size
    assert twice(3) is twice(3)
    assert twice(3, by=4) == [12]
    assert total([1, 2]) is total([1, 2])
    assert total([1, 2]) == [3]
    assert CACHE.size > before


@dataclass(frozen=True)
class Held:
    numbers: np.ndarray
    table: pd.DataFrame


def test_a_size_counts_everything_once_and_a_view_as_what_it_keeps():
    numbers = np.zeros(MEGABYTE, np.uint8)
    table = pd.DataFrame({"price": np.zeros(MEGABYTE // 8), "day": ["a day"] * (MEGABYTE // 8)})
    of_table = table.memory_usage(deep=True).sum()
    for value, least in (
        (numbers, MEGABYTE),
        (numbers[::1000], MEGABYTE),
        ({"a": [numbers, numbers], "b": (numbers,)}, MEGABYTE),
        ("x" * MEGABYTE, MEGABYTE),
        (table, of_table),
        (Held(numbers, table), MEGABYTE + of_table),
        (np.array([b"x" * MEGABYTE, None], dtype=object), MEGABYTE),
    ):
        assert least <= size_of(value) < least + 10_000


def kept_otherwise(file):
    """The functions of a file that keep what they return by other means."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            for decorator in map(ast.unparse, node.decorator_list):
                if OTHERWISE.match(decorator):
                    yield node.name


def test_nothing_that_comes_from_outside_is_kept_by_other_means():
    files = [file for package in ("core", "dashboard") for file in (ROOT / package).rglob("*.py")]
    assert {name for file in files for name in kept_otherwise(file)} <= OWN
