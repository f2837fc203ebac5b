"""`python -m core export` and `import`: runs as files, and back."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.output import confirmed, print_line
from core.errors import DataError, SettingsError
from core.events import StopCheck

if TYPE_CHECKING:
    from core.runs.takeaway.bundle.read import Bundle

FORMS = ("zip", "script", "notebook")


def export(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Writes runs to a file.

    Raises:
        UserError: A run cannot be taken away, or the file cannot be written.
    """
    if flags.form != "zip" and len(flags.runs) > 1:
        raise SettingsError(f"A {flags.form} is of one run; name one, or take a zip.")
    # Imported here: to load a database library takes longer than a short training.
    from core.runs.store import Store
    from core.runs.takeaway.bundle.write import write_bundle
    from core.runs.takeaway.program import Form, program_file

    store, path = Store(), flags.out or Path(f"{flags.form}-{flags.runs[0]}.zip")
    draft = path.with_name(f"{path.name}.part")
    try:
        if flags.form == "zip":
            with draft.open("w+b") as file:
                write_bundle(store, flags.runs, file)
        else:
            draft.write_bytes(program_file(store, flags.runs[0], Form(flags.form)))
        draft.replace(path)
    except OSError as failure:
        raise DataError(f"{path} cannot be written: {failure.strerror}.") from failure
    finally:
        draft.unlink(missing_ok=True)
    row = {"file": str(path), "bytes": path.stat().st_size}
    print_line(json.dumps(row) if flags.json else f"{path}: {row['bytes']:,} bytes")


def bring(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Says what a zip holds, and brings its runs into the store.

    Raises:
        UserError: The zip cannot be brought in, or that is not confirmed.
    """
    from core.runs.people import HOST_ID
    from core.runs.store import Store
    from core.runs.takeaway.bundle.bring_in import bring_in, present
    from core.runs.takeaway.bundle.read import Bundle

    try:
        with flags.file.open("rb") as file:
            bundle, store = Bundle(file), Store()
            again = len(present(store, bundle))
            if not flags.yes and not _confirmed(bundle, again):
                return
            ids = bring_in(store, bundle, HOST_ID)
    except OSError as failure:
        raise DataError(f"{flags.file} cannot be read: {failure.strerror}.") from failure
    if flags.json:
        print_line(json.dumps({"runs": ids, "holds": bundle.sentence, "again": again}))
    else:
        print_line(f"Brought in: {bundle.sentence}")
        print_line("\n".join(f"{run} as {now}" for run, now in ids.items()))


def _confirmed(bundle: Bundle, again: int) -> bool:
    known = f" Here already: {again:,}; they would come in once more." if again else ""
    return confirmed(
        f"{bundle.sentence}{known} Bring them in?",
        "Nobody answered; --yes brings them in without asking.",
    )
