"""Saying what is wrong with a file, and where."""

from __future__ import annotations

from core.errors import DataError

_LONGEST_QUOTE = 40


def complain(line: int, column: str, value: object, problem: str) -> DataError:
    """Returns the error for one cell: "Line 12, Close: 'abc' is not a number; ...".

    Args:
        line: As people count lines in the file, from 1.
        column: As it is called in the file.
        value: What stands there.
        problem: What is wrong with it and what to do, as the rest of the sentence.
    """
    return DataError(f"Line {line:,}, {column}: {quoted(value)} {problem}")


def quoted(value: object) -> str:
    """Returns a cell's text in quotes, shortened where it is long."""
    text = str(value)
    short = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    return repr(short)
