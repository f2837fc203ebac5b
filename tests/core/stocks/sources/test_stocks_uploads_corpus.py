"""Every file of the corpus is read as it must be, asked about where it must, or refused."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import DataError
from core.stocks.sources import PriceChoices, PriceReading, read_prices
from tests.data.make_uploads import FORMS, expectation

FOLDER = Path(__file__).resolve().parents[3] / "data" / "uploads"
EXPECTED: dict[str, dict[str, Any]] = {
    path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.json"))
}
READ = [name for name, expected in EXPECTED.items() if not expected["refused"]]
REFUSED = [name for name, expected in EXPECTED.items() if expected["refused"]]


@cache  # what nobody changes is read once
def reading(name: str, **choices: Any) -> PriceReading:
    return read_prices((FOLDER / name).read_bytes(), name, PriceChoices(**choices))


def test_the_corpus_is_large_and_says_where_each_form_is_met():
    assert len(EXPECTED) >= 120
    assert all(expected["met"] for expected in EXPECTED.values())
    files = {path.name for path in FOLDER.iterdir() if path.suffix != ".json"}
    assert files == set(EXPECTED)


def test_the_corpus_is_as_its_script_writes_it(subtests):
    for form in FORMS:
        with subtests.test(form.name):
            assert expectation(form) == (FOLDER / f"{form.name}.json").read_text(encoding="utf-8")
            if not form.name.endswith(".xlsx"):  # a workbook holds the time when it was written
                assert form.data == (FOLDER / form.name).read_bytes()


def test_is_read_as_expected(subtests):
    for name in READ:
        with subtests.test(name):
            assert_is_read_as_expected(name, EXPECTED[name])


def assert_is_read_as_expected(name: str, expected: dict[str, Any]) -> None:
    found = reading(name, **expected["choices"])
    assert found.questions == ()
    history = found.prices()
    assert {
        "symbol": history.symbol,
        "currency": history.currency,
        "columns": dict(found.columns),
        "decimal": found.guesses["decimal"].value,
        "date_order": found.guesses["date_order"].value,
    } == expected["reading"]
    assert history.dates.strftime("%Y-%m-%d").tolist() == expected["dates"]
    assert set(history.frame) == set(expected["rows"])
    for column, values in expected["rows"].items():
        np.testing.assert_allclose(history.frame[column], values, rtol=1e-12)
    assert expected["says"] in "\n".join(history.notes)


def test_asks_what_must_be_asked_and_nothing_else(subtests):
    for name in READ:
        with subtests.test(name):
            found = reading(name)
            assert [question.field for question in found.questions] == EXPECTED[name]["asked"]
            assert (found.history is None) == bool(EXPECTED[name]["asked"])


@pytest.mark.slow
def test_what_was_read_can_be_fixed_and_comes_out_again(subtests):
    for name in READ:
        with subtests.test(name):
            history = reading(name, **EXPECTED[name]["choices"]).prices()
            again = reading(name, **history.choices).prices()
            assert again.choices == history.choices
            assert again.frame.equals(history.frame)
            assert again.notes == history.notes


def test_is_refused_with_its_row(subtests):
    for name in REFUSED:
        with subtests.test(name):
            with pytest.raises(DataError) as refusal:
                reading(name).prices()
            assert EXPECTED[name]["refused"] in str(refusal.value)
