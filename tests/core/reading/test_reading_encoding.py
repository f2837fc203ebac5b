"""In which encoding a text is: by its bytes where they say so, by its letters where they do not."""

import random
from typing import get_args

import pytest

from core.names.sources.names_choices import NamesChoices
from core.reading.encoding import (
    ENCODINGS,
    LEGACY,
    Encoding,
    language,
    likely_encodings,
    sure_encoding,
)
from tests.data.name_lists.words import NAMES, PAIRS


def encoded(words, encoding):
    return "\n".join(words).encode(encoding)


@pytest.mark.parametrize(("encoding", "code"), PAIRS)
def test_a_dozen_words_tell_their_encoding(encoding, code):
    data = encoded(NAMES[code], encoding)
    [found] = likely_encodings(data)
    assert data.decode(found.legacy.name) == "\n".join(NAMES[code])


@pytest.mark.parametrize(("encoding", "code"), PAIRS)
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_few_words_are_never_taken_for_others_without_asking(encoding, code, count):
    generator = random.Random(f"{encoding}{code}{count}")
    beyond = [word for word in NAMES[code] if not word.isascii()]
    for _ in range(5):
        words = generator.sample(beyond, min(count, len(beyond)))
        data = encoded(words, encoding)
        found = [data.decode(candidate.legacy.name) for candidate in likely_encodings(data)]
        assert "\n".join(words) in found


def test_five_words_are_rarely_asked_about():
    asked = 0
    for encoding, code in PAIRS:
        beyond = [word for word in NAMES[code] if not word.isascii()][:5]
        asked += len(likely_encodings(encoded(beyond, encoding))) > 1
    assert asked <= 2


def test_a_word_in_a_large_file_is_found_wherever_it_stands():
    for place in (0, 50_000, 99_999):
        words = ["Anna"] * 100_000
        words[place] = "Жанна"
        found = likely_encodings(encoded(words, "cp1251"))
        assert found[0].legacy.name == "cp1251"
        assert found[0].words == ("Жанна",)


@pytest.mark.parametrize("code", ["ru", "zh", "fr", "he", "ko", "th", "ja"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_by_its_zero_bytes_in_every_script(code, encoding):
    assert sure_encoding(encoded(NAMES[code], encoding)) == encoding


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"Ada\nAlan\n\x1a\x00\x00", "utf-8"),
        (b"Ada\nAlan\nGrace\x00", "utf-8"),
        (b"Ada\nAlan\nGrace", "utf-8"),
        ("준\n민".encode("utf-16-le"), "utf-16-le"),
        ("\ufeffAda".encode(), "utf-8"),
        ("\ufeffAda".encode("utf-16-be"), "utf-16-be"),
        ("\ufeffAda".encode("utf-32-le"), "utf-32-le"),
        (("é" * 20).encode()[:-1], "utf-8"),
        ("Zoë".encode("cp1252"), None),
    ],
)
def test_what_the_bytes_say(data, encoding):
    assert sure_encoding(data) == encoding


def test_a_likely_word_is_likelier_than_one_of_another_language():
    assert language("fr").log_likelihood("André") > language("fr").log_likelihood("Andrň")
    assert language("tr").log_likelihood("Ayşe") > language("is").log_likelihood("Ayþe")
    assert language("de").log_likelihood("Jürgen") > language("de").log_likelihood("JÜrgen")


def test_every_encoding_of_long_ago_can_be_chosen():
    assert {legacy.name for legacy in LEGACY} <= set(get_args(Encoding))
    assert set(ENCODINGS) == set(get_args(Encoding))


@pytest.mark.parametrize(
    ("called", "encoding"),
    [
        ("Windows-1251", "cp1251"),
        ("latin1", "cp1252"),
        ("UTF8", "utf-8"),
        ("UTF-16", "utf-16-le"),
        ("GBK", "gb18030"),
        ("cp932", "shift_jis"),
        ("windows-874", "cp874"),
    ],
)
def test_encodings_may_be_called_as_people_call_them(called, encoding):
    assert NamesChoices(encoding=called).encoding == encoding
