"""Every list of the corpus is read as it must be, asked about where it must, or refused."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.errors import DataError
from core.names.corpus import normalise
from core.names.sources import NamesChoices, NamesReading, read_names
from tests.data.make_names_uploads import NAME_LISTS, expectation

FOLDER = Path(__file__).resolve().parents[3] / "data" / "names_uploads"
EXPECTED: dict[str, dict[str, Any]] = {
    path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.json"))
}
READ = [name for name, expected in EXPECTED.items() if not expected["refused"]]
REFUSED = [name for name, expected in EXPECTED.items() if expected["refused"]]


@cache  # what nobody changes is read once
def reading(name: str, **choices: Any) -> NamesReading:
    return read_names((FOLDER / name).read_bytes(), name, NamesChoices(**choices))


def test_the_corpus_says_where_each_list_is_met():
    assert len(EXPECTED) >= 80
    assert all(expected["met"] for expected in EXPECTED.values())
    files = {path.name for path in FOLDER.iterdir() if path.suffix != ".json"}
    assert files == set(EXPECTED)


def test_the_lists_are_as_their_script_writes_them(subtests):
    for form in NAME_LISTS:
        with subtests.test(form.name):
            assert expectation(form) == (FOLDER / f"{form.name}.json").read_text(encoding="utf-8")
            assert form.data == (FOLDER / form.name).read_bytes()


def test_names_are_read_as_expected(subtests):
    for name in READ:
        with subtests.test(name):
            assert_names_are_read_as_expected(name, EXPECTED[name])


def assert_names_are_read_as_expected(name: str, expected: dict[str, Any]) -> None:
    found = reading(name, **expected["choices"])
    assert found.questions == ()
    corpus = found.names()
    assert list(corpus.names) == [normalise(each) for each in expected["names"]]
    assert {field: found.value(field) for field in expected["reading"]} == expected["reading"]
    assert expected["says"] in "\n".join(corpus.notes)


def test_only_what_is_doubtful_is_asked(subtests):
    for name in READ:
        with subtests.test(name):
            found = reading(name)
            assert [question.field for question in found.questions] == EXPECTED[name]["asked"]
            assert (found.corpus is None) == bool(EXPECTED[name]["asked"])


def test_choices_of_names_read_them_again(subtests):
    for name in READ:
        with subtests.test(name):
            corpus = reading(name, **EXPECTED[name]["choices"]).names()
            again = reading(name, **corpus.choices)
            assert again.names() == corpus
            assert all(guess.certainty == "chosen" for guess in again.guesses.values())


def test_lists_are_refused_with_their_row(subtests):
    for name in REFUSED:
        with subtests.test(name):
            with pytest.raises(DataError) as refusal:
                reading(name, **EXPECTED[name]["choices"]).names()
            assert EXPECTED[name]["refused"] in str(refusal.value)
