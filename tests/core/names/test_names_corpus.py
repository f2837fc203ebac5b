import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError
from core.names.corpus import END, MAX_NAME_LENGTH, MAX_NAMES, Corpus, Dropped, normalise
from core.names.sources import NamesChoices, bundled_names, read_names


def test_bundled_list_is_the_report_s():
    corpus = bundled_names()
    assert len(corpus.names) == 1536
    assert corpus.alphabet == END + "abcdefghijklmnopqrstuvwxyz"
    assert corpus.names[:2] == ("aachenosaurus", "aardonyx")
    assert corpus.dropped == ()


def test_names_are_lowered_trimmed_and_kept_in_order():
    corpus = read_names(" Rex\nALLO  saurus\t\nrex\n", "mine").names()
    assert corpus.names == ("rex", "allo saurus", "rex")
    assert corpus.alphabet == END + " aelorsux"
    assert corpus.notes == ("1 name appears more than once; all its repeats were kept.",)


def test_empty_lines_are_dropped_in_the_open():
    corpus = read_names("rex\n\n  \nallo\n", "mine").names()
    assert corpus.names == ("rex", "allo")
    assert corpus.dropped == (Dropped(2, "", "empty line"), Dropped(3, "  ", "empty line"))
    assert corpus.notes == ("2 empty lines (lines 2, 3) left out.",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end):
    assert read_names(f"rex{end}allo{end}", "mine").names().names == ("rex", "allo")


def test_any_alphabet_and_composed_accents():
    corpus = read_names("Анна\n安娜\nZoe\u0308\nZo\u00eb\nİz\n", "mine").names()
    assert corpus.names == ("анна", "安娜", "zoë", "zoë", "iz")


def test_ids_are_places_in_the_alphabet():
    corpus = read_names("ba\nab\n", "mine").names()
    assert corpus.ids("ba").tolist() == [2, 1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        ("\n \n", "is empty"),
        ("rex\n", r"one name only \(rex\)"),
        ("aa\na\n", r"one character \(a\)"),
        ("rex\n" + "a" * (MAX_NAME_LENGTH + 1), r"Line 2, Name: 'a{40}…' has 51 letters"),
        ("rex\nal\x07lo\n", r"Line 2 .* U\+0007"),
        ("rex\n\ud800lo\n", r"Line 2 .* U\+D800"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", r"Line 2 .* U\+001A"),
        (b"\xff\xfea", "Byte 3 does not fit UTF-16"),
        ("a\n" * (MAX_NAMES + 1), "more than 200,000 names"),
        ("".join(f"{chr(0x4E00 + k)}\n" for k in range(5001)), "5,001 different characters"),
    ],
)
def test_refusals_say_what_and_where(data, sentence):
    with pytest.raises(DataError, match=sentence):
        read_names(data, "mine").names()


def test_limits_themselves_are_allowed():
    assert len(read_names("ab\n" * MAX_NAMES, "mine").names().names) == MAX_NAMES
    longest = read_names("a" * MAX_NAME_LENGTH + "\nb", "mine").names()
    assert len(longest.names[0]) == MAX_NAME_LENGTH


@given(st.text() | st.binary())
def test_any_upload_is_read_whole_asked_about_or_refused(data):
    try:
        reading = read_names(data, "mine")
    except DataError:
        return
    assert (reading.corpus is None) == bool(reading.questions or reading.problem)
    corpus = reading.corpus
    if corpus is None:
        assert str(reading.refusal())
        return
    assert len(corpus.names) >= 2
    assert len(corpus.alphabet) >= 3
    assert corpus.alphabet[0] == END
    for name in corpus.names:
        assert 1 <= len(name) <= MAX_NAME_LENGTH
        assert name == normalise(name.strip())
        assert [corpus.alphabet[letter] for letter in corpus.ids(name)] == list(name)
    assert Corpus.from_bytes(corpus.to_bytes()) == corpus
    again = read_names(data, "mine", NamesChoices.model_validate(corpus.choices))
    assert again.names() == corpus


def test_a_list_kept_by_an_older_version_has_no_choices():
    kept = read_names("id,name\n1,rex\n2,allo\n", "mine").names().to_bytes()
    older = kept[: kept.index(b', "choices"')] + b"}"
    assert Corpus.from_bytes(older).names == ("rex", "allo")
    assert Corpus.from_bytes(older).choices == {}
