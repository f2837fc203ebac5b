"""Dropout masks from a counter: the same numbers whatever is computed before, after or beside."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.stocks.engines.fused.vectors.arithmetic import put
from core.stocks.engines.fused.vectors.simd import njit, uint32


@njit
def scramble(x: Any) -> Any:
    """A bijection of 32 bits that leaves no pattern (C. Wellons' lowbias32)."""
    x = uint32(x ^ (x >> uint32(16)))
    x = uint32(x * uint32(0x7FEB352D))
    x = uint32(x ^ (x >> uint32(15)))
    x = uint32(x * uint32(0x846CA68B))
    return uint32(x ^ (x >> uint32(16)))


@njit
def draw(mask: int, start: int, stop: int, rate: float, key: int) -> None:
    """Fills a mask from `start` to `stop` - 1: 0 with probability `rate`, else 1 / (1 - rate)."""
    threshold = uint32(rate * 2.0**32)
    kept = np.float32(1 / (1 - rate))
    for at in range(start, stop):
        random = scramble(uint32(uint32(at - start) * uint32(0x9E3779B9) + uint32(key)))
        put(mask, at, kept if random >= threshold else np.float32(0))
