"""Random lists in every encoding and layout are read back exactly, or asked about."""

from __future__ import annotations

import csv
import io
from typing import Any

import hypothesis.strategies as st
from hypothesis import event, given

from core.names.corpus import normalise
from core.names.sources import NamesChoices, read_names
from tests.data.name_lists.words import NAMES, PAIRS
from tests.examples import examples

UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
HEADINGS = ("name", "Name", "Vorname", "Имя", "Nombre", "名前", "Full name")
HIDDEN = ("\u200b", "\u00ad", "\u200e", "\u2060", "\ufeff")


@st.composite
def sources(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An encoding, and names that it can write."""
    encoding, language = draw(st.sampled_from(PAIRS))
    if draw(st.booleans()):
        encoding = draw(st.sampled_from(UNICODE))
    words = st.sampled_from(NAMES[language])
    single = st.lists(words, min_size=1, max_size=3).map(" ".join)
    return encoding, draw(st.lists(single, min_size=2, max_size=30, unique=True))


def line(cells: list[str], separator: str, quoting: int) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator="").writerow(cells)
    return text.getvalue()


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, list[str], bytes, dict[str, Any]]:
    """An encoding, names, the list, and what else is true of it."""
    encoding, names = draw(sources())
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    layout = draw(st.sampled_from(["lines", "quoted lines", "table", "numbered", "one line"]))
    event(layout)
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    truth: dict[str, Any] = {"separator": "", "headings": False, "column": "column 1"}
    if layout == "lines":
        rows = names
    elif layout == "quoted lines":
        rows = [f'"{name}"' for name in names]
    elif layout == "one line":
        rows = [f"{separator} ".join(names)]
        truth |= {"separator": separator, "column": "every column"}
    else:
        headed = layout == "table"
        heading = draw(st.sampled_from(HEADINGS))
        if not heading.isascii() and encoding not in UNICODE:
            heading = "name"
        cells = [["id", heading, "count"]] if headed else []
        cells += [[str(i), name, str(i * 7)] for i, name in enumerate(names)]
        rows = [line(row, separator, quoting) for row in cells]
        column = heading if headed else "column 2"
        truth |= {"separator": separator, "headings": headed, "column": column}
    return encoding, names, (end.join(rows) + end).encode(encoding), truth


@given(lists())
@examples(400)
def test_lists_in_every_encoding_and_layout_are_read_back_exactly(drawn):
    encoding, names, data, truth = drawn
    reading = read_names(data, "random")
    asked = {question.field for question in reading.questions}
    event(f"asked {sorted(asked)}")
    assert asked <= ({"encoding"} if encoding not in UNICODE else set())
    if asked:
        [question] = reading.questions
        text = data.decode(encoding)
        [right] = [o.value for o in question.options if data.decode(o.value) == text]
        reading = read_names(data, "random", NamesChoices(encoding=right))
    corpus = reading.names()
    assert list(corpus.names) == [normalise(name) for name in names]
    assert {field: reading.value(field) for field in truth} == truth


@given(st.lists(st.sampled_from(NAMES["fr"]), min_size=2, max_size=20), st.data())
def test_marks_that_nobody_sees_leave_no_trace(names, data):
    hidden = st.lists(st.sampled_from(HIDDEN), max_size=2).map("".join)
    marked = ["".join(letter + data.draw(hidden) for letter in name) for name in names]
    corpus = read_names("\n".join(marked), "marked").names()
    assert list(corpus.names) == [normalise(name) for name in names]
    dropped = sum(map(len, marked)) - sum(map(len, names))
    told = [note for note in corpus.notes if "invisible" in note]
    assert bool(told) == bool(dropped)
    assert all(note.startswith(f"{dropped} invisible mark") for note in told)
