"""How a zip that cannot be brought in is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from core.errors import UserError

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
