"""`python -m core list`: shows how a list of names is read, without training."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from core.cli.choices import ask, naming_flags
from core.cli.output import read_file
from core.cli.shown import give_out, shown
from core.events import StopCheck
from core.names.sources import Choices, NamesReading, read
from core.runs.settings import from_flags


def choices_of(flags: argparse.Namespace) -> Choices:
    """Returns what the flags fix of a reading.

    Raises:
        SettingsError: A value is none that the flag takes.
    """
    return from_flags(Choices(), flags)


def read_names(path: Path, choices: Choices) -> NamesReading:
    """Reads a list.

    Raises:
        DataError: It cannot be read at all.
    """
    with naming_flags():
        return read(read_file(path), path.name, choices)


def show(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Prints the reading, and every name if asked for.

    Raises:
        DataError: The list cannot be read, or not before a question is answered.
    """
    reading = read_names(flags.file, choices_of(flags))
    corpus = reading.corpus
    give_out(
        reading,
        partial(_as_json if flags.json else _for_people, reading),
        None if corpus is None else lambda: "\n".join(corpus.names),
        with_rows=flags.rows,
    )


def _as_json(reading: NamesReading) -> str:
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


def _for_people(reading: NamesReading) -> str:
    corpus = reading.corpus
    read_as = "" if corpus is None else f" {corpus.size}"
    return "\n".join([f"{reading.title}:{read_as}", *shown(reading)])
