"""`python -m core prices` and `list`: shows how a file is read, without training."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from core.cli.options import ask, naming_flags
from core.cli.output import print_line, read_file
from core.errors import DataError
from core.events import StopCheck
from core.names.sources import NamesChoices, NamesReading, read_names
from core.reading.findings import Guess, RawRow, Reading
from core.runs.settings import flag, from_flags
from core.stocks.sources import PriceChoices, PriceHistory, PriceReading, read_prices

# What a reading looks like on the command line, and how it is given out.

_SHOWN: Final = {"\t": "tab", " ": "space", True: "yes", False: "no", None: "-", "": "-"}
_CUT: Final = 60  # letters of a row


def print_reading(
    reading: Reading[Any],
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


def described(reading: Reading[Any]) -> Iterator[str]:
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


# `python -m core prices`: shows how a file of prices is read, without training.


def price_choices_of(flags: argparse.Namespace) -> PriceChoices:
    """Returns what the flags fix of a reading.

    Raises:
        SettingsError: A value is none that the flag takes.
    """
    return from_flags(PriceChoices(), flags)


def read_price_file(path: Path, choices: PriceChoices) -> PriceReading:
    """Reads a file.

    Raises:
        DataError: It cannot be read at all.
    """
    with naming_flags():
        return read_prices(read_file(path), path.name, choices)


def show_prices(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Prints the reading, and every day if asked for.

    Raises:
        DataError: The file cannot be read, or not before a question is answered.
    """
    reading = read_price_file(flags.file, price_choices_of(flags))
    history = reading.history
    print_reading(
        reading,
        partial(_prices_as_json if flags.json else _prices_for_people, reading),
        None if history is None else partial(_csv, history),
        with_rows=flags.rows,
    )


def _prices_as_json(reading: PriceReading) -> str:
    return json.dumps(
        {
            "symbol": reading.symbol,
            "currency": reading.currency,
            "columns": dict(reading.columns),
            "decimal": reading.value("decimal"),
            "date_order": reading.value("date_order"),
            "days": 0 if reading.history is None else len(reading.history),
            "notes": list(reading.notes),
            "questions": [ask(question) for question in reading.questions],
        }
    )


def _csv(history: PriceHistory) -> str:
    return history.frame.to_csv(date_format="%Y-%m-%d", lineterminator="\n").removesuffix("\n")


def _prices_for_people(reading: PriceReading) -> str:
    history = reading.history
    named = " ".join(part for part in (reading.title, reading.symbol, reading.currency) if part)
    lines = [f"{named}: {history.span}" if history is not None else f"{named}:"]
    return "\n".join([*lines, *described(reading)])


# `python -m core list`: shows how a list of names is read, without training.


def names_choices_of(flags: argparse.Namespace) -> NamesChoices:
    """Returns what the flags fix of a reading.

    Raises:
        SettingsError: A value is none that the flag takes.
    """
    return from_flags(NamesChoices(), flags)


def read_names_file(path: Path, choices: NamesChoices) -> NamesReading:
    """Reads a list.

    Raises:
        DataError: It cannot be read at all.
    """
    with naming_flags():
        return read_names(read_file(path), path.name, choices)


def show_names(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Prints the reading, and every name if asked for.

    Raises:
        DataError: The list cannot be read, or not before a question is answered.
    """
    reading = read_names_file(flags.file, names_choices_of(flags))
    corpus = reading.corpus
    print_reading(
        reading,
        partial(_names_as_json if flags.json else _names_for_people, reading),
        None if corpus is None else lambda: "\n".join(corpus.names),
        with_rows=flags.rows,
    )


def _names_as_json(reading: NamesReading) -> str:
    corpus = reading.corpus
    return json.dumps(
        {
            "encoding": reading.value("encoding"),
            "separator": reading.value("separator"),
            "headings": reading.value("headings"),
            "column": reading.value("column"),
            "names": 0 if corpus is None else len(corpus.names),
            "letters": "" if corpus is None else corpus.alphabet[1:],
            "notes": list(reading.notes),
            "questions": [ask(question) for question in reading.questions],
        }
    )


def _names_for_people(reading: NamesReading) -> str:
    corpus = reading.corpus
    read_as = "" if corpus is None else f" {corpus.size}"
    return "\n".join([f"{reading.title}:{read_as}", *described(reading)])
