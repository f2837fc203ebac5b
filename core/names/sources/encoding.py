"""From the bytes of a list of names to its text: recognised by its letters, or asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from core.errors import ReadingError
from core.names.sources.choices import ENCODINGS
from core.names.sources.findings import Findings
from core.reading.encoding import sure_encoding
from core.reading.guesses import Option
from core.reading.legacy import Candidate, likely_encodings
from core.reading.text import check_size, plain_lines, refuse_other_kinds, refuse_other_texts

AS_TEXT: Final = "save the names as a text file, one a line, and upload that"
_OPTIONS: Final = tuple(Option(name, label) for name, label in ENCODINGS.items())
# Neither letters, nor white space, nor the end of a file in DOS: no text has them.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_CONTROL_BYTE: Final = re.compile(rb"[\x00-\x08\x0e-\x1b\x7f]")
_ASKED: Final = 4  # encodings in a question
_WORDS: Final = 3  # for each of them


def text_of(data: bytes | str, found: Findings) -> str:
    r"""Returns the text of a list, its lines ending in "\n".

    Args:
        data: A file's bytes, or text that was pasted.
        found: Takes the encoding of a file.

    Raises:
        DataError: It is too large or no text.
        ReadingError: It is not in the encoding that was chosen.
    """
    check_size(data, "keep only the names")
    if isinstance(data, bytes):
        refuse_other_kinds(data, AS_TEXT)
        data = _decode(data, found)
    text = plain_lines(data).removeprefix("\ufeff")
    strange = _CONTROL.search(text)
    if strange:
        raise _no_text(text[: strange.start()].count("\n") + 1, ord(strange[0]))
    refuse_other_texts(text, AS_TEXT)
    return text


def _decode(data: bytes, found: Findings) -> str:
    sure = sure_encoding(data)
    encoding = found.choices.encoding or sure
    if encoding is None:
        encoding = _by_letters(data, found)
    else:
        found.settle("encoding", encoding, _OPTIONS)
    if encoding != "utf-8" and not found.is_open("encoding"):
        found.notes.append(f"Read as {ENCODINGS[encoding]}.")
    # A letter that was cut in two spoils one name, not the list.
    return _decode_as(encoding, data, "replace" if encoding == sure == "utf-8" else "strict")


def _decode_as(encoding: str, data: bytes, errors: str) -> str:
    try:
        return data.decode(encoding, errors)
    except UnicodeDecodeError as failure:
        raise ReadingError(
            f"Byte {failure.start + 1:,} does not fit {ENCODINGS[encoding]}: "
            "choose another encoding, or save the names as UTF-8.",
            ("encoding",),
        ) from failure


def _by_letters(data: bytes, found: Findings) -> str:
    strange = _CONTROL_BYTE.search(data.rstrip(b"\x1a\x00"))
    if strange:
        raise _no_text(data.count(b"\n", 0, strange.start()) + 1, strange[0][0])
    ranked = likely_encodings(data)
    if not ranked:
        raise ReadingError(
            "The letters fit no encoding that is known here: save the names as UTF-8.",
            ("encoding",),
        )
    best = ranked[0].legacy
    close = ranked[:_ASKED]
    if len(close) > 1:
        found.ask("encoding", "The letters fit several encodings.", _examples(close), best.name)
    else:
        found.settle("encoding", best.name, _OPTIONS, because="by its letters", likely=True)
    return best.name


def _examples(close: Sequence[Candidate]) -> list[Option]:
    """Returns each encoding with the words that tell it from the others."""
    readings = zip(*(candidate.words for candidate in close), strict=True)
    telling = [i for i, words in enumerate(readings) if len(set(words)) > 1][:_WORDS]
    return [
        Option(c.legacy.name, f"{c.legacy.label}: {', '.join(c.words[i] for i in telling)}")
        for c in close
    ]


def _no_text(line: int, character: int) -> ReadingError:
    return ReadingError(
        f"Line {line:,} holds the unprintable character U+{character:04X}, so this is "
        f"not a list of names: {AS_TEXT}.",
        ("encoding",),
    )
