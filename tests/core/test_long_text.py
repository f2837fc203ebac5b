"""Whatever comes from outside may be long: it takes a time in proportion, and is not echoed.

A bound on the clock is right here: a page holds the interpreter while it works on a text. It is of
this thread's time on the processor, so it holds however busy the machine is.
"""

import csv
import gc
import importlib
import io
import json
import pkgutil
import re
import time
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum

import numpy as np
import pandas as pd
import pytest

import core
import dashboard
from core.cli.parser import make_parser
from core.errors import UserError
from core.inside.interference import read_interference
from core.inside.names_trace import names_input
from core.inside.prices_trace import price_input
from core.names import model
from core.names.corpus import END, normalise
from core.names.sampling import sample_names
from core.names.settings import NamesSettings
from core.names.sources import NamesChoices, read_names
from core.runs.groups.measures import measure_of
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary
from core.runs.listing import found, run_table
from core.runs.people import HOST
from core.runs.settings import Kind, build
from core.runs.store import Store
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceChoices, bundled_prices, fetch_yahoo, read_prices
from tests.core.runs.made import made

MOST_SECONDS = 0.5  # a run of 20,000 that is gone through in every way takes two, or hours
LETTERS = 20_000
SENTENCE = 1_600  # letters

UNITS = {
    "spaces": " ",
    "tabs": "\t",
    "no-break spaces": "\u00a0",
    "em spaces": "\u2003",
    "ideographic spaces": "\u3000",
    "zero-width spaces": "\u200b",
    "blanks of all kinds": " \t\u00a0\u2003\u3000",
    "digits": "5",
    "other digits": "٣",
    "letters": "a",
    "capitals": "İ",
    "dots": ".",
    "commas": ",",
    "numbers": "1,",
    "quotes": '"',
    "apostrophes": "'",
    "semicolons": ";",
    "bars": "|",
    "slashes": "/",
    "signs": "-+",
    "comparisons": "<=",
    "brackets": "([{",
    "words": "a.",
    "words between dates": "de ",
    "accents": "\u0301",
    "accents out of order": "\u0301\u0316",
    "Tibetan signs out of order": "\u0f73",
    "halves of characters": "\ud800",
}
SHAPES = ("{}", "2019{}5{}x", "5 de {}x", "a{}b", "1{}..{}/", "('{}, GE')")
ALL = len(SHAPES)


def texts(letters=LETTERS, shapes=ALL, first=0):
    """Every run in some of the shapes, others of them for each."""
    for place, (name, unit) in enumerate(UNITS.items(), start=first):
        run = (unit * letters)[:letters]
        for turn in range(shapes):
            shape = SHAPES[(place + turn) % len(SHAPES)]
            yield f"{name} in {shape}", shape.replace("{}", run)


def seconds(function, text):
    """How long a function works on a text; how it ends is its own affair.

    What hundreds of tests have left behind is not collected meanwhile: that alone takes as long.
    """
    gc.disable()
    try:
        began = time.thread_time()
        with suppress(UserError, UnicodeEncodeError):
            function(text)
        return time.thread_time() - began
    finally:
        gc.enable()


def check(function, **which):
    """Goes through texts; what takes long at all takes twice as long for twice as much."""
    for name, text in texts(**which):
        taken = seconds(function, text)
        assert taken < MOST_SECONDS, name
        if taken > MOST_SECONDS / 5:
            half = min(seconds(function, text[: len(text) // 2]) for _ in range(2))
            assert min(taken, seconds(function, text)) < 3 * half + 0.1, name


def table(*cells, separator=","):
    """A file of prices, with a row of these cells in its middle."""
    with io.StringIO() as lines:
        writer = csv.writer(lines, delimiter=separator)
        writer.writerow(["Date", "Close"])
        writer.writerows([f"2019-01-{day:02}", f"1{day}.5"] for day in range(1, 9))
        writer.writerow(cells)
        writer.writerows([f"2019-02-{day:02}", f"1{day}.5"] for day in range(1, 9))
        return lines.getvalue().encode(errors="surrogatepass")


def prices(data, **choices):
    return read_prices(data, "prices.csv", PriceChoices(**choices))


ROWS = b"2019-01-02,1.5\n2019-01-03,1.6\n2019-01-04,1.7\n"
FILES = {
    "a date": lambda text: prices(table(text, "12.5")),
    "a price": lambda text: prices(table("2019-01-30", text)),
    "the first price": lambda text: prices(
        b"Date,Close\n2019-01-01," + _quoted(text) + b"\n" + ROWS
    ),
    "the first date": lambda text: prices(b"Date,Close\n" + _quoted(text) + b",1\n" + ROWS),
    "a heading": lambda text: prices(b"Date," + _quoted(text) + b"\n" + ROWS),
    "above the table": lambda text: prices(_quoted(text) + b"\nDate,Close\n" + ROWS),
    "below the table": lambda text: prices(b"Date,Close\n" + ROWS + _quoted(text)),
    "a line": lambda text: prices(b"Date,Close\n" + _bytes(text) + b"\n" + ROWS),
    "a whole file": lambda text: prices(_bytes(text)),
    "a title": lambda text: read_prices(table("2019-01-30", "5"), text),
    "a name": lambda text: read_names(b"anna\nbert\n" + _bytes(text) + b"\n", "names"),
    "a list": lambda text: read_names(_bytes(text), "names"),
    "a pasted list": lambda text: read_names(text, "names"),
    "a list's heading": lambda text: read_names(
        b"id," + _quoted(text) + b"\n1,anna\n2,bert\n", "names"
    ),
    "a list of long ago": lambda text: read_names(text.encode("cp1252", "replace"), "names"),
    "a list's title": lambda text: read_names(b"anna\nbert\n", text),
}
CHOICES = {
    f"the choice {name}": lambda text, name=name: prices(table("2019-01-30", "5"), **{name: text})
    for name in ("date_column", "close", "symbol", "currency", "time_zone", "sheet")
} | {
    f"a list's choice {name}": lambda text, name=name: read_names(
        b"id,name\n1,anna\n2,bert\n", "names", build(NamesChoices, {name: text})
    )
    for name in ("column", "encoding")
}


def _bytes(text):
    return text.encode(errors="surrogatepass")


def _quoted(text):
    return _bytes('"' + text.replace('"', '""') + '"')


ALPHABET = END + "abcdez"
PARAMETERS = model.initial_parameters(5, len(ALPHABET), 0)
TABLE = run_table([made("a", StockSettings(), 3, values={"rmse": 0.3}, tags=("lesson",))])


HISTORY = bundled_prices("GE")


def _traced_day(text):
    return price_input(StockSettings(), [np.zeros((1, 1))] * 3, HISTORY, text)


WORDS = {
    "letters of a name": normalise,
    "the input of a trace": lambda text: names_input(PARAMETERS, ALPHABET, text),
    "the first letters": lambda text: sample_names(PARAMETERS, ALPHABET, first_letters=text),
    "a search": lambda text: found(TABLE, text),
    "a condition": lambda text: found(TABLE, f"rmse<{text}"),
    "a day searched for": lambda text: found(TABLE, f"created>{text[:900]}"),
    "a column searched for": lambda text: found(TABLE, f"{text[:900]}=5"),
    "values": lambda text: read_vary(Kind.STOCK, f"timesteps={text}"),
    "values that are short": lambda text: read_vary(Kind.STOCK, f"timesteps={text[:3_900]}"),
    "a varied setting": lambda text: read_vary(Kind.STOCK, text),
    "a change": read_interference,
    "the value of a change": lambda text: read_interference(f"f1={text}"),
    "a letter of a change": lambda text: read_interference(f"letter1={text}"),
    "a symbol": lambda text: fetch_yahoo(f"{text}!", pd.Timestamp("2019"), pd.Timestamp("2020")),
    "a measure": lambda text: measure_of(Kind.STOCK, text),
    "a setting called": lambda text: build(StockSettings, {text: 1}),
    **{
        f"the setting {name}": lambda text, name=name, settings=settings: build(
            settings, {name: text}
        )
        for settings in (StockSettings, NamesSettings)
        for name in settings.model_fields
    },
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    file = tmp_path_factory.mktemp("long") / "lab.sqlite"
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


@pytest.fixture(scope="module")
def labels(store):
    return {
        "a name": lambda text: store.set_name("1", text, by=HOST),
        "a note": lambda text: store.set_note("1", text, by=HOST),
        "a tag": lambda text: store.set_tags("1", [text], by=HOST),
        "the id of a run": store.run,
        "the id of a group": Groups(store).group,
        "the id of data": store.dataset,
    }


@pytest.fixture(scope="module")
def loaded():
    """What the first file of a kind has loaded."""
    prices(table("5 de mayo 2019", "5"))
    FILES["a list of long ago"]("é")


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("first", "door"), list(enumerate(FILES)))
def test_a_file_takes_a_time_in_proportion(first, door):
    check(FILES[door], shapes=1, first=first)


# Before: 21 and 1 seconds for the dates, then 43, 35, 36, 37, 39, and 4 for a list of long ago.
@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("door", "text"),
    [
        ("a date", "2019" + " " * 1_000 + "5" + " " * 1_000 + "x"),
        ("a date", "2019" + " " * 10_000 + "x"),
        ("the first price", "." * 80_000),
        ("a heading", "a." * 32_000),
        ("a heading", "('" + "a, " * 21_000),
        ("a name", "a" + "\u0301\u0316" * 100_000),
        ("a heading", "a" + "\u0301\u0316" * 100_000),
        ("a list of long ago", "é" + "éö" * 32_000),
    ],
)
def test_a_few_kilobytes_take_no_seconds(door, text):
    assert seconds(FILES[door], text) < MOST_SECONDS


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("door", CHOICES)
def test_a_choice_takes_a_time_in_proportion(door):
    for unit in (" ", "5", "a", ".", "\u0301\u0316", "İ"):
        assert seconds(CHOICES[door], "x" + unit * LETTERS) < MOST_SECONDS, unit


@pytest.mark.slow
@pytest.mark.parametrize("door", WORDS)
def test_a_word_takes_a_time_in_proportion(door):
    check(WORDS[door])


@pytest.mark.parametrize("unit", [" ", "5", "-", "a"])
def test_a_day_takes_a_time_in_proportion(unit):
    seconds(_traced_day, "")  # loads what scales prices
    assert seconds(_traced_day, unit * LETTERS) < MOST_SECONDS


def test_what_is_written_on_runs_takes_a_time_in_proportion(labels):
    for function in labels.values():
        check(function)


def test_many_tags_are_not_looked_at_one_by_one(store):
    assert seconds(lambda _: store.set_tags("1", (f"t{i}" for i in range(10**9)), by=HOST), "") < 1


@pytest.mark.parametrize(
    "flags",
    [
        ["stock", "--units"],
        ["stock", "--csv"],
        ["stock", "--decimal"],
        ["stock", "--start"],
        ["trace", "run", "--checkpoint"],
        ["trace", "run", "--input"],
        ["store", "--delete-before"],
        ["sweep", "stock", "--seeds"],
        ["sweep", "stock", "--vary"],
        ["names", "--list"],
    ],
)
def test_a_flag_takes_a_time_in_proportion_and_is_not_echoed(flags, capsys):
    def parse(text):
        try:
            make_parser().parse_args([*flags[:-1], f"{flags[-1]}={text}"])
        except SystemExit:
            assert len(capsys.readouterr().err) < SENTENCE

    for name, text in texts(5_000, shapes=1):
        assert seconds(parse, text) < MOST_SECONDS, name


@pytest.mark.parametrize("letter", ["a", "5", " ", "\u0301", "."])
def test_a_refusal_does_not_echo_five_thousand_letters(letter, labels):
    for door, function in (WORDS | FILES | CHOICES | labels).items():
        said = _said(function, "x" + letter * 5_000)
        assert all(len(sentence) < SENTENCE for sentence in said), door
        assert all(letter * 300 not in sentence for sentence in said), door


def _said(function, text):
    """The refusal, or what is told of a reading."""
    try:
        result = function(text)
    except UserError as refusal:
        return [str(refusal)]
    return [str(getattr(result, "problem", "")), *getattr(result, "notes", ())]


def test_whatever_a_sentence_quotes_its_end_is_said():
    said = str(UserError(f"There is no '{'a' * 10_000}': choose another."))
    assert len(said) < SENTENCE
    assert said.startswith("There is no 'aaa")
    assert said.endswith("aaa': choose another.")


def _modules():
    for package in (core, dashboard):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"\.(templates|views|versions|__main__|pages|app|env)\b", module.name):
                yield importlib.import_module(module.name)


def _patterns_in(value, depth=2):
    """The patterns that a constant is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, Mapping):
        yield from _patterns_in([*value, *value.values()], depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _patterns_in(each, depth - 1)
    elif isinstance(value, type) and issubclass(value, Enum):
        yield from (each for member in value for each in _patterns_in(member.value))


def _patterns():
    return {
        f"{module.__name__} {pattern.pattern[:30]!r}": pattern
        for module in _modules()
        for value in list(vars(module).values())
        for pattern in _patterns_in(value)
    }


@pytest.mark.slow
def test_every_pattern_takes_a_time_in_proportion():
    known = _patterns()
    assert len(known) > 20
    for name, pattern in known.items():
        for what, text in texts(10_000, shapes=2):
            given = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
            for use in (pattern.fullmatch, pattern.search):
                assert seconds(use, given) < MOST_SECONDS, (name, what, use.__name__)


def test_a_text_of_many_accents_is_composed_as_ever():
    for text in (
        "Cafe\u0301",
        "\u1100\u1161\u11a8",
        "a\u0301\u0316b",
        "e" + "\u0301" * 200,
        "──" * 500,
    ):
        assert normalise(text) == unicodedata.normalize("NFC", text.lower())
    assert json.dumps(normalise("a" + "\u0301\u0316" * 100_000)).count("\\u0316") == 100
