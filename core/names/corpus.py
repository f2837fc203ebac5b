"""Names -> a clean list, an alphabet and letter ids; an upload is cleaned in the open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.cache import cached
from core.errors import ReadingError, SettingsError
from core.names.settings import NamesSettings
from core.reading.findings import Value
from core.reading.text import composed

END = "\n"  # the letter that ends a name; id 0 in every alphabet
MAX_NAMES = 200_000
MAX_NAME_LENGTH = 50
MAX_CHARACTERS = 5_000
MIN_NAMES = 2
MIN_CHARACTERS = 2


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
    choices: Mapping[str, Value] = field(default_factory=dict, hash=False)  # how it was read

    @cached_property
    def alphabet(self) -> str:
        """`END`, then every character of the names in sorted order; a letter's id is its place."""
        return END + "".join(sorted(set("".join(self.names))))

    @property
    def size(self) -> str:
        """How many names and letters there are: "1,536 names of 26 different letters"."""
        return f"{len(self.names):,} names of {len(self.alphabet) - 1:,} different letters"

    def ids(self, name: str) -> NDArray[np.int64]:
        """The letter ids of `name`, without the end mark, shape (letters,)."""
        return np.array([self._places[letter] for letter in name], dtype=np.int64)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {letter: place for place, letter in enumerate(self.alphabet)}

    def to_bytes(self) -> bytes:
        """The corpus as JSON in UTF-8, for the store."""
        content: dict[str, Any] = {
            "title": self.title,
            "names": self.names,
            "dropped": [asdict(line) for line in self.dropped],
            "notes": self.notes,
        }
        if self.choices:
            content["choices"] = dict(self.choices)
        return json.dumps(content).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Corpus:
        """The corpus that `to_bytes` wrote."""
        fields = json.loads(data)
        return cls(
            title=fields["title"],
            names=tuple(fields["names"]),
            dropped=tuple(Dropped(**line) for line in fields["dropped"]),
            notes=tuple(fields["notes"]),
            choices=fields.get("choices", {}),
        )


def normalise(text: str) -> str:
    """Letters as the alphabet has them: lower case, accents composed (Unicode NFC)."""
    # Python lowers the Turkish capital I with its dot to an i and a dot.
    return composed(text.replace("İ", "i").lower())


def check_size(corpus: Corpus) -> None:
    """Raises a ReadingError for too few names, and for too few or too many different letters."""
    if not corpus.names:
        raise ReadingError("The list is empty; give at least two names, one a line.")
    if len(corpus.names) < MIN_NAMES:
        raise ReadingError(
            f"The list has one name only ({corpus.names[0]}); give at least two, one a line."
        )
    characters = len(corpus.alphabet) - 1
    if characters < MIN_CHARACTERS:
        raise ReadingError(
            f"All names are made of one character ({corpus.alphabet[1]}); "
            "give names with at least two different ones."
        )
    if characters > MAX_CHARACTERS:
        raise ReadingError(
            f"The names have {characters:,} different characters; "
            f"at most {MAX_CHARACTERS:,} can be used, so shorten the list."
        )


# Which names the network learns from, and which are kept from it.


@dataclass(frozen=True, slots=True)
class Split:
    """The two parts of a list of names; no name is in both."""

    training: tuple[str, ...]  # in the order of training
    held_out: tuple[str, ...]


@cached(key=lambda settings, corpus: (settings.held_out, settings.seed, corpus))
def split(settings: NamesSettings, corpus: Corpus) -> Split:
    """Shuffles the names by the seed and keeps the last ones from training.

    NumPy's legacy generator shuffles, so that nothing held out is the report's recipe. The share
    is of the different names, rounded, at least one. A name that the list repeats is held out
    with all its repeats, else the network would have seen it.

    Raises:
        SettingsError: All names are the same, so none is left to train on.
    """
    names = list(corpus.names)
    np.random.RandomState(settings.seed).shuffle(names)
    if settings.held_out == 0:
        return Split(tuple(names), ())
    different = list(dict.fromkeys(names))
    if len(different) == 1:
        raise SettingsError(
            f"The list repeats one name ({names[0]}), so none can be held out; "
            "choose a held-out share of 0, or give more names."
        )
    kept = set(different[-max(1, round(settings.held_out * len(different))) :])
    training = tuple(name for name in names if name not in kept)
    return Split(training, tuple(name for name in names if name in kept))
