"""Where in a zip of runs is what. Files beside these are for people, and never read back."""

from __future__ import annotations

import re
from typing import Final

MANIFEST: Final = "manifest.json"
README: Final = "README.txt"
CHECKPOINTS: Final = "checkpoints.npz"
CURVE: Final = "loss.csv"  # step, loss, seconds, and whether a checkpoint is kept of it
CURVE_COLUMNS: Final = ("step", "loss", "seconds", "checkpoint")

KNOWN: Final = re.compile(
    r"manifest\.json|README\.txt"
    r"|data/[0-9a-f]{32}/(data\.json|prices\.csv|names\.txt)"
    r"|runs/[a-z0-9]{1,16}/(\w{1,32}\.npz|(loss|names|predictions)\.csv|settings\.json|model\.keras)",
    re.ASCII,
)


def data_file(dataset_id: str) -> str:
    """Data as the store keeps them."""
    return f"data/{dataset_id}/data.json"


def run_file(run_id: str, name: str) -> str:
    """A file of a run."""
    return f"runs/{run_id}/{name}"
