"""What people call the columns of a table, and finding one by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from core.errors import ReadingError, shortened
from core.reading.complaint import quoted

_NAMED: Final = 10  # columns in a sentence


def labels_of(names: Sequence[str]) -> tuple[str, ...]:
    """Returns what to call each column: its heading, or "column 3" if that is not its alone."""
    counts = Counter(names)
    return tuple(
        name if name and counts[name] == 1 else f"column {position + 1}"
        for position, name in enumerate(names)
    )


def position_of(
    label: str, labels: Sequence[str], field: str, names: Sequence[str] | None = None
) -> int:
    """Returns the position of a column that somebody chose.

    Args:
        label: What they called it.
        labels: Of the columns.
        field: The choice that it was.
        names: The headings, if those may be meant as well.

    Raises:
        ReadingError: There is none of that name.
    """
    wanted = label.strip().casefold()
    for known in (labels, names or ()):
        plain = [name.casefold() for name in known]
        if wanted and wanted in plain:
            return plain.index(wanted)
    raise ReadingError(
        f"No column is called {quoted(label)}: choose one of {listed(labels)}.", (field,)
    )


def listed(labels: Sequence[str]) -> str:
    """Returns the columns in a sentence: "'Date, Open, Close'"."""
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return repr(", ".join(map(shortened, labels[:_NAMED]))) + more
