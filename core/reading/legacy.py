"""Encodings of one byte or two a letter, which no byte tells apart: by the letters of words."""

from __future__ import annotations

import math
import re
import unicodedata
from codecs import getincrementaldecoder as _decoder
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Final

from core.reading.letters import language


@dataclass(frozen=True)
class Legacy:
    """An encoding from before Unicode.

    Attributes:
        name: As Python calls it.
        label: As people call it.
        languages: That are written in it.
        prior: How much likelier it is before anything was looked at, as a natural logarithm.
    """

    name: str
    label: str
    languages: tuple[str, ...]
    prior: float = 0.0


_WESTERN: Final = ("fr", "de", "es", "pt", "it", "sv", "da", "nb", "is", "nl", "fi", "en", "ca")
_CENTRAL: Final = ("pl", "cs", "sk", "hu", "hr", "sl", "ro")
LEGACY: Final = (
    Legacy("cp1252", "Windows-1252 (Western Europe)", _WESTERN, 2.0),
    Legacy("cp1251", "Windows-1251 (Cyrillic)", ("ru", "uk", "bg", "sr", "be", "mk"), 1.0),
    Legacy("cp1250", "Windows-1250 (Central Europe)", _CENTRAL, 1.0),
    Legacy("cp1254", "Windows-1254 (Turkish)", ("tr", "az"), 1.0),
    Legacy("cp1253", "Windows-1253 (Greek)", ("el",)),
    Legacy("cp1255", "Windows-1255 (Hebrew)", ("he",)),
    Legacy("cp1256", "Windows-1256 (Arabic)", ("ar", "fa")),
    Legacy("cp1257", "Windows-1257 (Baltic)", ("lt", "lv", "et")),
    Legacy("cp874", "Windows-874 (Thai)", ("th",)),
    Legacy("gb18030", "GB 18030 (Chinese)", ("zh",)),
    Legacy("big5", "Big5 (Chinese)", ("zh_Hant",)),
    Legacy("shift_jis", "Shift JIS (Japanese)", ("ja",)),
    Legacy("euc_kr", "EUC-KR (Korean)", ("ko",)),
    Legacy("koi8-r", "KOI8-R (Cyrillic)", ("ru",), -4.0),
    Legacy("cp866", "DOS 866 (Cyrillic)", ("ru",), -4.0),
    Legacy("iso8859-2", "ISO 8859-2 (Central Europe)", _CENTRAL, -4.0),
    Legacy("mac_roman", "Macintosh (Western Europe)", _WESTERN, -4.0),
)
_SAMPLE: Final = 200  # words
_BYTES: Final = 3_000  # of them together; words in a file of names have about 10
_WHOLE: Final = 65_536  # bytes of a file that is looked at as a whole
_PARTS: Final = 100  # of a larger one
_AROUND: Final = 200  # bytes
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
_CLEAR: Final = 10.0  # a margin of the logarithms that is no chance
_NEAR: Final = 20.0  # within it is what is worth asking about, if anything is asked
# Between two words; from "@" on, a byte may be the second one of a letter.
_BETWEEN: Final = re.compile(rb"[\x00-&(-,./:-?]+")
_NO_TEXT: Final = ("Cc", "Cn", "Co")  # controls, and what Unicode has not assigned


@dataclass(frozen=True)
class Candidate:
    """One encoding that a file may be in.

    Attributes:
        legacy: The encoding.
        words: What some words of the file are in it.
        log_likelihood: Of those words, and of the encoding itself.
    """

    legacy: Legacy
    words: tuple[str, ...]
    log_likelihood: float


def likely_encodings(data: bytes) -> list[Candidate]:
    """Returns the likeliest encoding of a file, and those that it may be instead, in order.

    There is one where no other is almost as likely; else there are all that come near.
    Each word is judged in the language of the encoding in which it is likeliest; words in ASCII
    tell nothing. Of encodings in which all those words are the same there is one.
    """
    words = _sample(data)
    found = [c for legacy in LEGACY if (c := _candidate(legacy, words)) is not None]
    alike: dict[tuple[str, ...], Candidate] = {}
    for candidate in sorted(found, key=lambda candidate: -candidate.log_likelihood):
        alike.setdefault(candidate.words, candidate)
    ranked: list[Candidate] = []
    for candidate in alike.values():
        margin = _CLEAR if len(ranked) == 1 else _NEAR
        if ranked and ranked[0].log_likelihood - candidate.log_likelihood > margin:
            break
        if _decodes(candidate.legacy, data):
            ranked.append(candidate)
    return ranked


def _sample(data: bytes) -> list[bytes]:
    """Returns different words beyond ASCII, from all over the file."""
    words = dict.fromkeys(word for piece in _pieces(data) for word in piece if not word.isascii())
    step = max(1, math.ceil(len(words) / _SAMPLE))
    sample = list(words)[::step]
    starts = accumulate(map(len, sample[:-1]), initial=0)
    left = [_BYTES - start for start in starts]
    return [word[:most] for word, most in zip(sample, left, strict=False) if most > 0]


def _pieces(data: bytes) -> Iterator[list[bytes]]:
    """Yields the words around the first letter beyond ASCII in each part of the file."""
    if len(data) <= _WHOLE:
        yield _BETWEEN.split(data)
        return
    part = math.ceil(len(data) / _PARTS)
    for start in range(0, len(data), part):
        found = _BEYOND_ASCII.search(data, start, start + part)
        if found is not None:
            yield _words_around(data, found.start())


def _words_around(data: bytes, place: int) -> list[bytes]:
    """Returns the words around a byte, but the first and last, which may be cut."""
    start, end = max(0, place - _AROUND), min(len(data), place + _AROUND)
    words = _BETWEEN.split(data[start:end])
    whole = words[start > 0 : len(words) - (end < len(data))]
    return whole if any(not word.isascii() for word in whole) else words


def _candidate(legacy: Legacy, words: list[bytes]) -> Candidate | None:
    try:
        decoded = tuple(_decoder(legacy.name)().decode(word) for word in words)
    except UnicodeDecodeError:
        return None
    if any(unicodedata.category(letter) in _NO_TEXT for letter in set("".join(decoded))):
        return None
    total = legacy.prior + sum(map(partial(_best, legacy), decoded))
    return Candidate(legacy, decoded, total)


def _best(legacy: Legacy, word: str) -> float:
    return max(language(code).log_likelihood(word) for code in legacy.languages)


def _decodes(legacy: Legacy, data: bytes) -> bool:
    try:
        data.decode(legacy.name)
    except UnicodeDecodeError:
        return False
    return True
