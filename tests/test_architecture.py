"""Who imports whom, held to the table in ARCHITECTURE.md.

The document decides what counts as a package: a module belongs to the longest name in the table
that begins its own. Imports inside functions and those for types count like all others.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).parents[1]
PROGRAM = ("core", "dashboard")
MODULE = re.compile(rf"({'|'.join(PROGRAM)})(\.\w+)+")
# What each part of the program leaves to others.
FOREIGN = {
    "core": {"streamlit", "plotly"},
    "dashboard": {"tensorflow", "keras", "numba", "dask", "distributed"},
}


@cache
def trees() -> dict[str, ast.Module]:
    """The modules of the program, parsed."""
    return {
        name_of(file): ast.parse(file.read_text("utf-8"))
        for part in PROGRAM
        for file in (ROOT / part).rglob("*.py")
        if "templates" not in file.parts  # pieces of programs that are taken away
    }


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(module: str) -> Iterator[str]:
    """What a module imports: names of modules, or of what is in them."""
    for node in ast.walk(trees()[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def imported() -> dict[str, set[str]]:
    """The modules of the program that each of them imports."""
    own = trees().keys()
    return {
        module: {name if name in own else name.rpartition(".")[0] for name in imports(module)} & own
        for module in own
    }


@cache
def named() -> dict[str, set[str]]:
    """The modules that each names in a text, to load or start them by it."""
    return {
        module: {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and MODULE.fullmatch(str(node.value))
        }
        & trees().keys()
        for module, tree in trees().items()
    }


@cache
def table() -> dict[str, set[str]]:
    """What the packages of ARCHITECTURE.md import, from the top of the house to its ground."""
    document = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    block = re.search(r"<!-- arrows -->\n```\n(.*?)```", document, re.DOTALL)
    assert block, "ARCHITECTURE.md has lost its table of arrows"
    rows = (line.split("->") for line in block[1].splitlines())
    return {package.strip(): set(others.split()) for package, others in rows}


def package_of(module: str) -> str:
    around = [package for package in table() if f"{module}.".startswith(f"{package}.")]
    assert around, f"{module} belongs to no package in ARCHITECTURE.md"
    return max(around, key=len)


@cache
def arrows() -> dict[tuple[str, str], list[str]]:
    """The modules that make each arrow between two packages of the table."""
    found = defaultdict(list)
    for module in trees():
        for other in imported()[module] | named()[module]:
            ends = package_of(module), package_of(other)
            if ends[0] != ends[1]:
                found[ends].append(f"{module} -> {other}")
    return found


def listed() -> set[tuple[str, str]]:
    return {(package, other) for package, others in table().items() for other in others}


def test_no_modules_import_each_other_in_a_circle():
    modules = list(imported())
    ends = [(modules.index(a), modules.index(b)) for a, of in imported().items() for b in of]
    graph = coo_array(([1] * len(ends), tuple(zip(*ends, strict=True))), shape=(len(modules),) * 2)
    _, labels = connected_components(graph, connection="strong")
    circles = defaultdict(list)
    for module, label in zip(modules, labels, strict=True):
        circles[label].append(module)
    found = [" ".join(sorted(circle)) for circle in circles.values() if len(circle) > 1]
    assert not found, "\n".join(found)


def test_every_arrow_stands_in_the_table():
    found = sorted(by for ends in arrows().keys() - listed() for by in arrows()[ends])
    assert not found, "\n".join(found)


def test_every_arrow_of_the_table_is_there():
    assert listed() <= arrows().keys(), sorted(listed() - arrows().keys())


def test_every_arrow_of_the_table_leads_down():
    rows = list(table())
    up = [f"{a} -> {b}" for a, b in listed() if rows.index(a) >= rows.index(b)]
    assert not up


def test_every_package_of_the_table_is_there():
    assert {package_of(module) for module in trees().keys() - set(PROGRAM)} == table().keys()


@pytest.mark.parametrize("part", PROGRAM)
def test_each_part_leaves_to_others_what_is_theirs(part):
    found = {
        f"{module} -> {name}"
        for module in trees()
        if module.partition(".")[0] == part
        for name in imports(module)
        if name.partition(".")[0] in FOREIGN[part]
    }
    assert not found
