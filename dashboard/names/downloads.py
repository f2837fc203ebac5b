"""What people take away from a names run: files, and the numbers behind the charts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.events import Arrays
from core.names.corpus import Corpus
from core.names.evaluation import Verdict
from core.names.sampling import SampledName
from core.runs.events import encode_arrays
from core.runs.records import Run
from dashboard.names.checkpoints import parameters
from dashboard.names.loss import loss_curve
from dashboard.shared.downloads import download, download_settings


def show_downloads(run: Run, iteration: int, table: pd.DataFrame, corpus: Corpus) -> None:
    """Names, checkpoint, settings and loss curve as files."""
    network = parameters(run.id, iteration)
    curve = loss_curve(run)
    with st.container(horizontal=True, key="downloads"):
        download(
            "Names",
            lambda: table.to_csv(index=False).encode(),
            f"names-{run.id}-{iteration}.csv",
            "text/csv",
            key="download_names",
        )
        download(
            "Checkpoint",
            lambda: checkpoint_file(network, corpus),
            f"checkpoint-{run.id}-{iteration}.npz",
            "application/octet-stream",
            key="download_checkpoint",
        )
        download_settings(run)
        download(
            "Loss curve",
            lambda: curve.to_csv().encode(),
            f"loss-{run.id}.csv",
            "text/csv",
            key="download_loss",
        )


def checkpoint_file(network: Arrays, corpus: Corpus) -> bytes:
    """The parameters as .npz, with the alphabet that says which row belongs to which letter."""
    return encode_arrays({**network, "alphabet": np.array(list(corpus.alphabet))})


def name_table(names: Sequence[SampledName], verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """The names and their verdicts."""
    return pd.DataFrame(
        {"name": [name.title for name in names], "verdict": [str(verdict) for verdict in verdicts]}
    )
