"""A run as a short Python script, or the same as a notebook, that needs public packages only."""

from __future__ import annotations

import datetime
import json
import textwrap
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import NamedTuple

from core.errors import UserError
from core.parameters import Parameter, parameters
from core.runs.records import Run, RunState
from core.runs.takeaway.contents import Part
from core.runs.takeaway.takeaways import TAKEAWAYS


def parts_of(run: Run) -> list[Part]:
    """The parts of a run's script, in order."""
    return [part for part in TAKEAWAYS[run.kind].parts if part.wanted(run)]


_OF_NO_CONSEQUENCE = {"engine", "checkpoint_interval"}  # the numbers are the same without


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
    takeaway = TAKEAWAYS[run.kind]
    pinned = " ".join(f"{package}=={version(package)}" for package in takeaway.packages)
    lines = [
        f"{_one_line(run.title)}: {takeaway.about}.",
        "",
        f"Run {run.id} of Sequence Lab, {run.created:%Y-%m-%d}, {run.engine} engine. The files "
        f"beside this one are its data and its numbers. Run it in their folder, after",
        "",
        f"    pip install {pinned}",
    ]
    if remark := takeaway.remark(run):
        lines += ["", remark]
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
