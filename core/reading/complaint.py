"""Saying what is wrong with a file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.errors import ReadingError, shortened

_LINES_NAMED: Final = 5


def complain(
    line: int, column: str, value: object, problem: str, fields: tuple[str, ...] = ()
) -> ReadingError:
    """Returns the error for one cell: "Line 12, Close: 'abc' is not a number; ...".

    Args:
        line: As people count lines in the file, from 1.
        column: As it is called in the file.
        value: What stands there.
        problem: What is wrong with it and what to do, as the rest of the sentence.
        fields: Those of `Choices` that may help.
    """
    return ReadingError(f"Line {line:,}, {shortened(column)}: {quoted(value)} {problem}", fields)


def quoted(value: object) -> str:
    """Returns a cell's text in quotes, shortened where it is long."""
    return repr(shortened(str(value)))


def lines_named(lines: Sequence[int]) -> str:
    """Names the first of some lines: "lines 5, 9"."""
    few = ", ".join(f"{line:,}" for line in lines[:_LINES_NAMED])
    more = ", …" if len(lines) > _LINES_NAMED else ""
    return f"line {few}" if len(lines) == 1 else f"lines {few}{more}"
