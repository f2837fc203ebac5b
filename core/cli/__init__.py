"""The command line: trains in this process and prints what the trainer reports."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from core.cli.output import INTERRUPTED, MISUSED
from core.cli.parser import make_parser
from core.errors import UserError
from core.events import StopCheck


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out one command; returns the exit code."""
    flags = make_parser().parse_args(arguments)
    try:
        with _stoppable() as should_stop:
            flags.command(flags, should_stop)
            return INTERRUPTED if should_stop() else 0
    except UserError as failure:
        print(failure, file=sys.stderr)
        return MISUSED
    except BrokenPipeError:  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


@contextmanager
def _stoppable() -> Iterator[StopCheck]:
    """A stop check that Ctrl-C answers; a second Ctrl-C ends the program at once."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)
