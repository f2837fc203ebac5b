"""How the threads of one training wait for each other.

A thread says to which meeting it has come by a number in a place of its own; the others look at it
until it is large enough. Nobody is ever woken, so a wait costs about 0.1 us; a thread that waits
long gives its core away between looks.
"""

from __future__ import annotations

import sys
from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from core.stocks.fused.simd import pointer

APART = 16  # places between two numbers of 8 bytes: no two on the same cache lines
_PATIENCE = 2000  # looks before the core is given away

_NUMBER = ir.IntType(64)
_give_way = types.ExternalFunction(
    "SwitchToThread" if sys.platform == "win32" else "sched_yield", types.int32()
)


@intrinsic
def _read(_typing: Any, _signals: int, _at: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        signals, at = arguments
        return builder.load_atomic(pointer(builder, signals, at, _NUMBER), "acquire", 8)

    return types.int64(types.intp, types.intp), generate


@intrinsic
def _write(_typing: Any, _signals: int, _at: Any, _number: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        signals, at, number = arguments
        place = pointer(builder, signals, at, _NUMBER)
        builder.store_atomic(number, place, "release", 8)
        return context.get_dummy_value()

    return types.void(types.intp, types.intp, types.int64), generate


@njit
def meet(signals: int, members: int, member: int, number: int) -> None:
    """Returns when all members have come to meeting `number`."""
    _write(signals, member * APART, number)
    for other in range(members):
        looks = 0
        while _read(signals, other * APART) < number:
            looks += 1
            if looks >= _PATIENCE:
                _give_way()
