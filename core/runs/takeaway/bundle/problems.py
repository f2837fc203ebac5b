"""How a zip that cannot be brought in is refused."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from zipfile import BadZipFile

from core.errors import UserError

MAKE_ANEW: Final = "download it again where it was made"
_DAMAGE: Final = (
    BadZipFile,
    zlib.error,
    ValueError,  # among them what pydantic and NumPy say of wrong content
    KeyError,
    EOFError,
    OSError,
    NotImplementedError,
    MemoryError,
    OverflowError,
)


class BundleError(UserError):
    """A zip that no runs can be brought in from, or runs that no zip can be made of."""


@contextmanager
def damage_of(what: str) -> Iterator[None]:
    """Says of whatever cannot be read that it is damaged."""
    try:
        yield
    except _DAMAGE as damage:
        raise BundleError(f"This zip is damaged ({what} cannot be read); {MAKE_ANEW}.") from damage
