"""The manifest of a zip from anybody."""

from __future__ import annotations

from core.runs.takeaway.bundle.fits import require_figures, require_group, require_steps
from core.runs.takeaway.bundle.layout import CHECKPOINTS, MANIFEST, run_file
from core.runs.takeaway.bundle.manifest import (
    FORMAT,
    LARGEST,
    MOST_COMMAS,
    VERSION,
    Header,
    Manifest,
)
from core.runs.takeaway.bundle.problems import MAKE_ANEW, BundleError, damage_of
from core.runs.takeaway.bundle.safe_zip import SafeZip


def read_manifest(archive: SafeZip) -> Manifest:
    """What a zip says of itself, if all that it names is there.

    Raises:
        BundleError: It is damaged, of a newer version, or none of ours.
    """
    if MANIFEST not in archive.names:
        raise BundleError(
            "This zip holds no runs; choose one that was downloaded as Everything (zip)."
        )
    text = archive.read(MANIFEST, LARGEST)
    with damage_of(MANIFEST):
        if text.count(b",") > MOST_COMMAS:  # each value of a wrong one would make a complaint
            raise ValueError("it says more than there is to say of the most runs")
        header = Header.model_validate_json(text)
        if header.format != FORMAT:
            raise BundleError(f"This zip holds no runs of Sequence Lab; {MAKE_ANEW}.")
        if header.version > VERSION:
            raise BundleError(
                f"A newer version of Sequence Lab made this zip (its format is {header.version}, "
                f"this version knows {VERSION}); update the program."
            )
        if b"\\u0000" in text:
            raise ValueError("a text with a letter that no database keeps")
        manifest = Manifest.model_validate_json(text)
        _require_whole(manifest)
        _require_files(manifest, archive)
        for run in manifest.runs:
            require_figures(run)
            require_steps(run)
    for group in manifest.groups:
        require_group(group, [run for run in manifest.runs if run.group_id == group.id])
    return manifest


def _require_files(manifest: Manifest, archive: SafeZip) -> None:
    """Raises where there are arrays of which the manifest does not know."""
    known = {
        run_file(run.id, name)
        for run in manifest.runs
        for name in (CHECKPOINTS, *(part.name for part in run.artifacts))
    }
    others = {name for name in archive.names if name.endswith(".npz")} - known
    if others:
        raise ValueError(f"{min(others)} belongs to nothing")


def _require_whole(manifest: Manifest) -> None:
    """Raises where something is not there that something else names, or is there twice."""
    data = {part.id: part for part in manifest.datasets}
    groups = {part.id: part for part in manifest.groups}
    runs = {run.id for run in manifest.runs}
    counts = len(data), len(groups), len(runs)
    if counts != (len(manifest.datasets), len(manifest.groups), len(manifest.runs)) or not runs:
        raise ValueError("something is there twice, or no run")
    if {part.id for part in manifest.datasets} != {run.dataset_id for run in manifest.runs}:
        raise ValueError("data of no run, or a run without its data")
    for run in manifest.runs:
        if len({part.name for part in run.artifacts}) < len(run.artifacts):
            raise ValueError("an artifact is there twice")
        group = None if run.group_id is None else groups[run.group_id]
        if {run.kind, data[run.dataset_id].kind, group.kind if group else run.kind} != {run.kind}:
            raise ValueError("a run of one kind with data of the other")
