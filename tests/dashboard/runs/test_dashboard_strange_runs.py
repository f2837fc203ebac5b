"""Runs that came in with all the strange things that may: every page of them works."""

import io
import json
from contextlib import suppress

import numpy as np
import pytest
from sqlalchemy import update
from starlette.datastructures import QueryParams

from benchmarks.hostile_zips import packed, unpacked
from core.errors import UserError
from core.runs.continuing import continuation
from core.runs.groups.store import Groups
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.tables import runs as table
from core.runs.takeaway.bundle_read import Bundle, import_runs
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.workers.runner import carry_out
from dashboard.endpoints import READERS
from tests.core.runs.takeaway.mixed import mixed

STRANGE = [
    {"name": "a" + "\u0301" * 119, "note": " " * 9_999, "tags": ["a b", "", "<b>", "\u202e"]},
    {"name": "[x](javascript:1)", "note": "$$\\frac" * 500, "parent_step": 40, "started": None},
    {"created": 250_000_000_000, "started": 1e9, "ended": 5, "seconds": 250_000_000_000},
    {"state": "failed", "error": "<script>" * 1000, "engine": "x" * 32, "loss": None},
    {"done": 0.5, "loss": 1e308, "created": 0, "pinned": 1},
    {"state": "interrupted", "ended": None, "done": 1000, "total": 1000},
    {"state": "stopped", "figures": {"epochs": 1e99, "rmse": None, "engine_reason": "?", "x": 1}},
    {"done": 0, "title": "x" * 10_000},
]


def strange():
    """Each run of the zip with some of it, and two that continue each other."""
    files = unpacked(mixed())
    manifest = json.loads(files["manifest.json"])
    runs = manifest["runs"]
    runs[:] = [run | more for run, more in zip(runs, STRANGE, strict=True)]
    runs[0].update(parent_id=runs[1]["id"], parent_step=2)
    for name in files:
        if name.endswith(("/result.npz", "/weights.npz", "/state.npz")):
            files[name] = negated(files[name])
    return packed({**files, "manifest.json": json.dumps(manifest)})


def negated(content):
    """The same arrays with other numbers, but for those that are counts or squares."""
    with np.load(io.BytesIO(content)) as stored:
        arrays = {name: stored[name] for name in stored.files}
    kept = ("steps", "seconds", "loss", "v")
    changed = {name: a if name.startswith(kept) else -a for name, a in arrays.items()}
    file = io.BytesIO()
    np.savez(file, **changed)
    return file.getvalue()


def addresses(runs):
    yield "home", {}
    yield "runs", {"ticked": ",".join(run.id for run in runs)}
    for run in runs:
        if run.group_id is None:
            yield run.kind.value, {"run": run.id}
            yield "inside", {"run": run.id}
    for kind in Kind:
        yield "compare", {"runs": ",".join(run.id for run in runs if run.kind is kind)}
    for group in {run.group_id for run in runs} - {None}:
        yield "sweep", {"group": group}


def read_all(lab, run):
    """What the server's own addresses say of a run, or that there is nothing of it."""
    asked = {"checkpoint": str(max(lab.checkpoints(run.id))), "input": "io"}
    if run.kind is Kind.STOCK:
        asked["input"] = "2024-02-01"
        READERS["frames"].read(run.id, QueryParams())
    for name in ("traces", "films"):
        with suppress(UserError):
            READERS[name].read(run.id, QueryParams(asked))


@pytest.mark.slow
@pytest.mark.parametrize("content", [mixed, strange])
def test_every_page_of_it_works(lab, open_page, content):
    ids = list(import_runs(lab, Bundle(io.BytesIO(content()))).values())
    with lab._engine.begin() as connection:  # an older version took such zips
        of_none = update(table).where(table.c.id.in_((ids[1], ids[5])))
        connection.execute(of_none.values(total=0))
    runs = [lab.run(run_id) for run_id in ids]
    for name, query in addresses(runs):
        page = open_page(name, **query)
        assert not page.exception, (name, query, [e.value for e in page.exception])
    for run in runs:
        read_all(lab, run)
    for group in Groups(lab).latest():
        assert json.loads(READERS["groups"].read(group.id, QueryParams()))


@pytest.mark.slow
@pytest.mark.parametrize("content", [mixed, strange])
def test_it_is_taken_away_again_and_goes_on(lab, content):
    ids = list(import_runs(lab, Bundle(io.BytesIO(content()))).values())
    file = io.BytesIO()
    write_bundle(lab, ids, file)
    assert len(Bundle(file).manifest.runs) == len(ids)
    for run_id in ids:
        run = lab.run(run_id)
        with suppress(UserError):
            how = continuation(run, lab.state_step(run_id))
            more = lab.create_run(how.settings(1), run.dataset_id, parent_id=run_id)
            carry_out(lab, lab.claim("test"))
            assert lab.run(more.id).state is RunState.FINISHED, lab.run(more.id).error
