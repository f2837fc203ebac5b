"""Names -> a clean list, an alphabet and letter ids; an upload is cleaned in the open."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError

END = "\n"  # the letter that ends a name; id 0 in every alphabet
MAX_LINES = 200_000
MAX_NAME_LENGTH = 50
MAX_CHARACTERS = 5_000
MIN_NAMES = 2
MIN_CHARACTERS = 2

_BUNDLED = Path(__file__).parents[2] / "data" / "dinosaur_names.txt"
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_UNPRINTABLE = ("Cc", "Cs")  # Unicode categories: control characters, lone surrogates


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line of the upload that did not become a name."""

    line: int  # counted from 1
    text: str
    reason: str


@dataclass(frozen=True)
class Corpus:
    """The names to learn from, lower-cased, in the order of their file; repeats are kept."""

    title: str
    names: tuple[str, ...]
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()  # what was done to the upload as a whole

    @cached_property
    def alphabet(self) -> str:
        """`END`, then every character of the names in sorted order; a letter's id is its place."""
        return END + "".join(sorted(set("".join(self.names))))

    def ids(self, name: str) -> NDArray[np.int64]:
        """The letter ids of `name`, without the end mark, shape (letters,)."""
        return np.array([self._places[letter] for letter in name], dtype=np.int64)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {letter: place for place, letter in enumerate(self.alphabet)}

    def to_bytes(self) -> bytes:
        """The corpus as JSON in UTF-8, for the store."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Corpus:
        """The corpus that `to_bytes` wrote."""
        fields = json.loads(data)
        return cls(
            title=fields["title"],
            names=tuple(fields["names"]),
            dropped=tuple(Dropped(**line) for line in fields["dropped"]),
            notes=tuple(fields["notes"]),
        )


def bundled() -> Corpus:
    """The report's 1,536 dinosaur names (see data/README.md)."""
    return read(_BUNDLED.read_bytes(), "Dinosaur names")


def read(data: bytes | str, title: str) -> Corpus:
    """Reads a list of names, one a line, as people upload or paste it.

    Names are lower-cased and runs of white space become one space. Empty lines are dropped
    and listed; everything else that does not fit is refused.

    Args:
        data: a file's bytes (UTF-8, UTF-16 or Latin-1) or pasted text.
        title: what people call the list.

    Raises:
        DataError: empty, binary, too many lines, a name that is too long, fewer than two
            names, or too few or too many different characters.
    """
    text, notes = (data, []) if isinstance(data, str) else _decode(data)
    names: list[str] = []
    dropped: list[Dropped] = []
    for number, line in _lines(text):
        name = _clean(number, line)
        if name:
            names.append(name)
        else:
            dropped.append(Dropped(number, line, "empty line"))
    corpus = Corpus(title, tuple(names), tuple(dropped), (*notes, *_repeats(names)))
    _check_size(corpus)
    return corpus


def normalise(text: str) -> str:
    """Letters as the alphabet has them: lower case, accents composed (Unicode NFC)."""
    return unicodedata.normalize("NFC", text.lower())


def _decode(data: bytes) -> tuple[str, list[str]]:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decode_as(encoding, data)
    if b"\0" in data:
        return _decode_as(_unmarked_utf16(data), data)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return data.decode("latin-1"), ["Read as Latin-1, because it is not valid UTF-8."]


def _decode_as(encoding: str, data: bytes) -> tuple[str, list[str]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            f"The file is not text: byte {error.start + 1} does not fit {error.encoding.upper()}; "
            "upload a plain text file with one name a line."
        ) from error
    return text, [f"Read as {encoding.removesuffix('-sig').upper()}."]


def _unmarked_utf16(data: bytes) -> str:
    """Which UTF-16 a file without byte order mark is: Latin letters leave every other byte 0."""
    half = len(data) // 2
    for encoding, zeros, letters in (
        ("utf-16-le", data[1::2], data[0::2]),
        ("utf-16-be", data[0::2], data[1::2]),
    ):
        if zeros.count(0) > half / 2 and letters.count(0) == 0:
            return encoding
    position = data.index(0)
    line = data.count(b"\n", 0, position) + 1
    raise DataError(
        f"Line {line} holds a zero byte, so this is a binary file; "
        "upload a plain text file with one name a line."
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Every line with its number, under any system's line ends; the last end starts no line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    count = text.count("\n") + 1
    if count > MAX_LINES:
        raise DataError(
            f"The list has {count:,} lines; at most {MAX_LINES:,} can be used, so shorten it."
        )
    return enumerate(text.split("\n"), start=1)


def _clean(number: int, line: str) -> str:
    name = normalise(" ".join(line.split()))
    for letter in name:
        if unicodedata.category(letter) in _UNPRINTABLE:
            raise DataError(
                f"Line {number} holds the unprintable character U+{ord(letter):04X}, so this is "
                "not a list of names; upload a plain text file with one name a line."
            )
    if len(name) > MAX_NAME_LENGTH:
        raise DataError(
            f"Line {number} ({name[:20]}...) has {len(name):,} characters; a name may have at "
            f"most {MAX_NAME_LENGTH}, one name a line, so shorten or remove it."
        )
    return name


def _repeats(names: list[str]) -> list[str]:
    repeated = sum(times > 1 for times in Counter(names).values())
    if not repeated:
        return []
    if repeated == 1:
        return ["1 name appears more than once; all its repeats were kept."]
    return [f"{repeated:,} names appear more than once; all were kept."]


def _check_size(corpus: Corpus) -> None:
    if not corpus.names:
        raise DataError("The list is empty; give at least two names, one a line.")
    if len(corpus.names) < MIN_NAMES:
        raise DataError(
            f"The list has one name only ({corpus.names[0]}); give at least two, one a line."
        )
    characters = len(corpus.alphabet) - 1
    if characters < MIN_CHARACTERS:
        raise DataError(
            f"All names are made of one character ({corpus.alphabet[1]}); "
            "give names with at least two different ones."
        )
    if characters > MAX_CHARACTERS:
        raise DataError(
            f"The names have {characters:,} different characters; "
            f"at most {MAX_CHARACTERS:,} can be used, so shorten the list."
        )
