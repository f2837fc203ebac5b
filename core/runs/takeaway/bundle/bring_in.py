"""From a zip into a store."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Table

from core.runs.events import encode_arrays, encode_values
from core.runs.groups.planning.plan import How, Plan
from core.runs.records import RunState
from core.runs.rows import new_run_id
from core.runs.settings import dump
from core.runs.store import Store
from core.runs.tables import artifacts, checkpoints, groups, points, runs
from core.runs.takeaway.bundle.manifest import GroupPart, RunPart
from core.runs.takeaway.bundle.read import Bundle

_Row = tuple[Table, dict[str, Any]]


def bring_in(store: Store, bundle: Bundle, owner: str = "") -> dict[str, str]:
    """Keeps all runs of a bundle as `owner`'s, or none; returns under which id each now stands.

    A run keeps its id where that is free. One that another run of the bundle continues stays its
    parent; a parent that is nowhere is forgotten.
    """
    manifest = bundle.manifest
    ids = {run.id: _free(store, runs, run.id) for run in manifest.runs}
    group_ids = {group.id: _free(store, groups, group.id) for group in manifest.groups}

    def rows() -> Iterator[_Row]:
        for group in manifest.groups:
            yield groups, _group_row(group, group_ids[group.id]) | {"owner": owner}
        for run in manifest.runs:
            belongs = {"group_id": _of(group_ids, run), "owner": owner}
            yield runs, _run_row(store, bundle, run, ids) | belongs
            yield from _reports(bundle, run, ids[run.id])

    data = (
        {"id": part.id, "kind": part.kind.value, "title": part.title, "blob": bundle.data(part)}
        | {"owner": owner}
        for part in manifest.datasets
    )
    store.take_in(rows(), data)
    return ids


def present(store: Store, bundle: Bundle) -> list[str]:
    """The runs of a bundle that the store has already; they would come in once more."""
    kept = ((run, store.row(runs, run.id)) for run in bundle.manifest.runs)
    return [run.id for run, row in kept if row is not None and row["created"] == run.created]


def _free(store: Store, table: Table, wanted: str) -> str:
    return wanted if store.row(table, wanted) is None else new_run_id()


def _of(group_ids: Mapping[str, str], run: RunPart) -> str | None:
    return None if run.group_id is None else group_ids[run.group_id]


def _group_row(group: GroupPart, group_id: str) -> dict[str, Any]:
    row = group.model_dump(mode="json") | {"id": group_id, "session": ""}
    searches = Plan.model_validate_json(group.plan).how is How.SEARCH
    return row | ({"stop_requested": 1} if searches else {})  # nobody here asked for more runs


def _run_row(store: Store, bundle: Bundle, run: RunPart, ids: Mapping[str, str]) -> dict[str, Any]:
    parent = run.parent_id if run.parent_id is None else ids.get(run.parent_id)
    if parent is None and run.parent_id is not None and store.row(runs, run.parent_id):
        parent = run.parent_id
    left_out = {"artifacts"} if run.tags else {"artifacts", "tags"}  # else a null of JSON's own
    return run.model_dump(exclude=left_out) | {
        "id": ids[run.id],
        "kind": run.kind.value,
        "settings": dump(bundle.settings(run)),
        "figures": encode_values(run.figures),
        "session": "",
        "parent_id": parent,
        "parent_step": None if parent is None else run.parent_step,
        **_state(store, run),
    }


def _state(store: Store, run: RunPart) -> dict[str, Any]:
    """An interrupted run is kept as one whose worker is silent (see `core.runs.records`)."""
    if RunState(run.state) is not RunState.INTERRUPTED:
        return {"state": run.state}
    silent = time.time() - store.stale_after - 1
    heartbeat = min(silent, run.created if run.ended is None else run.ended)
    return {"state": RunState.RUNNING.value, "heartbeat": heartbeat, "ended": None}


def _reports(bundle: Bundle, run: RunPart, run_id: str) -> Iterator[_Row]:
    kept = {point.step: point for point in bundle.curve(run) if point.checkpoint}
    for point in bundle.curve(run):
        if not point.checkpoint:
            row = {"step": point.step, "loss": point.loss, "seconds": point.seconds}
            yield points, row | {"run_id": run_id}
    for step, arrays in bundle.steps(run):
        row = {"step": step, "loss": kept[step].loss, "seconds": kept[step].seconds}
        yield checkpoints, row | {"run_id": run_id, "arrays": encode_arrays(arrays)}
    for name, step, arrays in bundle.artifacts(run):
        blob = encode_arrays(arrays)
        yield artifacts, {"run_id": run_id, "name": name, "step": step, "blob": blob}
