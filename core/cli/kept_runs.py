"""`python -m core store`, `export`, `import`, `trace` and `report`: what is done with kept runs."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.output import confirmed, print_line, write_file
from core.errors import DataError, SettingsError
from core.events import StopCheck
from core.inside.trace import named_arrays, trace
from core.report.claim import Claim

if TYPE_CHECKING:
    from core.runs.store import Store
    from core.runs.takeaway.bundle_read import Bundle

# `python -m core store`: says how large the run database is, and deletes old runs.


def tend_store(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Deletes old runs if asked for, and prints how large the store is.

    Raises:
        UserError: The store cannot be opened or written, or the deletion is not confirmed.
    """
    if flags.yes and flags.delete_before is None:
        raise SettingsError("--yes confirms --delete-before; name a day.")
    # Imported here: to load a database library takes longer than a short training.
    from core.runs.people import HOST

    store = _opened(flags)
    deleted = 0
    if flags.delete_before is not None:
        before = datetime.datetime.combine(flags.delete_before, datetime.time(), datetime.UTC)
        if flags.yes or _deletion_confirmed(
            store.count_before(before, by=HOST), flags.delete_before
        ):
            deleted = store.delete_before(before, by=HOST)
    size = store.size()
    if flags.json:
        row = {"runs": size.runs, "bytes": size.database, "data_bytes": size.data}
        print_line(json.dumps(row | {"deleted": deleted}))
    elif flags.delete_before is None:
        print_line(size.sentence)
    else:
        print_line(f"Deleted: {deleted:,}. Left: {size.sentence}")


def _opened(flags: argparse.Namespace) -> Store:
    # Imported here: to load a database library takes longer than a short training.
    from core.runs.cleaning import free_reserve
    from core.runs.database import StoreError
    from core.runs.store import Store

    try:
        return Store()
    except StoreError:
        if flags.delete_before is None or not free_reserve():
            raise
        return Store()


def _deletion_confirmed(count: int, day: datetime.date) -> bool:
    if not count:
        return False
    return confirmed(
        f"Runs created before {day}: {count:,}. Delete them for good, with all that they have "
        "learned?",
        "Nobody answered; --yes deletes without asking.",
    )


# `python -m core export` and `import`: runs as files, and back.

FORMS = ("zip", "script", "notebook")


def export_runs(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Writes runs to a file.

    Raises:
        UserError: A run cannot be taken away, or the file cannot be written.
    """
    if flags.form != "zip" and len(flags.runs) > 1:
        raise SettingsError(f"A {flags.form} is of one run; name one, or take a zip.")
    # Imported here: to load a database library takes longer than a short training.
    from core.runs.store import Store
    from core.runs.takeaway.bundle_write import write_bundle
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


def import_runs(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Says what a zip holds, and brings its runs into the store.

    Raises:
        UserError: The zip cannot be brought in, or that is not confirmed.
    """
    from core.runs.people import HOST_ID
    from core.runs.store import Store
    from core.runs.takeaway.bundle_read import Bundle, already_stored, import_runs

    try:
        with flags.file.open("rb") as file:
            bundle, store = Bundle(file), Store()
            again = len(already_stored(store, bundle))
            if not flags.yes and not _import_confirmed(bundle, again):
                return
            ids = import_runs(store, bundle, HOST_ID)
    except OSError as failure:
        raise DataError(f"{flags.file} cannot be read: {failure.strerror}.") from failure
    if flags.json:
        print_line(json.dumps({"runs": ids, "holds": bundle.sentence, "again": again}))
    else:
        print_line(f"Brought in: {bundle.sentence}")
        print_line("\n".join(f"{run} as {now}" for run, now in ids.items()))


def _import_confirmed(bundle: Bundle, again: int) -> bool:
    known = f" Here already: {again:,}; they would come in once more." if again else ""
    return confirmed(
        f"{bundle.sentence}{known} Bring them in?",
        "Nobody answered; --yes brings them in without asking.",
    )


# `python -m core trace`: every vector of one sequence through a kept run's network, as a file.


def write_trace(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Writes a trace.

    Raises:
        UserError: The run, its checkpoint or the input cannot be traced, or the file not written.
    """
    # Imported here: to load a database library takes longer than a trace.
    from core.runs.inside import input_of
    from core.runs.store import Store
    from core.runs.tables import encode_arrays

    store = Store()
    found = trace(input_of(store, flags.run, flags.checkpoint, flags.input, ended=not flags.prefix))
    path = flags.out or Path(f"trace-{flags.run}.npz")
    write_file(path, encode_arrays(named_arrays(found)))
    row = {"file": str(path), "steps": len(found.read), "arrays": len(found.arrays)}
    if flags.json:
        print_line(json.dumps(row))
    else:
        print_line(f"{path}: {row['steps']:,} steps, {row['arrays']:,} arrays")


# `python -m core report`: does the report's experiments again, and keeps what the page shows.


def reproduce_report(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    """Prints each claim with what became of it; what was stopped keeps nothing.

    Raises:
        UserError: The figures cannot be kept.
    """
    # Imported here: other commands need none of it.
    from core.report.findings import find, save

    for news in find():
        if isinstance(news, str):
            print(news, file=sys.stderr, flush=True)
        else:
            save(news)
            for claim in news.claims():
                print_line(_as_json(claim) if flags.json else _for_people(claim))
        if should_stop():
            return


def _as_json(claim: Claim) -> str:
    names = ("key", "title", "section", "says", "verdict", "finding")
    return json.dumps({name: getattr(claim, name) for name in names})


def _for_people(claim: Claim) -> str:
    return f"{claim.title} ({claim.section}): {claim.verdict}. {claim.finding}"
