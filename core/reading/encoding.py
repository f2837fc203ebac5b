"""In which encoding a text is written: as its bytes say, or as the letters of its words do."""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from codecs import getincrementaldecoder as _decoder
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, pairwise
from typing import Final, Literal, TypeAlias, get_args

_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
BROKEN: Final = "\ufffd"  # stands for a letter that was cut in two
_HEAD: Final = 4_096  # bytes
_ASCII: Final = frozenset(b"\t\n\r" + bytes(range(0x20, 0x7F)))
_ZEROS: Final = 1 / 100  # of the bytes: the end of a line, a space and a digit have one each
_FEW: Final = 4  # letters of Chinese look like two of ASCII, to one end of a line
_MOSTLY: Final = 10  # times as many whole letters as broken ones


def sure_encoding(data: bytes) -> str | None:
    """Returns the encoding that a file must be in; None where it has one byte or two a letter.

    It has a mark, zero bytes beside its ASCII, as UTF-16 has them in whatever script, or it
    is UTF-8.
    """
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    return marked or _unmarked_utf16(data) or ("utf-8" if _is_utf8(data) else None)


def _unmarked_utf16(data: bytes) -> str | None:
    """Tells by the ASCII in a text, such as the ends of its lines, where the zero bytes stand."""
    head = data[:_HEAD]
    pairs = list(zip(head[::2], head[1::2], strict=False))
    little = sum(second == 0 and first in _ASCII for first, second in pairs)
    big = sum(first == 0 and second in _ASCII for first, second in pairs)
    plain = sum(first in _ASCII and second in _ASCII for first, second in pairs)
    if max(little, big) <= max(len(head) * _ZEROS, _MOSTLY * min(little, big), plain / _FEW):
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def _is_utf8(data: bytes) -> bool:
    """Is this UTF-8, perhaps with a letter that was cut in two?"""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        broken = text.count(BROKEN)
        whole = len(text) - len(text.encode("ascii", "ignore")) - broken
        return whole > _MOSTLY * broken
    return True


# How likely letters follow each other in a language, told by the names of places in it.

# Letters with what stands above or below them in Hebrew, Arabic and Thai.
_WORDS: Final = re.compile(
    "[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0e31-\u0e4e])*"
)
_EDGE: Final = ""  # before and after a word
# Romanian has its commas below as cedillas in every encoding of one byte a letter.
_OLDER: Final = {"ro": str.maketrans("șț", "şţ")}
# Among thousands of characters, the first level of a standard holds those in use: its lead bytes.
_FIRST_LEVELS: Final = {
    "zh": ("gb2312", 0xB0, 0xD7),
    "zh_Hant": ("big5", 0xA4, 0xC6),
    "ja": ("shift_jis", 0x82, 0x98),
    "ko": ("euc_kr", 0xB0, 0xC8),
}
_END: Final = 0.1  # probability that a word ends after a letter nobody saw at an end
_OTHERS: Final = 200  # letters added to all that were counted, for those never seen
_UNSEEN: Final = 0.02  # times such a letter counts
_IN_USE: Final = 1 / 8_000  # probability of a character of a first level that was not seen
_RARE: Final = 1e-6  # of any other one
_NOT_A_LETTER: Final = math.log(1e-5)
_ODD_CAPITAL: Final = -4.0  # beside the letter itself: an "N" in "aNna"
_BACKOFF: Final = 5  # times that a letter is taken by itself, whatever stands before it


@dataclass(frozen=True)
class Language:
    """The letters of a language.

    Attributes:
        code: Of the language, as CLDR has it.
        letters: How often each was seen.
        pairs: How often one followed the other; `_EDGE` before the first and after the last.
        before: How often anything followed a letter.
        total: How many letters were seen.
    """

    code: str
    letters: Counter[str]
    pairs: Counter[tuple[str, str]]
    before: Counter[str]
    total: int

    def log_likelihood(self, word: str) -> float:
        """Returns how likely a word is, as a natural logarithm.

        Digits and marks of ASCII end a word; any other mark inside counts as no letter.
        """
        likelihood, last = 0.0, _EDGE
        mixed = not word.isupper()
        for character in word:
            if character.isascii() and not character.isalpha():
                last = _EDGE
            elif unicodedata.category(character)[0] not in "LM":
                likelihood, last = likelihood + _NOT_A_LETTER, _EDGE
            else:
                if mixed and last != _EDGE and character.isupper():
                    likelihood += _ODD_CAPITAL
                letter = character.lower()[0]
                likelihood += math.log(self._probability(last, letter))
                last = letter
        return likelihood + math.log(self._probability(last, _EDGE))

    def _probability(self, last: str, letter: str) -> float:
        alone = _END if letter == _EDGE else self._alone(letter)
        return (self.pairs[last, letter] + _BACKOFF * alone) / (self.before[last] + _BACKOFF)

    def _alone(self, letter: str) -> float:
        count = self.letters[letter]
        if not count and self.code in _FIRST_LEVELS:
            return _of_first_level(letter, *_FIRST_LEVELS[self.code])
        return (count or _UNSEEN) / (self.total + _OTHERS)


@cache
def language(code: str) -> Language:
    """Returns the letters of a language by Unicode's CLDR: countries, cities, tongues, months."""
    letters: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for word in sorted(set(_words(code))):
        letters.update(word)
        pairs.update(pairwise([_EDGE, *word, _EDGE]))
    before: Counter[str] = Counter()
    for (last, _), times in pairs.items():
        before[last] += times
    return Language(code, letters, pairs, before, letters.total())


def _words(code: str) -> Iterator[str]:
    older = _OLDER.get(code, {})
    for name in _names(code):
        yield from _WORDS.findall(unicodedata.normalize("NFC", name).lower().translate(older))


def _names(code: str) -> Iterator[str]:
    # Imported here: only files in an encoding of long ago need it.
    from babel import Locale

    locale = Locale.parse(code)
    yield from locale.territories.values()
    yield from locale.languages.values()
    yield from locale.months["format"]["wide"].values()
    yield from (zone["city"] for zone in locale.time_zones.values() if "city" in zone)


def _of_first_level(letter: str, encoding: str, first: int, last: int) -> float:
    try:
        return _IN_USE if first <= letter.encode(encoding)[0] <= last else _RARE
    except UnicodeEncodeError:
        return _RARE


# Encodings of one byte or two a letter, which no byte tells apart: by the letters of words.


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


# What a person may choose, and what people call it.

Encoding: TypeAlias = Literal[
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "utf-32-be",
    "cp1252",
    "cp1251",
    "cp1250",
    "cp1254",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp874",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_kr",
    "koi8-r",
    "cp866",
    "iso8859-2",
    "mac_roman",
]
ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16, big end first",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32, big end first",
} | {legacy.name: legacy.label for legacy in LEGACY}
_SAME: Final = {"iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "cp949": "euc_kr"}


def encoding_named(value: str) -> str:
    """Returns the encoding of a name such as "Windows-1251"; any other text as it is."""
    try:
        wanted = codecs.lookup(value.strip().replace("windows-874", "cp874")).name
    except LookupError:
        return value
    wanted = {"cp932": "shift_jis", "utf-16": "utf-16-le", **_SAME}.get(wanted, wanted)
    known: dict[str, str] = {codecs.lookup(name).name: name for name in get_args(Encoding)}
    found = known.get(wanted)
    return value if found is None else found
