"""A run as a short Python script, or the same as a notebook, that needs public packages only."""

from __future__ import annotations

import ast
import datetime
import json
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from core.errors import UserError
from core.names.settings import NamesSettings
from core.parameters import Parameter, parameters
from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.stocks.mistakes import MISTAKES
from core.stocks.settings import StockSettings

# What a script is put together of: the sections of a template, each readable by itself.
#
# A section follows its name ("# %% windows") and begins with what it is for. It may use the
# settings as constants (units: UNITS) and whatever the sections before it define.

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _sections(template: str) -> dict[str, str]:
    """The text of a template by the names of its sections."""
    text = (TEMPLATES / f"{template}.py").read_text("utf-8")
    _, *parts = re.split(r"^# %% (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


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

    template: str  # a file of `templates`, without its ending
    section: str
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
        return _sections(self.template)[self.section]


_MISTAKES = [
    Part("stock", f"mistakes/{mistake}", partial(_makes, mistake), frozenset({"mistake"}))
    for mistake in MISTAKES
]
PARTS = {
    Kind.STOCK: (
        Part("stock", "prices"),
        Part("stock", "days", _leaves_days_out),
        Part("stock", "split"),
        Part("stock", "validation", _validates),
        *_MISTAKES,
        Part("stock", "windows"),
        Part("stock", "changes", _says_changes, frozenset({"target"})),
        Part("stock", "read_changes", _reads_changes, frozenset({"reads"})),
        Part("stock", "network"),
        Part("stock", "training"),
        Part("stock", "weights"),
        Part("stock", "comparison"),
    ),
    Kind.NAMES: (
        Part("names", "corpus"),
        Part("names", "held_out", _holds_names_out),
        Part("names", "network"),
        Part("names", "learning"),
        Part("names", "spelling"),
        Part("names", "training"),
        Part("names", "comparison"),
    ),
}


def parts_of(run: Run) -> list[Part]:
    """The parts of a run's script, in order."""
    return [part for part in PARTS[run.kind] if part.wanted(run)]


PACKAGES = {Kind.STOCK: ("keras", "tensorflow", "numpy"), Kind.NAMES: ("numpy",)}
_ABOUT = {
    Kind.STOCK: "a recurrent network predicts the next day's price",
    Kind.NAMES: "a recurrent network invents names",
}
_OF_NO_CONSEQUENCE = {"engine", "checkpoint_interval"}  # the numbers are the same without
_ANOTHER_DRAW = (
    "The run was trained by the fused engine, which draws first weights and dropout in another "
    "way than Keras. So what is trained here differs from the run, as if by another seed; "
    "the run's weights say what the run said."
)


class NoScriptError(UserError):
    """A run that no script shows, or not yet."""


class Passage(NamedTuple):
    """Some lines of code, and what they are for."""

    about: str
    code: str


def refuse_what_no_script_shows(run: Run) -> None:
    """Looks whether a script can show a run.

    Raises:
        NoScriptError: It has not ended, or has a setting that no part of a script uses.
    """
    if run.active:
        raise NoScriptError("This run has not ended yet; stop it, or wait.")
    used = frozenset[str]().union(*(part.settings for part in parts_of(run)))
    for setting in parameters(type(run.settings)):
        value = getattr(run.settings, setting.name)
        known = setting.name in _OF_NO_CONSEQUENCE | used
        if value != setting.default and not known:
            raise NoScriptError(
                f"No script shows {setting.facts.label.lower()} yet, which is {value} in this run."
            )


def passages(run: Run, reached: int) -> list[Passage]:
    """The program of a run that has ended after `reached` iterations or epochs.

    Raises:
        NoScriptError: See `refuse_what_no_script_shows`.
    """
    refuse_what_no_script_shows(run)
    settings = Passage("The settings of the run.", "\n".join(_settings(run, reached)))
    parts = [Passage(part.about, part.code) for part in parts_of(run)]
    return [Passage(_title(run), ""), settings, *parts]


def as_script(program: Sequence[Passage]) -> bytes:
    """A program as a Python file; what its parts are for stands in comments."""
    text = "\n\n\n".join("\n".join([*_comments(about), *_lines(code)]) for about, code in program)
    return f"{text}\n".encode()


def as_notebook(program: Sequence[Passage]) -> bytes:
    """A program as a Jupyter notebook."""
    import nbformat

    cells = []
    for about, code in program:
        cells.append(nbformat.v4.new_markdown_cell(about))
        if code:
            cells.append(nbformat.v4.new_code_cell(code))
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"  # not a random one: the same run gives the same file
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return f"{nbformat.writes(notebook)}\n".encode()


def _title(run: Run) -> str:
    """What the program is, where it comes from, and how to run it."""
    pinned = " ".join(f"{package}=={version(package)}" for package in PACKAGES[run.kind])
    lines = [
        f"{_one_line(run.title)}: {_ABOUT[run.kind]}.",
        "",
        f"Run {run.id} of Sequence Lab, {run.created:%Y-%m-%d}, {run.engine} engine. The files "
        f"beside this one are its data and its numbers. Run it in their folder, after",
        "",
        f"    pip install {pinned}",
    ]
    if run.kind is Kind.STOCK and run.engine == "fused":
        lines += ["", _ANOTHER_DRAW]
    if run.state is not RunState.FINISHED:
        lines += ["", f"The run was {run.state} before its end."]
    return "\n".join(lines)


def _settings(run: Run, reached: int) -> Iterator[str]:
    for setting in parameters(type(run.settings)):
        if setting.name not in _OF_NO_CONSEQUENCE:
            value = _literal(getattr(run.settings, setting.name))
            meaning = _meaning(setting)
            yield f"{setting.name.upper()} = {value}" + (f"  # {meaning}" if meaning else "")
    yield f"REACHED = {reached}  # how far the run came"


def _literal(value: object) -> str:
    if isinstance(value, datetime.date):
        value = value.isoformat()
    return json.dumps(value) if isinstance(value, str) else repr(value)


def _meaning(setting: Parameter) -> str:
    """What the name of a setting does not say."""
    label, unit = setting.facts.label.lower(), setting.facts.unit
    said = label == setting.name.replace("_", " ")
    return ", ".join(part for part in ("" if said else label, unit) if part)


def _comments(about: str) -> Iterator[str]:
    for line in about.splitlines():
        yield from textwrap.wrap(f"# {line}", 96, subsequent_indent="# ") or ["#"]


def _lines(code: str) -> list[str]:
    return [code] if code else []


def _one_line(text: str) -> str:
    """Text of users without anything that could end a comment."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
