"""How much work a list makes: counted, so that no clock decides.

What is counted are the calls of functions, Python's and C's.
"""

from __future__ import annotations

import sys
import tracemalloc
from types import FrameType

import pytest

from core.errors import DataError
from core.names.sources import read_names

pytestmark = pytest.mark.slow

MB = 1024**2
ROWS = 20_000
SYLLABLES = ("an", "bé", "cor", "du", "el", "fi", "gus", "hy", "ia", "jor")
NAMES = [
    "".join(SYLLABLES[int(digit)] for digit in f"{number:05}").title() for number in range(ROWS)
]


def calls_of(data: bytes) -> int:
    """How many functions are called while a list is read, asked about, or refused."""
    read_names("Zoë\nÅsa\nJosé".encode("cp1252"), "warm up")  # so that the languages are loaded
    count = 0

    def tally(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tally)
    try:
        read_names(data, "x").names()
    except DataError:
        pass
    finally:
        sys.setprofile(None)
    return count


def table(columns: int, cell: str = "x1", rows: int = ROWS) -> bytes:
    more = f",{cell}" * (columns - 2)
    return "\n".join(f"{i},{name}{more}" for i, name in enumerate(NAMES[:rows])).encode()


SHAPES = {
    "a line a name": "\n".join(NAMES).encode(),
    "Windows-1252": "\n".join(NAMES).encode("cp1252"),
    "UTF-16": "\n".join(NAMES).encode("utf-16-le"),
    "marks": "\n".join(f"\u200e{name}" for name in NAMES).encode(),
    "id and name": table(2),
    "quoted": "\n".join(f'"{name}"' for name in NAMES).encode(),
    "quoted cells": "\n".join(f'"{i}","{name}"' for i, name in enumerate(NAMES)).encode(),
    "one line": ", ".join(NAMES).encode(),
    "15 columns": table(15),
    "empty lines": b"\n" * ROWS + b"ab\nba\n",
}
ONCE = 1_500_000  # calls to find out the encoding by the words of a sample


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_makes_a_few_calls_whatever_its_shape(shape):
    once = ONCE if shape == "Windows-1252" else 0
    assert calls_of(SHAPES[shape]) < 36 * ROWS + once


def test_cells_beside_the_name_make_no_calls():
    narrow, wide = calls_of(table(3)), calls_of(table(120))
    assert wide - narrow < 400 * 120 * 12  # those of the rows that are looked at first


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"x" * 21 * MB, "has 21 MB"),
        (b"\n" * 5 * MB, "lines and the limit is"),
        (b"x" * 5 * MB, "letters and a name may have"),
        (b'id,name\n1,"' + b"2,Ada\n" * 200_000, "quotation mark too many"),
        ("\n".join(["é" * 5_000] * 1_000).encode("cp1252"), "letters and a name may have"),
        (bytes(range(256)) * 40_000, "unprintable character"),
        (table(300, rows=500), "300 columns and the limit is 200"),
    ],
)
def test_what_is_no_list_is_refused_early(data, sentence):
    with pytest.raises(DataError, match=sentence):
        read_names(data, "x").names()
    assert calls_of(data) < ONCE


@pytest.mark.parametrize("shape", SHAPES)
def test_memory_is_a_small_multiple_of_the_list(shape):
    data = SHAPES[shape]
    read_names(data, "warm up")
    tracemalloc.start()
    try:
        read_names(data, "x")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(data) + 200 * ROWS  # text, and two strings a row
