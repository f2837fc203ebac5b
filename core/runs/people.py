"""Whose a run is: who made it may change it, and so may the host; everybody else may watch.

Who somebody is, the server says (`dashboard.server.people`). Where the store is changed, it is
checked here, whichever page, route or message asks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, delete, insert, select, true

from core.errors import UserError
from core.runs.database import Database
from core.runs.tables import people

NICKNAME_LETTERS = 40
# What pages call people who have no nickname.
YOU, NOBODYS, THE_HOST, SOMEBODY = "you", "nobody", "the host", "another visitor"
_RESERVED = {YOU, NOBODYS, THE_HOST, SOMEBODY, "host"}
_INVISIBLE = ("Cc", "Cs")  # control characters and halves of letters; no database has to keep them


class NotYoursError(UserError):
    """A change of what somebody else has made."""


class NicknameError(UserError):
    """A nickname that nobody can have."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks the store for a change."""

    id: str = ""  # nobody's, where it is empty: what they make belongs to nobody
    host: bool = False  # who runs this lab may change everything

    def may_change(self, owner: str) -> bool:
        """Whether what belongs to `owner` is theirs to change."""
        return self.host or (bool(self.id) and self.id == owner)

    def changeable(self, owner: Column[str]) -> ColumnElement[bool]:
        """The same in SQL, of a table's column of owners."""
        return true() if self.host else (owner == self.id) & (owner != "")


NOBODY = Person()
HOST_ID = "host"  # of everybody at the computer itself, and of its command line
HOST = Person(HOST_ID, host=True)


class People(Database):
    """The part of the store that knows what people are called, and what is theirs."""

    def check_owner(self, table: Table, ids: Iterable[str], by: Person, change: str) -> None:
        """Sees to it that runs or groups are somebody's to change; those that are gone are.

        An owner never changes, so this may be asked before a transaction begins.

        Args:
            table: of the runs, or of the groups.
            ids: of those that are to be changed.
            by: who wants to change them.
            change: what for: "stop", "delete".

        Raises:
            NotYoursError: one of them is not.
        """
        if by.host:
            return
        others = select(table.c.id).where(table.c.id.in_(list(ids)), ~by.changeable(table.c.owner))
        if (row := self.fetch_first(others)) is not None:
            raise NotYoursError(
                f"'{row.id}' is not yours: only who made it, and the host of this lab, may "
                f"{change} it. Train it again, and you have one of your own."
            )

    def set_nickname(self, by: Person, nickname: str) -> None:
        """Has somebody called `nickname` wherever their runs are shown; empty: no longer.

        Raises:
            NotYoursError: nobody has asked, or nobody who can be told from others.
            NicknameError: it is too long, or somebody else has it.
        """
        if not by.id:
            raise NotYoursError("Your browser keeps no cookie, so a nickname would be nobody's.")
        name = " ".join(_written(nickname[: 10 * NICKNAME_LETTERS]).split())
        if len(name) > NICKNAME_LETTERS:
            raise NicknameError(f"A nickname has at most {NICKNAME_LETTERS} letters; cut it.")
        if _alike(name) in _RESERVED or self._is_anothers(name, by):
            raise NicknameError("Somebody else is called so here; choose another nickname.")
        with self.begin() as connection:
            connection.execute(delete(people).where(people.c.id == by.id))
            if name:
                connection.execute(insert(people).values(id=by.id, nickname=name))

    def _is_anothers(self, nickname: str, by: Person) -> bool:
        rows = self.fetch_all(select(people.c.nickname).where(people.c.id != by.id))
        return any(_alike(row.nickname) == _alike(nickname) for row in rows)

    def nicknames(self, ids: Iterable[str]) -> dict[str, str]:
        """What people are called, by id; without those who have not said."""
        rows = self.fetch_all(select(people).where(people.c.id.in_(set(ids))))
        return {row.id: row.nickname for row in rows}


def _written(nickname: str) -> str:
    """A nickname without what has no width, or turns what stands around it."""
    return "".join(letter for letter in visible(nickname) if unicodedata.category(letter) != "Cf")


def _alike(nickname: str) -> str:
    """The same for nicknames that are hard to tell apart."""
    return unicodedata.normalize("NFKC", nickname).casefold()


def visible(text: str) -> str:
    """`text` without control characters, but for the ends of lines and tabs."""
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in _INVISIBLE
    )
