"""Which runs go into a zip, and what its manifest says of them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.tables import groups, runs
from core.runs.takeaway.bundle.manifest import (
    MOST_RUNS,
    ArtifactPart,
    DataPart,
    GroupPart,
    Manifest,
    RunPart,
    versions,
)
from core.runs.takeaway.bundle.problems import BundleError


def ended(store: Store, run_ids: Sequence[str]) -> list[Run]:
    """The runs that a zip is to hold.

    Raises:
        BundleError: A run has not ended, or there are too many.
        UnknownRunError: There is no such run.
    """
    chosen = [store.run(run_id) for run_id in dict.fromkeys(run_ids)]
    if any(run.active for run in chosen):
        raise BundleError("A run that has not ended cannot be taken away; stop it, or wait.")
    if not 0 < len(chosen) <= MOST_RUNS:
        raise BundleError(f"Choose 1 to {MOST_RUNS:,} runs to take away, not {len(chosen):,}.")
    return chosen


def manifest_of(store: Store, chosen: Sequence[Run], data: Mapping[str, Kind]) -> Manifest:
    """What a zip of the `chosen` runs and their `data` says of itself.

    Raises:
        BundleError: It would say more than comes in again.
    """
    try:
        return _manifest_of(store, chosen, data)
    except ValidationError as failure:
        error = failure.errors()[0]
        raise BundleError(
            f"A zip cannot hold all that is known of these runs ({error['loc'][-1]}: "
            f"{error['msg']}); take others."
        ) from failure


def _manifest_of(store: Store, chosen: Sequence[Run], data: Mapping[str, Kind]) -> Manifest:
    whole = _whole_groups(store, chosen)
    return Manifest(
        made=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        versions=versions(),
        datasets=[_data_part(store, dataset_id) for dataset_id in data],
        groups=[_group_part(store, group_id) for group_id in whole],
        runs=[_run_part(store, run, whole) for run in chosen],
    )


def _whole_groups(store: Store, chosen: Sequence[Run]) -> list[str]:
    """The groups all of whose runs are chosen; a part of one would not say what it is."""
    ids = [run.group_id for run in chosen if run.group_id is not None]
    return [
        group_id
        for group_id in dict.fromkeys(ids)
        if store.group_size(group_id) == ids.count(group_id) and store.row(groups, group_id)
    ]


def _data_part(store: Store, dataset_id: str) -> DataPart:
    data = store.dataset(dataset_id)
    reading = json.loads(data.blob).get("choices", {})
    return DataPart(id=dataset_id, kind=data.kind, title=data.title, reading=reading)


def _group_part(store: Store, group_id: str) -> GroupPart:
    return GroupPart.model_validate(_columns(GroupPart, store.row(groups, group_id) or {}))


def _run_part(store: Store, run: Run, whole_groups: Sequence[str]) -> RunPart:
    row = store.row(runs, run.id) or {}
    kept = [part for part in store.artifacts(run.id) if part[0].endswith(".npz")]
    return RunPart.model_validate(
        _columns(RunPart, row)
        | {
            "settings": run.settings.model_dump(mode="json"),
            "state": run.state.value,
            "ended": row["heartbeat" if run.state is RunState.INTERRUPTED else "ended"],
            "figures": run.values,
            "group_id": run.group_id if run.group_id in whole_groups else None,
            "artifacts": [ArtifactPart(name=name, step=step) for name, step in kept],
        }
    )


def _columns(model: type[BaseModel], row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in model.model_fields if name in row}
