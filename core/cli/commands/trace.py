"""`python -m core trace`: every vector of one sequence through a kept run's network, as a file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.cli.output import print_line, write_file
from core.events import StopCheck
from core.inside.table import named_arrays
from core.inside.trace import trace


def take(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Writes a trace.

    Raises:
        UserError: The run, its checkpoint or the input cannot be traced, or the file not written.
    """
    # Imported here: to load a database library takes longer than a trace.
    from core.runs.events import encode_arrays
    from core.runs.inside import input_of
    from core.runs.store import Store

    store = Store()
    found = trace(input_of(store, flags.run, flags.checkpoint, flags.input, ended=not flags.prefix))
    path = flags.out or Path(f"trace-{flags.run}.npz")
    write_file(path, encode_arrays(named_arrays(found)))
    row = {"file": str(path), "steps": len(found.read), "arrays": len(found.arrays)}
    if flags.json:
        print_line(json.dumps(row))
    else:
        print_line(f"{path}: {row['steps']:,} steps, {row['arrays']:,} arrays")
