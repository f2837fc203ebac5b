"""`python -m core prices`: shows how a file of prices is read, without training."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from core.cli.choices import ask, naming_flags
from core.cli.output import read_file
from core.cli.shown import give_out, shown
from core.events import StopCheck
from core.runs.settings import from_flags
from core.stocks.sources import Choices, PriceHistory, Reading, read


def choices_of(flags: argparse.Namespace) -> Choices:
    """Returns what the flags fix of a reading.

    Raises:
        SettingsError: A value is none that the flag takes.
    """
    return from_flags(Choices(), flags)


def read_prices(path: Path, choices: Choices) -> Reading:
    """Reads a file.

    Raises:
        DataError: It cannot be read at all.
    """
    with naming_flags():
        return read(read_file(path), path.name, choices)


def show(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Prints the reading, and every day if asked for.

    Raises:
        DataError: The file cannot be read, or not before a question is answered.
    """
    reading = read_prices(flags.file, choices_of(flags))
    history = reading.history
    give_out(
        reading,
        partial(_as_json if flags.json else _for_people, reading),
        None if history is None else partial(_csv, history),
        with_rows=flags.rows,
    )


def _as_json(reading: Reading) -> str:
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


def _for_people(reading: Reading) -> str:
    history = reading.history
    named = " ".join(part for part in (reading.title, reading.symbol, reading.currency) if part)
    lines = [f"{named}: {history.span}" if history is not None else f"{named}:"]
    return "\n".join([*lines, *shown(reading)])
