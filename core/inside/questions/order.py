"""Units in an order in which a picture of them says more than in that of the weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.cells.arrays import Array

Order = NDArray[np.int64]


def by_activity(a: Array) -> Order:
    """The units of hidden states (T, n_a), the one that changes most first.

    How much a unit changes is the standard deviation of its state over the steps.
    """
    return np.argsort(-a.std(axis=0), kind="stable")


def by_similarity(a: Array) -> Order:
    """The units of hidden states (T, n_a), such that neighbours do much the same over the steps.

    Hierarchical clustering by average linkage of Euclidean distances, with the leaves in their
    best order (Bar-Joseph et al. 2001, "Fast optimal leaf ordering for hierarchical clustering").
    """
    from scipy.cluster import hierarchy  # takes a moment

    if a.shape[1] < 3:  # nothing to sort
        return np.arange(a.shape[1])
    tree: Any = hierarchy.linkage(a.T, "average", optimal_ordering=True)
    return np.asarray(hierarchy.leaves_list(tree), dtype=np.int64)
