"""What people write on a run: a name, a note, tags, and a pin that keeps it at the top."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import null, select

from core.errors import UserError, shortened
from core.runs.people import People, Person, visible
from core.runs.reports import touch
from core.runs.tables import runs

NAME_LETTERS = 120
NOTE_LETTERS = 2000
TAG_LETTERS = 24
MOST_TAGS = 12
_RAW = 10  # times as many letters may be written, blanks and invisible ones among them


class LabelError(UserError):
    """A name, note or tag that a run cannot have."""


class Labels(People):
    """The part of the store that keeps what people write on runs.

    All of it raises UnknownRunError when the run was deleted meanwhile, and NotYoursError when it
    is not `by` who may change it.
    """

    def set_name(self, run_id: str, name: str, *, by: Person) -> None:
        """Names a run; an empty name takes its name away.

        Raises:
            LabelError: the name is too long.
        """
        words = _visible(name, "name", NAME_LETTERS).split()
        self._label(run_id, by, name=_short(" ".join(words), "name", NAME_LETTERS))

    def set_note(self, run_id: str, note: str, *, by: Person) -> None:
        """Writes a note on a run, of any number of lines; an empty one takes it away.

        Raises:
            LabelError: the note is too long.
        """
        text = _visible(note, "note", NOTE_LETTERS).strip()
        self._label(run_id, by, note=_short(text, "note", NOTE_LETTERS))

    def set_tags(self, run_id: str, tags: Iterable[str], *, by: Person) -> None:
        """Gives a run these tags in place of those that it had; small letters, each once.

        Raises:
            LabelError: a tag is not one short word, or there are too many.
        """
        words = list(dict.fromkeys(map(_tag, islice(tags, _RAW * MOST_TAGS))))
        if len(words) > MOST_TAGS:
            raise LabelError(f"A run has at most {MOST_TAGS} tags, not {len(words)}; leave some.")
        self._label(run_id, by, tags=words or null())  # else JSON would have a null of its own

    def set_pinned(self, run_id: str, pinned: bool, *, by: Person) -> None:
        """Pins a run to the top of the list, or takes the pin away."""
        self._label(run_id, by, pinned=int(pinned))

    def all_tags(self) -> list[str]:
        """Every tag that some run has, sorted."""
        rows = self.fetch_all(select(runs.c.tags).where(runs.c.tags.is_not(None)))
        return sorted({tag for row in rows for tag in row.tags or ()})

    def _label(self, run_id: str, by: Person, **columns: Any) -> None:
        self.check_owner(runs, [run_id], by, "label")
        with self.begin() as connection:
            touch(connection, run_id, **columns)


def _visible(text: str, what: str, most: int) -> str:
    if len(text) > _RAW * most:
        raise _too_long(text, what, most)
    return visible(text)


def _short(text: str, what: str, most: int) -> str | None:
    if len(text) > most:
        raise _too_long(text, what, most)
    return text or None


def _too_long(text: str, what: str, most: int) -> LabelError:
    return LabelError(f"A {what} has at most {most:,} letters, this one {len(text):,}; cut it.")


def _tag(tag: str) -> str:
    word = _visible(tag, "tag", TAG_LETTERS).strip().lower()
    if not word or len(word) > TAG_LETTERS or any(letter in ", \n\t" for letter in word):
        raise LabelError(
            f"A tag is one word of at most {TAG_LETTERS} letters without commas, not "
            f"'{shortened(tag)}'."
        )
    return word
