"""What all commands share: reading a file, printing a line, asking, exit codes."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.errors import DataError, SettingsError

MISUSED: Final = 2  # exit code: what the user can put right
INTERRUPTED: Final = 130  # exit code: stopped by Ctrl-C


def read_file(path: Path) -> bytes:
    """Returns the bytes of a file.

    Raises:
        DataError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except (OSError, ValueError) as failure:  # a name with a null byte is a ValueError
        reason = getattr(failure, "strerror", None) or "its name is none"
        raise DataError(f"{path} cannot be read: {reason}.") from failure


def write_file(path: Path, content: bytes) -> None:
    """Writes a file, all of it or nothing.

    Raises:
        DataError: It cannot be written.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or "its name is none"
        raise DataError(f"{path} cannot be written: {reason}.") from failure
    finally:
        with suppress(OSError, ValueError):
            draft.unlink(missing_ok=True)


def confirmed(question: str, unanswered: str) -> bool:
    """Whether somebody says yes; the question goes to where errors go.

    Raises:
        SettingsError: Nobody is there to answer; `unanswered` says what to do.
    """
    print(f"{question} (yes/no)", file=sys.stderr)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # no training is to end in good order
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        raise SettingsError(unanswered) from None


def print_line(line: str) -> None:
    """Prints a line at once, however long the next one takes."""
    print(line, flush=True)
