"""What a names run has kept, loaded once and sampled once for everybody who looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.names.evaluation import shares
from core.names.sampling import SampledName, sample_names, sample_report_names
from dashboard.backend import store
from dashboard.names.names_picker import load_names


@dataclass(frozen=True, slots=True)
class Sampling:
    """How names are drawn from a checkpoint."""

    count: int
    temperature: float
    first_letters: str
    seed: int


@st.cache_data(ttl=3600, max_size="200MB", show_spinner=False)
def parameters(run_id: str, iteration: int) -> dict[str, NDArray[np.float64]]:
    """The network at a checkpoint.

    Raises:
        UnknownRunError: The run or its checkpoint is gone.
    """
    return dict(store().checkpoint(run_id, iteration).arrays)


@st.cache_data(ttl=3600, max_entries=1000, show_spinner=False)
def report_names(run_id: str, dataset_id: str, iteration: int) -> list[str]:
    """Seven names of a checkpoint, drawn as the report does for its Table 1."""
    alphabet = load_names(dataset_id).alphabet
    return [name.title for name in sample_report_names(parameters(run_id, iteration), alphabet)]


def draw(run_id: str, dataset_id: str, iteration: int, sampling: Sampling) -> list[SampledName]:
    """Names of a checkpoint.

    Raises:
        SettingsError: The first letters are not in the alphabet.
    """
    return sample_names(
        parameters(run_id, iteration),
        load_names(dataset_id).alphabet,
        count=sampling.count,
        temperature=sampling.temperature,
        first_letters=sampling.first_letters,
        seed=sampling.seed,
    )


@st.cache_data(ttl=3600, max_entries=200, show_spinner=False)
def novelty(
    run_id: str, dataset_id: str, iterations: Sequence[int], sampling: Sampling
) -> pd.DataFrame:
    """Shares of the verdicts on the names drawn; a row for each checkpoint, a column a verdict.

    Raises:
        SettingsError: The first letters are not in the alphabet.
    """
    corpus = load_names(dataset_id)
    rows = {
        iteration: shares(
            [name.text for name in draw(run_id, dataset_id, iteration, sampling)], corpus
        )
        for iteration in iterations
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("iteration")
