"""How much work a file makes: counted, so that no clock decides.

What is counted are the calls of functions, Python's and C's. In a loop over cells every cell makes
some; a column that is read at once makes a few hundred, however long it is.
"""

from __future__ import annotations

import sys
from types import FrameType

import numpy as np
import pytest

from core.errors import DataError
from core.stocks.sources import read_prices

pytestmark = pytest.mark.slow

MB = 1024**2
DAYS = np.arange("1990-01-01", "2030-01-01", dtype="datetime64[D]").astype(str)


def calls_of(data: bytes) -> int:
    """How many functions are called while a file is read or refused."""
    read_prices(b"Date,Close\n1 marraskuu 2019,1\n2 marraskuu 2019,2\n", "warm up").prices()
    count = 0

    def tally(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tally)
    try:
        read_prices(data, "x.csv").prices()
    except DataError:
        pass
    finally:
        sys.setprofile(None)
    return count


def table(cell: str, rows: int, columns: int, heading: str = "T{}") -> bytes:
    """Rows whose cells are all alike, but for their place."""
    names = ",".join(heading.format(i) for i in range(columns))
    line = ",".join(cell.format(i) for i in range(columns))
    return "\n".join([names, *[line] * rows]).encode()


# 0.4 MB of 200 columns, as took more than a minute and a half when every column was tried in every
# way: what may be dates, numbers in words, quotation marks, nothing at all.
WIDE = {
    "prices": table("12.34", 400, 200),
    "dates": table("01/02/2019", 190, 200),
    "dates in words": table("November 8 2019", 130, 200),
    "almost dates": table("Novembre 8th of 20191", 100, 200),
    "words": table("word{} of a page", 120, 200),
    "long numbers": table("1573171200", 190, 200),
    "currencies": table("US$ 1.234,50 CHF", 120, 200),
    "headings": table("12.34", 400, 200, heading="Close (EUR) {}"),
    "empty": table("", 2_000, 200),
    "spaces": table("1 2 3 4 5 6 7 8 9", 100, 200),
    "marks": table("-.-,-'-", 280, 200),
}


@pytest.mark.parametrize("kind", WIDE)
def test_two_hundred_columns_are_not_tried_in_every_way(kind):
    data = WIDE[kind]
    assert 0.2 * MB < len(data) < 0.6 * MB
    assert calls_of(data) < 600_000


def long_file(rows: int) -> bytes:
    days = DAYS[:rows]
    lines = [f"{day};{i % 900 + 100},{i % 90 + 10} €;{i % 7}.000" for i, day in enumerate(days)]
    return "\n".join(["Datum;Schluss;Volumen", *lines]).encode()


def test_a_longer_file_makes_calls_for_its_rows_but_not_for_its_cells():
    short, long = calls_of(long_file(2_000)), calls_of(long_file(14_000))
    assert long - short < 12_000 * 20


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"x" * 21 * MB, "has 21 MB"),
        (b"\n" * 5 * MB, "lines and the limit is"),
        (b"Date,Close\n" + b",,,,,,,,,,,,,,,,,,,\n" * 200_000, "cells and the limit is"),
        (b"x" * MB, "letters"),
        (b"a,b\n" * MB, "lines and the limit is"),
        (b'Date,Close\n"' + b"2019-01-01,1\n" * 200_000, "quotation mark too many"),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_split(data, sentence):
    with pytest.raises(DataError, match=sentence):
        read_prices(data, "x.csv")
    assert calls_of(data) < 200_000  # of some five million letters
