import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError
from core.names.corpus import (
    END,
    MAX_LINES,
    MAX_NAME_LENGTH,
    Corpus,
    Dropped,
    bundled,
    normalise,
    read,
)


def test_bundled_list_is_the_report_s():
    corpus = bundled()
    assert len(corpus.names) == 1536
    assert corpus.alphabet == END + "abcdefghijklmnopqrstuvwxyz"
    assert corpus.names[:2] == ("aachenosaurus", "aardonyx")
    assert corpus.dropped == ()


def test_names_are_lowered_trimmed_and_kept_in_order():
    corpus = read(" Rex\nALLO  saurus\t\nrex\n", "mine")
    assert corpus.names == ("rex", "allo saurus", "rex")
    assert corpus.alphabet == END + " aelorsux"
    assert corpus.notes == ("1 name appears more than once; all its repeats were kept.",)


def test_empty_lines_are_dropped_in_the_open():
    corpus = read("rex\n\n  \nallo\n", "mine")
    assert corpus.names == ("rex", "allo")
    assert corpus.dropped == (Dropped(2, "", "empty line"), Dropped(3, "  ", "empty line"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end):
    assert read(f"rex{end}allo{end}", "mine").names == ("rex", "allo")


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ("Read as UTF-8.",)),
        ("utf-16", ("Read as UTF-16.",)),
        ("utf-16-le", ("Read as UTF-16-LE.",)),
        ("utf-16-be", ("Read as UTF-16-BE.",)),
        ("latin-1", ("Read as Latin-1, because it is not valid UTF-8.",)),
    ],
)
def test_encodings(encoding, note):
    corpus = read("Zoë\nÅsa\n".encode(encoding), "mine")
    assert corpus.names == ("zoë", "åsa")
    assert corpus.notes == note


def test_any_alphabet_and_composed_accents():
    corpus = read("Анна\n安娜\nZoe\u0308\nZo\u00eb\n", "mine")
    assert corpus.names == ("анна", "安娜", "zoë", "zoë")


def test_ids_are_places_in_the_alphabet():
    corpus = read("ba\nab\n", "mine")
    assert corpus.ids("ba").tolist() == [2, 1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        ("\n \n", "is empty"),
        ("rex\n", r"one name only \(rex\)"),
        ("aa\na\n", r"one character \(a\)"),
        ("rex\n" + "a" * (MAX_NAME_LENGTH + 1), r"Line 2 \(aaaaaaaaaaaaaaaaaaaa\.\.\.\) has 51"),
        ("rex\nal\x07lo\n", r"Line 2 .* U\+0007"),
        ("rex\n\ud800lo\n", r"Line 2 .* U\+D800"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Line 3 holds a zero byte"),
        (b"\xff\xfea", "is not text: byte 3"),
        ("a\n" * (MAX_LINES + 1), "200,001 lines; at most 200,000"),
        ("".join(f"{chr(0x4E00 + k)}\n" for k in range(5001)), "5,001 different characters"),
    ],
)
def test_refusals_say_what_and_where(data, sentence):
    with pytest.raises(DataError, match=sentence):
        read(data, "mine")


def test_limits_themselves_are_allowed():
    assert len(read("ab\n" * MAX_LINES, "mine").names) == MAX_LINES
    assert len(read("a" * MAX_NAME_LENGTH + "\nb", "mine").names[0]) == MAX_NAME_LENGTH


@given(st.text() | st.binary())
def test_any_upload_is_read_whole_or_refused(data):
    try:
        corpus = read(data, "mine")
    except DataError:
        return
    assert len(corpus.names) >= 2
    assert len(corpus.alphabet) >= 3
    assert corpus.alphabet[0] == END
    for name in corpus.names:
        assert 1 <= len(name) <= MAX_NAME_LENGTH
        assert name == normalise(name.strip())
        assert [corpus.alphabet[letter] for letter in corpus.ids(name)] == list(name)
    assert Corpus.from_bytes(corpus.to_bytes()) == corpus
