"""What a script is put together of: parts in `templates`, each readable by itself.

A part begins with what it is for. It may use the settings as constants (units: UNITS) and whatever
the parts before it define.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from core.names.settings import NamesSettings
from core.runs.records import Run
from core.runs.settings import Kind
from core.stocks.mistakes import MISTAKES
from core.stocks.settings import StockSettings

TEMPLATES = Path(__file__).parent / "templates"


def _always(_run: Run) -> bool:
    return True


def _holds_names_out(run: Run) -> bool:
    return isinstance(run.settings, NamesSettings) and run.settings.held_out > 0


def _says_changes(run: Run) -> bool:
    return isinstance(run.settings, StockSettings) and run.settings.target == "change"


def _reads_changes(run: Run) -> bool:
    return isinstance(run.settings, StockSettings) and run.settings.reads == "changes"


def _leaves_days_out(run: Run) -> bool:
    settings = run.settings
    return isinstance(settings, StockSettings) and bool(settings.first_day or settings.last_day)


def _validates(run: Run) -> bool:
    return isinstance(run.settings, StockSettings) and run.settings.validation_days > 0


def _makes(mistake: str, run: Run) -> bool:
    return isinstance(run.settings, StockSettings) and run.settings.mistake == mistake


@dataclass(frozen=True)
class Part:
    """One part of a script, and which runs have it."""

    file: str  # below `templates`, without its ending
    wanted: Callable[[Run], bool] = _always
    shows: frozenset[str] = frozenset()  # settings that it shows by being there

    @cached_property
    def about(self) -> str:
        """What it is for."""
        return ast.get_docstring(ast.parse(self._text)) or ""

    @cached_property
    def code(self) -> str:
        """Without what it is for."""
        return self._text.split('"""\n', 1)[1].strip("\n")

    @cached_property
    def settings(self) -> frozenset[str]:
        """The settings that it shows; other names that are written like constants among them."""
        constants = re.findall(r"\b[A-Z][A-Z_]+\b", self.code)
        return self.shows.union(constant.lower() for constant in constants)

    @cached_property
    def _text(self) -> str:
        return (TEMPLATES / f"{self.file}.py").read_text("utf-8")


_MISTAKES = [
    Part(f"stock/mistakes/{mistake}", partial(_makes, mistake), frozenset({"mistake"}))
    for mistake in MISTAKES
]
PARTS = {
    Kind.STOCK: (
        Part("stock/prices"),
        Part("stock/days", _leaves_days_out),
        Part("stock/split"),
        Part("stock/validation", _validates),
        *_MISTAKES,
        Part("stock/windows"),
        Part("stock/changes", _says_changes, frozenset({"target"})),
        Part("stock/read_changes", _reads_changes, frozenset({"reads"})),
        Part("stock/network"),
        Part("stock/training"),
        Part("stock/weights"),
        Part("stock/comparison"),
    ),
    Kind.NAMES: (
        Part("names/corpus"),
        Part("names/held_out", _holds_names_out),
        Part("names/network"),
        Part("names/learning"),
        Part("names/spelling"),
        Part("names/training"),
        Part("names/comparison"),
    ),
}


def parts_of(run: Run) -> list[Part]:
    """The parts of a run's script, in order."""
    return [part for part in PARTS[run.kind] if part.wanted(run)]
