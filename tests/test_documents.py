"""The documents, held to the code: what they name is there, and what is there stands in them."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.cli.parser import make_parser
from core.names.settings import NamesSettings
from core.names.sources import NamesChoices
from core.parameters import Parameter, Settings, parameters
from core.runs.settings import flag
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceChoices

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "benchmarks" / "README.md",
    ROOT / "data" / "README.md",
]
COMMAND_LINE = ROOT / "docs" / "command-line.md"
MANUAL = ROOT / "docs" / "manual.md"
FOR_MANY = ROOT / "docs" / "running-for-many.md"
FOLDERS = ("core", "dashboard", "tests", "docs", "data", "benchmarks", ".ci", ".streamlit")
FEW = 8  # values of a setting that are all named
VARIABLE = re.compile(r"SEQUENCE_LAB_[A-Z_]*[A-Z]")


def of_each(documents: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "document", documents, ids=lambda document: str(document.relative_to(ROOT))
    )


each_document = of_each(DOCUMENTS)
each_but_benchmarks = of_each([it for it in DOCUMENTS if it.parent.name != "benchmarks"])


@cache
def text_of(document: Path) -> str:
    return document.read_text("utf-8")


def blocks(document: Path) -> list[str]:
    """The lines of its code blocks."""
    found = re.findall(r"^```\w*\n(.*?)^```", text_of(document), re.DOTALL | re.MULTILINE)
    return [line for block in found for line in block.splitlines()]


def spans(document: Path) -> list[str]:
    """What stands between backticks in its sentences."""
    prose = re.sub(r"^```.*?^```", "", text_of(document), flags=re.DOTALL | re.MULTILINE)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]


@cache
def sections(document: Path) -> dict[str, str]:
    """Its text by heading."""
    parts = re.split(r"^#+ (.*)\n", text_of(document), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def anchors(document: Path) -> set[str]:
    """The headings as addresses name them."""
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in sections(document)
    }


@each_document
def test_every_link_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@each_document
def test_every_path_is_there(document):
    for span in spans(document):
        path = re.fullmatch(r"[\w./*-]+", span)
        if path and span.split("/")[0] in FOLDERS and "/" in span:
            assert list(ROOT.glob(span.rstrip("/"))), span


@each_document
def test_every_module_that_is_started_is_there(document):
    for line in [*blocks(document), *spans(document)]:
        for module in re.findall(r"\bpython(?:3|\.exe)? -m ([\w.]+)", line):
            assert find_spec(module), line
        for script in re.findall(r"\bpython ([\w/]+\.py)", line):
            assert (ROOT / script).exists(), line


# Commands


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command, by its words."""
    return dict(_commands(make_parser()))


def _commands(
    parser: argparse.ArgumentParser, words: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    below = [act for act in parser._actions if isinstance(act, argparse._SubParsersAction)]
    if not below:
        yield words.strip(), parser
    for action in below:
        for word, part in action.choices.items():
            yield from _commands(part, f"{words} {word}")


def own_flags(words: str) -> dict[str, argparse.Action]:
    """The flags of a command that are no settings; `--help` and old ones aside."""
    [options] = [of for of in commands()[words]._action_groups if of.title == "options"]
    return {
        action.option_strings[-1]: action
        for action in options._group_actions
        if action.help != argparse.SUPPRESS and action.dest != "help"
    }


def row(action: argparse.Action) -> str:
    """What the table of its command says of a flag."""
    value = action.metavar or ("|".join(action.choices) if action.choices else "")
    if not value and action.nargs != 0:
        value = action.dest.upper()
    help_ = str(action.help) % {"default": action.default}
    return f"| `{action.option_strings[-1]}{f' {value}' if value else ''}` | {help_} |".replace(
        f"{value}`", value.replace("|", "\\|") + "`"
    )


def table_rows(section: str) -> list[str]:
    return [line for line in section.splitlines() if line.startswith("| `--")]


@pytest.mark.parametrize(
    "words", ["names", "stock", "list", "prices", "store", "report", "export", "import", "trace"]
)
def test_every_command_and_flag_stands_in_the_document(words):
    expected = [row(action) for action in own_flags(words).values()]
    assert table_rows(sections(COMMAND_LINE)[f"`{words}`"]) == expected


def test_a_sweep_takes_what_its_experiment_takes_and_more():
    shown = table_rows(sections(COMMAND_LINE)["`sweep`"])
    for experiment in ("names", "stock"):
        own = own_flags(f"sweep {experiment}")
        of_experiment = own_flags(experiment).keys() - {"--json", "--keep"}
        assert of_experiment <= own.keys()
        more = [row(action) for name, action in own.items() if name not in of_experiment]
        assert shown == more


def test_every_command_has_an_example():
    known = {re.sub(r"`", "", heading) for heading in sections(COMMAND_LINE)}
    assert {words.split()[0] for words in commands()} <= known
    started = {tuple(shlex.split(line)[3:5]) for line in examples(COMMAND_LINE)}
    for words in commands():
        assert any(" ".join(of).startswith(words) or of[0] == words for of in started if of), words


def examples(document: Path) -> list[str]:
    return [line for line in blocks(document) if line.startswith("python -m core ")]


@each_document
def test_every_example_is_understood(document):
    for line in examples(document):
        make_parser().parse_args(shlex.split(line, comments=True)[3:])


@each_but_benchmarks
def test_every_flag_of_a_sentence_is_there(document):
    ours = {name for words in commands() for name in commands()[words]._option_string_actions}
    for span in spans(document):
        name = re.match(r"--[a-z][\w.-]*", span)
        assert not name or name[0] in {*ours, "--new"} or name[0].startswith("--server."), span


# Settings


def setting_row(parameter: Parameter) -> str:
    """What the table of settings says of one."""
    cells = [f"`{flag(parameter.name)}`", parameter.facts.label, shown(parameter.default)]
    return f"| {' | '.join([*cells, values(parameter), parameter.help])} |"


def choice_row(parameter: Parameter) -> str:
    """What the table of a reading says of one of its choices."""
    return f"| `{flag(parameter.name)}` | {values(parameter)} | {parameter.help} |"


def shown(value: object) -> str:
    if value is None:
        return ""
    return (
        f"{value:,.5f}".rstrip("0").rstrip(".") if isinstance(value, float | int) else f"`{value}`"
    )


def values(parameter: Parameter) -> str:
    """Those that a setting may have."""
    of_it = parameter.facts
    if of_it.choices:
        words = [
            f"`{value if value.replace('_', '').isalnum() else label}`"
            for value, label in of_it.choices
        ]
        return ", ".join(words) if len(words) <= FEW else ", ".join([*words[:3], "…"])
    unit = f" {of_it.unit}" if of_it.unit else ""
    if parameter.upper is not None:
        return f"{shown(parameter.lower)} to {shown(parameter.upper)}{unit}"
    kind = str(parameter.annotation)
    return "a date" if "date" in kind else f"a number{unit}" if "int" in kind else "text"


SETTINGS = {"Settings of a price run": StockSettings, "Settings of a names run": NamesSettings}
CHOICES = {"How prices are read": PriceChoices, "How a list of names is read": NamesChoices}


@pytest.mark.parametrize("heading", SETTINGS)
def test_every_setting_stands_in_the_document(heading):
    model: type[Settings] = SETTINGS[heading]
    expected = [setting_row(parameter) for parameter in parameters(model)]
    assert table_rows(sections(COMMAND_LINE)[heading]) == expected


@pytest.mark.parametrize("heading", CHOICES)
def test_every_choice_of_a_reading_stands_in_the_document(heading):
    model: type[Settings] = CHOICES[heading]
    expected = [choice_row(parameter) for parameter in parameters(model)]
    assert table_rows(sections(COMMAND_LINE)[heading]) == expected


# Variables, make, pages


def test_every_variable_stands_in_the_documents_and_in_the_code():
    program = [file for part in ("core", "dashboard") for file in (ROOT / part).rglob("*.py")]
    of_program = {name for file in program for name in VARIABLE.findall(file.read_text("utf-8"))}
    tests = [ROOT / ".ci" / "run", *(ROOT / "tests").rglob("conftest.py")]
    of_tests = {name for file in tests for name in VARIABLE.findall(file.read_text("utf-8"))}
    table = re.findall(r"^\| `(SEQUENCE_LAB_\w+)` \|", text_of(FOR_MANY), re.MULTILINE)
    assert set(table) == of_program
    named = {name for document in DOCUMENTS for name in VARIABLE.findall(text_of(document))}
    assert named == of_program | of_tests


MADE = {
    target
    for document in DOCUMENTS
    for line in [*blocks(document), *spans(document)]
    for target in re.findall(r"(?:^|&& |; )make ([a-z][a-z-]*)", line)
}


@pytest.mark.parametrize("target", sorted(MADE))
def test_every_target_of_make_is_there(target):
    assert re.search(rf"^{target}:", text_of(ROOT / "Makefile"), re.MULTILINE)


def test_every_target_that_make_explains_stands_in_the_documents():
    explained = re.findall(r"^# make (\S+)", text_of(ROOT / "Makefile"), re.MULTILINE)
    assert set(explained) <= MADE


def test_every_page_stands_in_the_manual():
    titles = {
        str(word.value.value)
        for file in ("pages.py", "shared/experiments.py")
        for node in ast.walk(ast.parse(text_of(ROOT / "dashboard" / file)))
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "title" and isinstance(word.value, ast.Constant)
    }
    headings = re.findall(r"^## (.*)", text_of(MANUAL), re.MULTILINE)
    assert set(headings) - {"What all pages share"} == titles


def test_what_the_manual_shows_in_bold_stands_on_a_page():
    sources = [
        file
        for part in ("core", "dashboard")
        for kind in ("py", "js", "html")
        for file in (ROOT / part).rglob(f"*.{kind}")
        if "vendor" not in file.parts
    ]
    program = "\n".join(file.read_text("utf-8") for file in sources)
    for document in (MANUAL, ROOT / "README.md"):
        for words in re.findall(r"\*\*([^*]+)\*\*", text_of(document)):
            assert " ".join(words.rstrip(".:").split()) in program, words


def test_the_image_copies_what_is_there_and_sent():
    sent = set(re.findall(r"^!(\S+)", text_of(ROOT / ".dockerignore"), re.MULTILINE))
    copied = set(re.findall(r"^COPY (\S+) ", text_of(ROOT / "Dockerfile"), re.MULTILINE))
    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_asks_for_the_tested_driver_of_postgresql():
    [driver] = re.findall(r"^psycopg.*", text_of(ROOT / "tests" / "requirements.txt"), re.MULTILINE)
    assert f'"{driver}"' in text_of(ROOT / "Dockerfile")
    assert f'"{driver}"' in text_of(FOR_MANY)
