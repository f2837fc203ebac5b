"""One sequence through one checkpoint, from the words of the URL."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from core.cache import cached
from core.errors import SettingsError
from core.inside.interfere import interfere
from core.inside.interference import read_interference
from core.inside.trace import Given, Trace, trace
from core.names.corpus import Corpus
from dashboard.inside.packing import Parcel
from dashboard.inside.subject import Subject, subject
from dashboard.server.base import base_path

MOST_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at."""

    run: str  # or a demonstration
    checkpoint: int
    input: str  # letters, or the day that is predicted
    changes: tuple[str, ...] = ()  # words of core.inside.interference, one after the other
    dice: int | None = None  # of names: a seed that draws the letters after the input

    @property
    def as_it_is(self) -> Asked:
        """The same without the changes."""
        return replace(self, changes=())


@dataclass(frozen=True, slots=True)
class Traced:
    """A trace, and how the browser takes it."""

    trace: Trace
    parcel: Parcel


@cached()
def traced(asked: Asked) -> Traced:
    """The trace of what is asked for.

    Raises:
        UserError: There is no such run, checkpoint, input or change.
    """
    found = trace(given(asked))
    return Traced(found, Parcel(found, currency(asked)))


def given(asked: Asked) -> Given:
    """What is traced: the network with its changes, and what it reads.

    Raises:
        UserError: There is no such run, checkpoint, input or change.
    """
    seen = subject(asked.run)
    seen.check(asked.checkpoint)
    if len(asked.changes) > MOST_CHANGES:
        raise SettingsError(f"At most {MOST_CHANGES} changes can be made at once.")
    changes = map(read_interference, asked.changes)
    return interfere(seen.given(asked.checkpoint, asked.input, asked.dice), changes)


def currency(asked: Asked) -> str:
    """Of the prices; empty for names."""
    return subject(asked.run).currency


def address(asked: Asked, step: int) -> str:
    """Where the browser fetches it: as much as is sent at once, with that step, from 0."""
    query = [("checkpoint", str(asked.checkpoint)), ("input", asked.input)]
    query += [("change", word) for word in asked.changes]
    if asked.dice is not None:
        query.append(("dice", str(asked.dice)))
    parcel = traced(asked).parcel
    if not parcel.is_whole:
        query.append(("first", str(parcel.first(step))))
    return f"{base_path()}/traces/{asked.run}?{urlencode(query)}"


def usual_input(seen: Subject) -> str:
    """What is looked at first: a name of the list, or the last day."""
    if isinstance(seen.data, Corpus):
        return min(seen.data.names, key=lambda name: abs(len(name) - 8))
    last: datetime.date = seen.data.dates[-1].date()
    return str(last)
