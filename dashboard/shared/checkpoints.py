"""Which of many checkpoints to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def spread(steps: Sequence[int], most: int) -> list[int]:
    """At most `most` of the steps, evenly spread, the first and the last among them."""
    places = np.linspace(0, len(steps) - 1, min(most, len(steps)))
    return [steps[place] for place in places.round().astype(int)]
