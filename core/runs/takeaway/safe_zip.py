"""Zips from strangers: opened only within limits, and nothing is ever unpacked to a disk."""

from __future__ import annotations

import os
import re
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from core.errors import UserError

# How a zip that cannot be brought in is refused.

MAKE_ANEW: Final = "download it again where it was made"


class BundleError(UserError):
    """A zip that no runs can be brought in from, or runs that no zip can be made of."""


@contextmanager
def damage_of(what: str) -> Iterator[None]:
    """Says of whatever cannot be read that it is damaged.

    What is read comes from anybody, and zipfile, zlib, csv and JSON each have failures of their
    own, which no list names for good: all of them mean the same here.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as damage:
        raise BundleError(f"This zip is damaged ({what} cannot be read); {MAKE_ANEW}.") from damage


MEMBERS: Final = 20_000
ARRAYS: Final = 500_000  # of all runs: each takes some 0.2 ms
TOTAL: Final = 2**31 - 1  # bytes of all that is in it
SECONDS: Final = 900.0  # of reading: ten times what a whole `TOTAL` takes on a slow machine
_HARMLESS: Final = 2**24  # bytes that may be as dense as they like
_DENSEST: Final = 200  # bytes out of one; numbers give 1 to 4, the text of data some 5
_HARMLESS_TOGETHER: Final = 2**26  # the same of a zip as a whole: of many little ones
_DENSEST_TOGETHER: Final = 20
_DIRECTORY: Final = 200 * MEMBERS  # bytes of the list of members, which is read before anything
_END: Final = struct.Struct("<4s4H2LH")  # signature, disks, entries, size of the list, place, rest
_MORE_THAN_A_COMMENT: Final = 2**16
_LOCATOR: Final = 20  # bytes; before the end of a zip that is larger than ours ever are
_PIECE: Final = 2**20  # bytes that are unpacked at a time, whatever a member says of its length


class Size(NamedTuple):
    """What something comes to once it is unpacked."""

    unpacked: int = 0  # bytes
    arrays: int = 0


class Budget:
    """What one zip may take, with all the zips that are in it: asked before anything is unpacked.

    Args:
        size: bytes of the zip as a file.
    """

    def __init__(self, size: int) -> None:
        self._bytes = min(TOTAL, _HARMLESS_TOGETHER + _DENSEST_TOGETHER * size)
        self._arrays = ARRAYS
        self._seconds = SECONDS

    def take(self, size: Size, seconds: float = 0.0) -> None:
        """Asks for more of it.

        Raises:
            BundleError: There is not so much left.
        """
        self._bytes -= size.unpacked
        self._arrays -= size.arrays
        self._seconds -= seconds
        if min(self._bytes, self._arrays, self._seconds) < 0:
            raise BundleError(_TOO_LARGE)


class SafeZip:
    """A zip of which every member was looked at before it is read.

    Args:
        file: the zip; it is read at any place.
        known: the names that a member may have.
        within: the budget of the zip in which it is; one of its own by default.

    Attributes:
        names: of its members, in their order.
        unpacked: bytes that they come to.
        budget: what is left of it.

    Raises:
        BundleError: it is none, it is damaged, or it has what no zip of ours has: other names,
            the same name twice, links, secrets, or far more than a file of its size should.
    """

    def __init__(
        self, file: IO[bytes], known: re.Pattern[str], within: Budget | None = None
    ) -> None:
        with damage_of("its end"):
            size = _look_at_the_end(file)
        with damage_of("its list of files"):
            self._zip = ZipFile(file)
        members = self._zip.infolist()
        self.names = [member.filename for member in members]
        for member in members:
            _look_at(member, known)
        if len(set(self.names)) < len(members):
            raise BundleError(
                f"A file is twice in this zip, so it is not one of ours; {MAKE_ANEW}."
            )
        self.unpacked = sum(member.file_size for member in members)
        if len(members) > MEMBERS or self.unpacked > TOTAL:
            raise BundleError(_TOO_LARGE)
        self.budget = within or Budget(size)
        if within is None:
            self.budget.take(Size(self.unpacked))

    def size(self, name: str) -> int:
        """The bytes that a member says that it comes to; no more is ever read of it.

        Raises:
            BundleError: it is not there.
        """
        with damage_of(name):
            return self._zip.getinfo(name).file_size

    def read(self, name: str, most: int = TOTAL) -> bytes:
        """A member as a whole, piece by piece; what is longer than it said is damaged.

        Raises:
            BundleError: it is not there, longer than `most` bytes, or damaged.
        """
        started = time.perf_counter()
        if self.size(name) > most:
            raise BundleError(
                f"This zip is damaged ({name} would be of {self.size(name):,} bytes, and no run "
                f"has more than {most:,} there); {MAKE_ANEW}."
            )
        content = bytearray()
        with damage_of(name), self._zip.open(name) as member:
            while piece := member.read(_PIECE):
                content += piece
        self.budget.take(Size(), time.perf_counter() - started)
        return bytes(content)

    def open(self, name: str) -> IO[bytes]:
        """A member as a file that is read at any place.

        Raises:
            BundleError: it is not there, or damaged.
        """
        with damage_of(name):
            return self._zip.open(name)


_NO_ZIP: Final = f"This is no zip that Sequence Lab made, or not all of it; {MAKE_ANEW}."
_TOO_LARGE: Final = "This zip holds more than Sequence Lab brings in at once; take fewer runs."


def _look_at_the_end(file: IO[bytes]) -> int:
    """Before the list of members is read: is there one, and how long is it? Gives the size."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - _MORE_THAN_A_COMMENT))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        raise BundleError(_NO_ZIP)
    length = _END.unpack_from(tail, place)[5]
    is_large = tail[max(0, place - _LOCATOR) : place].startswith(b"PK\x06\x07")
    if is_large or length > _DIRECTORY:
        raise BundleError(_TOO_LARGE)
    return size


def _look_at(member: ZipInfo, known: re.Pattern[str]) -> None:
    name = member.filename
    if not known.fullmatch(name) or stat.S_ISLNK(member.external_attr >> 16):
        raise BundleError(
            f"There is something in this zip that Sequence Lab never puts there ({name[:60]!r}); "
            f"{MAKE_ANEW}, and bring it in as it is."
        )
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or member.flag_bits & 1:
        raise BundleError(f"{name} is packed in a way that Sequence Lab never uses; {MAKE_ANEW}.")
    if member.file_size > max(_HARMLESS, _DENSEST * member.compress_size):
        raise BundleError(
            f"{name} would become {member.file_size / 1e6:,.0f} MB out of "
            f"{member.compress_size / 1e6:.1f} MB, which no run does; it was not opened."
        )
