"""Dropout masks from a counter: the same numbers whatever is computed before, after or beside."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint32


@njit(nogil=True)
def scramble(x: int) -> int:
    """A bijection of 32 bits that leaves no pattern (C. Wellons' lowbias32)."""
    x = uint32(x ^ (x >> uint32(16)))
    x = uint32(x * uint32(0x7FEB352D))
    x = uint32(x ^ (x >> uint32(15)))
    x = uint32(x * uint32(0x846CA68B))
    return uint32(x ^ (x >> uint32(16)))


@njit(nogil=True)
def draw(mask: Any, rate: float, key: int) -> None:
    """Fills a flat mask: 0 with probability `rate`, else 1 / (1 - rate)."""
    threshold = uint32(rate * 2.0**32)
    kept = np.float32(1 / (1 - rate))
    for i in range(len(mask)):
        random = scramble(uint32(uint32(i) * uint32(0x9E3779B9) + uint32(key)))
        mask[i] = kept if random >= threshold else np.float32(0)
