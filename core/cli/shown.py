"""What a reading looks like on the command line, and how it is given out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from core.cli.choices import ask, naming_flags
from core.cli.output import print_line
from core.errors import DataError
from core.reading.guesses import Guess
from core.reading.outcome import Outcome, RawRow
from core.runs.settings import flag

_SHOWN: Final = {"\t": "tab", " ": "space", True: "yes", False: "no", None: "-", "": "-"}
_CUT: Final = 60  # letters of a row


def give_out(
    reading: Outcome[Any],
    words: Callable[[], str],
    rows: Callable[[], str] | None,
    *,
    with_rows: bool,
) -> None:
    """Prints what a command makes of a reading.

    Args:
        reading: of a file.
        words: makes what is printed first.
        rows: makes all that was read; None where a question is to be answered first.
        with_rows: whether somebody asked for them.

    Raises:
        DataError: The file cannot be read, or not before a question is answered.
    """
    if reading.problem is not None:
        with naming_flags():
            raise reading.problem
    print_line(words())
    if rows is None:
        raise DataError(" ".join(map(ask, reading.questions)))
    if with_rows:
        print_line(rows())


def shown(reading: Outcome[Any]) -> Iterator[str]:
    """Yields the first and last rows beside what was read, each guess, and the notes."""
    yield from map(_row, (*reading.first, *reading.last))
    yield from map(_guess, reading.guesses.values())
    yield from reading.notes


def _row(row: RawRow) -> str:
    text = " | ".join(row.cells)
    cut = text if len(text) <= _CUT else text[: _CUT - 1] + "…"
    values = row.kind if row.read is None else ", ".join(map(str, row.read.values()))
    return f"{row.line:>8,}  {cut:{_CUT}}  {values}"


def _guess(guess: Guess) -> str:
    value = guess.value if type(guess.value) is int else _SHOWN.get(guess.value, guess.value)
    because = f" ({guess.because})" if guess.because else ""
    return f"{flag(guess.field):16}{value!s:30} {guess.certainty}{because}"
