"""What a reading looks like on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from core.reading.guesses import Guess
from core.reading.outcome import Outcome, RawRow
from core.runs.settings import flag

_SHOWN: Final = {"\t": "tab", " ": "space", True: "yes", False: "no", None: "-", "": "-"}
_CUT: Final = 60  # letters of a row


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
