"""What people take away from a names run: files, and the numbers behind the charts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.events import Arrays
from core.names.corpus import Corpus
from core.names.evaluation import Verdict
from core.names.likeness import likeness, spelling
from core.names.sampling import SampledName
from core.runs.events import encode_arrays
from core.runs.records import Run
from dashboard.compare.choose import compare_with
from dashboard.inside.link import look_inside
from dashboard.names.checkpoints import parameters
from dashboard.names.picker.names_picker import load_names
from dashboard.names.picture import Look, judged
from dashboard.names.rows import figures_table, shown_checkpoints
from dashboard.shared.downloads import download, download_reading, download_settings
from dashboard.shared.loss import download_loss
from dashboard.shared.takeaway import offer_takeaway


def show_downloads(run: Run, look: Look, names: pd.DataFrame) -> None:
    """Names, figures of the checkpoints, network, settings and loss curve as files."""
    with st.container(horizontal=True, key="downloads"):
        download(
            "Names",
            lambda: names.to_csv(index=False).encode(),
            f"names-{run.id}-{look.iteration}.csv",
            "text/csv",
            key="download_names",
        )
        download(
            "Figures",
            lambda: (
                figures_table(run, shown_checkpoints(run), judged(look.sampling)).to_csv().encode()
            ),
            f"figures-{run.id}.csv",
            "text/csv",
            key="download_figures",
        )
        download(
            "Checkpoint",
            lambda: checkpoint_file(parameters(run.id, look.iteration), load_names(run.dataset_id)),
            f"checkpoint-{run.id}-{look.iteration}.npz",
            "application/octet-stream",
            key="download_checkpoint",
        )
        download_settings(run)
        download_reading(run, load_names(run.dataset_id).choices)
        download_loss(run)
        offer_takeaway(run)
        compare_with(run)
        look_inside(run, look.iteration)


def checkpoint_file(network: Arrays, corpus: Corpus) -> bytes:
    """The parameters as .npz, with the alphabet that says which row belongs to which letter."""
    return encode_arrays({**network, "alphabet": np.array(list(corpus.alphabet))})


def name_table(
    names: Sequence[SampledName], verdicts: Sequence[Verdict], learned: tuple[str, ...]
) -> pd.DataFrame:
    """The names, their verdicts, and what these rest on.

    How much of each occurs in the names learned from (pairs, triples; shares, 0 to 1), and how
    surprising its letters are to one who read those (surprise; bits a letter).
    """
    alike = [likeness([name.text], learned) for name in names]
    known = spelling(learned)
    return pd.DataFrame(
        {
            "name": [name.title for name in names],
            "verdict": [str(verdict) for verdict in verdicts],
            "pairs": [None if one is None else one.pairs for one in alike],
            "triples": [None if one is None else one.triples for one in alike],
            "surprise": [known.bits(name.text) if name.text else None for name in names],
        }
    )
