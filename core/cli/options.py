"""The choices of a reading as flags, with refusals and questions that name the flags that help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from core.errors import DataError, ReadingError
from core.reading.findings import Option, Question
from core.runs.settings import flag

_FEW: Final = 10  # values of a flag in a sentence
_WORDS: Final = {".": "point", ",": "comma", "": "none", True: "yes", False: "no"}


@contextmanager
def naming_flags() -> Iterator[None]:
    """Adds the flags that help to what refuses a file."""
    try:
        yield
    except ReadingError as refusal:
        raise DataError(with_flags(str(refusal), refusal.fields)) from refusal


def with_flags(sentence: str, fields: Iterable[str]) -> str:
    """Returns a refusal with the flags that help: "...; or use --decimal, --footer."."""
    named = ", ".join(flag(field) for field in fields)
    return f"{sentence.removesuffix('.')}; or use {named}." if named else sentence


def ask(question: Question) -> str:
    """Returns a question with the flag that answers it and its values."""
    values = [_value(option) for option in question.options]
    more = ", …" if len(values) > _FEW else ""
    return (
        f"{question.sentence} Choose with {flag(question.field)}: {', '.join(values[:_FEW])}{more}."
    )


def _value(option: Option) -> str:
    text = _WORDS.get(option.value, str(option.value))
    return text if text.replace("-", "").replace("/", "").isalnum() else repr(text)
