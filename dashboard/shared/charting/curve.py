"""Loss curves as the browser takes them."""

from __future__ import annotations

import math
from typing import TypeAlias

Point: TypeAlias = tuple[float, float | None]


def point(step: float, loss: float) -> Point:
    """A point of one: (step, loss), a loss that is no number as None."""
    return float(step), float(loss) if math.isfinite(loss) else None
