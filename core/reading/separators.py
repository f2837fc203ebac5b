"""What stands between two cells, and what people call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SEPARATORS: Final = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    " ": "space",
}


def mark_named(value: Any, names: Mapping[str, str]) -> Any:
    r"""Returns the mark that a word such as "comma" names, or "\t"; anything else as it is."""
    if value == r"\t":
        return "\t"
    return next((mark for mark, name in names.items() if value == name), value)
