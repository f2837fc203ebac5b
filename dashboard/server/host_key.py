"""The key that makes whoever opens an address with it the host of this lab.

`make run` prints it: `python -m dashboard.server.host_key [--new]`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
from contextlib import suppress

from core.runs.database import StoreError, database_url, state_folder

PARAMETER = "host_key"  # of the address
LETTERS = 32


def host_key(*, new: bool = False) -> str:
    """The key of this lab, made where there is none yet, or anew: then the old one opens nothing.

    It is kept beside the database, for its owner's eyes only.

    Raises:
        StoreError: It can neither be read nor written.
    """
    file = state_folder(database_url()) / "host.key"
    try:
        if new:
            file.unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(made, "w", encoding="ascii") as opened:
                opened.write(f"{secrets.token_hex(LETTERS // 2)}\n")
        key = file.read_text("ascii", errors="replace").strip()
    except OSError as failure:
        raise StoreError(f"The host's key cannot be kept: {failure}.") from failure
    return key if len(key) == LETTERS else host_key(new=True)


def token_of(key: str) -> str:
    """What a host's browser keeps of the key: enough to be known by, not to make others hosts."""
    return hashlib.blake2b(key.encode(), digest_size=16, person=b"host").hexdigest()


def _main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--new", action="store_true")
    key = host_key(new=reader.parse_args().new)
    print(
        f"Opened elsewhere with /?{PARAMETER}={key} behind its address, it takes you for its host"
    )


if __name__ == "__main__":
    _main()
