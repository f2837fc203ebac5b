"""How the threads of one training wait for each other.

A thread says how far it is by a number that only grows, in a place of its own; others look at it
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
def report(signals: int, place: int, number: int) -> None:
    """Says that everything up to `number` is done at `place`."""
    _write(signals, place * APART, number)


@njit
def wait(signals: int, place: int, number: int) -> None:
    """Returns when `number` is done at `place`."""
    looks = 0
    while _read(signals, place * APART) < number:
        looks += 1
        if looks >= _PATIENCE:
            _give_way()


@njit
def meet(signals: int, first: int, members: int, member: int, number: int) -> None:
    """Returns when all members have come to meeting `number`; their places start at `first`."""
    report(signals, first + member, number)
    for other in range(members):
        wait(signals, first + other, number)
