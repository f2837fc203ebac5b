"""The list of names that comes with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from core.names.corpus import Corpus, normalise

_FILE: Final = Path(__file__).parents[3] / "data" / "dinosaur_names.txt"


def bundled() -> Corpus:
    """Returns the report's 1,536 dinosaur names (see data/README.md)."""
    names = _FILE.read_text(encoding="utf-8").splitlines()
    return Corpus("Dinosaur names", tuple(map(normalise, names)))
